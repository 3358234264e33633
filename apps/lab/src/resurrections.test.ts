import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resurrect, type Way } from './resurrections.ts';

/** The proof `resurrection` tries seven ways with twenty things each; uploads and the register have tests of their own in orders. */
const SOME: readonly Way[] = ['rebuilt projections', 'derivatives', 'another program'];
const THINGS = 4;

for (const way of SOME) {
  test(`what was ordered dark does not come back by this way: ${way}`, async () => {
    const tried = await resurrect(way, { things: THINGS, seed: 3 });
    assert.deepEqual(tried?.served, []);
    assert.ok(tried.reads > 20 * THINGS && tried.lit > 0, 'and what no order names is shown');
  });
}

test('without the register a restored backup shows what was dark, and the search finds it', async () => {
  const tried = await resurrect('restored backup', { things: 2, seed: 3, isUndefended: true });
  assert.ok((tried?.served.length ?? 0) >= 2, JSON.stringify(tried));
});
