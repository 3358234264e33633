import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killRun } from './kill-run.ts';

// The full count is `npm run proof -- kills`.
const KILLS = 3;
const SEED = 20_261_122;

test('three kills of the whole tree under load lose nothing acknowledged and serve nothing half-written', async (t) => {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
  } catch {
    t.skip('ffmpeg is missing: the kill proof was not run');
    return;
  }
  const report = await killRun({ kills: KILLS, seed: SEED, log: (line) => t.diagnostic(line) });
  assert.equal(report.lost, 0);
  assert.ok(report.acknowledgedBytes > 0 && report.published > 0, JSON.stringify(report));
});
