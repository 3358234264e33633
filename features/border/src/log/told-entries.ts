// What the log has told of one kind, for parts that compare it with what they know themselves.

import type { BorderEntry, BorderFacts } from '@jhalak/contracts/border';
import type { Queries } from '@jhalak/ports';

/** Read at once: some 300 bytes each. */
const PAGE = 1_000;

/** One entry of the log. */
export interface ToldEntry {
  atMs: number;
  facts: BorderFacts;
}

/**
 * Gives numbered entries of one kind, the oldest first; not for crossings, which no index has.
 *
 * Cost: an index range (migration 0011), PAGE in memory.
 */
export async function* entriesOfKind(
  on: Queries,
  cellId: string,
  kind: Exclude<BorderFacts['kind'], 'crossing'>,
): AsyncGenerator<ToldEntry> {
  for (let after = -1; ;) {
    const rows = await on.query<{ leaf_index: number; leaf: string }>(
      {
        name: 'border.told',
        text: `SELECT leaf_index, leaf FROM border_entries WHERE cell_id = $1 AND leaf_index > $2
          AND leaf NOT LIKE '%"kind":"crossing"%' AND (leaf::jsonb) #>> '{facts,kind}' = $3
          ORDER BY leaf_index LIMIT $4`,
      },
      [cellId, after, kind, PAGE],
    );
    for (const { leaf } of rows) {
      const { atMs, facts } = JSON.parse(leaf) as BorderEntry;
      yield { atMs, facts };
    }
    after = rows.at(-1)?.leaf_index ?? after;
    if (rows.length < PAGE) return;
  }
}
