import assert from 'node:assert/strict';
import { test } from 'node:test';

import { houseFiles, readHouseFile } from './house-files.ts';

function importsOf(source: string): string[] {
  const found = source.matchAll(
    /^(?:import|export)\s+(?:[\w*\s{},]+\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? '');
}

test('what runs before any package is installed imports nothing but Node and itself', () => {
  const files = houseFiles(/^tools\/setup\/(bin|lib)\/.*\.mjs$|^apps\/jhalak\/bin\/.*\.mjs$/);
  assert(files.length > 5, `${files.length} files were found`);
  const foreign = files.flatMap((path) =>
    importsOf(readHouseFile(path))
      .filter((name) => !name.startsWith('node:') && !/^\.{1,2}\/.*\.mjs$/.test(name))
      .map((name) => `${path}: ${name}`),
  );
  assert.deepEqual(foreign, []);
});

test('this rule sees static and dynamic imports over several lines', () => {
  const source =
    "import {\n  a,\n} from 'pg';\nexport { b } from './b.mjs';\nawait import('kysely');";
  assert.deepEqual(importsOf(source), ['pg', './b.mjs', 'kysely']);
});
