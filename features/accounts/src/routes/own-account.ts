import type { Caller } from '@jhalak/contracts';
import { assert } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { personById } from '../persons-store.ts';
import { isAccount, type AccountRow } from '../present.ts';
import { personGone } from '../viewers.ts';

/** Signing in by a person costs a password hash; a person needs few, and a school behind one address some more. */
export const SECRET_TRIES_PER_MINUTE = 120;

/** @returns the caller; routes that ask for a token always have one. */
export function known(caller: Caller | undefined): Caller {
  assert(caller, 'the route asks for a token');
  return caller;
}

/** @returns the caller's own row. @throws `auth.required` when the person went away meanwhile. */
export async function ownAccount(
  database: Database,
  caller: Caller | undefined,
): Promise<AccountRow> {
  const row = await personById(database, known(caller).personId);
  if (row === undefined || !isAccount(row)) throw personGone();
  return row;
}
