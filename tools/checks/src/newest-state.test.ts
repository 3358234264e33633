import assert from 'node:assert/strict';
import { test } from 'node:test';

import { codeOnly } from './code-lines.ts';
import { houseFiles, readHouseFile } from './house-files.ts';

/** `setPolicy({ ...policy, …})`: what was there when the screen was drawn, and not what came since. */
const SPREAD = /\bset([A-Z]\w*)\(\s*[[{]\s*\.\.\.(\w+)\b/g;
const LISTED = /\bset([A-Z]\w*)\(\s*(\w+)\.(?:map|filter|concat|toSpliced|toSorted)\(/g;

/** @returns each state that is made of what a render saw of it. */
function staleUses(source: string): string[] {
  const code = codeOnly(source);
  return [SPREAD, LISTED].flatMap((pattern) =>
    [...code.matchAll(pattern)].flatMap(([text, state = '', from = '']) =>
      from === `${state.charAt(0).toLowerCase()}${state.slice(1)}` ? [text] : [],
    ),
  );
}

test('a state that is changed in part is made of the newest one: two changes in one breath are both kept', () => {
  const files = houseFiles(/^apps\/web\/src\/.*\.tsx?$/);
  assert(files.length > 0, 'there are screens to look at');
  const found = files.flatMap((path) =>
    staleUses(readHouseFile(path)).map((use) => `${path}: ${use}`),
  );
  assert.deepEqual(found, []);
});

test('this rule sees each way to change what a render saw', () => {
  for (const use of [
    'setPolicy({ ...policy, load })',
    'setItems([...items, fresh])',
    'setItems(items.map((one) => one))',
  ])
    assert.equal(staleUses(use).length, 1, use);
  for (const fine of [
    'setPolicy((now) => ({ ...now, load }))',
    'setSeat({ ...NEW_SEAT, currency })',
  ])
    assert.deepEqual(staleUses(fine), [], fine);
});
