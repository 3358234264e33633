import type { Caller } from '@jhalak/contracts';
import type { Onlooker } from '@jhalak/visibility';

/** @returns who looks at a story: only people who are let in on what is hidden count as staff. */
export function onlookerOf(caller: Caller | undefined): Onlooker {
  return {
    personId: caller?.personId,
    ageBand: caller?.ageBand,
    state: caller?.state,
    staff:
      caller !== undefined && caller.roles.some((role) => role === 'editor' || role === 'admin'),
  };
}
