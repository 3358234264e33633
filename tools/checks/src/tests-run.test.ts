import assert from 'node:assert/strict';
import { test } from 'node:test';

import { codeOnly, findAll } from './code-lines.ts';
import { houseFiles, readHouseFile } from './house-files.ts';

const SELF = 'tools/checks/src/tests-run.test.ts';

/** Tests that are switched off, or switch others off. A test skips itself by t.skip('why'), at run time. */
const SWITCHED_OFF =
  /\b(test|it|describe|suite)\.(only|skip|todo)\(|\b(only|skip|todo): *(true|['"`])|\bt(est)?\.skip\( *(\)|''|"")/g;
/** Waiting for time to pass instead of for the thing itself. */
const SLEEPS = /(?<!\.)\bsetTimeout\(\s*(?:\w+|\(\) => \w+\(\))\s*,|\b(?:delay|sleep)\(\s*[\d\w]/;
/** Said in the lines above a wait whose moment is the very input of the test, such as when to kill. */
const WAITS_BECAUSE = /\/\/ @waits: \S+/;
/** A comment stands at most so far above its call. */
const LINES_ABOVE = 3;

function sleepsIn(source: string): number[] {
  const lines = source.split('\n');
  const code = codeOnly(source).split('\n');
  return code.flatMap((line, index) => {
    const above = lines.slice(Math.max(0, index - LINES_ABOVE), index + 1).join('\n');
    return SLEEPS.test(line) && !WAITS_BECAUSE.test(above) ? [index + 1] : [];
  });
}

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

test('no test sleeps, unless it says why the passing of time is its input', () => {
  const found = testFiles().flatMap((path) =>
    sleepsIn(readHouseFile(path)).map((line) => `${path}:${line}`),
  );
  assert.deepEqual(found, []);
});

test('every test file has a name that npm test finds', () => {
  const lost = houseFiles(/(\.|-)(test|spec)s?\.(tsx?|m?js|cjs)$/).filter(
    (path) => !/^(apps|core|features|adapters|tools)\/[^/]+\/.*[^/]\.test\.ts$/.test(path),
  );
  assert.deepEqual(lost, []);
});

test('this rule sees a sleep, and the reason for one', () => {
  for (const sleep of ['setTimeout(resolve, 50)', 'setTimeout(() => done(), 5)', 'delay(50)']) {
    assert.deepEqual(sleepsIn(`await ${sleep};`), [1], sleep);
    assert.deepEqual(
      sleepsIn(`// @waits: the moment of the kill is the input\nawait ${sleep};`),
      [],
    );
  }
  assert.deepEqual(sleepsIn('socket.setTimeout(limit, fail)'), []);
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
