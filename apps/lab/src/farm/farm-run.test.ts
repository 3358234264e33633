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
    // The ranker learned nothing of them.
    assert.equal(report.foretoldAfter, report.foretoldBefore, JSON.stringify(report));
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

test('what a thousand accounts without a history watch to the end teaches the ranker nothing; of regulars it would teach much', () => {
  const house = { viewers: 120, clips: 120, seed: 7 };
  const farm = farmRun({ ...house, farm: 1_000, tactic: 'bare' });
  assert.ok(farm.foretoldBefore < 0.3, JSON.stringify(farm));
  assert.equal(farm.foretoldAfter, farm.foretoldBefore);
  // The same accounts in a house that cannot tell them apart: nobody in it has watched enough to measure them by.
  const young = farmRun({ ...house, viewers: 2, farm: 1_000, tactic: 'bare' });
  assert.ok(young.foretoldAfter > young.foretoldBefore + 0.3, JSON.stringify(young));
});
