import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const SOURCES = new URL('../', import.meta.url);
const SHEETS = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.css'),
);
/** Browsers compare lengths only: a rule that compares words is dropped without a word. */
const COMPARED =
  /(?<![\w-])(?:max|min|clamp)\((?:[^()]|\([^()]*\))*?\b(?:min-content|max-content|fit-content|auto)\b/u;

test('no rule is one that browsers drop: a comparison of a length with a word', () => {
  assert.ok(SHEETS.length > 20);
  for (const path of SHEETS)
    for (const [rule] of readFileSync(new URL(path, SOURCES), 'utf8').matchAll(/[\w-]+:[^;{}]+/gu))
      assert.doesNotMatch(rule.replaceAll(/minmax\([^;{}]*/gu, ''), COMPARED, path);
});
