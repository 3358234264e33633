// Claims about stores and backups that earlier releases made. test/first-layout.json holds what the release before stored
// class keys wrote: its root key, its rows, its key backup, and bytes that it sealed.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { KEY_CLASSES } from '@jhalak/ports';
import first from '../test/first-layout.json' with { type: 'json' };
import type { Keystore } from './index.ts';
import { exported, failure, keystoreTest, withClient, type Bench } from './keystore.fixture.ts';

const NEVER = { signal: new AbortController().signal };

async function firstRoot({ folder }: Bench): Promise<string> {
  const path = join(folder, 'first.key');
  await writeFile(path, first.root, { mode: 0o600 });
  return path;
}

/** Makes the schema and rows of the first layout. */
async function makeFirstStore(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(`
      CREATE SCHEMA keystore;
      CREATE DOMAIN keystore.cell_region AS text NOT NULL DEFAULT 'in' CHECK (VALUE = 'in');
      CREATE TABLE keystore.cell (region keystore.cell_region PRIMARY KEY, root_fingerprint bytea NOT NULL,
        generation bigint NOT NULL, created_at_ms bigint NOT NULL);
      CREATE TABLE keystore.person_keys (person_id uuid NOT NULL, key_class text NOT NULL,
        region keystore.cell_region, wrapped bytea, created_at_ms bigint, destroyed_at_ms bigint,
        destroyed_generation bigint, PRIMARY KEY (person_id, key_class),
        CHECK ((wrapped IS NULL) = (destroyed_at_ms IS NOT NULL)));
      CREATE INDEX person_keys_by_destruction ON keystore.person_keys (destroyed_generation)
        WHERE destroyed_generation IS NOT NULL;`);
    await client.query(
      `INSERT INTO keystore.cell SELECT region, decode(root_fingerprint, 'base64'), generation, created_at_ms
       FROM json_to_record($1) AS given (region text, root_fingerprint text, generation bigint, created_at_ms bigint)`,
      [JSON.stringify(first.cell)],
    );
    await client.query(
      `INSERT INTO keystore.person_keys
         (person_id, key_class, wrapped, created_at_ms, destroyed_at_ms, destroyed_generation)
       SELECT person_id, key_class, decode(wrapped, 'base64'), created_at_ms, destroyed_at_ms, destroyed_generation
       FROM json_to_recordset($1) AS given (person_id uuid, key_class text, wrapped text, created_at_ms bigint,
         destroyed_at_ms bigint, destroyed_generation bigint)`,
      [JSON.stringify(first.rows)],
    );
  });
}

async function assertFirst(keys: Keystore): Promise<void> {
  for (const [index, { id, sealed }] of first.people.entries()) {
    for (const keyClass of KEY_CLASSES) {
      const bytes = Buffer.from(sealed[keyClass], 'base64');
      const opened = await keys.open(id, keyClass, 'a.b', bytes);
      const expected = index === 3 ? undefined : `${keyClass} of person ${index}`;
      assert.equal(opened?.toString(), expected);
    }
  }
  assert.equal(keys.secret('slots').toString('base64'), first.secrets.slots);
}

keystoreTest(
  'a store of the first layout opens as it is, and then its keys can change',
  async (bench) => {
    const [url, root] = [await bench.database(), await firstRoot(bench)];
    await makeFirstStore(url);
    const stores = await Promise.all([1, 2, 3].map(() => bench.open(url, { root })));
    for (const keys of stores) await assertFirst(keys);
    const [keys] = stores;
    assert.ok(keys);
    for (const keyClass of KEY_CLASSES) {
      assert.equal((await keys.rotateClass(keyClass, NEVER)).rewrapped, 3);
    }
    await keys.rotateRoot();
    const person = bench.ids.next();
    await keys.ensure(person);
    for (const one of [...stores, await bench.open(url, { root })]) await assertFirst(one);
    // From here on the first root, and with it its derived keys, is worth nothing.
    await writeFile(root, first.root, { mode: 0o600 });
    await assert.rejects(bench.open(url, { root }), failure('keystore.root_wrong', /./));
  },
);

keystoreTest(
  'a key backup of the first layout fills an empty store, and fits the store it came from',
  async (bench) => {
    const root = await firstRoot(bench);
    const empty = await bench.open(await bench.database(), { root });
    const counts = { keys: 9, erasures: 3, holds: 0 };
    assert.deepEqual(await empty.importKeys(Readable.from(first.backup)), counts);
    await assertFirst(empty);
    const url = await bench.database();
    await makeFirstStore(url);
    const upgraded = await bench.open(url, { root });
    assert.deepEqual(await upgraded.importKeys(Readable.from(first.backup)), counts);
    await assertFirst(upgraded);
    // And what this release makes of it goes round.
    const again = await bench.open(await bench.database(), { root });
    await again.importKeys(Readable.from((await exported(upgraded)).lines.join('\n')));
    await assertFirst(again);
  },
);
