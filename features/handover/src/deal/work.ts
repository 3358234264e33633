// Steps that somebody carries out. What really happens there is the work of others; here is only whether it may, by whom, and
// what it leaves.

import type { ActOf } from '@jhalak/contracts/handover-deal';
import { DAY_MS } from '@jhalak/kernel';
import { checkSeal } from './approvals.ts';
import type { Given } from './judge.ts';
import { refuse } from './refused.ts';
import { buyerOf, COPIES_MAX, liveBidder, onlySide } from './rules.ts';
import { nextStep, type Actor, type DealState } from './state.ts';

/** As for a sale: how long people can choose, unless the deal says it. */
const NOTICE_MIN_MS = 30 * DAY_MS;
const NOTICE_MAX_MS = 365 * DAY_MS;

export function doneAct(state: DealState, act: ActOf<'done'>, given: Given): void {
  const { by, atMs, event } = given;
  if (act.step === 'rehearsal') return rehearsed(state, act, by);
  if (state.step !== act.step) refuse(`The deal waits for ${state.step}, not for ${act.step}.`);
  const { evidence } = act;
  switch (act.step) {
    case 'freeze':
      onlySide(by, 'seller');
      checkSeal(state, atMs);
      freeze(state, act.untilMs, atMs);
      break;
    case 'delta':
      onlySide(by, 'seller');
      checkFrozen(state, atMs);
      state.package = evidence;
      break;
    case 'keys':
      onlySide(by, 'seller');
      if (state.kind !== 'hold') checkFrozen(state, atMs);
      state.keys = evidence;
      break;
    case 'fence':
      onlySide(by, 'seller');
      if (act.epoch !== state.ownerEpoch) refuse(`The epoch that ends is ${state.ownerEpoch}.`);
      checkDeadline(state, atMs);
      state.fence = event;
      break;
    case 'takeover':
      onlyBuyer(state, by);
      if (act.epoch !== state.ownerEpoch + 1)
        refuse(`The epoch that begins is ${state.ownerEpoch + 1}.`);
      state.takeover = { evidence, epoch: act.epoch };
      break;
    case 'verification':
      onlyBuyer(state, by);
      state.verification = { evidence, passed: act.passed === true };
      if (act.passed !== true) return;
      break;
    case 'wind_down':
      onlySide(by, 'seller');
      state.windDown = evidence;
      break;
    case 'proof':
      onlySide(by, 'seller');
      state.proof = evidence;
      break;
    case 'lift':
      if (by.side !== 'region') onlySide(by, 'seller');
      state.lift = evidence;
      delete state.frozenUntilMs;
  }
  state.step = nextStep(state);
}

/** Each bidder's own, again as often as it takes, until the terms are agreed. */
function rehearsed(state: DealState, act: ActOf<'done'>, by: Actor): void {
  onlySide(by, 'seller');
  const { inventory } = state;
  if (inventory === undefined || !['rehearsal', 'terms'].includes(state.step))
    refuse(`The deal waits for ${state.step}, not for a rehearsal.`);
  if (state.kind !== 'sale') refuse('Only a sale is rehearsed.');
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

/** People were told until when they can take their data along: before it nothing ends. */
function checkDeadline({ kind, frozenUntilMs = 0 }: DealState, atMs: number): void {
  if (kind === 'wind_down' && frozenUntilMs > atMs)
    refuse(`People have until ${new Date(frozenUntilMs).toISOString()} to take their data along.`);
}

function freeze(state: DealState, untilMs: number | undefined, atMs: number): void {
  if (state.kind === 'hold') {
    if (untilMs !== undefined) refuse('A hold has no end by itself.');
    return;
  }
  if (state.kind === 'wind_down') return freezeForGood(state, untilMs, atMs);
  const { freezeMaxMs } = state.policy;
  if (untilMs === undefined || untilMs <= atMs || untilMs > atMs + freezeMaxMs)
    refuse(`A freeze ends by itself within ${freezeMaxMs} ms: say when.`);
  state.frozenUntilMs = untilMs;
}

/** Read-only until everybody had the time that was promised. */
function freezeForGood(state: DealState, untilMs: number | undefined, atMs: number): void {
  const { noticeMinMs = NOTICE_MIN_MS } = state.policy;
  if (untilMs === undefined || untilMs < atMs + noticeMinMs || untilMs > atMs + NOTICE_MAX_MS)
    refuse(`People get ${noticeMinMs} ms at least, and a year at most: say until when.`);
  state.frozenUntilMs = untilMs;
}

function checkFrozen(state: DealState, atMs: number): void {
  if (state.frozenUntilMs === undefined || state.frozenUntilMs <= atMs)
    refuse('The freeze is over and people write again: thaw, and freeze anew.');
  checkSeal(state, atMs);
}

function onlyBuyer(state: DealState, by: Actor): void {
  if (by.side !== 'bidder' || by.bidder !== buyerOf(state)) refuse('Only the buyer does this.');
}
