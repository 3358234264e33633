// Claims about the comparison: it finds nothing where nothing is, and each kind of difference where it was planted.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestTarget } from '../../backup/backup.fixture.ts';
import { ALL_MANIFESTS } from '../../wiring/house.ts';
import { openImportBench, type ImportBench } from '../import/import.fixture.ts';
import { compareCells, type CompareOptions } from './compare-cells.ts';
import type { ComparedCell, Comparison, Difference } from './types.ts';

let bench: ImportBench;
let target: TestTarget;
before(async () => {
  bench = await openImportBench();
  target = await bench.target();
  await bench.importInto(target);
});
after(() => bench.close());

async function compared(options: Partial<CompareOptions> = {}): Promise<Comparison> {
  const { database, keys, blobs } = bench.bench.source;
  const seller: ComparedCell = { database, keysDatabase: database, keys, blobs };
  const buyer: ComparedCell = {
    database: target.database,
    keysDatabase: target.database,
    keys: await target.keys(),
    blobs: target.blobs,
  };
  return await compareCells(
    seller,
    buyer,
    { manifests: ALL_MANIFESTS, people: { count: 100, seed: '7' }, ...options },
    { say: () => undefined, signal: new AbortController().signal },
  );
}

test('an imported cell differs in nothing from the one that was packed, and people’s sealed words open on both sides', async () => {
  const found = await compared();
  assert.deepEqual(found.differences, []);
  for (const set of [
    ...found.tables,
    ...found.streams,
    ...found.named,
    ...found.keys,
    ...found.files,
  ])
    assert.deepEqual(set.buyer, set.seller, set.name);
  const { people, opened, closed, fields } = found.people;
  assert.equal(people, 4);
  assert.ok(opened > 3 && closed === 0, `${opened} opened, ${closed} closed`);
  assert.ok(fields > 200);
  const counts = new Map(found.tables.map(({ name, seller }) => [name, seller.count]));
  assert.equal(counts.get('persons'), 4);
  assert.ok(
    found.streams.some(({ name, seller }) => name === 'videos.video' && seller.count === 4),
  );
  assert.ok(
    found.named.some(({ name }) => name === 'case open'),
    JSON.stringify(found.named),
  );
  assert.ok(found.keys.every(({ seller }) => seller.count >= 0));
  assert.ok(found.files.find(({ name }) => name === 'renditions')?.seller.count === 4);
});

/** Plants something, looks, and mends it. */
async function planted(
  plant: string,
  mend: string,
): Promise<Pick<Comparison, 'differences' | 'differenceCount'>> {
  const { rowCount } = await target.database.pool.query(plant);
  assert.equal(rowCount, 1, plant);
  const found = await compared();
  await target.database.pool.query(mend);
  return found;
}

const what = ({ in: where, name, kind, columns }: Difference): string =>
  `${where} ${name} ${kind} ${columns.join()}`.trim();

test('a changed, a missing and an extra row are found, with table, key and column', async () => {
  const [first] = bench.filled.people;
  const id = first?.personId ?? '';
  const changed = await planted(
    `UPDATE persons SET bio = 'planted' WHERE person_id = '${id}'`,
    `UPDATE persons SET bio = NULL WHERE person_id = '${id}'`,
  );
  assert.ok(changed.differences.map(what).includes('table persons changed bio'));
  assert.equal(changed.differences[0]?.key, JSON.stringify([id]));
  await target.database.pool.query(
    'CREATE TABLE kept AS SELECT * FROM social_likes ORDER BY person_id, video_id LIMIT 1',
  );
  const missing = await planted(
    'DELETE FROM social_likes AS l USING kept WHERE l.person_id = kept.person_id AND l.video_id = kept.video_id',
    'INSERT INTO social_likes SELECT * FROM kept',
  );
  assert.ok(missing.differences.map(what).includes('table social_likes missing'));
  const extra = await planted(
    `INSERT INTO handles (handle, skeleton, person_id, claimed_at_ms) SELECT 'planted', 'planted', person_id, 1 FROM handles LIMIT 1`,
    `DELETE FROM handles WHERE handle = 'planted'`,
  );
  assert.deepEqual(extra.differences.map(what), ['table handles extra']);
  assert.equal((await compared()).differenceCount, 0);
});

test('a changed, a missing and an extra file are found', async () => {
  const [first, second] = bench.filled.videos;
  const key = `renditions/${first}/360.mp4`;
  const was = (await target.blobs.read(key)) ?? Buffer.alloc(0);
  await target.blobs.delete(key);
  await target.blobs.putBytes(key, Buffer.alloc(was.length));
  assert.deepEqual((await compared()).differences.map(what), ['file renditions changed']);
  await target.blobs.delete(key);
  await target.blobs.putBytes(key, was);
  const poster = `posters/${second}/poster.webp`;
  const picture = (await target.blobs.read(poster)) ?? Buffer.alloc(0);
  await target.blobs.delete(poster);
  await target.blobs.putBytes('sources/planted/x', Buffer.from('planted'));
  const found = await compared();
  assert.deepEqual(found.differences.map(what).toSorted(), [
    'file posters missing',
    'file sources extra',
  ]);
  await target.blobs.delete('sources/planted/x');
  await target.blobs.putBytes(poster, picture);
});

test('a key that is gone or another’s is found, although every row is the same', async () => {
  const id = bench.filled.people[0]?.personId ?? '';
  const { rows } = await target.database.pool.query<{ key_class: string; wrapped: string }>(
    `SELECT key_class, encode(wrapped, 'hex') AS wrapped FROM keystore.person_keys WHERE person_id = '${id}' AND key_class = 'content'`,
  );
  const [kept] = rows;
  assert.ok(kept);
  const where = `WHERE person_id = '${id}' AND key_class = 'content'`;
  const mend = `UPDATE keystore.person_keys SET wrapped = decode('${kept.wrapped}', 'hex') ${where}`;
  const wrong = await planted(
    `UPDATE keystore.person_keys SET wrapped = set_byte(wrapped, 30, get_byte(wrapped, 30) # 1) ${where}`,
    mend,
  );
  assert.ok(
    wrong.differences.map(what).includes('sealed media_uploads does_not_open metadata'),
    JSON.stringify(wrong.differences),
  );
  const gone = await planted(
    `UPDATE keystore.person_keys SET wrapped = NULL, destroyed_at_ms = 1 ${where}`,
    `UPDATE keystore.person_keys SET wrapped = decode('${kept.wrapped}', 'hex'), destroyed_at_ms = NULL ${where}`,
  );
  assert.ok(gone.differences.map(what).includes('key keystore.person_keys changed is_destroyed'));
});

test('what a seller that goes on wrote since is set apart, and a difference beside it is still found', async () => {
  const { running } = bench.bench;
  const { rows } = await bench.bench.source.database.pool.query<{ since: string }>(
    'SELECT pg_current_snapshot()::text AS since',
  );
  const since = rows[0]?.since ?? '';
  const meena = bench.filled.people[2];
  await running.api('PUT', `/v1/videos/${bench.filled.videos[1]}/like`, { token: meena?.token });
  await running.publish({ personId: meena?.personId ?? '', caption: 'since' });
  const still = await compared();
  assert.ok(still.differenceCount > 0, 'without the snapshot these are differences');
  const live = await compared({ since });
  assert.deepEqual(live.differences, []);
  assert.ok(live.tables.some(({ name, movedOn }) => name === 'social_likes' && movedOn > 0));
  await target.database.pool.query(`UPDATE videos SET caption = 'planted' WHERE video_id = $1`, [
    bench.filled.videos[2],
  ]);
  const found = await compared({ since });
  assert.deepEqual(found.differences.filter(({ in: where }) => where === 'table').map(what), [
    'table videos changed caption',
  ]);
});
