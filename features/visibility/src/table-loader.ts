// Reads a whole table of the projection into memory at start, a page at a time.

import type { Database } from '@jhalak/ports';

/** Rows loaded at once. */
const LOAD_PAGE = 20_000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Calls back for each row of a table.
 *
 * @param text takes $1, the last id seen, and $2, the most rows; ordered by `id`, which it returns as such.
 */
export async function loadTable<Row extends { id: string }>(
  database: Database,
  statement: { name: string; text: string },
  keep: (row: Row) => void,
): Promise<void> {
  for (let after = BEFORE_ALL; ;) {
    const rows = await database.query<Row>(statement, [after, LOAD_PAGE]);
    for (const row of rows) keep(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < LOAD_PAGE) return;
    after = last.id;
  }
}
