import assert from 'node:assert/strict';
import { test } from 'node:test';
import { erasureRun } from './erasure-run.ts';

// The full count is `npm run proof -- erasure`.
const PEOPLE = 8;
const SEED = 20_261_122;

test('eight people are erased while others write and keys change: nothing opens, no copy brings them back, each proof holds', async (t) => {
  const report = await erasureRun({
    people: PEOPLE,
    seed: SEED,
    log: (line) => t.diagnostic(line),
  });
  assert.deepEqual(report.wrong, []);
  assert.equal(report.proofs, PEOPLE);
  assert.ok(report.records > PEOPLE && report.meanwhile > 0, JSON.stringify(report));
  assert.ok(report.rotations > 0, JSON.stringify(report));
});
