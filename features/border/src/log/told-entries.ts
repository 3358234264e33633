// What the log has told of one kind, for parts that compare it with what they know themselves.

import type { BorderEntry, BorderFacts } from '@jhalak/contracts/border';
import type { Queries } from '@jhalak/ports';
import { canonicalJson } from './canonical-json.ts';

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

/** @returns the id of a numbered entry that says exactly this; not for crossings, which no index has. Cost: an index look-up. */
export async function entrySaying(
  on: Queries,
  cellId: string,
  facts: BorderFacts,
): Promise<string | undefined> {
  if (!('act' in facts)) return undefined;
  // What the index of things has.
  const thing = facts.commitment ?? facts.subject ?? facts.digest;
  if (thing === undefined) return undefined;
  const rows = await on.query<{ entry_id: string }>(
    {
      name: 'border.saying',
      text: `SELECT entry_id FROM border_entries WHERE cell_id = $1 AND leaf_index IS NOT NULL
        AND leaf NOT LIKE '%"kind":"crossing"%' AND coalesce((leaf::jsonb) #>> '{facts,commitment}',
          (leaf::jsonb) #>> '{facts,subject}', (leaf::jsonb) #>> '{facts,digest}') = $2
        AND strpos(leaf, $3) > 0 ORDER BY leaf_index LIMIT 1`,
    },
    // As it stands in a leaf, whose names are in order.
    [cellId, thing, `"facts":${canonicalJson(facts)},"id":`],
  );
  return rows[0]?.entry_id;
}
