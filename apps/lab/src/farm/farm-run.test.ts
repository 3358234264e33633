import assert from 'node:assert/strict';
import { test } from 'node:test';
import { farmRun, TACTICS } from './farm-run.ts';

test('a farm larger than the house moves a clip no further than the stated bound, whatever it does', () => {
  for (const tactic of TACTICS) {
    const report = farmRun({ viewers: 120, clips: 120, farm: 150, tactic, seed: 7 });
    assert.ok(report.popularityAfter <= report.popularityBound, JSON.stringify(report));
    assert.ok(report.rankAfter >= report.rankBound, JSON.stringify(report));
    // Honest viewers would have moved it to the top.
    assert.ok(report.popularityAfter < 150 / 2, JSON.stringify(report));
    // And beside the most popular clip it stands where it stood, neither up nor down.
    const moved = Math.abs(report.besideAfter - report.besideBefore);
    assert.ok(moved <= 15, JSON.stringify(report));
  }
});

test('accounts without a history do not change what a clip is held to be worth', () => {
  const { qualityBefore, qualityAfter } = farmRun({
    viewers: 120,
    clips: 120,
    farm: 150,
    tactic: 'bare',
    seed: 7,
  });
  assert.equal(qualityAfter, qualityBefore);
});
