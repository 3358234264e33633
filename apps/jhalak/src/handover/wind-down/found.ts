// What there is of a cell before it is destroyed, counted: the proof tells of it afterwards, when nobody can count any more.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresDatabase } from '@jhalak/postgres';

/** Counts, fingerprints and names; nothing of anybody. */
export interface Found {
  /** Rows by table, every schema. */
  tables: Record<string, number>;
  keys: {
    /** Of people and holds, whole ones. */
    person: number;
    hold: number;
    /** What tells them apart and nothing about them. */
    classes: readonly { class: string; generation: number; fingerprint: string }[];
    root: string;
  };
  /** By name in the home. */
  home: Record<string, Sized>;
}

export interface Sized {
  files: number;
  bytes: number;
}

const TABLES = {
  name: 'wind_down.tables',
  text: `SELECT schemaname AS schema, tablename AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`,
};

/** @returns the rows of every table. Cost: reads all of them. */
export async function countTables(database: PostgresDatabase): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const tables = await database.query<{ schema: string; name: string }>(TABLES);
  // A transaction has no limit on how long all of its statements take.
  await database.transaction(async (tx) => {
    for (const { schema, name } of tables) {
      const text = `SELECT count(*) AS rows FROM "${schema}"."${name}"`;
      const [row] = await tx.query<{ rows: number }>({
        name: `wind_down.${schema}.${name}`.slice(0, 63),
        text,
      });
      counts[schema === 'public' ? name : `${schema}.${name}`] = Number(row?.rows ?? 0);
    }
  });
  return counts;
}

/** @returns the key store, counted. */
export async function countKeys(database: PostgresDatabase): Promise<Found['keys']> {
  const classes = await database.query<Found['keys']['classes'][number]>({
    name: 'wind_down.classes',
    text: `SELECT key_class AS class, generation, encode(fingerprint, 'hex') AS fingerprint
      FROM keystore.class_keys WHERE wrapped IS NOT NULL ORDER BY 1, 2`,
  });
  const [counted] = await database.query<{ person: number; hold: number; root: string }>({
    name: 'wind_down.keys',
    text: `SELECT (SELECT count(*) FROM keystore.person_keys WHERE wrapped IS NOT NULL) AS person,
        (SELECT count(*) FROM keystore.hold_keys WHERE wrapped IS NOT NULL) AS hold,
        encode(root_fingerprint, 'hex') AS root FROM keystore.cell`,
  });
  const { person = 0, hold = 0, root = '' } = counted ?? {};
  return { person: Number(person), hold: Number(hold), classes, root };
}

/** @returns files and bytes of each name in a folder; links are counted as what they are. */
export async function sizeFolders(folder: string): Promise<Record<string, Sized>> {
  const found: Record<string, Sized> = {};
  for (const name of (await readdir(folder)).toSorted())
    found[name] = await sizeOf(join(folder, name));
  return found;
}

async function sizeOf(path: string): Promise<Sized> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return { files: 0, bytes: 0 };
  if (!info.isDirectory()) return { files: 1, bytes: info.size };
  const sum = { files: 0, bytes: 0 };
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = await stat(join(entry.parentPath, entry.name)).catch(() => undefined);
    sum.files += 1;
    sum.bytes += file?.size ?? 0;
  }
  return sum;
}
