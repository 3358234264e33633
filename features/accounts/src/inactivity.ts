// Accounts that nobody came back to: hidden with some hours to come back, then erased like any other that leaves. The cell
// knows no address of a person, so the notice is what they find when they sign in.

import { DAY_MS, HOUR_MS, type Clock } from '@jhalak/kernel';
import type { Database, Journal } from '@jhalak/ports';
import { lockPerson, updatePerson } from './persons-store.ts';
import { personEvent } from './present.ts';

const TERMS = {
  name: 'accounts.inactivity_terms',
  text: 'SELECT days, notice_hours FROM inactivity_terms WHERE from_ms <= $1 ORDER BY from_ms DESC LIMIT 1',
};
// Anonymous viewers end with their session; made-up people belong to the operator.
const INACTIVE = {
  name: 'accounts.inactive',
  text: `SELECT person_id FROM person_activity JOIN persons USING (person_id)
    WHERE last_active_at_ms <= $1 AND handle IS NOT NULL AND NOT sample AND deletion_due_at_ms IS NULL
    ORDER BY last_active_at_ms LIMIT $2`,
};
const STILL = {
  name: 'accounts.still_inactive',
  text: 'SELECT 1 FROM person_activity WHERE person_id = $1 AND last_active_at_ms <= $2',
};

export interface InactivityDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  /** Called after a person changed. */
  changed: (personId: string) => void;
}

/** Announces the erasure of accounts whose time is nearly over. @returns how many, at most `max`. */
export async function announceInactive(deps: InactivityDeps, max: number): Promise<number> {
  const { database, clock } = deps;
  const nowMs = clock.nowMs();
  const [terms] = await database.query<{ days: number; notice_hours: number }>(TERMS, [nowMs]);
  if (terms === undefined || terms.days === 0) return 0;
  const noticeMs = terms.notice_hours * HOUR_MS;
  const beforeMs = nowMs - terms.days * DAY_MS + noticeMs;
  const found = await database.query<{ person_id: string }>(INACTIVE, [beforeMs, max]);
  let count = 0;
  for (const { person_id: personId } of found) {
    if (await announce(deps, personId, { beforeMs, dueAtMs: nowMs + noticeMs })) count += 1;
  }
  return count;
}

async function announce(
  { database, journal, changed }: InactivityDeps,
  personId: string,
  { beforeMs, dueAtMs }: { beforeMs: number; dueAtMs: number },
): Promise<boolean> {
  const announced = await database.transaction(async (tx) => {
    const before = await lockPerson(tx, personId);
    if (before === undefined || before.deletion_due_at_ms !== null) return false;
    // Who signed in since the list was read is here again.
    if ((await tx.query(STILL, [personId, beforeMs])).length === 0) return false;
    const after = await updatePerson(tx, personId, { deletion_due_at_ms: dueAtMs });
    await journal.append(tx, [personEvent('deletion_requested', after, { dueAtMs })]);
    return true;
  });
  if (announced) changed(personId);
  return announced;
}
