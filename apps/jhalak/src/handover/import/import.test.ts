// Claims about a cell that was packed and imported into an install of another owner.

import assert from 'node:assert/strict';
import { cp, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PostgresJobs } from '@jhalak/postgres';
import { blobsOf, rowsOf } from '../../backup/backup.fixture.ts';
import { longTransaction } from '../../backup/long-transaction.ts';
import { ALL_MANIFESTS } from '../../wiring/house.ts';
import { signSet } from '../pack/pack.fixture.ts';
import { placeConsumers } from './consumers.ts';
import { openImportBench, type ImportBench } from './import.fixture.ts';
import { transferred } from './load-tables.ts';

let bench: ImportBench;
before(async () => {
  bench = await openImportBench();
});
after(() => bench.close());

test('an imported cell has every row that goes, each value as it was, and nothing that is withheld', async () => {
  const target = await bench.target();
  const imported = await bench.importInto(target);
  const { database } = bench.bench.source;
  let filled = 0;
  for (const name of transferred(ALL_MANIFESTS)) {
    const rows = await rowsOf(target.database, name);
    assert.deepEqual(rows, await rowsOf(database, name), name);
    assert.equal(imported.tables[name], rows.length, name);
    if (rows.length > 0) filled += 1;
  }
  assert.ok(filled > 20, `${filled} tables with rows`);
  for (const name of ['sessions', 'state_entries', 'taste_snapshots', 'attention_counted'])
    assert.deepEqual(await rowsOf(target.database, name), [], name);
  assert.notDeepEqual(await rowsOf(database, 'sessions'), []);
});

test('files come under their keys, open uploads with their bytes, waiting jobs once', async () => {
  const target = await bench.target();
  await bench.importInto(target);
  const seller = await blobsOf(bench.bench.source.blobs);
  const buyer = await blobsOf(target.blobs);
  for (const [key, bytes] of buyer) assert.equal(seller.get(key), bytes, key);
  const going = [...seller.keys()].filter((key) => !key.startsWith('taste/'));
  assert.deepEqual([...buyer.keys()].toSorted(), going.toSorted());
  for (const [id, bytes] of [
    [bench.filled.half, Buffer.alloc(20_000, 'h')],
    [bench.filled.whole, Buffer.alloc(30_000, 'w')],
  ] as const)
    assert.deepEqual(await readFile(join(target.uploadFolder, 'received', id)), bytes);
  const jobs = await PostgresJobs.open(target.database, target.logger);
  const payloads: unknown[] = [];
  await jobs.drain({ 'media.process': async (payload) => void payloads.push(payload) });
  assert.deepEqual(
    payloads.map((payload) => (payload as { uploadId: string }).uploadId),
    [bench.filled.whole],
  );
});

test('a delta on the base gives what the seller has now: changed, added and removed rows, swapped names', async () => {
  const { bench: source } = bench;
  const { running } = source;
  const set = await bench.newSet();
  const [asha, kiran] = bench.filled.people;
  const [first, second] = bench.filled.videos;
  await running.api('DELETE', `/v1/videos/${first}/like`, { token: asha?.token });
  await running.api('PUT', `/v1/videos/${second}/like`, { token: kiran?.token });
  const late = await running.publish({
    personId: kiran?.personId ?? '',
    caption: 'after the base',
  });
  await set.delta();
  await running.api('DELETE', `/v1/videos/${second}/like`, { token: kiran?.token });
  await set.delta();
  await signSet(set, [bench.signer]);
  const target = await bench.target();
  const imported = await bench.importInto(target, {
    folder: set.folder,
    packageKey: set.packageKey,
  });
  assert.equal(imported.packages, 3);
  assert.ok(imported.deletions > 0);
  for (const name of transferred(ALL_MANIFESTS))
    assert.deepEqual(
      await rowsOf(target.database, name),
      await rowsOf(source.source.database, name),
      name,
    );
  assert.notEqual(await target.blobs.stat(`renditions/${late}/360.mp4`), undefined);
});

test('readers whose tables came go on where they stood', async () => {
  const target = await bench.target();
  const imported = await bench.importInto(target);
  const stood = await rowsOf(bench.bench.source.database, 'journal_consumers');
  assert.deepEqual(await rowsOf(target.database, 'journal_consumers'), stood);
  assert.ok(stood.length > 3);
  assert.deepEqual(imported.consumersAnew, []);
});

test('a reader whose tables did not come begins anew, unless the journal’s beginning is gone', async () => {
  const target = await bench.target();
  await bench.importInto(target);
  const kept = ALL_MANIFESTS.map((manifest) =>
    manifest.owner === 'visibility' ? { ...manifest, tables: [] } : manifest,
  );
  const stood = [
    { name: 'visibility.tables', window: 2, position: 0 },
    { name: 'videos.counts', window: 2, position: 0 },
  ];
  const place = () =>
    longTransaction(target.database, 'write', async (tx) => {
      await tx.connection.query('DELETE FROM journal_consumers');
      return await placeConsumers(tx, kept, stood);
    });
  assert.deepEqual(await place(), ['visibility.tables']);
  const { rows } = await target.database.pool.query('SELECT name FROM journal_consumers');
  assert.deepEqual(rows, [{ name: 'videos.counts' }]);
  await target.database.pool.query('DELETE FROM journal_windows WHERE number = 1');
  await assert.rejects(place(), /beginning is kept no more/);
});

test('an imported cell goes on: its journal begins a new epoch, and counts stay what they were', async () => {
  const target = await bench.target();
  await bench.importInto(target);
  const counts = () => rowsOf(target.database, 'video_counts');
  const before = await counts();
  assert.ok(before.length > 0);
  const cell = await target.cell();
  await cell.start(['api']);
  await cell.drain();
  assert.deepEqual(await counts(), before);
  const { rows } = await target.database.pool.query<{ epoch: number }>(
    'SELECT epoch FROM journal_epochs ORDER BY epoch',
  );
  assert.deepEqual(
    rows.map(({ epoch }) => epoch),
    [1, 2],
  );
  const clip = cell.visibility.check('videos.page', bench.filled.videos[0] ?? '', {});
  assert.equal(clip.kind, 'visible');
});

test('one changed byte, another region, a lost delta or a strange table is refused, and nothing was made', async () => {
  const target = await bench.target();
  const broken = join(bench.bench.folder, 'broken');
  await cp(bench.set.folder, broken, { recursive: true });
  const file = join(broken, '0000/bag-00001/data/documents/cell.json');
  const bytes = await readFile(file);
  bytes[60] = (bytes[60] ?? 0) ^ 1;
  await writeFile(file, bytes);
  await assert.rejects(bench.importInto(target, { folder: broken }), /refused.*file.differs/);
  await assert.rejects(
    bench.importInto(target, { expected: { region: 'id' } }),
    /refused.*package.region/,
  );
  await assert.rejects(bench.importInto(target, { packageKey: Buffer.alloc(32) }), /key.wrong/);
  const withDelta = join(bench.bench.folder, 'gap');
  await cp(bench.set.folder, withDelta, { recursive: true });
  await rename(join(withDelta, '0000'), join(withDelta, '0001'));
  await assert.rejects(bench.importInto(target, { folder: withDelta }), /should hold 0000/);
  const { rows } = await target.database.pool.query(
    `SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  assert.equal(rows.length, 0);
});
