import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findAll } from './code-lines.ts';
import { houseFiles, readHouseFile } from './house-files.ts';

const SELF = 'tools/checks/src/tests-run.test.ts';

/** Tests that are switched off, or switch others off. A test skips itself by t.skip('why'), at run time. */
const SWITCHED_OFF =
  /\b(test|it|describe|suite)\.(only|skip|todo)\(|\b(only|skip|todo): *(true|['"`])|\bt(est)?\.skip\( *(\)|''|"")/g;
/** Waiting for time to pass instead of for the thing itself. */
const SLEEPS = /\bsetTimeout\(\s*(resolve|done|r)\s*,|\bnode:timers\/promises\b/g;

const testFiles = () => houseFiles(/\.test\.ts$/).filter((path) => path !== SELF);

function findIn(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    findAll(readHouseFile(path), pattern).map(({ line, text }) => `${path}:${line}: ${text}`),
  );
}

test('no test is switched off, and none is skipped without a reason', () => {
  assert(testFiles().length > 0, 'there are tests to look at');
  assert.deepEqual(findIn(testFiles(), SWITCHED_OFF), []);
});

test('no test sleeps', () => {
  const others = testFiles().filter((path) => path !== 'tools/checks/src/clock-and-random.test.ts');
  assert.deepEqual(findIn(others, SLEEPS), []);
});

test('every test file has a name that npm test finds', () => {
  const lost = houseFiles(/(\.|-)(test|spec)s?\.(tsx?|m?js|cjs)$/).filter(
    (path) => !/^(apps|core|features|adapters|tools)\/[^/]+\/.*[^/]\.test\.ts$/.test(path),
  );
  assert.deepEqual(lost, []);
});

test('this rule sees each way to switch a test off', () => {
  const ways = [
    "test.only('x'",
    "it.skip('x'",
    "describe.todo('x'",
    '{ only: true }',
    "{ skip: 'no' }",
    't.skip()',
  ];
  for (const way of ways) assert.equal(findAll(way, SWITCHED_OFF).length, 1, way);
  for (const fine of ["t.skip('NOT RUN: no ffmpeg')", 'skip: boolean', "test('skip'"]) {
    assert.deepEqual(findAll(fine, SWITCHED_OFF), [], fine);
  }
});
