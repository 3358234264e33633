// What the public log says of a deal: that something happened, on which side, and the digest by which its parties can show
// what it was. Never who the bidders are, nor what anything costs.

import type { BorderFacts } from '@jhalak/contracts/border';
import type { DealAct, DealEvent } from '@jhalak/contracts/handover-deal';
import type { Actor, DealState } from '../deal/state.ts';

/** An event with what it made of the deal. */
export interface Happened {
  event: DealEvent;
  state: DealState;
  act: DealAct;
  by: Actor;
}

const ACTS: Readonly<Record<DealAct['act'], string>> = {
  open: 'opened',
  add_bidder: 'bidder_added',
  drop_bidder: 'bidder_dropped',
  give_copy: 'copy_given',
  return_copy: 'copy_returned',
  declare: 'interests_declared',
  screen: 'owners_screened',
  allow: 'owner_allowed',
  inventory: 'inventory_frozen',
  propose: 'proposed',
  approve: 'approved',
  done: 'done',
  thaw: 'thawed',
  abort: 'aborted',
};
const POLICIES: ReadonlySet<DealAct['act']> = new Set(['declare', 'screen', 'allow']);

/** @returns the entry of one event. Cost: none. */
export function entryOf({ event, state, act, by }: Happened): BorderFacts {
  const step = 'step' in act ? [`about/${act.step}`] : [];
  return {
    kind: POLICIES.has(act.act) ? 'policy' : 'owner',
    act: `handover.${ACTS[act.act]}`,
    subject: event.deal,
    digest: event.digest,
    codes: [`side/${by.side}`, ...step, `waits/${state.step}`],
    counts: { event: event.seq, epoch: state.takeover?.epoch ?? state.ownerEpoch },
  };
}
