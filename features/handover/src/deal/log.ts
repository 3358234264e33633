// One machine's log of a deal. At every moment one of the two writes and the other follows: the seller's until it has ended
// its own epoch in its own log, then the buyer's. So no message, lost, repeated or late, makes two owners of one epoch.

import type { DealEvent, DealFile } from '@jhalak/contracts/handover-deal';
import { add, take, type Taken } from './chain.ts';
import { writerOf, type DealState } from './state.ts';

export type LogSide = 'seller' | 'buyer';

export type Received =
  | Extract<Taken, { kind: 'taken' }>
  /** It is there already. */
  | { kind: 'known' }
  /** Others before it are missing: ask for them from this number on. */
  | { kind: 'early'; from: number }
  /** It contradicts this log, or its rules. */
  | { kind: 'refused'; why: string };

/**
 * Adds what somebody signed to the log of the machine that writes.
 *
 * @returns the event to be kept and sent on, or why not. Cost: one signature, one copy of the state.
 */
export function write(
  side: LogSide,
  state: DealState | undefined,
  file: DealFile,
  atMs: number,
): Taken {
  // Whoever is sold opens the deal.
  const writer = state === undefined ? 'seller' : writerOf(state);
  if (writer !== side)
    return { kind: 'refused', why: `The ${writer}'s log writes now: send it there.` };
  return add(state, file, atMs);
}

/**
 * Takes an event from the other machine.
 *
 * @param digestAt the digest of the event that this log holds under a number.
 */
export function receive(
  side: LogSide,
  state: DealState | undefined,
  event: DealEvent,
  digestAt: (seq: number) => string | undefined,
): Received {
  const held = state?.seq ?? 0;
  if (event.seq <= held) {
    if (digestAt(event.seq) === event.digest) return { kind: 'known' };
    return { kind: 'refused', why: `Another event ${event.seq} stands here: one of us is wrong.` };
  }
  // Only who follows takes events: a writer's own log is the deal.
  if (side === (state === undefined ? 'seller' : writerOf(state)))
    return { kind: 'refused', why: 'This log writes now; it takes signed acts, not events.' };
  if (event.seq > held + 1) return { kind: 'early', from: held + 1 };
  return take(state, event);
}

/** @returns the epoch whose owner this machine is, by its own log; undefined when it is not the owner. */
export function ownedEpoch(side: LogSide, state: DealState): number | undefined {
  // Where one machine stays, it has the next epoch too.
  const stays = state.kind === 'restructure' ? state.takeover?.epoch : undefined;
  if (side === 'seller') return state.fence === undefined ? state.ownerEpoch : stays;
  return state.takeover?.epoch;
}
