// Claims about a whole cell: saved, restored, compared.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PostgresJobs } from '@jhalak/postgres';
import {
  blobsOf,
  fillCell,
  openBackupBench,
  rowsOf,
  type BackupBench,
  type MadeBackup,
} from './backup.fixture.ts';
import { longTransaction } from './long-transaction.ts';
import { verifyBackup } from './verify-backup.ts';

let bench: BackupBench;
let filled: Awaited<ReturnType<typeof fillCell>>;
let quiet: MadeBackup;
before(async () => {
  bench = await openBackupBench();
  filled = await fillCell(bench);
  quiet = await bench.backup();
});
after(() => bench.close());

test('a restored cell has every row, blob, received byte and waiting job of the saved one', async () => {
  const target = await bench.target();
  const lines = await bench.restore(quiet, target);
  for (const { name, rows } of quiet.manifest.tables) {
    const restored = await rowsOf(target.database, name);
    assert.deepEqual(restored, await rowsOf(bench.source.database, name), name);
    assert.equal(restored.length, rows, name);
  }
  const filledTables = quiet.manifest.tables.filter(({ rows }) => rows > 0).map(({ name }) => name);
  for (const name of [
    'persons',
    'credentials',
    'videos',
    'social_likes',
    'journal',
    'media_uploads',
  ])
    assert.ok(filledTables.includes(name), `${name} must hold rows for this test to mean anything`);
  assert.deepEqual(await blobsOf(target.blobs), await blobsOf(bench.source.blobs));
  assert.ok((await blobsOf(target.blobs)).size >= 8);
  for (const [id, bytes] of [
    [filled.half, Buffer.alloc(20_000, 'h')],
    [filled.whole, Buffer.alloc(30_000, 'w')],
  ] as const) {
    assert.deepEqual(await readFile(join(target.uploadFolder, 'received', id)), bytes);
  }
  const jobs = await PostgresJobs.open(target.database, target.logger);
  const payloads: unknown[] = [];
  await jobs.drain({ 'media.process': async (payload) => void payloads.push(payload) });
  assert.equal(quiet.manifest.jobs.rows, 1);
  assert.deepEqual(
    payloads.map((payload) => (payload as { uploadId: string }).uploadId),
    [filled.whole],
  );
  assert.match(lines.join('\n'), /rows +(\d+) of \1 in \d+ tables/);
});

test('what people sealed opens in the restored cell', async () => {
  const target = await bench.target();
  await bench.restore(quiet, target);
  const keys = await target.keys();
  const { rows } = await target.database.pool.query<{ person_id: string; metadata: Buffer }>(
    'SELECT person_id, metadata FROM media_uploads WHERE upload_id = $1',
    [filled.half],
  );
  const [row] = rows;
  assert.ok(row);
  const plain = await keys.open(row.person_id, 'content', 'media_uploads.metadata', row.metadata);
  assert.match(plain?.toString() ?? '', /on its way/);
});

test('a restored cell goes on: a new epoch, higher positions, every event counted once', async () => {
  const target = await bench.target();
  // Events that no window holds yet: the restored cell must close them in a last window of the old epoch.
  const meena = filled.people[2];
  assert.ok(meena);
  await bench.running.api('PUT', `/v1/videos/${filled.videos[1]}/like`, { token: meena.token });
  const backup = await bench.backup();
  await bench.running.drain();
  await bench.restore(backup, target);
  const cell = await target.cell();
  await cell.start(['api']);
  await cell.drain();
  const likes = async (): Promise<string[]> => await rowsOf(target.database, 'video_counts');
  assert.deepEqual(await likes(), await rowsOf(bench.source.database, 'video_counts'));
  const { rows: epochs } = await target.database.pool.query('SELECT epoch FROM journal_epochs');
  assert.equal(epochs.length, 2);
  const asha = filled.people[0]?.personId ?? '';
  await cell.social.follow(filled.people[2]?.personId ?? '', asha);
  await cell.drain();
  const { rows } = await target.database.pool.query<{ position: number; epoch: number }>(
    'SELECT position, epoch FROM journal ORDER BY position DESC LIMIT 1',
  );
  assert.equal(rows[0]?.epoch, 2);
  assert.ok((rows[0]?.position ?? 0) > backup.manifest.journal.lastPosition);
  assert.ok((await cell.parts.journal.lastWindow()) > backup.manifest.journal.lastWindow);
  assert.deepEqual(await likes(), await rowsOf(bench.source.database, 'video_counts'));
});

test('a backup made while people write is one moment: no change without its event', async () => {
  const { running, source } = bench;
  const writer = await running.account('writes_on');
  const round = async (): Promise<void> => {
    for (const method of ['PUT', 'DELETE', 'PUT']) {
      for (const videoId of filled.videos) {
        await running.api(method, `/v1/videos/${videoId}/like`, { token: writer.token });
      }
    }
  };
  await round();
  const eventsBefore = (await rowsOf(source.database, 'journal')).length;
  let writing = true;
  const writes = (async () => {
    while (writing) await round();
  })();
  const backup = await bench.backup();
  writing = false;
  await writes;
  const target = await bench.target();
  await bench.restore(backup, target);
  const events = (await rowsOf(target.database, 'journal')).length;
  assert.ok(events >= eventsBefore, 'what was acknowledged before is in it');
  assert.ok(
    events < (await rowsOf(source.database, 'journal')).length,
    'writing went on meanwhile',
  );
  const { rows } = await target.database.pool.query<{ video: string; likes: number; told: number }>(
    `SELECT v.video_id AS video,
      (SELECT count(*)::int FROM social_likes AS l WHERE l.video_id = v.video_id) AS likes,
      (SELECT coalesce(sum(CASE type WHEN 'liked' THEN 1 ELSE -1 END), 0)::int FROM journal
        WHERE stream = 'social.like' AND facts->>'videoId' = v.video_id::text) AS told
      FROM videos AS v`,
  );
  assert.equal(rows.length, filled.videos.length);
  for (const { likes, told } of rows) assert.equal(likes, told);
});

test('the journal of a running cell is sealed while a backup holds its snapshot', async () => {
  await longTransaction(bench.source.database, 'snapshot', async (tx) => {
    const [before] = await tx.query<{ number: number }>(LAST_WINDOW);
    await bench.running.api('PUT', `/v1/videos/${filled.videos[2]}/like`, {
      token: filled.people[1]?.token,
    });
    await bench.running.parts.journal.seal();
    const [during] = await bench.source.database.query<{ number: number }>(LAST_WINDOW);
    const [seen] = await tx.query<{ number: number }>(LAST_WINDOW);
    assert.ok((during?.number ?? 0) > (before?.number ?? 0));
    assert.equal(seen?.number, before?.number);
  });
});

const LAST_WINDOW = {
  name: 'test.last',
  text: 'SELECT max(number) AS number FROM journal_windows',
};

test('a backup is for its owner only, apart from its keys, and holds no key store and no queue', async () => {
  for (const path of [
    quiet.folder,
    quiet.keysFile,
    join(quiet.folder, 'tables/persons.copy.zst'),
  ]) {
    assert.equal((await stat(path)).mode & 0o077, 0, path);
  }
  const names = quiet.manifest.tables.map(({ name }) => name);
  assert.ok(names.includes('journal_consumers') && names.includes('sessions'));
  for (const left of ['media_progress', 'schema_migrations']) assert.ok(!names.includes(left));
  // Public halves and hashes of keys (`lock_keys`, `brand_keys`) open nothing and travel with the rest.
  assert.ok(!names.some((name) => /person_keys|keystore/.test(name)), 'keys go their own way');
  assert.deepEqual((await readdir(quiet.folder)).toSorted(), [
    'blobs',
    'files.sha256',
    'jobs.copy.zst',
    'manifest.json',
    'received',
    'tables',
  ]);
});

test('linked blobs are the same files, and verify like copied ones', async () => {
  const linked = await bench.backup({ blobs: 'link' });
  const key = `posters/${filled.videos[0]}/poster.webp`;
  const [made, own] = await Promise.all([
    stat(join(linked.folder, 'blobs', key)),
    stat(join(bench.source.home, 'blobs', 'blobs', key)),
  ]);
  assert.equal(made.ino, own.ino);
  const { signal } = new AbortController();
  await verifyBackup(linked.folder, { say: () => undefined, signal });
});

test('an original from before that is sealed while a backup is made is in it, and opens in the restored cell', async () => {
  const { running, source } = bench;
  const [person] = filled.people;
  const [videoId = ''] = filled.videos;
  const sent = Buffer.alloc(90_000, 'as it was sent');
  const key = `sources/${videoId}/original`;
  await source.blobs.putBytes(key, sent);
  await source.database.query(
    {
      name: 'test.original_from_before',
      text: `INSERT INTO media_originals (person_id, video_id, bytes, sha256, kept_at_ms, plain_left)
        VALUES ($1, $2, $3, $4, 1, true)`,
    },
    [person?.personId, videoId, sent.length, createHash('sha256').update(sent).digest('hex')],
  );
  const sweeps = running.cell.features.flatMap((feature) => feature.sweeps);
  const seal = async (): Promise<void> =>
    void (await sweeps.find(({ name }) => name === 'media.seal_originals')?.run());
  let sealed: Promise<void> | undefined;
  // The rows are written down by then, and the sweep has all the time it wants: no file is copied before it has run. It opens
  // nothing but originals itself, and they are not among the first keys.
  const { open } = source.blobs;
  source.blobs.open = async (asked, range) => {
    if (!asked.startsWith('sources/')) await (sealed ??= seal());
    return await open.call(source.blobs, asked, range);
  };
  const made = await bench.backup().finally(() => {
    source.blobs.open = open;
  });
  const { cell } = running;
  assert.ok(await cell.media.originalSecret(videoId), 'it was sealed under way');
  const target = await bench.target();
  await bench.restore(made, target);
  assert.ok((await target.blobs.read(key))?.equals(sent), 'it is not in the backup');
  await seal();
  assert.equal(await source.blobs.stat(key), undefined, 'after the backup the plain one goes');
});
