// A person asks to be erased, and can take it back for some days. Hidden at once; erased by the sweep when due.

import { problem } from '@jhalak/contracts';
import type { AccountRestored } from '@jhalak/contracts/accounts';
import { assert, DAY_MS, type Clock } from '@jhalak/kernel';
import type { Database, Journal, Queries } from '@jhalak/ports';
import type { Callers } from './callers.ts';
import { lockPerson, updatePerson } from './persons-store.ts';
import { accountOf, isAccount, personEvent, viewerOf, type AccountRow } from './present.ts';
import { personGone } from './viewers.ts';

export interface LeavingDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  callers: Callers;
  undoDays: number;
  /** Called after a person changed. */
  changed: (personId: string) => void;
}

export class Leaving {
  readonly #deps: LeavingDeps;

  constructor(deps: LeavingDeps) {
    this.#deps = deps;
  }

  /** Ends every session and sets the day of erasure; asking again does not move it. @returns the row. */
  async request(personId: string): Promise<AccountRow> {
    const { database, journal, clock, callers, undoDays } = this.#deps;
    const row = await database.transaction(async (tx) => {
      const before = await lockPerson(tx, personId);
      if (before === undefined || !isAccount(before)) throw personGone();
      await callers.endAll(tx, personId);
      if (before.deletion_due_at_ms !== null) return before;
      const dueAtMs = clock.nowMs() + undoDays * DAY_MS;
      const after = await updatePerson(tx, personId, { deletion_due_at_ms: dueAtMs });
      await journal.append(tx, [personEvent('deletion_requested', after, { dueAtMs })]);
      return after;
    });
    this.#deps.changed(personId);
    assert(isAccount(row), 'it was one before the change');
    return row;
  }

  /** Takes it back. Idempotent. @throws `account.pending_deletion` when the day has come. */
  async undo(personId: string): Promise<AccountRestored> {
    const { database, journal, clock } = this.#deps;
    await database.transaction(async (tx) => {
      const before = await lockPerson(tx, personId);
      if (before === undefined) throw personGone();
      if (before.deletion_due_at_ms === null) return;
      if (before.deletion_due_at_ms <= clock.nowMs()) {
        throw problem(
          'account.pending_deletion',
          'The time to bring this account back is over; it is being erased.',
        );
      }
      const after = await updatePerson(tx, personId, { deletion_due_at_ms: null });
      await journal.append(tx, [personEvent('deletion_undone', after)]);
    });
    this.#deps.changed(personId);
    const row = await this.#deps.callers.personWithRoles(database, personId);
    if (row === undefined || !isAccount(row)) throw personGone();
    return { account: accountOf(row), viewer: viewerOf(row, row) };
  }
}

const DUE = {
  name: 'accounts.deletions_due',
  text: `SELECT person_id FROM persons WHERE deletion_due_at_ms <= $1
      AND NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.person_id = persons.person_id)
    ORDER BY deletion_due_at_ms LIMIT $2`,
};

/** @returns persons whose day has come and whose erasure has not begun, at most `max`. */
export async function personsDue(on: Queries, nowMs: number, max: number): Promise<string[]> {
  return (await on.query<{ person_id: string }>(DUE, [nowMs, max])).map((row) => row.person_id);
}
