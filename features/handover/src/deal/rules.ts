// Rules that several acts share.

import type { DealSide, DealStep } from '@jhalak/contracts/handover-deal';
import { refuse } from './refused.ts';
import { forgetFrom, isBefore, type Actor, type BidderState, type DealState } from './state.ts';

/** Each bidder gets few copies, and must bring back each. */
export const COPIES_MAX = 200;

export function onlySide(by: Actor, side: DealSide): void {
  if (by.side !== side) refuse(`Only the ${side === 'bidder' ? 'buyer' : side} side does this.`);
}

export function onlyBefore(state: DealState, step: DealStep): void {
  if (!isBefore(state, step)) refuse(`The deal is past this: it waits for ${state.step}.`);
}

export function liveBidder(state: DealState, id: string): BidderState {
  const bidder = Object.hasOwn(state.bidders, id) ? state.bidders[id] : undefined;
  if (bidder === undefined) refuse(`There is no bidder ${id}.`);
  if (bidder.out !== undefined) refuse(`The bidder ${id} is out: ${bidder.out}`);
  return bidder;
}

/** @returns the bidder with whom the terms are. */
export function buyerOf(state: DealState): string {
  if (state.terms === undefined) refuse('There are no terms with anybody.');
  return state.terms.bidder;
}

/** Takes a deal back, with all that was agreed since; it never takes one forward. */
export function backTo(state: DealState, step: 'letter' | 'terms' | 'seal'): void {
  const waited = state.step;
  if (!isBefore(state, step)) state.step = step;
  if (state.step === step || waited === step) forgetFrom(state, step);
}

/** Ends a bid. When it was the chosen one, the deal goes on with the others. */
export function dropBidder(state: DealState, id: string, reason: string): void {
  const bidder = liveBidder(state, id);
  if (state.keys !== undefined && state.terms?.bidder === id)
    refuse('The keys are with this buyer: the way is forward now.');
  bidder.out = reason;
  if (state.terms?.bidder === id || state.proposal?.bidder === id) backTo(state, 'terms');
}

/** Whether a bidder's owners were looked at, and may own this. */
export function checkScreening(state: DealState, id: string, atMs: number): void {
  const { screening } = liveBidder(state, id);
  if (screening === undefined || screening.validUntilMs <= atMs)
    refuse(`The owners of ${id} must be screened first.`);
  if (screening.excluded.length > 0 && screening.allowed === undefined)
    refuse(
      `An owner of ${id} is from ${screening.excluded.join(', ')}: the region's government must approve it first.`,
    );
  const { mediator } = state;
  if (mediator !== undefined && !mediator.covers.includes(id))
    refuse(`The mediator must declare whether it has an interest in ${id} first.`);
}
