import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { logicalBoxes } from './logical-boxes.ts';

test('a shorthand whose sides differ is written by start and end', () => {
  assert.equal(
    logicalBoxes('.a { inset: 6px auto 0 calc(2px + var(--x, 1px)); color: red; }'),
    '.a { inset-block-start: 6px; inset-inline-end: auto; inset-block-end: 0; inset-inline-start: calc(2px + var(--x, 1px)); color: red; }',
  );
  assert.equal(
    logicalBoxes('.a{border-radius: 8px 8px 8px 2px}'),
    '.a{border-start-start-radius: 8px; border-start-end-radius: 8px; border-end-end-radius: 8px; border-end-start-radius: 2px}',
  );
});

test('what is the same in both directions stays as it was', () => {
  for (const same of [
    '.a { margin: 1px 2px 3px 2px; }',
    '.a { padding: 4px 8px; }',
    '.a { border-radius: 22px 22px 0 0; }',
    '.a { scroll-margin: 1px 2px 3px 4px; }',
    '.a { border-radius: 50% 40% 30% 20% / 10%; }',
  ])
    assert.equal(logicalBoxes(same), same);
});

const SOURCES = new URL('../src/', import.meta.url);
const SHEETS = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.css'))
  .map((path) => readFileSync(new URL(path, SOURCES), 'utf8'));

test('no rule for right to left mirrors a box a second time', () => {
  const rules =
    SHEETS.join('\n').match(/[^{}]*(?:dir\(rtl\)|\[dir='rtl'\])[^{}]*\{[^{}]*\}/gu) ?? [];
  assert.ok(rules.length > 10);
  assert.deepEqual(
    rules.filter((rule) => logicalBoxes(rule) !== rule),
    [],
  );
});

test('a left hand has its buttons on the left in every language, a right hand on the right', () => {
  const hands = SHEETS.join('\n').match(/[^\s,(]*\[data-hand=[^\s,)]*/gu) ?? [];
  assert.ok(hands.length > 5);
  assert.deepEqual(
    new Set(hands),
    new Set(["[data-hand='left'][dir='ltr']", "[data-hand='right'][dir='rtl']"]),
  );
});
