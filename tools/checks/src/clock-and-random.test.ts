import assert from 'node:assert/strict';
import { test } from 'node:test';

import { codeOnly, findAll } from './code-lines.ts';
import { houseFiles, readHouseFile } from './house-files.ts';

/** Where time and chance come into the house; everyone else is handed a Clock and a Random. */
const SOURCES = new Set(['core/kernel/src/clock.ts', 'core/kernel/src/random.ts']);

/** Reading the machine's clock or dice, or waiting for time to pass, inside logic. */
const AMBIENT =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|(?<!\.)\bsetTimeout\(\s*\w+\s*,|\bnode:timers\/promises\b|\bcrypto\.randomUUID\b/g;

function ambientUses(source: string): string[] {
  const imports = source.includes("'node:timers/promises'") ? ["from 'node:timers/promises'"] : [];
  return [
    ...findAll(codeOnly(source), AMBIENT).map(({ line, text }) => `${line}: ${text}`),
    ...imports,
  ];
}

test('core and features take time and chance only from the clock and random that are handed in', () => {
  const files = houseFiles(/^(core|features)\/.*\.ts$/).filter(
    (path) =>
      !/\.(test|fixture)\.ts$|\/(test|bench|conformance)\//.test(path) && !SOURCES.has(path),
  );
  assert(files.length > 0, 'there is code to look at');
  const found = files.flatMap((path) =>
    ambientUses(readHouseFile(path)).map((use) => `${path}:${use}`),
  );
  assert.deepEqual(found, []);
});

test('this rule sees each ambient source, and neither comments nor texts', () => {
  const bad = ['Date.now()', 'new Date( )', 'Math.random()', 'setTimeout(resolve, 50)'];
  for (const use of bad) assert.equal(ambientUses(`const x = ${use};`).length, 1, use);
  const fine = [
    'new Date(atMs)',
    '// Date.now()',
    "'Date.now()'",
    '/* Math.random() */',
    'clock.nowMs()',
    'request.setTimeout(LIMIT_MS, stop)',
  ];
  for (const use of fine) assert.deepEqual(ambientUses(`const x = 1; ${use}`), [], use);
});
