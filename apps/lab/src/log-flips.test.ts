import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLabLog } from './lab-log.ts';
import { flipBytes } from './log-flips.ts';

// Each byte of every file: `npm run proof -- log`.
const SAMPLE = 250;
const SEED = 20_261_122;

test('a log of 1,000 entries is refused with any one byte of its checkpoint, tiles or bundles changed', async (t) => {
  const log = await openLabLog();
  t.after(() => log.close());
  await log.append(1_000);
  await log.border.publish();
  const report = await flipBytes({ ...log, seed: SEED, sample: SAMPLE });
  assert.deepEqual(report.believed, []);
  assert.equal(report.files, 1 + 4 + 5, 'the checkpoint, four bundles, five tiles');
  assert.ok(report.flips > SAMPLE, `only ${report.flips} flips`);
});
