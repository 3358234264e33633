// Claims about what is refused: damaged, unfinished, foreign and misplaced backups.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createRootKeyFile } from '@jhalak/keystore';
import type { MigrationSet } from '@jhalak/postgres';
import fc from 'fast-check';
import { CommandError } from '../command.ts';
import { ALL_MIGRATIONS } from '../wiring/house.ts';
import { encodeManifest } from './backup-format.ts';
import { fillCell, openBackupBench, rowsOf, type BackupBench } from './backup.fixture.ts';
import type { MadeBackup, TestTarget } from './backup.fixture.ts';
import { openBackup, verifyBackup } from './verify-backup.ts';

const { signal } = new AbortController();
const watch = { say: () => undefined, signal };

let bench: BackupBench;
let made: MadeBackup;
let files: string[];
before(async () => {
  bench = await openBackupBench();
  await fillCell(bench);
  made = await bench.backup();
  files = readdirSync(made.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
});
after(() => bench.close());

/** Changes one byte for as long as `body` runs. */
async function withFlip(path: string, at: number, bits: number, body: () => Promise<void>) {
  const file = await open(path, 'r+');
  try {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, at);
    await file.write(Buffer.from([(byte[0] ?? 0) ^ bits]), 0, 1, at);
    try {
      await body();
    } finally {
      await file.write(byte, 0, 1, at);
    }
  } finally {
    await file.close();
  }
}

/** A restore that must fail, and must leave no row behind. */
async function refuses(
  backup: Pick<MadeBackup, 'folder' | 'keysFile'>,
  sentence: RegExp,
  target?: TestTarget,
): Promise<void> {
  const into = target ?? (await bench.target());
  await assert.rejects(bench.restore(backup, into), (error) => {
    assert.match(error instanceof Error ? error.message : String(error), sentence);
    return true;
  });
  const { rows } = await into.database.pool.query(`SELECT to_regclass('persons') AS there`);
  if (rows[0]?.there !== null) assert.deepEqual(await rowsOf(into.database, 'persons'), []);
}

test('one changed byte anywhere in a backup is found', async () => {
  await verifyBackup(made.folder, watch);
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
  const anywhere = fc
    .nat(files.length - 1)
    .chain((file) =>
      fc.tuple(fc.constant(file), fc.nat((sizes[file] ?? 1) - 1), fc.integer({ min: 1, max: 255 })),
    );
  await fc.assert(
    fc.asyncProperty(anywhere, async ([file, at, bits]) => {
      await withFlip(files[file] ?? '', at, bits, async () => {
        await assert.rejects(verifyBackup(made.folder, watch), /This backup is refused: /);
      });
    }),
    { numRuns: 40 },
  );
  await verifyBackup(made.folder, watch);
});

test('a restore refuses a changed byte in a table, the jobs, a blob, an open upload, the keys', async () => {
  const one = (part: string): string => files.find((path) => path.includes(part)) ?? '';
  const parts = ['/tables/journal.copy', '/jobs.copy', '/blobs/posters/', '/received/'];
  for (const path of parts.map(one)) {
    const middle = Math.floor((await stat(path)).size / 2);
    await withFlip(path, middle, 1, () => refuses(made, /This backup is refused: .+changed/));
  }
  await withFlip(made.keysFile, 200, 1, () => refuses(made, /The key backup is refused/));
});

test('a missing file, a shorter file and a file that is a folder are refused', async () => {
  // A fifth of all rows' files, and one of every other kind.
  const listed = files.filter(
    (path, index) =>
      !path.endsWith('manifest.json') && (!path.includes('/tables/') || index % 5 === 0),
  );
  for (const path of listed) {
    await rename(path, `${path}.away`);
    await assert.rejects(openBackup(made.folder, signal), /missing/, path);
    await mkdir(path);
    await assert.rejects(openBackup(made.folder, signal), /refused|EISDIR/, path);
    await rm(path, { recursive: true });
    await writeFile(path, (await readFile(`${path}.away`)).subarray(1));
    await assert.rejects(openBackup(made.folder, signal), /refused/, path);
    await rename(`${path}.away`, path);
  }
  await openBackup(made.folder, signal);
});

test('a backup that was stopped at any step is refused and leaves nothing behind in the home', async () => {
  const homeBefore = readdirSync(bench.source.home).toSorted();
  for (let step = 0; step < 4; step += 1) {
    const stopping = new AbortController();
    let told = 0;
    const failed = bench.backup({
      signal: stopping.signal,
      onLine: () => {
        if (told === step) stopping.abort(new CommandError('SIGTERM: stopped.'));
        told += 1;
      },
    });
    await assert.rejects(failed);
    assert.equal(told, step + 1);
    const folder = unfinishedFolder();
    await assert.rejects(openBackup(folder, signal), /no manifest\.json/);
    assert.ok(!existsSync(`${folder}-keys.ndjson`));
    await rm(folder, { recursive: true });
  }
  assert.deepEqual(readdirSync(bench.source.home).toSorted(), homeBefore);
});

function unfinishedFolder(): string {
  const folders = readdirSync(bench.folder).filter((name) => /^backup-\w+$/.test(name));
  const [found, ...others] = folders.filter(
    (name) => !existsSync(join(bench.folder, name, 'manifest.json')),
  );
  assert.ok(found !== undefined && others.length === 0);
  return join(bench.folder, found);
}

test('a backup whose digests were made to fit again is refused without the root key', async () => {
  const forged = join(bench.folder, 'forged');
  await cp(made.folder, forged, { recursive: true });
  const { manifest } = await openBackup(made.folder, signal);
  const text = encodeManifest({ ...manifest, release: 'mine' }, Buffer.alloc(32, 'guess'));
  await writeFile(join(forged, 'manifest.json'), text);
  await verifyBackup(forged, watch);
  await refuses({ ...made, folder: forged }, /not made under this root key/);
});

test('another root key, another region and a database in use are refused', async () => {
  const rootKey = join(bench.folder, 'other.key');
  await createRootKeyFile(rootKey);
  await refuses(
    made,
    /made under the root key \w{8}, and this cell has \w{8}/,
    await bench.target({ rootKey }),
  );
  await refuses(made, /set JHALAK_REGION=in/, await bench.target({ region: 'id' }));
  const used = await bench.target();
  await used.database.pool.query('CREATE TABLE somebody (id int)');
  await refuses(made, /not empty/, used);
});

test('a backup of a newer release is refused, and one of an older release is brought up to date', async () => {
  const folder = join(bench.folder, 'next-release');
  await mkdir(folder);
  await writeFile(
    join(folder, '0001_next.sql'),
    `CREATE TABLE next_release AS SELECT count(*) AS videos FROM videos;`,
  );
  const next: MigrationSet = { owner: 'next', folder: pathToFileURL(`${folder}/`) };
  const target = await bench.target({ migrations: [...ALL_MIGRATIONS, next] });
  await bench.restore(made, target);
  // The migration ran on the restored rows, not before them.
  assert.deepEqual(await rowsOf(target.database, 'next_release'), ['(4)']);
  assert.deepEqual(
    await rowsOf(target.database, 'videos'),
    await rowsOf(bench.source.database, 'videos'),
  );
  await refuses(
    made,
    /newer or another release \(safety\/0001_safety, safety\/0002_comments[,)]/,
    await bench.target({ migrations: ALL_MIGRATIONS.filter(({ owner }) => owner !== 'safety') }),
  );
});

test('a cell whose schema is not that of this release is not saved', async () => {
  const folder = join(bench.folder, 'pending');
  await mkdir(folder);
  await writeFile(join(folder, '0001_pending.sql'), 'SELECT 1;');
  const pending: MigrationSet = { owner: 'pending', folder: pathToFileURL(`${folder}/`) };
  await assert.rejects(
    bench.backup({ migrations: [...ALL_MIGRATIONS, pending] }),
    /older than this release \(it lacks pending\/0001_pending\)/,
  );
  await assert.rejects(
    bench.backup({ migrations: ALL_MIGRATIONS.slice(0, -1) }),
    /belongs to another release/,
  );
});
