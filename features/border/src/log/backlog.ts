// What was said and is not public yet: normally nothing for longer than a second.

import type { Database } from '@jhalak/ports';

export interface Backlog {
  /** Entries that are committed and not under the signed checkpoint. */
  waiting: number;
  /** When the oldest of them was written. */
  waitingSinceMs?: number;
}

/** @param size entries under the checkpoint. @returns what stands behind them. Cost: one query over the waiting rows. */
export async function backlogBehind(
  database: Database,
  cellId: string,
  size: number,
): Promise<Backlog> {
  const [row] = await database.query<{ count: number; since: number | null }>(
    {
      name: 'border.log_waiting',
      text: `SELECT count(*) AS count, min(at_ms) AS since FROM border_entries
        WHERE cell_id = $1 AND (leaf_index IS NULL OR leaf_index >= $2)`,
    },
    [cellId, size],
  );
  const since = row?.since ?? undefined;
  return { waiting: row?.count ?? 0, ...(since === undefined ? {} : { waitingSinceMs: since }) };
}
