// Which migrations a database has had, beside those of this release.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { MigrationSet } from '@jhalak/postgres';
import type { Asks } from './long-transaction.ts';

/** One migration: `videos/0001_videos`, and the SHA-256 of its file. */
export interface Migration {
  name: string;
  digest: string;
}

/** Each list by name; all empty when the database stands exactly at this release. */
export interface SchemaDifference {
  /** This release has them, the database has not. */
  pending: string[];
  /** The database has had them, this release does not know them. */
  unknown: string[];
  /** Their files are not what ran. */
  changed: string[];
}

/** @returns the migrations of this release, in the order in which they run. */
export async function releaseMigrations(sets: readonly MigrationSet[]): Promise<Migration[]> {
  const lists = await Promise.all(
    sets.map(async ({ owner, folder }) => {
      const files = (await readdir(folder))
        .filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file))
        .toSorted();
      return await Promise.all(
        files.map(async (file) => {
          const sql = await readFile(new URL(file, folder));
          const digest = createHash('sha256').update(sql).digest('hex');
          return { name: `${owner}/${file.slice(0, -'.sql'.length)}`, digest };
        }),
      );
    }),
  );
  return lists.flat();
}

/** @returns the migrations that the database has had; empty for a database without a schema. */
export async function databaseMigrations(on: Asks): Promise<Migration[]> {
  const [there] = await on.query<{ yes: boolean }>({
    name: 'backup.has_schema',
    text: `SELECT to_regclass('schema_migrations') IS NOT NULL AS yes`,
  });
  if (there?.yes !== true) return [];
  return await on.query<Migration>({
    name: 'backup.migrations',
    text: 'SELECT name, digest FROM schema_migrations ORDER BY applied_at_ms, name',
  });
}

export function compareSchemas(
  release: readonly Migration[],
  database: readonly Migration[],
): SchemaDifference {
  const known = new Map(release.map(({ name, digest }) => [name, digest]));
  const had = new Set(database.map(({ name }) => name));
  return {
    pending: release.map(({ name }) => name).filter((name) => !had.has(name)),
    unknown: database.map(({ name }) => name).filter((name) => !known.has(name)),
    changed: database
      .filter(({ name, digest }) => known.has(name) && known.get(name) !== digest)
      .map(({ name }) => name),
  };
}
