// What each party may see of a deal, as it stands. Computed here for every way out: pages, commands, files.

import type { Inventory, InventoryItem } from '@jhalak/contracts/handover';
import type { DealView, DealViewBidder } from '@jhalak/contracts/handover-deal';
import { nextOf } from './next.ts';
import type { Actor, BidderState, DealState, Proposal } from './state.ts';

export type Onlooker = Pick<Actor, 'side' | 'bidder'>;

/**
 * @param onlooker for whom. A bidder sees itself and never another one; one that is out sees only that, and what it must
 * return; the mediator sees how far it is and not on what terms.
 */
export function viewOf(state: DealState, onlooker: Onlooker, atMs: number): DealView {
  const { deal, kind, cell, region, ownerEpoch, step, seq, head } = state;
  const base = { deal, kind, cell, region, ownerEpoch, as: onlooker.side };
  const own = onlooker.bidder === undefined ? undefined : state.bidders[onlooker.bidder];
  if (onlooker.side === 'bidder' && (own === undefined || own.out !== undefined)) {
    const told = own === undefined ? [] : [bidderOf(onlooker.bidder ?? '', own)];
    return { ...base, out: true, bidders: told };
  }
  const seen = Object.entries(state.bidders).filter(
    ([id]) => onlooker.side !== 'bidder' || id === onlooker.bidder,
  );
  const whole = onlooker.side === 'seller' || onlooker.side === 'region';
  const mine = onlooker.side === 'bidder' && state.terms?.bidder === onlooker.bidder;
  const next = nextOf(state, atMs);
  // Of other bidders a bidder learns nothing, not that they are there.
  const mayHear = (id: string | undefined) =>
    onlooker.side !== 'bidder' || id === onlooker.bidder || !Object.hasOwn(state.bidders, id ?? '');
  return {
    ...base,
    out: false,
    step,
    seq,
    head,
    next: { ...next, missing: next.missing.filter((code) => mayHear(code.split(':')[1])) },
    names: {
      seller: state.seller.name,
      region: state.regionSide.name,
      ...(state.exportSide === undefined ? {} : { export: state.exportSide.name }),
      ...(state.mediator === undefined ? {} : { mediator: state.mediator.name }),
    },
    // Everybody knows whose side the mediator has money on.
    ...(state.mediator?.interests === undefined
      ? {}
      : { interests: state.mediator.interests.filter((one) => mayHear(one.in)) }),
    bidders: seen.map(([id, bidder]) =>
      onlooker.side === 'mediator' || onlooker.side === 'export'
        ? { id, name: bidder.name, copies: [] }
        : bidderOf(id, bidder),
    ),
    ...(state.inventory === undefined || onlooker.side === 'mediator'
      ? {}
      : { inventory: state.inventory.digest, restricted: state.inventory.restricted }),
    ...(state.terms !== undefined && (whole || mine || onlooker.side === 'export')
      ? { terms: { bidder: state.terms.bidder, document: state.terms.document } }
      : {}),
    ...(state.proposal !== undefined && onlooker.side !== 'mediator' && visible(state, onlooker)
      ? { proposal: proposalOf(state.proposal) }
      : {}),
    ...(state.frozenUntilMs === undefined ? {} : { frozenUntilMs: state.frozenUntilMs }),
    ...intoOf(state),
    ...(state.takeover === undefined ? {} : { newEpoch: state.takeover.epoch }),
    ...(state.proof === undefined ? {} : { proof: state.proof }),
    ...(state.aborted === undefined ? {} : { aborted: state.aborted }),
  };
}

function intoOf({ release, proposal }: DealState): Pick<DealView, 'into'> {
  const into = release?.into ?? proposal?.into;
  return into === undefined ? {} : { into };
}

/** A proposal with a bidder is nothing for the others. */
function visible(state: DealState, onlooker: Onlooker): boolean {
  const bidder = state.proposal?.bidder;
  return onlooker.side !== 'bidder' || bidder === undefined || bidder === onlooker.bidder;
}

function proposalOf(proposal: Proposal): NonNullable<DealView['proposal']> {
  const { step, document, bidder, by, scope } = proposal;
  const approvals = Object.entries(proposal.approvals).map(([person, { side, expiresAtMs }]) => ({
    person,
    side,
    expiresAtMs,
  }));
  return { step, document, by, scope, ...(bidder === undefined ? {} : { bidder }), approvals };
}

function bidderOf(
  id: string,
  { name, out, copies, screening, rehearsal }: BidderState,
): DealViewBidder {
  return {
    id,
    name,
    ...(out === undefined ? {} : { out }),
    copies,
    ...(screening === undefined || out !== undefined
      ? {}
      : {
          screening: {
            excluded: screening.excluded,
            allowed: screening.allowed !== undefined,
            validUntilMs: screening.validUntilMs,
          },
        }),
    ...(rehearsal === undefined || out !== undefined ? {} : { rehearsal: rehearsal.evidence }),
  };
}

/** An inventory as a party may see it. */
export interface SeenInventory {
  items: InventoryItem[];
  /** How many items it does not see yet, or ever. */
  hidden: number;
}

/**
 * @returns the items of the frozen inventory that a party may see. Technology is told to a bidder only after the export
 * side's letter of intent, where one is needed; to the export side nothing else is told.
 */
export function inventoryFor(
  state: DealState,
  onlooker: Onlooker,
  inventory: Inventory,
): SeenInventory {
  const items = inventory.items.filter((item) => maySee(state, onlooker, item));
  return { items, hidden: inventory.items.length - items.length };
}

function maySee(state: DealState, { side, bidder }: Onlooker, item: InventoryItem): boolean {
  const technology = item.class === 'technology' || item.exportControl !== 'none';
  switch (side) {
    case 'seller':
    case 'region':
      return true;
    case 'export':
      return technology;
    case 'mediator':
      return false;
    case 'bidder': {
      const own = bidder === undefined ? undefined : state.bidders[bidder];
      if (own === undefined || own.out !== undefined || state.inventory === undefined) return false;
      if (state.step === 'aborted') return false;
      return !technology || !state.inventory.restricted || state.letter !== undefined;
    }
  }
}
