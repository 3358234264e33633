// Steps that people approve: a proposal names a document, approvals name everything.

import type { ActOf, ApprovedStep } from '@jhalak/contracts/handover-deal';
import { DAY_MS } from '@jhalak/kernel';
import type { Given } from './judge.ts';
import { refuse } from './refused.ts';
import { backTo, buyerOf, checkScreening, liveBidder } from './rules.ts';
import { missingOf, needsOf, scopeOf } from './scope.ts';
import {
  hasBuyer,
  nextStep,
  type Actor,
  type Agreed,
  type DealState,
  type Proposal,
} from './state.ts';

/** Longer than an authority takes, shorter than anybody forgets what they signed. */
const APPROVAL_LIFE_MAX_MS = 60 * DAY_MS;
/** More rounds than any deal; each is an event. */
const ROUNDS_MAX = 10_000;

/** A later proposal of the same step takes the place of the one before, with its approvals. */
export function proposeAct(state: DealState, act: ActOf<'propose'>, by: Actor, atMs: number): void {
  const { step, document } = act;
  // A seal that expired before the keys went is given anew; the cell thaws until then.
  if (step === 'seal' && sealCanBeRenewed(state)) backTo(state, 'seal');
  if (state.step !== step) refuse(`The deal waits for ${state.step}, not for ${step}.`);
  const bidder = bidderOf(state, act);
  checkProposer(state, step, by, bidder);
  if ((act.into !== undefined) !== (step === 'release'))
    refuse('A release says what comes then, and nothing else does.');
  if (bidder !== undefined) {
    liveBidder(state, bidder);
    if (step !== 'acceptance') checkScreening(state, bidder, atMs);
  }
  if (step === 'terms' && state.kind === 'sale') checkRehearsal(state, bidder);
  if (state.rounds >= ROUNDS_MAX) refuse('There were too many proposals in this deal.');
  state.rounds += 1;
  const named = {
    ...{ step, document },
    ...(bidder === undefined ? {} : { bidder }),
    ...(act.into === undefined ? {} : { into: act.into }),
  };
  const scope = scopeOf(state, { ...named, round: state.rounds });
  state.proposal = { ...named, by: by.person, scope, approvals: {} };
}

function sealCanBeRenewed(state: DealState): boolean {
  return state.keys === undefined && ['freeze', 'delta', 'keys'].includes(state.step);
}

function bidderOf(state: DealState, act: ActOf<'propose'>): string | undefined {
  if (act.step === 'letter' || !hasBuyer(state)) return undefined;
  if (act.step !== 'terms') return buyerOf(state);
  if (act.bidder === undefined) refuse('Terms are with a bidder: name it.');
  return act.bidder;
}

function checkProposer(
  { kind }: DealState,
  step: ApprovedStep,
  by: Actor,
  bidder: string | undefined,
): void {
  const isBuyer = by.side === 'bidder' && by.bidder === bidder;
  // Whoever holds it orders it, and lets go of it.
  const isHolder = kind === 'hold' && by.side === 'region';
  const may =
    step === 'acceptance'
      ? isBuyer
      : by.side === 'seller' || isHolder || (step === 'terms' && isBuyer);
  if (!may) refuse(`The ${by.side} side does not propose this.`);
}

function checkRehearsal(state: DealState, bidder: string | undefined): void {
  const rehearsal = bidder === undefined ? undefined : state.bidders[bidder]?.rehearsal;
  if (rehearsal === undefined || rehearsal.inventory !== state.inventory?.digest)
    refuse('With this bidder nothing was rehearsed of this inventory.');
}

/** One person's approval of exactly what is proposed. The step is done with the last that it needs. */
export function approveAct(state: DealState, act: ActOf<'approve'>, given: Given): void {
  const { by, atMs, file } = given;
  const { proposal } = state;
  if (proposal === undefined || proposal.step !== act.step)
    refuse(`Nothing is proposed for ${act.step}.`);
  if (act.scope !== proposal.scope)
    refuse('This approves something else than what is proposed: read the deal and sign anew.');
  if (act.expiresAtMs <= atMs) refuse('This approval is over.');
  if (act.expiresAtMs > atMs + APPROVAL_LIFE_MAX_MS) refuse('An approval lives 60 days at most.');
  if (needsOf(state, act.step)[by.side] === undefined)
    refuse(`The ${by.side} side does not approve this.`);
  if (by.side === 'bidder' && by.bidder !== proposal.bidder)
    refuse('Another bidder is the one of these terms.');
  if (by.person === proposal.by) refuse('Who proposed this does not approve it.');
  const earlier = proposal.approvals[by.person];
  if (earlier !== undefined && earlier.expiresAtMs > atMs) refuse('You have approved this.');
  refuseEarlySeal(state, proposal, given);
  if (act.step !== 'acceptance' && proposal.bidder !== undefined)
    checkScreening(state, proposal.bidder, atMs);
  proposal.approvals[by.person] = { side: by.side, expiresAtMs: act.expiresAtMs, file };
  if (missingOf(state, atMs).length === 0) agree(state, proposal, atMs);
}

/** The region's seal is the last: it is given when all others have given theirs. */
function refuseEarlySeal(state: DealState, proposal: Proposal, { by, atMs }: Given): void {
  if (proposal.step !== 'seal' || by.side !== 'region') return;
  const open = missingOf(state, atMs).filter(({ side }) => side !== 'region');
  if (open.length > 0)
    refuse(`The final seal waits for ${open.map(({ side }) => side).join(', ')}.`);
}

function agree(state: DealState, proposal: Proposal, atMs: number): void {
  const { step, document, scope, bidder, into, approvals } = proposal;
  const inForce = Object.values(approvals).filter(({ expiresAtMs }) => expiresAtMs > atMs);
  const untilMs = Math.min(...inForce.map(({ expiresAtMs }) => expiresAtMs));
  const agreed: Agreed = { document, scope, untilMs };
  delete state.proposal;
  switch (step) {
    case 'letter':
      state.letter = agreed;
      break;
    case 'terms':
      if (bidder === undefined) return;
      state.terms = { ...agreed, bidder };
      break;
    case 'licence':
      state.licence = agreed;
      break;
    case 'seal':
      state.seal = agreed;
      break;
    case 'acceptance':
      state.acceptance = agreed;
      break;
    case 'release':
      if (into !== undefined) state.release = { ...agreed, into };
  }
  state.step = nextStep(state);
}

/** Whether the seal still holds when something is done under it. */
export function checkSeal(state: DealState, atMs: number): void {
  const { seal } = state;
  if (seal === undefined || seal.untilMs <= atMs)
    refuse('The final seal has expired: propose it anew.');
  if (hasBuyer(state)) checkScreening(state, buyerOf(state), atMs);
}
