import { problem, type Caller, type Role } from '@jhalak/contracts';
import type { JhalakError } from '@jhalak/kernel';
import type { HiddenReason, Onlooker } from '@jhalak/visibility';
import type { ViewerMarks } from './types.ts';

/** Who decides on reports, complaints and orders, and so on what is private as well. */
const DECIDING: readonly Role[] = ['moderator', 'grievance_officer', 'legal_officer', 'admin'];

/** @returns the caller as visibility knows people. Any role makes staff: roles are given one by one by the operator. */
export function onlookerOf(caller: Caller | undefined): Onlooker {
  return {
    decides: caller?.roles.some((role) => DECIDING.includes(role)) === true,
    personId: caller?.personId,
    ageBand: caller?.ageBand,
    state: caller?.state,
    staff: caller !== undefined && caller.roles.some((role) => role !== 'operator'),
  };
}

/**
 * @param marks knows whom they follow, whose close friends they are and whom they are kept apart from. Who has not signed up follows without a name: a private
 * account could not know them, so they see nothing private.
 * @returns the caller as visibility knows people, for surfaces on which followers see what is private. Cost: memory mostly.
 */
export async function tiedOnlooker(
  caller: Caller | undefined,
  marks: Pick<ViewerMarks, 'ties'>,
): Promise<Onlooker> {
  const onlooker = onlookerOf(caller);
  if (caller === undefined) return onlooker;
  const { follows, closeTo, apart } = await marks.ties(caller.personId);
  return { ...onlooker, apart, ...(caller.handle === undefined ? {} : { follows, closeTo }) };
}

/** @returns the failure for a video that the caller may not see: it says no more than the caller may know. */
export function hiddenProblem(reason: HiddenReason): JhalakError {
  if (reason === 'withheld') {
    return problem(
      'video.withheld',
      'This clip is withheld in this region on a legal ground. Its creator can appeal.',
    );
  }
  if (reason === 'age_gated') {
    return problem(
      'video.age_gated',
      'This clip is for people of 18 or more. Set your age in the settings to watch it.',
    );
  }
  return problem(
    'video.not_found',
    'There is no such clip here. It may have been removed by its creator or a moderator.',
  );
}
