import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAMPAIGN_WISHES } from '@jhalak/contracts/ads';
import fc from 'fast-check';
import { campaignState, canTurn } from './campaign-state.ts';

const facts = fc.record({
  wish: fc.constantFrom(...CAMPAIGN_WISHES),
  startsAtMs: fc.nat({ max: 100 }),
  endsAtMs: fc.nat({ max: 100 }),
  isVerified: fc.boolean(),
  hasApproved: fc.boolean(),
});

test('a campaign runs only if its owner wants it, within its dates, verified and with something approved', () => {
  fc.assert(
    fc.property(facts, fc.nat({ max: 100 }), (one, nowMs) => {
      const may = one.wish === 'live' && one.isVerified && one.hasApproved && nowMs < one.endsAtMs;
      const state = campaignState(one, nowMs);
      assert.equal(state === 'running', may && nowMs >= one.startsAtMs);
      assert.equal(state === 'scheduled', may && nowMs < one.startsAtMs);
    }),
  );
});

test('what ended stays ended, whatever its owner wants later', () => {
  for (const to of CAMPAIGN_WISHES) assert.equal(canTurn('ended', to), false);
  const late = { wish: 'live', startsAtMs: 1, endsAtMs: 5, isVerified: true, hasApproved: true };
  assert.equal(campaignState({ ...late, wish: 'live' }, 5), 'ended');
  assert.equal(canTurn('live', 'draft'), false, 'nothing goes back to a draft');
});
