// Steps that somebody carries out. What really happens there is the work of others; here is only whether it may, by whom, and
// what it leaves.

import type { ActOf } from '@jhalak/contracts/handover-deal';
import { checkSeal } from './approvals.ts';
import type { Given } from './judge.ts';
import { refuse } from './refused.ts';
import { buyerOf, COPIES_MAX, liveBidder, onlySide } from './rules.ts';
import type { Actor, DealState } from './state.ts';

export function doneAct(state: DealState, act: ActOf<'done'>, given: Given): void {
  const { by, atMs, event } = given;
  if (act.step === 'rehearsal') return rehearsed(state, act, by);
  if (state.step !== act.step) refuse(`The deal waits for ${state.step}, not for ${act.step}.`);
  const { evidence } = act;
  switch (act.step) {
    case 'freeze':
      onlySide(by, 'seller');
      checkSeal(state, atMs);
      return freeze(state, act.untilMs, atMs);
    case 'delta':
      onlySide(by, 'seller');
      checkFrozen(state, atMs);
      state.package = evidence;
      state.step = 'keys';
      return;
    case 'keys':
      onlySide(by, 'seller');
      checkFrozen(state, atMs);
      state.keys = evidence;
      state.step = 'fence';
      return;
    case 'fence':
      onlySide(by, 'seller');
      if (act.epoch !== state.ownerEpoch) refuse(`The epoch that ends is ${state.ownerEpoch}.`);
      state.fence = event;
      state.step = 'takeover';
      return;
    case 'takeover':
      onlyBuyer(state, by);
      if (act.epoch !== state.ownerEpoch + 1)
        refuse(`The epoch that begins is ${state.ownerEpoch + 1}.`);
      state.takeover = { evidence, epoch: act.epoch };
      state.step = 'verification';
      return;
    case 'verification':
      onlyBuyer(state, by);
      state.verification = { evidence, passed: act.passed === true };
      if (act.passed === true) state.step = 'acceptance';
      return;
    case 'wind_down':
      onlySide(by, 'seller');
      state.windDown = evidence;
      state.step = 'proof';
      return;
    case 'proof':
      onlySide(by, 'seller');
      state.proof = evidence;
      state.step = 'closed';
  }
}

/** Each bidder's own, again as often as it takes, until the terms are agreed. */
function rehearsed(state: DealState, act: ActOf<'done'>, by: Actor): void {
  onlySide(by, 'seller');
  const { inventory } = state;
  if (inventory === undefined || !['rehearsal', 'terms'].includes(state.step))
    refuse(`The deal waits for ${state.step}, not for a rehearsal.`);
  if (act.bidder === undefined) refuse('A rehearsal is of a bidder: name it.');
  const bidder = liveBidder(state, act.bidder);
  // It reads the report, passed or not: one more thing to be returned when nothing comes of it.
  if (!bidder.copies.some(({ copy }) => copy === act.evidence) && bidder.copies.length < COPIES_MAX)
    bidder.copies.push({ copy: act.evidence, what: 'report of a rehearsal' });
  if (state.proposal?.bidder === act.bidder) delete state.proposal;
  if (act.passed !== true) {
    delete bidder.rehearsal;
    return;
  }
  bidder.rehearsal = { evidence: act.evidence, inventory: inventory.digest };
  state.step = 'terms';
}

function freeze(state: DealState, untilMs: number | undefined, atMs: number): void {
  const { freezeMaxMs } = state.policy;
  if (untilMs === undefined || untilMs <= atMs || untilMs > atMs + freezeMaxMs)
    refuse(`A freeze ends by itself within ${freezeMaxMs} ms: say when.`);
  state.frozenUntilMs = untilMs;
  state.step = 'delta';
}

function checkFrozen(state: DealState, atMs: number): void {
  if (state.frozenUntilMs === undefined || state.frozenUntilMs <= atMs)
    refuse('The freeze is over and people write again: thaw, and freeze anew.');
  checkSeal(state, atMs);
}

function onlyBuyer(state: DealState, by: Actor): void {
  if (by.side !== 'bidder' || by.bidder !== buyerOf(state)) refuse('Only the buyer does this.');
}
