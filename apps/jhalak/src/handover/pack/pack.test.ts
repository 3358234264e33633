// Claims about packing a cell: everything that goes, nothing else, as of one moment; whatever happens in between.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { packageParts, partText, verifyPackage, type Part } from '@jhalak/bags';
import { fillCell, openBackupBench, type BackupBench } from '../../backup/backup.fixture.ts';
import { releaseMigrations } from '../../backup/schema-state.ts';
import { assertSameRows, dumpOf } from './dump.fixture.ts';
import {
  contentOf,
  newSet,
  newSigner,
  packSourceOf,
  signSet,
  type PackageSet,
} from './pack.fixture.ts';
import { finishedPart, stateFolder } from './pack-state.ts';

const KILLED_PACKER = fileURLToPath(new URL('killed-packer.fixture.ts', import.meta.url));
/** Parts that a packer begins before it is killed. */
const PARTS_A_LIFE = 45;
const LIVES_MAX = 20;

let bench: BackupBench;
let filled: Awaited<ReturnType<typeof fillCell>>;
before(async () => {
  bench = await openBackupBench();
  filled = await fillCell(bench);
});
after(() => bench.close());

/** What the cell writes by itself, once a minute, is written: nobody's row moves while it is packed and then read. */
async function settle(): Promise<void> {
  const { cell } = bench.running;
  await cell.drain();
  await cell.taste.snapshot();
}

const setIn = (name: string): PackageSet =>
  newSet(packSourceOf(bench.source), join(bench.folder, name, 'packages'));

const isVideos = ({ name }: { name: string }) => name === 'videos/0001_videos';

async function documentsOf(set: PackageSet, nth: number): Promise<Map<string, string>> {
  const part = set.parts[nth];
  assert.ok(part);
  const documents = new Map<string, string>();
  const packageId = set.options().identity.package;
  const source = { folder: part.folder, packageId, packageKey: set.packageKey };
  for await (const one of packageParts(part.folder, 1) as AsyncIterable<Part>)
    if (one.kind === 'document') documents.set(one.name, await partText(source, one));
  return documents;
}

test('a base holds every row that goes, and is what its signers signed', async () => {
  const set = setIn('whole');
  await settle();
  const part = await set.base();
  const seller = newSigner('seller');
  await signSet(set, [seller]);
  const verdict = await verifyPackage(part.folder, {
    signers: [seller.listed],
    packageKey: set.packageKey,
  });
  assert.equal(verdict.kind, 'valid', JSON.stringify(verdict));
  const content = await contentOf(set);
  assertSameRows(content, await dumpOf(bench.source));
  assert.ok(content.size > 20, `${content.size} tables with rows`);
});

test('nothing goes that is withheld, made again, or of the staff', async () => {
  const { accounts } = bench.running.cell;
  const [asha, kiran] = filled.people;
  await accounts.grantRole({ personId: asha?.personId ?? '', role: 'moderator' });
  await accounts.grantRole({
    personId: kiran?.personId ?? '',
    role: 'partner',
    organisation: 'setu',
  });
  const set = setIn('withheld');
  await set.base();
  const content = await contentOf(set);
  const modes = new Map(
    bench.source.manifests.flatMap(({ tables }) => tables).map((table) => [table.name, table]),
  );
  for (const name of content.keys()) {
    if (name.startsWith('x_')) continue;
    assert.match(modes.get(name)?.handover ?? '', /^(transfer|licence)$/, name);
  }
  const roles = [...(content.get('roles')?.values() ?? [])].map(
    (row) => (JSON.parse(row) as { role: string }).role,
  );
  assert.deepEqual(roles, ['partner']);
  const keys = [...(content.get('x_blobs')?.keys() ?? [])];
  assert.ok(keys.length > 0 && keys.every((key) => !key.startsWith('["taste/')), keys.join());
});

test('documents say where the cell stood and what it is made of, and can be read before the key', async () => {
  const set = setIn('documents');
  await set.base();
  const documents = await documentsOf(set, 0);
  const cell = JSON.parse(documents.get('cell.json') ?? '') as Record<string, unknown>;
  assert.deepEqual(
    [cell['cell'], cell['region'], cell['epoch'], cell['snapshot']],
    ['in-abcdefghij', 'in', 2, set.parts[0]?.snapshot],
  );
  assert.ok(Array.isArray(cell['consumers']) && cell['consumers'].length > 0);
  assert.match(documents.get('software.cdx.json') ?? '', /"bomFormat": "CycloneDX"/);
  assert.match(documents.get('models/feed.weights.json') ?? '', /"figures"/);
  assert.equal(documents.get('models/taste.co-visitation.json'), undefined);
  const folder = set.parts[0]?.folder ?? '';
  for await (const part of packageParts(folder, 1))
    if (part.kind === 'document' && !part.name.startsWith('models/'))
      assert.equal(part.isSealed, false, part.name);
    else assert.equal(part.isSealed, true, part.path);
});

test('killed again and again while people go on, packing ends with the cell as it is at the end', async () => {
  const set = setIn('killed');
  const { folder, identity } = set.options();
  const given = {
    ...{ url: bench.running.parts.databaseUrl, home: bench.source.home, folder },
    ...{ packageId: identity.package, key: set.packageKey.toString('hex'), parts: PARTS_A_LIFE },
  };
  const [asha] = filled.people;
  let lives = 0;
  for (let isOver = false; !isOver; lives += 1) {
    assert.ok(lives < LIVES_MAX, 'finished parts are not packed again');
    const { status, signal, stderr } = spawnSync(
      process.execPath,
      [KILLED_PACKER, JSON.stringify(given)],
      { encoding: 'utf8' },
    );
    isOver = status === 0;
    assert.ok(isOver || signal === 'SIGKILL', stderr);
    const method = lives % 2 === 0 ? 'PUT' : 'DELETE';
    if (isOver) continue;
    await bench.running.api(method, `/v1/videos/${filled.videos[1]}/like`, { token: asha?.token });
    await settle();
  }
  assert.ok(lives > 2, `${lives} lives`);
  const part = await finishedPart(folder);
  assert.ok(part);
  assertSameRows(
    await contentOf({ parts: [part], packageKey: set.packageKey }),
    await dumpOf(bench.source),
  );
  set.parts.push(part);
  assert.equal((await set.delta()).rows, 0, 'what was kept is of the moment that the base names');
});

test('a delta has files that are new, put again, grown or gone', async () => {
  const { blobs, uploadFolder } = bench.source;
  await blobs.putBytes('renditions/packed/a.mp4', Buffer.from('first'));
  await blobs.putBytes('renditions/packed/b.mp4', Buffer.from('gone soon'));
  const set = setIn('files');
  await set.base();
  await blobs.putBytes('renditions/packed/a.mp4', Buffer.from('other'));
  await blobs.putBytes('renditions/packed/c.mp4', Buffer.from('third'));
  await blobs.delete('renditions/packed/b.mp4');
  await appendFile(join(uploadFolder, 'received', filled.half), Buffer.alloc(100, 'i'));
  const delta = await set.delta();
  assert.equal(delta.deletions, 1);
  const listed = (await contentOf(set)).get('x_blobs');
  const row = (key: string) => JSON.parse(listed?.get(`["${key}"]`) ?? 'null') as unknown;
  assert.equal(row('renditions/packed/b.mp4'), null);
  const found = new Set<string>();
  for await (const part of packageParts(delta.folder, 1))
    if (part.kind === 'blob') found.add(part.sha256);
  for (const key of ['renditions/packed/a.mp4', 'renditions/packed/c.mp4'])
    assert.ok(found.has((row(key) as { sha256: string }).sha256), key);
  assert.equal(found.size, 3, 'nothing that the base has is packed again');
  assert.equal((await set.delta()).rows, 0);
});

test('a delta is refused after another schema, another base, or a loss of what is remembered', async () => {
  const set = setIn('refused');
  const base = await set.base();
  const { pool } = bench.source.database;
  await pool.query('ALTER TABLE stories ADD COLUMN odd text');
  await assert.rejects(set.delta(), /The schema changed/);
  await pool.query('ALTER TABLE stories DROP COLUMN odd');
  set.parts[0] = { ...base, statementDigest: '0'.repeat(128) };
  await assert.rejects(set.delta(), /is not the package that this delta should follow/);
  set.parts[0] = base;
  await rm(stateFolder(base.folder), { recursive: true });
  await assert.rejects(set.delta(), /pack a base again/);
  await pool.query(`UPDATE schema_migrations SET digest = 'x' WHERE name = 'videos/0001_videos'`);
  await assert.rejects(
    setIn('other-release').base(),
    /does not stand at this release \(videos\/0001_videos\)/,
  );
  await pool.query(`UPDATE schema_migrations SET digest = $1 WHERE name = 'videos/0001_videos'`, [
    (await releaseMigrations(bench.source.migrations)).find(isVideos)?.digest,
  ]);
});

test('a row that a package could not tell from another one is refused by its table', async () => {
  const { pool } = bench.source.database;
  await pool.query(`UPDATE cards SET picture = 'null'::jsonb`);
  await assert.rejects(setIn('ambiguous').base(), /A row of cards holds JSON's null/);
  await pool.query('UPDATE cards SET picture = NULL');
});

test('packing is held to its rate, can be stopped, and goes on', async () => {
  const set = setIn('slow');
  const signal = AbortSignal.timeout(300);
  const watch = { say: () => undefined, signal };
  await assert.rejects(set.base({ bytesPerSecondMax: 10, watch }));
  assert.ok(signal.aborted, 'ten bytes a second take hours');
  await settle();
  await set.base();
  assertSameRows(await contentOf(set), await dumpOf(bench.source));
});
