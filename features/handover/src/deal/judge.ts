// May this person do this now, and what is the deal then? Pure: the same act at the same time gives the same standing on
// every machine, or the same refusal.

import type { ActOf, DealAct, OpenAct } from '@jhalak/contracts/handover-deal';
import { unreachable } from '@jhalak/kernel';
import { approveAct, proposeAct } from './approvals.ts';
import { Refused, refuse } from './refused.ts';
import { backTo, COPIES_MAX, dropBidder, liveBidder, onlyBefore, onlySide } from './rules.ts';
import { hasBuyer, nextStep, PATHS, type Actor, type DealState } from './state.ts';
import { doneAct } from './work.ts';

/** An act with all that the rules look at. */
export interface Given {
  act: DealAct;
  /** Digest of the signed file. */
  file: string;
  by: Actor;
  atMs: number;
  /** Digest of the event that this act becomes. */
  event: string;
}

export type Judgement = { kind: 'taken'; state: DealState } | { kind: 'refused'; why: string };

/** A deal has few bidders. */
const BIDDERS_MAX = 24;
/** `0`, 64 times: what the first event follows. */
export const NOTHING = '0'.repeat(64);

/** @param before undefined for the act that opens a deal. */
export function judge(before: DealState | undefined, given: Given): Judgement {
  try {
    return { kind: 'taken', state: { ...after(before, given), atMs: given.atMs } };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', why: error.message };
    throw error;
  }
}

function after(before: DealState | undefined, given: Given): DealState {
  const { act, event } = given;
  if (before === undefined) {
    if (act.act !== 'open') refuse('There is no such deal: it has to be opened first.');
    return { ...opened(act, given.atMs), head: event };
  }
  if (act.act === 'open') refuse('This deal is open.');
  if (act.deal !== before.deal) refuse('This act is of another deal.');
  if (given.atMs < before.atMs) refuse('The deal has later events than this: mend the clock.');
  if ('after' in act && act.after !== before.head)
    refuse('The deal has moved on since this was signed: read it again and sign anew.');
  // What comes back after the end is still written down.
  const ended = before.step === 'closed' || before.step === 'aborted';
  if (ended && act.act !== 'return_copy') refuse(`This deal is ${before.step}.`);
  const own = given.by.bidder === undefined ? undefined : before.bidders[given.by.bidder];
  if (own?.out !== undefined && act.act !== 'return_copy') refuse(`This bidder is out: ${own.out}`);
  const state = structuredClone(before);
  apply(state, act, given);
  return { ...state, seq: before.seq + 1, head: event };
}

function opened(act: OpenAct, atMs: number): DealState {
  const { deal, cell, region, ownerEpoch, policy, seller, regionSide, kind = 'sale' } = act;
  const state: DealState = {
    ...{ deal, cell, region, ownerEpoch, policy, seller, regionSide, kind },
    ...(act.exportSide === undefined ? {} : { exportSide: act.exportSide }),
    ...(act.mediator === undefined ? {} : { mediator: { ...act.mediator, covers: [] } }),
    bidders: {},
    step: PATHS[kind][0] ?? 'inventory',
    seq: 1,
    head: NOTHING,
    atMs,
    rounds: 0,
  };
  if (!hasBuyer(state) && (act.bidders.length > 0 || act.mediator !== undefined))
    refuse('Where nobody goes on there are no bidders and no mediator.');
  if (kind === 'restructure' && act.bidders.length !== 1)
    refuse('A restructuring has one new owner: name it as the bidder.');
  for (const { id, name, people } of act.bidders) {
    if (Object.hasOwn(state.bidders, id)) refuse(`The bidder ${id} is there twice.`);
    state.bidders[id] = { name, people, copies: [] };
  }
  refuseDoubles(state);
  return state;
}

/** Nobody is two people: ids, keys and names stand in a deal once. */
function refuseDoubles(state: DealState): void {
  const parties = [
    ...[state.seller, state.regionSide, state.exportSide, state.mediator],
    ...Object.values(state.bidders),
  ];
  const people = parties.flatMap((party) => party?.people ?? []);
  const folded = (name: string) => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  const sayings = [
    ['key', people.map(({ key }) => key)],
    ['id', people.map(({ id }) => id)],
    ['name', people.map(({ name }) => folded(name))],
  ] as const;
  for (const [what, all] of sayings)
    if (new Set(all).size !== all.length) refuse(`Two people of this deal have one ${what}.`);
  // A bidder's id names it beside these.
  for (const taken of ['seller', 'region', 'export', 'mediator'])
    if (Object.hasOwn(state.bidders, taken)) refuse(`No bidder can be called ${taken}.`);
}

function apply(state: DealState, act: Exclude<DealAct, OpenAct>, given: Given): void {
  const { by, atMs } = given;
  switch (act.act) {
    case 'add_bidder':
      return addBidder(state, act, by);
    case 'drop_bidder':
      if (by.side !== 'seller' && by.bidder !== act.bidder)
        refuse('Only the seller, or the bidder itself, ends a bid.');
      return dropBidder(state, act.bidder, act.reason);
    case 'give_copy':
      return giveCopy(state, act, by);
    case 'return_copy':
      return returnCopy(state, act, by);
    case 'declare':
      return declare(state, act, by);
    case 'screen':
      return screen(state, act, by, atMs);
    case 'allow':
      return allow(state, act, by);
    case 'inventory':
      return freezeInventory(state, act, by);
    case 'propose':
      return proposeAct(state, act, by, atMs);
    case 'approve':
      return approveAct(state, act, given);
    case 'done':
      return doneAct(state, act, given);
    case 'thaw':
      onlySide(by, 'seller');
      if (state.keys !== undefined || state.fence !== undefined) refuse(tooLate(state));
      if (state.frozenUntilMs === undefined) refuse('The cell is not frozen.');
      delete state.frozenUntilMs;
      delete state.package;
      state.step = 'freeze';
      return;
    case 'abort':
      return abort(state, act, by);
    default:
      unreachable(act);
  }
}

function addBidder(state: DealState, { bidder }: ActOf<'add_bidder'>, by: Actor): void {
  onlySide(by, 'seller');
  onlyBefore(state, 'seal');
  if (state.kind !== 'sale') refuse('Only a sale has several bidders.');
  if (Object.hasOwn(state.bidders, bidder.id)) refuse(`The bidder ${bidder.id} is there already.`);
  if (Object.keys(state.bidders).length >= BIDDERS_MAX) refuse('There are too many bidders.');
  state.bidders[bidder.id] = { name: bidder.name, people: bidder.people, copies: [] };
  refuseDoubles(state);
}

function giveCopy(state: DealState, act: ActOf<'give_copy'>, by: Actor): void {
  onlySide(by, 'seller');
  onlyBefore(state, 'closed');
  const bidder = liveBidder(state, act.bidder);
  if (state.inventory === undefined) refuse('Nothing is given before the inventory is frozen.');
  if (state.inventory.restricted && state.letter === undefined)
    refuse('Nothing is given before the export side’s letter of intent.');
  if (bidder.copies.length >= COPIES_MAX) refuse('This bidder has too many copies.');
  if (
    Object.values(state.bidders).some(({ copies }) => copies.some(({ copy }) => copy === act.copy))
  )
    refuse(
      'This copy was given already: each copy is sealed to one bidder and has a digest of its own.',
    );
  bidder.copies.push({ copy: act.copy, what: act.what });
}

function returnCopy(state: DealState, act: ActOf<'return_copy'>, by: Actor): void {
  const bidder = by.bidder === undefined ? undefined : state.bidders[by.bidder];
  const copy = bidder?.copies.find((one) => one.copy === act.copy);
  if (copy === undefined) refuse('Only the bidder who has this copy returns it.');
  if (copy.returned !== undefined) refuse('This copy was returned.');
  copy.returned = act.evidence;
}

function declare(state: DealState, act: ActOf<'declare'>, by: Actor): void {
  onlySide(by, 'mediator');
  onlyBefore(state, 'fence');
  if (state.keys !== undefined) refuse('It is too late to declare an interest in the deal itself.');
  const { mediator } = state;
  if (mediator === undefined) refuse('This deal has no mediator.');
  const sides = ['seller', 'region', 'export', ...Object.keys(state.bidders)];
  for (const interest of act.interests)
    if (!sides.includes(interest.in)) refuse(`There is no ${interest.in} in this deal.`);
  const first = mediator.interests === undefined;
  const known = mediator.covers;
  mediator.interests = act.interests;
  mediator.covers = Object.keys(state.bidders);
  // What was agreed without knowing this is agreed anew.
  if (!first || known.length > 0) backTo(state, 'terms');
}

function screen(state: DealState, act: ActOf<'screen'>, by: Actor, atMs: number): void {
  if (by.side !== 'seller' && by.side !== 'region')
    refuse('Owners are screened by the seller or by the region’s government.');
  onlyBefore(state, 'fence');
  if (state.keys !== undefined) refuse('The keys are with the buyer.');
  const bidder = liveBidder(state, act.bidder);
  if (act.validUntilMs <= atMs) refuse('This screening is over.');
  const { owners, evidence, validUntilMs } = act;
  const shares = owners.reduce((sum, { sharePermille }) => sum + sharePermille, 0);
  if (shares > 1_000) refuse('These owners have more than the whole.');
  const countries = new Set(owners.map(({ country }) => country));
  const excluded = state.policy.excludedCountries.filter((one) => countries.has(one));
  bidder.screening = { owners, evidence, validUntilMs, excluded };
  if (state.terms?.bidder === act.bidder || state.proposal?.bidder === act.bidder)
    backTo(state, 'terms');
}

function allow(state: DealState, act: ActOf<'allow'>, by: Actor): void {
  onlySide(by, 'region');
  const { screening } = liveBidder(state, act.bidder);
  if (screening === undefined || screening.evidence !== act.screening)
    refuse('This is not the last screening of this bidder.');
  if (screening.excluded.length === 0) refuse('No owner needs an approval.');
  onlyBefore(state, 'licence');
  screening.allowed = act.document;
  if (state.proposal?.bidder === act.bidder) delete state.proposal;
}

function freezeInventory(state: DealState, act: ActOf<'inventory'>, by: Actor): void {
  onlySide(by, 'seller');
  onlyBefore(state, 'freeze');
  if (state.mediator !== undefined && state.mediator.interests === undefined)
    refuse('The mediator must declare its interests first, or that there are none.');
  // Where nothing goes to anybody, nothing is exported.
  const restricted = hasBuyer(state) && checkExportSide(state, act.tags);
  state.inventory = { digest: act.inventory, tags: act.tags, restricted };
  backTo(state, hasBuyer(state) ? 'letter' : 'seal');
  state.step = 'inventory';
  state.step = nextStep(state);
}

/**
 * Listed technology needs its country's word. Whether a list applies, counsel decides and takes the tag out of the manifest;
 * a deal does not pass it over in silence. @returns whether such technology stands in the inventory.
 */
function checkExportSide({ exportSide, region }: DealState, tags: readonly string[]): boolean {
  const countries = new Set(tags.map((tag) => tag.slice(0, 2).toLowerCase()));
  // What stays in its own country is not exported.
  countries.delete(region);
  for (const country of countries)
    if (country !== exportSide?.country)
      refuse(
        `Technology on a list of ${country} is for sale, and nobody speaks for ${country} in this deal: open it anew with that export side, or have counsel take the tag away.`,
      );
  return countries.size > 0;
}

function tooLate({ kind }: DealState): string {
  if (kind === 'hold') return 'The cell is held: only its release ends that.';
  if (kind === 'wind_down') return 'The cell has ended: the way is forward now.';
  return 'The keys are with the buyer: the way is forward now.';
}

function abort(state: DealState, { reason }: ActOf<'abort'>, by: Actor): void {
  if (by.side === 'bidder') refuse('A bidder ends its own bid: drop it instead.');
  if (by.side === 'mediator') refuse('The mediator decides nothing.');
  if (state.keys !== undefined || state.fence !== undefined) refuse(tooLate(state));
  state.aborted = { at: state.step, side: by.side, reason };
  state.step = 'aborted';
  delete state.proposal;
  // Writes go on at once: nothing was lost.
  delete state.frozenUntilMs;
  for (const id of Object.keys(state.bidders)) {
    const bidder = state.bidders[id];
    if (bidder !== undefined) bidder.out ??= 'the deal was aborted';
  }
}
