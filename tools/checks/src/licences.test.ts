import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { houseFiles, membersOf, readHouseJson, ROOT, workspaceFolders } from './house-files.ts';

/** Licences that an Apache-2.0 program may ship with. MPL-2.0 and OFL-1.1 parts are shipped unchanged. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'OFL-1.1',
  'PostgreSQL',
  'Python-2.0',
  'Unicode-3.0',
  'Unicode-DFS-2016',
  'Unlicense',
  'Zlib',
]);

/** Packages whose licence field is missing, with what their licence file says. Checked by eye, by version. */
const READ_BY_EYE: Readonly<Record<string, string>> = {
  // Its Readme says MIT.
  'combine-errors@3.0.3': 'MIT',
  // Its LICENSE is MIT's.
  'png-js@2.0.0': 'MIT',
};

/** @returns whether an SPDX expression can be satisfied: one side of OR, all of AND. */
function isAllowed(expression: string): boolean {
  const bare = expression.trim().replace(/^\((.*)\)$/, '$1');
  if (/ OR /.test(bare)) return bare.split(/ OR /).some(isAllowed);
  if (/ AND /.test(bare)) return bare.split(/ AND /).every(isAllowed);
  return ALLOWED.has(bare.replace(/^\(|\)$/g, ''));
}

type Packages = Readonly<Record<string, unknown>>;

function fieldOf(value: unknown, name: string): unknown {
  return membersOf(value).find(([key]) => key === name)?.[1];
}

/** Node's own search: from the folder of the asker upwards. */
function locate(packages: Packages, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path =
      folder === '' || folder === '.' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in packages) return path;
    if (folder === '' || folder === '.') return undefined;
  }
}

/** @returns the lock's paths of all npm packages that a running Jhalak may load. */
function productionPackages(packages: Packages, roots: readonly string[]): Set<string> {
  const found = new Set<string>();
  const queue = [...roots];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies']) {
      for (const [name] of membersOf(fieldOf(packages[path], kind))) {
        const target = locate(packages, path, name);
        if (target === undefined || found.has(target)) continue;
        if (fieldOf(packages[target], 'link') === true) continue;
        found.add(target);
        queue.push(target);
      }
    }
  }
  return found;
}

function licenceOf(packages: Packages, path: string): string {
  const locked = fieldOf(packages[path], 'license');
  if (typeof locked === 'string') return locked;
  const version = String(fieldOf(packages[path], 'version'));
  const byEye = READ_BY_EYE[`${path.replace(/^.*node_modules\//, '')}@${version}`];
  if (byEye !== undefined) return byEye;
  if (!existsSync(join(ROOT, path, 'package.json'))) return 'unknown';
  const manifest = readHouseJson(`${path}/package.json`);
  const stated = manifest['license'] ?? fieldOf(manifest['licenses'], '0');
  const named = typeof stated === 'string' ? stated : fieldOf(stated, 'type');
  return typeof named === 'string' ? named : 'unknown';
}

test('everything that a running Jhalak loads has a licence that lets it be shipped', () => {
  const packages = {
    ...Object.fromEntries(membersOf(readHouseJson('package-lock.json')['packages'])),
  };
  const production = productionPackages(packages, ['', ...workspaceFolders()]);
  assert(production.size > 20, `${production.size} production packages were found`);
  const refused = [...production]
    .map((path) => ({ path, licence: licenceOf(packages, path) }))
    .filter(({ licence }) => !isAllowed(licence))
    .map(({ path, licence }) => `${path}: ${licence}`);
  assert.deepEqual(refused, []);
});

test('each package of the house states the licence of the house', () => {
  const manifests = houseFiles(/^([^/]+\/[^/]+\/)?package\.json$/);
  const other = manifests.filter((path) => readHouseJson(path)['license'] !== 'Apache-2.0');
  assert.deepEqual(other, []);
});

test('this rule refuses what it must and follows dependencies of dependencies', () => {
  for (const licence of ['GPL-3.0-only', 'AGPL-3.0', 'SSPL-1.0', 'unknown', 'MIT AND GPL-2.0']) {
    assert.equal(isAllowed(licence), false, licence);
  }
  assert.equal(isAllowed('(MIT OR GPL-2.0)'), true);
  const packages = {
    'features/x': { dependencies: { a: '1' }, devDependencies: { d: '1' } },
    'node_modules/a': { dependencies: { b: '1' } },
    'node_modules/a/node_modules/b': {},
    'node_modules/b': {},
    'node_modules/d': {},
  };
  const found = [...productionPackages(packages, ['features/x'])].sort();
  assert.deepEqual(found, ['node_modules/a', 'node_modules/a/node_modules/b']);
});
