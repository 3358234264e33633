import type { Caller } from '@jhalak/contracts';
import type { PageQuery } from '@jhalak/contracts/fields';
import { assert } from '@jhalak/kernel';
import type { Actor } from '../types.ts';

const LIMIT_DEFAULT = 20;

/** Who may look after one advertiser: its own people, and the operator, who looks after all. */
export const ADVERTISER_ACCESS = ['advertiser', 'operator'] as const;
/** What routes of one advertiser's things have in common. */
export const OURS = { tag: 'ads', access: ADVERTISER_ACCESS, owner: 'organisation' } as const;

/** @returns for whom a caller whom the app let in acts. */
export function actorOf(caller: Caller | undefined): Actor {
  assert(caller, 'the route asks for a role');
  const operator = caller.roles.includes('admin') || caller.roles.includes('operator');
  return { side: operator ? 'operator' : 'advertiser', personId: caller.personId };
}

/** @returns the page that is asked for, with the default length. */
export function pageOf(query: PageQuery): { limit: number; cursor?: string | undefined } {
  return { limit: query.limit ?? LIMIT_DEFAULT, cursor: query.cursor };
}
