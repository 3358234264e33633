// The few rows that a cell keeps when everything else of it is destroyed: the record of the deal, the public log, and that it
// has ended.

import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { PostgresDatabase } from '@jhalak/postgres';
import { quoted } from '../../backup/table-plan.ts';

/** Tables that stay, and why; nothing of people stands in them. */
export const KEPT_TABLES: Readonly<Record<string, string>> = {
  handover_deals: 'the record of the deal',
  handover_events: 'the record of the deal: what was signed, by whom',
  handover_inventories: 'the record of the deal: what was for sale, as counts and digests',
  handover_standing: 'that this cell has ended',
  border_cell: 'which cell it was',
  border_entries: 'the public log, as it was published',
  border_witnesses: 'the public log: who witnessed it',
  border_cosignatures: 'the public log: who witnessed it',
};
/** Rows fetched at once: some megabytes. */
const PAGE_ROWS = 1_000;

/** Writes them to a new file, durably. @returns how many rows of each table. */
export async function keepRows(
  database: PostgresDatabase,
  file: string,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const handle = await open(file, 'w', 0o600);
  try {
    await database.transaction(async (tx) => {
      for (const table of Object.keys(KEPT_TABLES)) {
        counts[table] = 0;
        const cursor = `kept_${table}`;
        const declare = `DECLARE ${cursor} CURSOR FOR SELECT row_to_json(t)::text AS row FROM ${quoted(table)} AS t`;
        await tx.query({ name: `wind_down.open_${table}`, text: declare });
        for (;;) {
          const text = `FETCH ${PAGE_ROWS} FROM ${cursor}`;
          const rows = await tx.query<{ row: string }>({ name: `wind_down.read_${table}`, text });
          if (rows.length === 0) break;
          counts[table] += rows.length;
          await handle.appendFile(rows.map(({ row }) => `${table}\t${row}\n`).join(''));
        }
      }
    });
    await handle.sync();
  } finally {
    await handle.close();
  }
  return counts;
}

/** Writes them into an empty database of the same release, all or nothing. @returns how many. */
export async function bringBackRows(database: PostgresDatabase, file: string): Promise<number> {
  let count = 0;
  await database.transaction(async (tx) => {
    for (const table of Object.keys(KEPT_TABLES))
      await tx.query({ name: `wind_down.empty_${table}`, text: `DELETE FROM ${quoted(table)}` });
    for await (const line of createInterface({ input: createReadStream(file, 'utf8') })) {
      const [table = '', row = ''] = line.split('\t', 2);
      if (KEPT_TABLES[table] === undefined) throw new Error(`${file} holds rows of "${table}"`);
      await tx.query(
        {
          name: `wind_down.write_${table}`,
          text: `INSERT INTO ${quoted(table)} SELECT * FROM json_populate_record(NULL::${quoted(table)}, $1::json)`,
        },
        [row],
      );
      count += 1;
    }
  });
  return count;
}
