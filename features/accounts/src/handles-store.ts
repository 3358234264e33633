// Who holds which handle. One row a skeleton: that is what makes handles unique.

import type { JournalEntry, Queries, Tx } from '@jhalak/ports';

/** A handle and what it looks like. */
export interface HandleName {
  handle: string;
  skeleton: string;
}

const HOLDER = {
  name: 'accounts.handle_holder',
  short: true,
  text: 'SELECT person_id, held_until_ms FROM handles WHERE skeleton = $1',
};
// Takes a free skeleton, or one whose hold is over; a taken one returns no row.
const CLAIM = {
  name: 'accounts.handle_claim',
  text: `INSERT INTO handles (skeleton, handle, person_id, claimed_at_ms) VALUES ($1, $2, $3, $4)
    ON CONFLICT (skeleton) DO UPDATE
    SET handle = excluded.handle, person_id = excluded.person_id, claimed_at_ms = excluded.claimed_at_ms, held_until_ms = NULL
    WHERE handles.person_id IS NULL AND handles.held_until_ms <= excluded.claimed_at_ms
    RETURNING skeleton`,
};
const HOLD = {
  name: 'accounts.handle_hold',
  text: `UPDATE handles SET handle = NULL, person_id = NULL, held_until_ms = $2 WHERE person_id = $1 RETURNING skeleton`,
};
const HOLD_ENDED = {
  name: 'accounts.handle_hold_ended',
  text: 'SELECT skeleton FROM handles WHERE held_until_ms <= $1 ORDER BY held_until_ms LIMIT $2',
};
const FREE = {
  name: 'accounts.handle_free',
  text: 'DELETE FROM handles WHERE skeleton = ANY($1) AND person_id IS NULL AND held_until_ms <= $2 RETURNING skeleton',
};

/** @returns the person behind a skeleton; undefined when free or held. */
export async function holderOf(on: Queries, skeleton: string): Promise<string | undefined> {
  const [row] = await on.query<{ person_id: string | null }>(HOLDER, [skeleton]);
  return row?.person_id ?? undefined;
}

/** @returns whether nobody could claim it now. Only a hint: the claim decides. */
export async function isTaken(on: Queries, skeleton: string, nowMs: number): Promise<boolean> {
  const [row] = await on.query<{ person_id: string | null; held_until_ms: number | null }>(HOLDER, [
    skeleton,
  ]);
  return row !== undefined && (row.person_id !== null || (row.held_until_ms ?? 0) > nowMs);
}

/** @returns the journal entry; undefined when somebody else has it. */
export async function claimHandle(
  tx: Tx,
  name: HandleName,
  personId: string,
  nowMs: number,
): Promise<JournalEntry | undefined> {
  const rows = await tx.query(CLAIM, [name.skeleton, name.handle, personId, nowMs]);
  return rows.length === 0 ? undefined : handleEvent('claimed', name.skeleton, personId);
}

/** Empties the person's handle and keeps it from others for a while. @returns journal entries; none when there was none. */
export async function holdHandle(
  tx: Tx,
  personId: string,
  heldUntilMs: number,
): Promise<JournalEntry[]> {
  const rows = await tx.query<{ skeleton: string }>(HOLD, [personId, heldUntilMs]);
  return rows.map((row) => handleEvent('held', row.skeleton));
}

/** Frees handles whose hold is over, at most `max`. @returns journal entries. */
export async function freeHandles(tx: Tx, nowMs: number, max: number): Promise<JournalEntry[]> {
  const ended = await tx.query<{ skeleton: string }>(HOLD_ENDED, [nowMs, max]);
  if (ended.length === 0) return [];
  const freed = await tx.query<{ skeleton: string }>(FREE, [
    ended.map((row) => row.skeleton),
    nowMs,
  ]);
  return freed.map((row) => handleEvent('freed', row.skeleton));
}

function handleEvent(type: string, skeleton: string, subject?: string): JournalEntry {
  return {
    stream: 'accounts.handle',
    key: skeleton,
    type,
    row: { table: 'handles', key: skeleton },
    facts: {},
    ...(subject === undefined ? {} : { subject }),
  };
}
