// proves B6: a changed, added or missing file of the program, and a changed byte of a model, give other digests.

import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { releaseDigest } from '@jhalak/attestation';
import { defineManifest } from '@jhalak/contracts';
import { ALL_MANIFESTS } from '../wiring/house.ts';
import { HOUSE, measure } from './measure.ts';

const MANIFESTS = [
  defineManifest({
    owner: 'stories',
    models: [
      {
        name: 'stories.lexicon',
        class: 'technology',
        files: ['data/'],
        retention: { kind: 'rebuildable' },
        erasure: 'keep',
        handover: 'licence',
        card: { kind: 'data', purpose: 'x', madeFrom: 'y', dataRegion: 'public', figures: [] },
      },
    ],
  }),
];
const FILES = {
  'apps/jhalak/src/main.ts': 'start()',
  'apps/web/src/page.tsx': 'page()',
  'core/kernel/src/index.ts': 'kernel()',
  'features/stories/data/words.json': '{"word": 1}',
  'features/stories/src/index.ts': 'stories()',
  'adapters/postgres/src/index.ts': 'postgres()',
  'tools/setup/bin/start.mjs': 'setup()',
  'tools/samples/src/index.ts': 'samples()',
  'package.json': '{}',
  'package-lock.json': '{}',
};

async function smallHouse(t: TestContext): Promise<string> {
  const house = await mkdtemp(join(tmpdir(), 'jhalak-house-'));
  t.after(async () => await rm(house, { recursive: true }));
  for (const [path, text] of Object.entries(FILES)) await put(house, path, text);
  return house;
}

async function put(house: string, path: string, text: string): Promise<void> {
  await mkdir(join(house, path, '..'), { recursive: true });
  await writeFile(join(house, path), text);
}

async function digestOf(house: string): Promise<string> {
  return releaseDigest(await measure({ manifests: MANIFESTS, house }));
}

test('the same files give the same digest wherever they lie', async (t) => {
  const house = await smallHouse(t);
  const copy = await smallHouse(t);
  await cp(house, copy, { recursive: true });
  assert.equal(await digestOf(copy), await digestOf(house));
});

test('a changed, added, renamed or missing file of the program is another release', async (t) => {
  const house = await smallHouse(t);
  const before = await digestOf(house);
  for (const path of Object.keys(FILES)) {
    await put(house, path, 'changed');
    assert.notEqual(await digestOf(house), before, path);
    await put(house, path, FILES[path as keyof typeof FILES]);
  }
  await put(house, 'core/kernel/src/more.ts', '');
  assert.notEqual(await digestOf(house), before, 'an added file');
  await rm(join(house, 'core/kernel/src/more.ts'));
  assert.equal(await digestOf(house), before);
  await rm(join(house, 'core/kernel/src/index.ts'));
  assert.notEqual(await digestOf(house), before, 'a missing file');
});

test('tests, builds and other people’s packages are no part of it', async (t) => {
  const house = await smallHouse(t);
  const before = await digestOf(house);
  for (const path of [
    'core/kernel/src/ids.test.ts',
    'core/kernel/src/x.fixture.ts',
    'core/kernel/bench/a.ts',
    'apps/web/dist/a/entry.js',
    'core/kernel/node_modules/a/index.js',
    'tools/testing/src/index.ts',
  ])
    await put(house, path, 'anything');
  assert.equal(await digestOf(house), before);
});

test('one byte of a model’s data changes that model’s digest', async (t) => {
  const house = await smallHouse(t);
  const before = await measure({ manifests: MANIFESTS, house });
  await put(house, 'features/stories/data/words.json', '{"word": 2}');
  const after = await measure({ manifests: MANIFESTS, house });
  assert.notEqual(after.models['stories.lexicon'], before.models['stories.lexicon']);
});

test('a link, which could lead anywhere, is refused; so is a model without files', async (t) => {
  const house = await smallHouse(t);
  await rm(join(house, 'features/stories/data'), { recursive: true });
  await assert.rejects(measure({ manifests: MANIFESTS, house }), /there is none/);
  await symlink('/tmp', join(house, 'core/elsewhere'));
  await assert.rejects(measure({ manifests: MANIFESTS, house }), /is a link/);
});

test('a built web app counts by its files', async (t) => {
  const house = await smallHouse(t);
  const web = join(house, 'apps/web/dist/a/client');
  await put(house, 'apps/web/dist/a/client/x.js', 'one');
  const before = await measure({ manifests: MANIFESTS, house, webFolder: web });
  await put(house, 'apps/web/dist/a/client/x.js', 'two');
  assert.notEqual((await measure({ manifests: MANIFESTS, house, webFolder: web })).web, before.web);
});

test('this house is measured whole, with every model that a manifest ships', async () => {
  const found = await measure({ manifests: ALL_MANIFESTS });
  assert.ok(Object.keys(found.files).length > 500);
  for (const path of ['package-lock.json', 'apps/jhalak/src/main.ts', 'core/kernel/src/index.ts'])
    assert.match(found.files[path] ?? '', /^[0-9a-f]{64}$/, path);
  const shipped = ALL_MANIFESTS.flatMap(({ models }) => models).filter(({ files }) => files);
  assert.deepEqual(
    Object.keys(found.models).toSorted(),
    shipped.map(({ name }) => name).toSorted(),
  );
  assert.ok(shipped.length >= 3);
  assert.ok(HOUSE.endsWith('/'));
});

test('a file that somebody takes away while the checkout is read stops nothing', async (t) => {
  const house = await smallHouse(t);
  let isOver = false;
  const coming = (async () => {
    while (!isOver) {
      await put(house, 'core/kernel/src/draft.ts', 'draft()');
      await rm(join(house, 'core/kernel/src/draft.ts'));
    }
  })();
  try {
    for (let turn = 0; turn < 200; turn += 1) await measure({ manifests: MANIFESTS, house });
  } finally {
    isOver = true;
    await coming;
  }
});
