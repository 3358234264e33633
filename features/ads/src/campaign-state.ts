// What a campaign is: computed from what its owner wants, its dates and the reviews, so that nobody can set it. Pure.

import type { CampaignState, CampaignWish } from '@jhalak/contracts/ads';

interface CampaignFacts {
  wish: CampaignWish;
  startsAtMs: number;
  endsAtMs: number;
  /** The operator verified the advertiser as it stands now. */
  isVerified: boolean;
  /** Some line item that is on has a creative that reviewers approved as it stands now. */
  hasApproved: boolean;
}

/** @returns the state at a time. Cost: none. */
export function campaignState(facts: CampaignFacts, nowMs: number): CampaignState {
  const { wish, startsAtMs, endsAtMs, isVerified, hasApproved } = facts;
  if (wish === 'ended' || nowMs >= endsAtMs) return 'ended';
  if (wish === 'draft' || wish === 'paused') return wish;
  if (!isVerified || !hasApproved) return 'in_review';
  return nowMs < startsAtMs ? 'scheduled' : 'running';
}

const TURNS: Readonly<Record<CampaignWish, readonly CampaignWish[]>> = {
  draft: ['live', 'ended'],
  live: ['paused', 'ended'],
  paused: ['live', 'ended'],
  ended: [],
};

/** @returns whether an owner may want something else now. What ended stays so. Cost: none. */
export function canTurn(from: CampaignWish, to: CampaignWish): boolean {
  return TURNS[from].includes(to);
}
