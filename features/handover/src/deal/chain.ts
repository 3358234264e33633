// A deal's events as a chain: each names the one before, so that two logs that hold the same last event hold the same deal.
// A machine adds events only while it is the writer; every other one takes them in order, and judges them itself.

import type { DealAct, DealEvent, DealFile } from '@jhalak/contracts/handover-deal';
import { digestOf } from '../canonical-json.ts';
import { judge, NOTHING } from './judge.ts';
import { isSignedBy, keyIdOf, readFile } from './signed-file.ts';
import type { Actor, DealState } from './state.ts';

export type Taken =
  | { kind: 'taken'; state: DealState; event: DealEvent; act: DealAct; by: Actor }
  | { kind: 'refused'; why: string };

/** Files are kept in state only as digests: that many events are bounded by `DealEvent.seq`. */
const SEQ_MAX = 100_000;

/** @returns the event that a file would be, and the deal after it. Cost: one signature, and a copy of the state. */
export function add(state: DealState | undefined, file: DealFile, atMs: number): Taken {
  const deal = readFile(file)?.act.deal;
  if (deal === undefined) return refused('This is no signed act of a deal.');
  const seq = (state?.seq ?? 0) + 1;
  if (seq > SEQ_MAX) return refused('This deal has too many events.');
  const told = { deal, seq, atMs, prev: state?.head ?? NOTHING, file };
  return take(state, { ...told, digest: digestOf(told) });
}

/** Takes an event that another machine added. The next one only: those that are missing in between must come first. */
export function take(state: DealState | undefined, event: DealEvent): Taken {
  const { digest, ...told } = event;
  if (digestOf(told) !== digest) return refused('This event is not what its digest says.');
  if (event.prev !== (state?.head ?? NOTHING) || event.seq !== (state?.seq ?? 0) + 1)
    return refused('This event does not follow the last one.');
  const read = readFile(event.file);
  if (read === undefined) return refused('This is no signed act of a deal.');
  if (read.act.deal !== event.deal) return refused('This act is of another deal.');
  const signer = signerOf(state, read.act, read.keyId);
  if (signer === undefined || !isSignedBy(event.file, signer.key))
    return refused('Nobody of this deal signed this.');
  const given = {
    act: read.act,
    file: read.digest,
    by: signer.by,
    atMs: event.atMs,
    event: digest,
  };
  const judged = judge(state, given);
  if (judged.kind === 'refused') return judged;
  return { kind: 'taken', state: judged.state, event, act: read.act, by: signer.by };
}

/** @returns the deal that these events add up to. @throws Error at the first that does not follow. */
export function fold(events: Iterable<DealEvent>): DealState | undefined {
  let state: DealState | undefined;
  for (const event of events) {
    const taken = take(state, event);
    if (taken.kind === 'refused') throw new Error(`event ${event.seq}: ${taken.why}`);
    ({ state } = taken);
  }
  return state;
}

interface Signer {
  by: Actor;
  key: string;
}

/** @returns who would act with this key, and the key; undefined where nobody of the deal has it. */
export function signerOf(
  state: DealState | undefined,
  act: DealAct,
  keyId: string,
): Signer | undefined {
  // A deal is opened by somebody of the seller who stands in it.
  if (state === undefined)
    return act.act === 'open' ? among(act.seller.people, { side: 'seller' }, keyId) : undefined;
  return (
    among(state.seller.people, { side: 'seller' }, keyId) ??
    among(state.regionSide.people, { side: 'region' }, keyId) ??
    among(state.exportSide?.people ?? [], { side: 'export' }, keyId) ??
    among(state.mediator?.people ?? [], { side: 'mediator' }, keyId) ??
    amongBidders(state, keyId)
  );
}

function amongBidders(state: DealState, keyId: string): Signer | undefined {
  for (const [bidder, { people, copies, out }] of Object.entries(state.bidders)) {
    const signer = among(people, { side: 'bidder', bidder }, keyId);
    // Who is out can still return what it got, and nothing else.
    if (signer !== undefined) return out === undefined || copies.length > 0 ? signer : undefined;
  }
  return undefined;
}

function among(
  people: DealState['seller']['people'],
  by: Omit<Actor, 'person'>,
  keyId: string,
): Signer | undefined {
  const person = people.find(({ key }) => keyIdOf(Buffer.from(key, 'base64')) === keyId);
  return person === undefined ? undefined : { by: { ...by, person: person.id }, key: person.key };
}

function refused(why: string): Taken {
  return { kind: 'refused', why };
}
