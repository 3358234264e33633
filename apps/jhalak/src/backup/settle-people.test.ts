// Claims about erasures that one of the two files of a backup does not know.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { PostgresDatabase } from '@jhalak/postgres';
import {
  blobsOf,
  fillCell,
  openBackupBench,
  rowsOf,
  type BackupBench,
  type TestTarget,
} from './backup.fixture.ts';
import { writeKeys } from './keys-file.ts';
import { settlePeople, type Settled } from './settle-people.ts';

let bench: BackupBench;
let filled: Awaited<ReturnType<typeof fillCell>>;
before(async () => {
  bench = await openBackupBench();
  filled = await fillCell(bench);
});
after(() => bench.close());

async function settle(
  target: TestTarget,
  keyless: 'refuse' | 'erase' = 'refuse',
): Promise<Settled> {
  const cell = await target.cell();
  return await settlePeople(
    {
      database: target.database,
      standings: (people) => cell.parts.keys.standings(people),
      destroyKeys: (personId) => cell.parts.keys.destroy(personId),
      erasePerson: (personId) => cell.accounts.erasePerson(personId),
    },
    keyless,
    new AbortController().signal,
  );
}

/** @returns each sealed journal payload and upload of a person, opened. */
async function openAll(
  database: PostgresDatabase,
  target: TestTarget,
  personId: string,
): Promise<(Buffer | undefined)[]> {
  const keys = await target.keys();
  const { rows } = await database.pool.query<{
    stream: string;
    type: string;
    key_class: 'profile' | 'content' | 'activity';
    sealed: Buffer;
  }>(
    'SELECT stream, type, key_class, sealed FROM journal WHERE subject = $1 AND sealed IS NOT NULL',
    [personId],
  );
  assert.ok(rows.length > 0, 'there is something to open');
  return await Promise.all(
    rows.map((row) =>
      keys.open(personId, row.key_class, `journal.${row.stream}.${row.type}`, row.sealed),
    ),
  );
}

test('a person erased after the backup stays unreadable, and is erased from its rows and blobs again', async () => {
  const [asha, kiran] = filled.people;
  assert.ok(asha && kiran);
  const backup = await bench.backup();
  await bench.running.cell.accounts.erasePerson(kiran.personId);
  const keysFile = join(bench.folder, 'newer-keys.ndjson');
  await writeKeys(bench.source.keys, keysFile);
  const target = await bench.target();
  await bench.restore({ ...backup, keysFile }, target);
  // The backup holds the rows still: only the key is gone.
  const count = async (table: string): Promise<number> =>
    (await rowsOf(target.database, table)).filter((row) => row.includes(kiran.personId)).length;
  assert.ok((await count('persons')) === 1 && (await count('videos')) === 1);
  for (const plain of await openAll(target.database, target, kiran.personId))
    assert.equal(plain, undefined);
  for (const plain of await openAll(target.database, target, asha.personId)) assert.ok(plain);

  assert.deepEqual(await settle(target), { erasedAgain: 1, keysDestroyed: 0, keylessErased: 0 });
  for (const table of ['persons', 'videos', 'credentials', 'sessions', 'social_following'])
    assert.equal(await count(table), 0, table);
  const own = filled.videos[1] ?? '';
  const blobs = [...(await blobsOf(target.blobs)).keys()];
  assert.ok(blobs.length > 0 && !blobs.some((key) => key.includes(own)));
  // Nobody else lost anything; doing it again changes nothing.
  assert.ok((await rowsOf(target.database, 'persons')).some((row) => row.includes(asha.personId)));
  assert.deepEqual(await settle(target), { erasedAgain: 0, keysDestroyed: 0, keylessErased: 0 });
});

test('an erasure that only the rows know destroys the keys that an older keys file brought back', async () => {
  const meena = filled.people[2];
  assert.ok(meena);
  const keysFile = join(bench.folder, 'older-keys.ndjson');
  await writeKeys(bench.source.keys, keysFile);
  await bench.running.cell.accounts.erasePerson(meena.personId);
  const target = await bench.target();
  await bench.restore({ ...(await bench.backup()), keysFile }, target);
  assert.ok((await openAll(target.database, target, meena.personId)).some(Boolean));
  assert.deepEqual(await settle(target), { erasedAgain: 0, keysDestroyed: 1, keylessErased: 0 });
  for (const plain of await openAll(target.database, target, meena.personId))
    assert.equal(plain, undefined);
});

test('people whose keys are in no file are refused, or erased when told so; then the cell starts', async () => {
  const keysFile = join(bench.folder, 'yesterdays-keys.ndjson');
  await writeKeys(bench.source.keys, keysFile);
  await bench.running.account('came.later');
  await bench.running.viewer();
  const target = await bench.target();
  await bench.restore({ ...(await bench.backup()), keysFile }, target);
  const before = await rowsOf(target.database, 'persons');
  await assert.rejects(settle(target), /2 people of this backup have no key/);
  assert.deepEqual(await rowsOf(target.database, 'persons'), before);
  assert.deepEqual(await settle(target, 'erase'), {
    erasedAgain: 0,
    keysDestroyed: 0,
    keylessErased: 2,
  });
  assert.equal((await rowsOf(target.database, 'persons')).length, before.length - 2);
  const cell = await target.cell();
  await cell.start(['api']);
  await cell.drain();
});
