// Brings a database to the schema of this release: each package's numbered SQL files, once each, in order.
// A file that ran is never edited: its digest is kept and compared.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import type { PostgresDatabase } from './database.ts';
import { isReadOnlyError } from './write-stop.ts';

/** One package's migrations. */
export interface MigrationSet {
  /** The owner on the manifest: `videos`. */
  owner: string;
  /** The folder with `0001_name.sql` files. */
  folder: URL;
}

/** The journal's and the state store's own tables; first in every list. */
export const postgresMigrations: MigrationSet = {
  owner: 'postgres',
  folder: new URL('../migrations/', import.meta.url),
};

/** Two starting processes must not migrate at once; any constant will do, this one spells "jhalak". */
const MIGRATION_LOCK = 0x6a68616c616bn;

/**
 * Applies what is missing, each file in its own transaction.
 *
 * @param region two to eight lower-case letters; becomes the `cell_region` domain, so that the database itself refuses
 *   a row of another region. It is fixed by the first call; another one later is refused.
 * @param sets in an order in which later ones may refer to earlier ones.
 * @returns the names applied, `owner/0001_name`.
 */
export async function migrate(
  database: PostgresDatabase,
  region: string,
  sets: readonly MigrationSet[],
  nowMs: number,
): Promise<string[]> {
  const client = await database.pool.connect();
  const applied: string[] = [];
  try {
    // An index over a large table takes what it takes, and so does another process that is at it already.
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await prepare(client, region);
    const known = await client.query<{ name: string; digest: string }>(
      'SELECT name, digest FROM schema_migrations',
    );
    const digests = new Map(known.rows.map((row) => [row.name, row.digest]));
    for (const set of sets) {
      for (const file of await migrationFiles(set)) {
        const before = digests.get(file.name);
        if (before === file.digest) continue;
        if (before !== undefined) {
          throw new Error(
            `migration ${file.name} was changed after it ran; restore the file and add a new one`,
          );
        }
        await applyOne(client, file, nowMs);
        applied.push(file.name);
      }
    }
  } finally {
    // A connection that can't be set back is not lent again.
    client.release(!(await setBack(client)));
  }
  return applied;
}

async function setBack(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query('SELECT pg_advisory_unlock_all()');
    await client.query('RESET statement_timeout');
    return true;
  } catch {
    return false;
  }
}

interface MigrationFile {
  name: string;
  sql: string;
  digest: string;
}

async function migrationFiles(set: MigrationSet): Promise<MigrationFile[]> {
  const folder = fileURLToPath(set.folder);
  const names = (await readdir(folder))
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .toSorted();
  return await Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8');
      const digest = createHash('sha256').update(sql).digest('hex');
      return { name: `${set.owner}/${name.slice(0, -4)}`, sql, digest };
    }),
  );
}

async function applyOne(client: pg.PoolClient, file: MigrationFile, nowMs: number): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(file.sql);
    await client.query(
      'INSERT INTO schema_migrations (name, digest, applied_at_ms) VALUES ($1, $2, $3)',
      [file.name, file.digest, nowMs],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    if (isReadOnlyError(cause))
      throw new Error(
        `migration ${file.name} waits: this cell is frozen for its hand-over, or has ended with it; use the release that it ran under`,
        { cause },
      );
    throw new Error(
      `migration ${file.name} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}

async function prepare(client: pg.PoolClient, region: string): Promise<void> {
  if (!/^[a-z]{2,8}$/.test(region)) {
    throw new Error(`JHALAK_REGION must be two to eight lower-case letters, not "${region}"`);
  }
  // Looked for first: a frozen cell opens, but nothing can be made in it.
  const there = await client.query<{ table: string | null }>(
    `SELECT to_regclass('schema_migrations')::text AS table`,
  );
  if (typeof there.rows[0]?.table !== 'string')
    await client.query(
      `CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, digest text NOT NULL, applied_at_ms bigint NOT NULL)`,
    );
  const domain = await client.query<{ check: string }>(
    `SELECT pg_get_constraintdef(c.oid) AS check FROM pg_constraint c JOIN pg_type t ON t.oid = c.contypid
     WHERE t.typname = 'cell_region' AND t.typnamespace = current_schema()::regnamespace AND c.contype = 'c'`,
  );
  const check = domain.rows[0]?.check;
  if (check === undefined) {
    await client.query(
      `CREATE DOMAIN cell_region AS text NOT NULL DEFAULT '${region}' CHECK (VALUE = '${region}')`,
    );
  } else if (!check.includes(`'${region}'`)) {
    throw new Error(
      `JHALAK_REGION is "${region}", but this cell was made for another region: ${check}`,
    );
  }
}
