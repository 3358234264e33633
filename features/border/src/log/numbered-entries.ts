// The log's order in the database. Rows get their index after their commit, in one transaction under one lock, so that
// an index never changes, none is left out, and nothing that committed late is lost.

import type { Database, Tx } from '@jhalak/ports';
import { OWNER_ENTRY_ACT } from '@jhalak/tlog';

/** Numbered, or read, at once: bounds memory and how long the lock is held. */
export const ENTRIES_PER_ROUND = 4_096;
/** "border" in ASCII: nobody else's lock. */
const LOCK = 0x626f72646572;
/** A round takes some milliseconds; who waits for a receipt must hear soon that there will be none. */
const LOCK_WAIT_MS = 10_000;

export interface NumberedLeaf {
  index: number;
  leaf: string;
}

export interface ReturnedEntry extends NumberedLeaf {
  entryId: string;
  atMs: number;
}

/**
 * Waits until this transaction alone may number and write; held until it ends. @throws Error after LOCK_WAIT_MS: whoever
 * holds it is stuck, and nothing may cross meanwhile.
 */
export async function takeLock(tx: Tx): Promise<void> {
  await tx.query(
    { name: 'border.lock_wait', text: `SELECT set_config('lock_timeout', $1, true)` },
    [`${LOCK_WAIT_MS}ms`],
  );
  await tx.query({ name: 'border.lock', text: 'SELECT pg_advisory_xact_lock($1)' }, [LOCK]);
}

/** @returns how many entries are numbered. */
export async function numberedCount(tx: Tx, cellId: string): Promise<number> {
  const rows = await tx.query<{ next: number }>(
    {
      name: 'border.count',
      text: `SELECT coalesce(max(leaf_index) + 1, 0) AS next FROM border_entries
        WHERE cell_id = $1 AND leaf_index IS NOT NULL`,
    },
    [cellId],
  );
  return rows[0]?.next ?? 0;
}

/** An entry that ends its owner's time. */
const OWNER_ENTRY_LIKE = `%"act":"${OWNER_ENTRY_ACT}"%`;

/** Gives committed entries the next indexes, oldest first, up to one that ends this owner's time. Under the lock. @returns how many. */
export async function numberEntries(tx: Tx, cellId: string, next: number): Promise<number> {
  const rows = await tx.query(
    {
      name: 'border.number',
      text: `WITH fresh AS (
          SELECT entry_id, leaf LIKE $4 AS ends, row_number() OVER (ORDER BY at_ms, entry_id) - 1 AS place FROM (
            SELECT entry_id, at_ms, leaf FROM border_entries WHERE cell_id = $1 AND leaf_index IS NULL
            ORDER BY at_ms, entry_id LIMIT $3) unnumbered)
        UPDATE border_entries entry SET leaf_index = $2 + fresh.place FROM fresh
        WHERE entry.cell_id = $1 AND entry.entry_id = fresh.entry_id
          AND fresh.place <= coalesce((SELECT min(place) FROM fresh WHERE ends), fresh.place) RETURNING 1`,
    },
    [cellId, next, ENTRIES_PER_ROUND, OWNER_ENTRY_LIKE],
  );
  return rows.length;
}

/** @returns numbered leaves from an index on, in order; at most a round's. */
export async function leavesFrom(
  tx: Tx,
  cellId: string,
  from: number,
  count = ENTRIES_PER_ROUND,
): Promise<NumberedLeaf[]> {
  return await tx.query<NumberedLeaf>(
    {
      name: 'border.leaves',
      text: `SELECT leaf_index AS index, leaf FROM border_entries
        WHERE cell_id = $1 AND leaf_index >= $2 ORDER BY leaf_index LIMIT $3`,
    },
    [cellId, from, count],
  );
}

/**
 * Takes entries back that the files have and an older table lacks.
 *
 * @returns how many fitted: fewer than were given means that the table says otherwise.
 */
export async function takeBack(
  tx: Tx,
  cellId: string,
  entries: readonly ReturnedEntry[],
): Promise<number> {
  const rows = await tx.query(
    {
      name: 'border.take_back',
      text: `INSERT INTO border_entries (cell_id, entry_id, at_ms, leaf, leaf_index)
        SELECT $1, * FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::bigint[])
        ON CONFLICT (cell_id, entry_id) DO UPDATE SET leaf_index = excluded.leaf_index
          WHERE border_entries.leaf = excluded.leaf AND border_entries.leaf_index IS NULL
        RETURNING 1`,
    },
    [
      cellId,
      entries.map((entry) => entry.entryId),
      entries.map((entry) => entry.atMs),
      entries.map((entry) => entry.leaf),
      entries.map((entry) => entry.index),
    ],
  );
  return rows.length;
}

/** @returns an entry's index: null while it has none, undefined when there is no such entry. */
export async function indexOfEntry(
  database: Database,
  cellId: string,
  entryId: string,
): Promise<number | null | undefined> {
  const rows = await database.query<{ leaf_index: number | null }>(
    {
      name: 'border.index',
      short: true,
      text: 'SELECT leaf_index FROM border_entries WHERE cell_id = $1 AND entry_id = $2',
    },
    [cellId, entryId],
  );
  return rows[0] === undefined ? undefined : rows[0].leaf_index;
}
