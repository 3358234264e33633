// The one promise of the lock screen, over lives that nobody thought of: on, off, updates, re-installs, reloads, several
// tabs, changed clocks, tampered, replayed, older and expired packs, killed cards, no network.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Life, stepOf, STEPS_MAX, STEPS_MIN, type LifeCounts } from './life.fixture.ts';

const LIVES = 200;

test('over 200 random lives no card is shown without a receipt in force, killed, expired or unverified', async (t) => {
  const seed = Number(process.env['JHALAK_SEED'] ?? Math.floor(performance.now() * 1_000));
  t.diagnostic(`JHALAK_SEED=${seed}`);
  const total: Partial<LifeCounts> = {};
  const steps = fc.array(fc.tuple(fc.nat(99), fc.nat(10_000)), {
    minLength: STEPS_MIN,
    maxLength: STEPS_MAX,
  });
  await fc.assert(
    fc.asyncProperty(fc.nat(), steps, async (chance, drawn) => {
      const life = new Life(chance);
      await life.begin();
      for (const [what, which] of drawn) assert.deepEqual(await life.step(stepOf(what, which)), []);
      assert.deepEqual(await life.recovers(), []);
      for (const [name, count] of Object.entries(life.counts))
        total[name as keyof LifeCounts] = (total[name as keyof LifeCounts] ?? 0) + Number(count);
    }),
    { numRuns: LIVES, seed, endOnFailure: true },
  );
  t.diagnostic(JSON.stringify(total));
  for (const [name, count] of Object.entries(total)) assert(count > LIVES / 4, `${name}: ${count}`);
});
