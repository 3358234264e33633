// The public log, read from its rows: the same leaves as in the files, by kind and by thing, the newest first.

import type { Static } from 'typebox';
import type { AuditLogPage, AuditLogQuery } from '@jhalak/contracts/audit';
import type { BorderEntry } from '@jhalak/contracts/border';
import type { Database } from '@jhalak/ports';

const LIMIT_DEFAULT = 50;
/** Leaves read at once when the whole log is written out: some 300 bytes each. */
const LEAVES_AT_ONCE = 1_000;

interface LeafRow {
  leaf_index: number;
  leaf: string;
}

/** @param size entries under the signed checkpoint: what is not under it is not shown. Cost: an index range. */
export async function readLog(
  database: Database,
  { cellId, size }: { cellId: string; size: number },
  query: Static<typeof AuditLogQuery>,
): Promise<AuditLogPage> {
  const limit = query.limit ?? LIMIT_DEFAULT;
  const below = Math.min(size, query.cursor ?? size);
  const rows = await rowsBelow(database, { cellId, below, limit: limit + 1 }, query);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    size,
    items: shown.map(({ leaf_index, leaf }) => {
      const { id, atMs, facts } = JSON.parse(leaf) as BorderEntry;
      return { index: leaf_index, id, atMs, facts };
    }),
    ...(rows.length > limit && last !== undefined ? { next: last.leaf_index } : {}),
  };
}

// A statement for each way of asking, as the indexes of migration 0011 have it: crossings are in none of them.
const PAGE = 'ORDER BY leaf_index DESC LIMIT $3';
const FROM = 'SELECT leaf_index, leaf FROM border_entries WHERE cell_id = $1 AND leaf_index < $2';
const CROSSING = `LIKE '%"kind":"crossing"%'`;
// Nearly every entry is one: a fence (OFFSET 0) keeps the database from sorting them all before it looks at the newest.
const CROSSINGS = `SELECT leaf_index, leaf FROM (${FROM} ORDER BY leaf_index DESC OFFSET 0) newest
  WHERE leaf ${CROSSING} LIMIT $3`;
const KIND = `leaf NOT ${CROSSING} AND (leaf::jsonb) #>> '{facts,kind}'`;
const THING = `leaf NOT ${CROSSING} AND coalesce((leaf::jsonb) #>> '{facts,commitment}',
  (leaf::jsonb) #>> '{facts,subject}', (leaf::jsonb) #>> '{facts,digest}')`;

async function rowsBelow(
  database: Database,
  { cellId, below, limit }: { cellId: string; below: number; limit: number },
  { kind, about }: Pick<Static<typeof AuditLogQuery>, 'kind' | 'about'>,
): Promise<LeafRow[]> {
  const values = [cellId, below, limit];
  const ask = async (name: string, where: string, ...more: string[]): Promise<LeafRow[]> =>
    await database.query({ name, text: `${FROM} ${where} ${PAGE}` }, [...values, ...more]);
  if (about !== undefined && kind !== undefined)
    return await ask('border.log_both', `AND ${THING} = $4 AND ${KIND} = $5`, about, kind);
  if (about !== undefined) return await ask('border.log_thing', `AND ${THING} = $4`, about);
  if (kind === 'crossing')
    return await database.query({ name: 'border.log_crossings', text: CROSSINGS }, values);
  if (kind !== undefined) return await ask('border.log_kind', `AND ${KIND} = $4`, kind);
  return await ask('border.log_page', '');
}

/** Gives the log's leaves as they are hashed, the oldest first. Cost: LEAVES_AT_ONCE in memory. */
export async function* leavesOf(
  database: Database,
  { cellId, size }: { cellId: string; size: number },
): AsyncGenerator<string> {
  for (let from = 0; from < size;) {
    const rows = await database.query<LeafRow>(
      {
        name: 'border.log_leaves',
        text: `SELECT leaf_index, leaf FROM border_entries
          WHERE cell_id = $1 AND leaf_index >= $2 AND leaf_index < $3 ORDER BY leaf_index LIMIT $4`,
      },
      [cellId, from, size, LEAVES_AT_ONCE],
    );
    for (const { leaf_index, leaf } of rows) {
      if (leaf_index !== from) throw new Error(`the log's row ${from} is not there`);
      yield leaf;
      from += 1;
    }
    if (rows.length === 0) throw new Error(`the log's row ${from} is not there`);
  }
}
