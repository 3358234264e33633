// proves T2, X8: a sale that is killed at every step goes on, and the cell never has two owners. A sample of the points inside the steps;
// all of them, and random moments: `npm run proof -- handover-kills`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handoverKills } from './handover-kills.ts';

test('kill -9 inside and after every step of a sale: each goes on, never two owners', async () => {
  const told = await handoverKills({ seed: 1, random: 0, points: 'sample', log: () => undefined });
  assert.equal(told.kills, 18);
  assert.equal(told.twoOwners, 0);
  assert.ok(told.looks >= 27, `${told.looks} looks`);
  assert.ok(told.ownerlessMs > 0, 'nobody owns the cell while the buyer imports');
});
