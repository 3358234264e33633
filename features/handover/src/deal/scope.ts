// What exactly is approved, as one digest: whoever signs it has agreed to all of this and to nothing else.

import type { ApprovedStep, DealSide } from '@jhalak/contracts/handover-deal';
import { digestOf } from '../canonical-json.ts';
import { hasBuyer, type DealState } from './state.ts';

/** @returns the digest that an approval of this proposal must name. */
export function scopeOf(
  state: DealState,
  proposal: { step: ApprovedStep; document: string; bidder?: string; into?: string; round: number },
): string {
  const { deal, cell, region, ownerEpoch, policy, seller, regionSide, exportSide } = state;
  const bidder = proposal.bidder === undefined ? undefined : state.bidders[proposal.bidder];
  return digestOf({
    ...{ deal, cell, region, ownerEpoch, policy, proposal },
    ...(state.kind === 'sale' ? {} : { kind: state.kind, keys: state.keys }),
    parties: { seller, regionSide, exportSide },
    mediator: state.mediator,
    bidder: bidder && {
      name: bidder.name,
      people: bidder.people,
      screening: bidder.screening,
      rehearsal: bidder.rehearsal,
    },
    inventory: state.inventory,
    agreed: {
      letter: state.letter?.scope,
      terms: state.terms?.scope,
      licence: state.licence?.scope,
      seal: state.seal?.scope,
    },
    package: state.package,
    takeover: state.takeover,
    verification: state.verification,
  });
}

/** How many people of which side a step needs; the proposer is none of them. */
export type Needs = Partial<Record<DealSide, number>>;

/** Two people of the region's government: its seal is the last word before writes stop. */
const SEALERS = 2;

/** @returns who must approve a step. `bidder` is the one with whom the terms are, or would be. */
export function needsOf(state: DealState, step: ApprovedStep): Needs {
  switch (step) {
    case 'letter':
    case 'licence':
      return { export: 1 };
    case 'terms':
      return { seller: 1, bidder: 1 };
    case 'seal':
      if (!hasBuyer(state))
        return { ...(state.kind === 'hold' ? {} : { seller: 1 }), region: SEALERS };
      return {
        seller: 1,
        bidder: 1,
        ...(state.inventory?.restricted === true ? { export: 1 } : {}),
        region: SEALERS,
      };
    case 'acceptance':
      return { bidder: 1, region: 1 };
    case 'release':
      return { region: SEALERS };
  }
}

/** @returns people of a side whose approvals are in force. */
function approvalsOf(state: DealState, side: DealSide, atMs: number): number {
  return Object.values(state.proposal?.approvals ?? {}).filter(
    (one) => one.side === side && one.expiresAtMs > atMs,
  ).length;
}

/** @returns what is still missing of the proposal. */
export function missingOf(state: DealState, atMs: number): { side: DealSide; people: number }[] {
  const { proposal } = state;
  if (proposal === undefined) return [];
  return sidesOf(needsOf(state, proposal.step)).flatMap(([side, needed]) => {
    const people = needed - approvalsOf(state, side, atMs);
    return people > 0 ? [{ side, people }] : [];
  });
}

/** @returns the sides that have to approve, with how many people of each, in a fixed order. */
export function sidesOf(needs: Needs): [DealSide, number][] {
  const sides = ['seller', 'bidder', 'export', 'region', 'mediator'] as const;
  return sides.flatMap((side): [DealSide, number][] => {
    const needed = needs[side];
    return needed === undefined ? [] : [[side, needed]];
  });
}
