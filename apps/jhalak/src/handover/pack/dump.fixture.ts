// A cell read the plain way, table by table in one query each: what packages must add up to.

import assert from 'node:assert/strict';
import { longTransaction } from '../../backup/long-transaction.ts';
import type { BackupSource } from '../../backup/write-backup.ts';
import { quoted } from '../../backup/table-plan.ts';
import { jobsTable, planPackedTables } from './tables.ts';

/** @returns rows by table and key, each as its JSON; tables without rows are left out. */
export async function dumpOf({
  database,
  manifests,
}: Pick<BackupSource, 'database' | 'manifests'>): Promise<Map<string, Map<string, string>>> {
  return await longTransaction(database, 'snapshot', async (tx) => {
    const dump = new Map<string, Map<string, string>>();
    for (const table of [...(await planPackedTables(tx, manifests)), await jobsTable(tx)]) {
      const { rows } = await tx.connection.query<{ row: Record<string, unknown> }>(
        `SELECT row_to_json(r) AS row FROM (SELECT ${table.spelled.join(', ')} FROM ${table.from}
          WHERE ${table.where} ORDER BY ${table.key.map(({ name }) => `t.${quoted(name)}`).join(', ')}) AS r`,
      );
      if (rows.length === 0) continue;
      const entries = rows.map(({ row }) => {
        const key = table.shape.primaryKey.map((name) => row[name]);
        return [JSON.stringify(key), JSON.stringify(row)] as const;
      });
      dump.set(table.shape.table, new Map(entries));
    }
    return dump;
  });
}

type Content = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Tables that packages have of their own. */
const FILES = new Set(['x_blobs', 'x_received']);

/** Compares row by row, and tells the first that differs. */
export function assertSameRows(packed: Content, dump: Content): void {
  const names = (content: Content) =>
    [...content].filter(([name, rows]) => rows.size > 0 && !FILES.has(name)).map(([name]) => name);
  assert.deepEqual(names(packed).toSorted(), names(dump).toSorted());
  for (const [name, rows] of dump) {
    const own = packed.get(name) ?? new Map<string, string>();
    for (const [key, row] of rows) assert.equal(own.get(key), row, `${name} ${key}`);
    assert.equal(own.size, rows.size, name);
  }
}
