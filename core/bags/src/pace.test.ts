// Writing keeps to its rate, whatever the sizes of blocks, and says how long it will take.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace, type Progress } from './pace.ts';

function clock() {
  let now = 1_000;
  return {
    nowMs: () => now,
    waitMs: async (ms: number) => {
      now += ms;
    },
    passMs: (ms: number) => {
      now += ms;
    },
  };
}

test('bytes pass no faster than the limit, and a pause is not followed by a burst', async () => {
  const time = clock();
  const pace = new Pace({ nowMs: time.nowMs, waitMs: time.waitMs, bytesPerSecondMax: 1_000_000 });
  for (let block = 0; block < 100; block += 1) await pace.pass(100_000);
  assert.equal(time.nowMs(), 11_000, '10 MB take 10 s');
  time.passMs(60_000);
  await pace.pass(1_000_000);
  assert.equal(time.nowMs(), 72_000, 'the minute that passed unused gives nothing');
});

test('progress is told at most four times a second, with what is left at the present rate', async () => {
  const time = clock();
  const told: Progress[] = [];
  const pace = new Pace({
    nowMs: time.nowMs,
    totalBytes: 10_000_000,
    onProgress: (progress) => told.push(progress),
  });
  pace.skip(2_000_000);
  for (let block = 0; block < 40; block += 1) {
    time.passMs(100);
    await pace.pass(100_000);
  }
  pace.end();
  assert(told.length >= 12 && told.length <= 17, `${told.length} times in 4 s`);
  const last = told.at(-1);
  assert(last !== undefined);
  assert.equal(last.doneBytes, 6_000_000);
  assert(Math.abs(last.bytesPerSecond - 1_000_000) < 50_000, `${last.bytesPerSecond}`);
  assert(Math.abs((last.etaMs ?? 0) - 4_000) < 300, `${last.etaMs}`);
});

test('what is held back for its text is not counted as written', async () => {
  const time = clock();
  const told: Progress[] = [];
  const pace = new Pace({
    ...{ nowMs: time.nowMs, waitMs: time.waitMs, bytesPerSecondMax: 1_000_000 },
    onProgress: (progress) => told.push(progress),
  });
  await pace.hold(2_000_000);
  assert.equal(time.nowMs(), 3_000);
  pace.end();
  assert.equal(told.at(-1)?.doneBytes, 0);
});

test('a stopped wait stops the writer', async () => {
  const waitMs = () => Promise.reject(new Error('stopped'));
  const pace = new Pace({ nowMs: () => 0, waitMs, bytesPerSecondMax: 10 });
  await assert.rejects(pace.pass(1_000), /stopped/);
});
