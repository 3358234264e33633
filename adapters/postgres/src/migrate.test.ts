import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createTestDatabase } from '@jhalak/testing/parts';
import { migrate, openDatabase, type MigrationSet, type PostgresDatabase } from './index.ts';

interface Bench {
  database: PostgresDatabase;
  url: string;
  /** Writes a package's migration file. */
  write(name: string, sql: string): Promise<void>;
  set: MigrationSet;
}

function migrationTest(name: string, body: (bench: Bench) => Promise<void>): void {
  test(name, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jhalak-migrations-'));
    const fresh = await createTestDatabase('in', [], 0);
    const database = openDatabase({ url: fresh.url, poolMax: 6 });
    try {
      await body({
        database,
        url: fresh.url,
        write: (file, sql) => writeFile(join(folder, file), sql),
        set: { owner: 'things', folder: pathToFileURL(`${folder}/`) },
      });
    } finally {
      await database.close();
      await fresh.drop();
      await rm(folder, { recursive: true });
    }
  });
}

migrationTest(
  'a migration, and the wait for another process that migrates, may take as long as they need',
  async ({ database, url, write, set }) => {
    const hurried = `${url}${url.includes('?') ? '&' : '?'}statement_timeout=100`;
    const impatient = openDatabase({ url: hurried, poolMax: 1 });
    try {
      await write('0001_slow.sql', 'CREATE TABLE things AS SELECT 1 AS id FROM pg_sleep(0.3)');
      const holder = await database.pool.connect();
      await holder.query('SELECT pg_advisory_lock($1)', [0x6a68616c616bn]);
      const migrating = migrate(impatient, 'in', [set], 5);
      migrating.catch(() => undefined);
      await holder.query('SELECT pg_sleep(0.3)');
      await holder.query('SELECT pg_advisory_unlock_all()');
      holder.release();
      assert.deepEqual(await migrating, ['things/0001_slow']);
      const [limit] = await rows(impatient, 'SHOW statement_timeout');
      assert.deepEqual(
        limit,
        { statement_timeout: '100ms' },
        'the connection goes back as it came',
      );
    } finally {
      await impatient.close();
    }
  },
);

migrationTest(
  'each file runs once, in order, and new ones later',
  async ({ database, write, set }) => {
    await write('0002_rows.sql', 'INSERT INTO things (id) VALUES (1)');
    await write('0001_things.sql', 'CREATE TABLE things (id int PRIMARY KEY, region cell_region)');
    await write('notes.txt', 'not a migration');
    assert.deepEqual(await migrate(database, 'in', [set], 5), [
      'things/0001_things',
      'things/0002_rows',
    ]);
    assert.deepEqual(await migrate(database, 'in', [set], 6), []);
    await write('0003_more.sql', 'INSERT INTO things (id) VALUES (2)');
    assert.deepEqual(await migrate(database, 'in', [set], 7), ['things/0003_more']);
    assert.deepEqual(await rows(database, 'SELECT id, region FROM things ORDER BY id'), [
      { id: 1, region: 'in' },
      { id: 2, region: 'in' },
    ]);
    const times = await rows(
      database,
      "SELECT applied_at_ms FROM schema_migrations WHERE name LIKE 'things/%' ORDER BY name",
    );
    assert.deepEqual(times, [{ applied_at_ms: 5 }, { applied_at_ms: 5 }, { applied_at_ms: 7 }]);
  },
);

migrationTest(
  'a file that fails leaves nothing of itself, and the ones before it stay',
  async ({ database, write, set }) => {
    await write('0001_things.sql', 'CREATE TABLE things (id int PRIMARY KEY)');
    await write(
      '0002_broken.sql',
      'INSERT INTO things (id) VALUES (1); INSERT INTO nowhere (id) VALUES (1)',
    );
    await assert.rejects(
      migrate(database, 'in', [set], 0),
      /things\/0002_broken failed: .*nowhere/,
    );
    assert.deepEqual(await rows(database, 'SELECT id FROM things'), []);
    await write('0002_broken.sql', 'INSERT INTO things (id) VALUES (1)');
    assert.deepEqual(await migrate(database, 'in', [set], 0), ['things/0002_broken']);
  },
);

migrationTest(
  'a file that was changed after it ran is refused by name',
  async ({ database, write, set }) => {
    await write('0001_things.sql', 'CREATE TABLE things (id int PRIMARY KEY)');
    await migrate(database, 'in', [set], 0);
    await write('0001_things.sql', 'CREATE TABLE things (id bigint PRIMARY KEY)');
    await assert.rejects(
      migrate(database, 'in', [set], 0),
      /things\/0001_things was changed after it ran/,
    );
  },
);

migrationTest('processes that start together migrate once', async ({ database, write, set }) => {
  await write('0001_things.sql', 'CREATE TABLE things (id int PRIMARY KEY)');
  await write(
    '0002_rows.sql',
    'INSERT INTO things (id) SELECT coalesce(max(id), 0) + 1 FROM things',
  );
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(database, 'in', [set], 0)));
  assert.deepEqual(applied.flat().toSorted(), ['things/0001_things', 'things/0002_rows']);
  assert.deepEqual(await rows(database, 'SELECT id FROM things'), [{ id: 1 }]);
});

migrationTest(
  'the region is fixed by the first start and must look like one',
  async ({ database }) => {
    for (const region of ['', 'x', 'IN', 'toolongname', "in'", 'i n']) {
      await assert.rejects(migrate(database, region, [], 0), /JHALAK_REGION must be/);
    }
    await assert.rejects(
      migrate(database, 'id', [], 0),
      /JHALAK_REGION is "id", but this cell was made for another/,
    );
    await migrate(database, 'in', [], 0);
  },
);

migrationTest(
  "another schema's domain of the same name is not this cell's",
  async ({ database }) => {
    await rows(database, 'DROP DOMAIN cell_region CASCADE');
    await rows(database, 'CREATE SCHEMA other');
    await rows(database, "CREATE DOMAIN other.cell_region AS text NOT NULL CHECK (VALUE = 'id')");
    await migrate(database, 'in', [], 0);
    assert.deepEqual(await rows(database, "SELECT 'in'::cell_region AS region"), [
      { region: 'in' },
    ]);
    await assert.rejects(rows(database, "SELECT 'id'::cell_region"), /cell_region/);
  },
);

async function rows(database: PostgresDatabase, text: string): Promise<unknown[]> {
  return (await database.pool.query(text)).rows;
}
