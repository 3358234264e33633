// A hand-over between real homes with the embedded database: rehearsed on the seller's machine, imported on the buyer's, undone
// when it fails or is killed.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { withRunning } from '../../backup/commands.fixture.ts';
import { loadSettings, type Settings } from '../../settings.ts';
import { ALL_MANIFESTS, ALL_MIGRATIONS } from '../../wiring/house.ts';
import type { Cell } from '../../wiring/cell.ts';
import { newSet, newSigner, packSourceOf, signSet, type PackageSet } from '../pack/pack.fixture.ts';
import { importIntoHome } from '../import/import-home.ts';
import { openPackages } from '../import/package-set.ts';
import { ByteSearch } from './byte-search.ts';
import { rehearse, type RehearsedSeller } from './rehearse.ts';
import { reportLines } from './report.ts';
import { searchPackage, withheldNeedles } from './withheld.ts';

let folder: string;
let settings: Settings;
let set: PackageSet;
const signer = newSigner('seller');
const recipient = generateKeyPairSync('x25519');
const lines: string[] = [];
const say = (line: string): void => void lines.push(line);
const { signal } = new AbortController();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-rehearse-'));
  // The database's user must reach a home below it.
  await chmod(folder, 0o711);
  ({ settings } = loadSettings({}, { home: join(folder, 'seller') }));
});
after(() => rm(folder, { recursive: true, force: true }));

async function fill(cell: Cell): Promise<void> {
  await cell.border.cellId();
  await cell.start(['api']);
  const { ids, blobs, database } = cell.parts;
  for (const handle of ['asha.rao', 'kiran', 'meena']) await cell.accounts.createPerson({ handle });
  const { rows } = await database.pool.query<{ person_id: string }>(
    'SELECT person_id FROM persons',
  );
  for (const { person_id: personId } of rows) {
    const videoId = ids.next();
    const poster = await blobs.putBytes(`posters/${videoId}/poster.webp`, Buffer.from('RIFF'));
    const rendition = await blobs.putBytes(`renditions/${videoId}/360.mp4`, Buffer.from(videoId));
    await database.transaction((tx) =>
      cell.videos.publish(tx, {
        ...{ videoId, personId, caption: 'a clip', language: 'hi', genre: 'music', tags: [] },
        ...{ durationMs: 8_000, widthPx: 360, heightPx: 640 },
        ...{ thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI', posterKey: poster.key, sample: false },
        renditions: [
          {
            ...{ key: rendition.key, codec: 'avc1.64001f,mp4a.40.2', widthPx: 360, heightPx: 640 },
            ...{ bitrateBps: 600_000, bytes: rendition.bytes, sha256: rendition.sha256 },
          },
        ],
      }),
    );
  }
  await cell.drain();
  await cell.taste.snapshot();
}

async function pack(cell: Cell): Promise<PackageSet> {
  const { database, blobs, uploadFolder, region, clock, keys } = cell.parts;
  const source = packSourceOf({
    ...{ database, blobs, uploadFolder, region, clock, keys, home: settings.home },
    ...{ release: 'test', manifests: ALL_MANIFESTS, migrations: ALL_MIGRATIONS },
  });
  const made = newSet(source, join(folder, 'packages'));
  await made.base();
  await signSet(made, [signer]);
  return made;
}

const sellerOf = ({ parts }: Cell): RehearsedSeller => ({
  parts,
  settings,
  manifests: ALL_MANIFESTS,
});

const tried = (more: object = {}) => ({
  ...{ folder: set.folder, packageKey: set.packageKey, signers: [signer.listed] },
  ...{ scratch: join(folder, 'scratch'), people: 50, viewers: 3, seed: '1', isFrozen: false },
  ...more,
});

const buyer = (name: string) => ({
  ...loadSettings({}, { home: join(folder, name) }),
  ...{ words: [], options: {}, say },
});

test('a rehearsal on the seller’s machine passes, names nobody, and leaves nothing; a planted model is found', async () => {
  await withRunning(settings, async (cell) => {
    await fill(cell);
    set = await pack(cell);
    const { report, differences } = await rehearse(sellerOf(cell), tried(), { say, signal });
    assert.deepEqual(report.failures, []);
    assert.ok(report.passed);
    assert.deepEqual(differences, []);
    assert.equal(report.people.people, 3);
    assert.equal(report.feed.atOnce, 3);
    assert.ok(report.withheld.files >= 1, 'the model is what is looked for');
    assert.ok(report.withheld.pieces >= 1);
    assert.deepEqual(report.withheld.silent, []);
    assert.ok(report.withheld.searchedBytes > 1_000_000);
    const text = JSON.stringify(report);
    const { rows } = await cell.parts.database.pool.query<{ person_id: string; handle: string }>(
      'SELECT person_id, handle FROM persons',
    );
    for (const { person_id: id, handle } of rows)
      assert.ok(!text.includes(id) && !text.includes(handle), 'a report names nobody');
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('scratch')),
      [],
    );
    // The same bytes under a prefix that goes: what a careless seller could hand over.
    for await (const key of cell.parts.blobs.list('taste/'))
      await cell.parts.blobs.putBytes(
        'posters/planted/x',
        (await cell.parts.blobs.read(key)) ?? Buffer.alloc(0),
      );
    // And a part of it in a row, which a package spells another way.
    const [owner = ''] = await plantInRow(cell);
    await rm(set.folder, { recursive: true });
    set = await pack(cell);
    const planted = await rehearse(sellerOf(cell), tried(), { say, signal });
    assert.ok(!planted.report.passed);
    assert.match(reportLines(report).join('\n'), /^PASSED\n.*brought/);
    assert.match(reportLines(planted.report).join('\n'), /^NOT PASSED\n.*withheld was found/);
    assert.match(
      planted.report.failures.join(),
      /withheld was found: (digest|bytes) of taste\/snapshots/,
    );
    assert.match((await placesOf(cell)).join('\n'), /taste_viewers/);
    await cell.parts.blobs.delete('posters/planted/x');
    await cell.parts.database.pool.query('DELETE FROM taste_viewers WHERE person_id = $1', [owner]);
    await rm(set.folder, { recursive: true });
    set = await pack(cell);
    await cell.parts.keys.exportParcel(
      createWriteStream(join(folder, 'keys')),
      recipient.publicKey,
    );
    await cp(cell.parts.logFolder, join(folder, 'log'), { recursive: true });
    await cell.stop();
  });
});

/** @returns whose row holds the last third of the newest model now. */
async function plantInRow(cell: Cell): Promise<string[]> {
  let model: Buffer = Buffer.alloc(0);
  for await (const key of cell.parts.blobs.list('taste/'))
    model = (await cell.parts.blobs.read(key)) ?? model;
  const { rows } = await cell.parts.database.pool.query<{ person_id: string }>(
    `INSERT INTO taste_viewers (person_id, sealed, window_number)
      SELECT person_id, $1, 1 FROM persons ORDER BY person_id LIMIT 1 RETURNING person_id`,
    [model.subarray(Math.floor((model.length * 2) / 3) - 1)],
  );
  return rows.map(({ person_id: id }) => id);
}

/** @returns the parts of the packages that hold bytes of a model. */
async function placesOf(cell: Cell): Promise<string[]> {
  const { needles } = await withheldNeedles(cell.parts, ALL_MANIFESTS);
  const [base] = await openPackages(set.folder, tried(), { say, signal });
  if (base === undefined) throw new Error('there is no package');
  const { found } = await searchPackage(
    base.source,
    base.verified.bagCount,
    new ByteSearch(needles),
  );
  return found.filter(({ what }) => what.startsWith('bytes of')).map(({ where }) => where);
}

const given = (more: object = {}) => ({
  ...{ folder: set.folder, packageKey: set.packageKey, signers: [signer.listed] },
  ...{ keysFile: join(folder, 'keys'), recipient: recipient.privateKey, log: join(folder, 'log') },
  ...more,
});

test('a home is filled, and can be started; a failed import leaves it as it was', async () => {
  const context = buyer('buyer');
  const { home } = context.settings;
  await mkdir(join(home, 'keys'), { recursive: true, mode: 0o700 });
  await writeFile(join(home, 'keys', 'handover.x25519'), 'kept');
  const all = async () =>
    (await readdir(home, { recursive: true })).filter((name) => !name.startsWith('logs'));
  const before = await all();
  const wrong = given({ recipient: generateKeyPairSync('x25519').privateKey });
  await assert.rejects(importIntoHome(context, wrong, signal));
  assert.deepEqual(await all(), before);
  const { imported } = await importIntoHome(context, given(), signal);
  assert.equal(imported.tables['persons'], 3);
  assert.equal(await readFile(join(home, 'keys', 'handover.x25519'), 'utf8'), 'kept');
  await assert.rejects(importIntoHome(context, given(), signal), /not empty/);
  await withRunning(context.settings, async (cell) => {
    await cell.start(['api']);
    const { items } = await cell.parts.database
      .query<{ items: number }>({
        name: 'test.videos',
        text: 'SELECT count(*) AS items FROM videos',
      })
      .then(([row]) => row ?? { items: 0 });
    assert.equal(items, 3);
    assert.ok(
      (await cell.border.identity()).ownerEpoch === 1,
      'the epoch begins with the takeover',
    );
    await cell.stop();
  });
});

test('an import that was killed anywhere is undone by the next one', async () => {
  const context = buyer('killed');
  const { home } = context.settings;
  const main = fileURLToPath(new URL('import-once.fixture.ts', import.meta.url));
  await writeFile(
    join(folder, 'given.json'),
    JSON.stringify({
      home,
      folder: set.folder,
      packageKey: set.packageKey.toString('hex'),
      signer: Buffer.from(signer.listed.publicKey).toString('hex'),
      keysFile: join(folder, 'keys'),
      recipient: recipient.privateKey.export({ format: 'pem', type: 'pkcs8' }),
      log: join(folder, 'log'),
    }),
  );
  for (const at of ['package 0', 'keys', 'rows', 'files']) {
    const child = spawn(process.execPath, [main, join(folder, 'given.json')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = once(child, 'exit');
    let said = '';
    for await (const chunk of child.stdout) {
      said += String(chunk);
      if (said.includes(`  ${at}`)) child.kill('SIGKILL');
    }
    await gone;
    assert.match(said, new RegExp(`  ${at}`));
    assert.ok(existsSync(join(home, 'restore-unfinished')), `killed at ${at}`);
  }
  lines.length = 0;
  const { imported } = await importIntoHome(context, given(), signal);
  assert.match(lines.join('\n'), /had begun here is undone/);
  assert.equal(imported.tables['persons'], 3);
});
