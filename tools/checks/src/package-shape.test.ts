import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { membersOf, readHouseJson, ROOT, workspaceFolders } from './house-files.ts';

/** What a package may show: its index and its manifest; beside these, a few named parts. */
const SHOWN: Readonly<Record<string, string>> = {
  '.': './src/index.ts',
  './manifest': './manifest.ts',
};
const MORE_SHOWN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'core/ports': { './conformance': './src/conformance/index.ts' },
  'adapters/postgres': { './embedded': './src/embedded/index.ts' },
  'core/tlog': { './node': './src/node.ts' },
  'tools/testing': { './parts': './src/parts.ts' },
};

/** Contracts show one file a feature, so that they don't become a drawer. */
function isContractFile(folder: string, key: string, target: unknown): boolean {
  return (
    folder === 'core/contracts' &&
    /^\.\/[a-z-]+$/.test(key) &&
    target === `./src/${key.slice(2)}.ts`
  );
}

function wrongExports(folder: string, exported: unknown): string[] {
  const allowed = { ...SHOWN, ...MORE_SHOWN[folder] };
  return membersOf(exported)
    .filter(([key, target]) => allowed[key] !== target && !isContractFile(folder, key, target))
    .map(([key]) => `${folder} exports ${key}`);
}

const exists = (...parts: string[]) => existsSync(join(ROOT, ...parts));

test('a package shows its index and its manifest, and no inside', () => {
  const folders = workspaceFolders();
  assert(folders.length > 0, 'there are packages to look at');
  const wrong = folders.flatMap((folder) =>
    wrongExports(folder, readHouseJson(`${folder}/package.json`)['exports']),
  );
  assert.deepEqual(wrong, []);
});

test('what a package shows exists', () => {
  const missing = workspaceFolders().flatMap((folder) =>
    membersOf(readHouseJson(`${folder}/package.json`)['exports'])
      .map(([, target]) => `${folder}/${String(target)}`)
      .filter((path) => !path.includes('*') && !exists(path)),
  );
  assert.deepEqual(missing, []);
});

test('a package is named after its folder', () => {
  const wrong = workspaceFolders().filter(
    (folder) =>
      readHouseJson(`${folder}/package.json`)['name'] !== `@jhalak/${folder.split('/')[1]}`,
  );
  assert.deepEqual(wrong, []);
});

test('every feature and adapter states what it owns in a manifest', () => {
  const owners = workspaceFolders().filter((folder) => /^(features|adapters)\//.test(folder));
  assert(owners.length > 0, 'there are features and adapters');
  assert.deepEqual(
    owners.filter((folder) => !exists(folder, 'manifest.ts')),
    [],
  );
});

test('every feature has its page', () => {
  const features = workspaceFolders().filter((folder) => folder.startsWith('features/'));
  assert.deepEqual(
    features.filter((folder) => !exists(folder, 'README.md')),
    [],
  );
});

test('this rule sees an inside that is shown', () => {
  assert.deepEqual(wrongExports('features/feed', { '.': './src/index.ts' }), []);
  assert.equal(wrongExports('features/feed', { './store': './src/store.ts' }).length, 1);
  assert.equal(wrongExports('features/feed', { './*': './src/*.ts' }).length, 1);
  assert.deepEqual(wrongExports('core/contracts', { './feed': './src/feed.ts' }), []);
  assert.equal(wrongExports('core/contracts', { './feed': './src/feed/store.ts' }).length, 1);
});
