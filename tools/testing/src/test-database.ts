// Fresh databases in milliseconds: a template is migrated once for each set of migrations, every test gets a copy.
// FILE_COPY takes a quarter of the time of the default, because the test server never syncs.
// The server is the run's one where the runner handed its address down, else one a process.

import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { silentLogger } from '@jhalak/kernel';
import { migrate, openDatabase, PostgresJobs, type MigrationSet } from '@jhalak/postgres';
import { acquireTestServer, type TestServer } from '@jhalak/postgres/embedded';
import pg from 'pg';

/** Processes of one run that need the same template make it one after the other; the number spells "jtmpl". */
const TEMPLATE_LOCK = 0x6a746d706c;

/** A database of one test's own. */
export interface TestDatabase {
  url: string;
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>;
}

let server: Promise<TestServer> | undefined;
const templates = new Map<string, Promise<string>>();

async function theServer(): Promise<TestServer> {
  if (server === undefined) {
    server = acquireTestServer();
    // When nothing is left to do, and before the process ends; a killed process's server stops by itself.
    process.once('beforeExit', () => void server?.then((started) => started.stop()));
  }
  return await server;
}

/**
 * Makes a database with the job queue's schema and the given migrations.
 *
 * Cost: some 50 ms; once a process and set of migrations a template more, once a process perhaps a server.
 */
export async function createTestDatabase(
  region: string,
  sets: readonly MigrationSet[],
  nowMs: number,
): Promise<TestDatabase> {
  const { adminUrl, databaseUrl } = await theServer();
  const digest = await digestOf(region, sets);
  let template = templates.get(digest);
  if (template === undefined) {
    template = makeTemplate(digest, region, sets, nowMs);
    templates.set(digest, template);
  }
  const name = `test_${randomBytes(8).toString('hex')}`;
  const source = await template;
  await asAdmin(adminUrl, (admin) =>
    admin.query(`CREATE DATABASE ${name} TEMPLATE ${source} STRATEGY FILE_COPY`),
  );
  return {
    url: databaseUrl(name),
    drop: async () => {
      await asAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

async function makeTemplate(
  digest: string,
  region: string,
  sets: readonly MigrationSet[],
  nowMs: number,
): Promise<string> {
  const { adminUrl, databaseUrl } = await theServer();
  const name = `template_${digest}`;
  await asAdmin(adminUrl, async (admin) => {
    await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const there = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (there.rows.length > 0) return;
    // Named only once it is whole: another process may have been killed here.
    const half = `${name}_half`;
    await admin.query(`DROP DATABASE IF EXISTS ${half} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${half}`);
    const database = openDatabase({ url: databaseUrl(half), poolMax: 2 });
    try {
      await migrate(database, region, sets, nowMs);
      await PostgresJobs.open(database, silentLogger);
    } finally {
      await database.close();
    }
    await admin.query(`ALTER DATABASE ${half} RENAME TO ${name}`);
  });
  return name;
}

async function digestOf(region: string, sets: readonly MigrationSet[]): Promise<string> {
  const hash = createHash('sha256').update(region);
  for (const { owner, folder } of sets) {
    for (const file of (await readdir(folder)).toSorted()) {
      hash.update(`\n${owner} ${file}\n`).update(await readFile(new URL(file, folder)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function asAdmin(
  adminUrl: string,
  work: (admin: pg.Client) => Promise<unknown>,
): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl, application_name: 'jhalak-testing' });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
