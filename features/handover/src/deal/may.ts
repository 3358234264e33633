// Asked before work is begun: would this person's act be taken now? Nothing is signed for it, so that there is nothing to lose.

import type { DealAct, DealStep } from '@jhalak/contracts/handover-deal';
import { signerOf } from './chain.ts';
import { judge, NOTHING } from './judge.ts';
import type { LogSide } from './log.ts';
import { isBefore, writerOf, type DealState } from './state.ts';

/**
 * @param keyId SHA-256 of the raw public key that would sign.
 * @returns why it would be refused, or undefined. Cost: a copy of the state.
 */
export function whyNot(
  state: DealState,
  act: DealAct,
  keyId: string,
  atMs: number,
): string | undefined {
  const signer = signerOf(state, act, keyId);
  if (signer === undefined) return 'Nobody of this deal has this key.';
  const given = { act, file: NOTHING, by: signer.by, atMs, event: NOTHING };
  const judged = judge(state, given);
  return judged.kind === 'refused' ? judged.why : undefined;
}

/** @returns whether a step is behind the deal already. */
export function isPast(state: DealState, step: DealStep): boolean {
  return state.step !== 'aborted' && state.step !== step && !isBefore(state, step);
}

/** What a package of this deal must say of itself to be taken by its buyer. */
export interface ExpectedPackage {
  cell: string;
  region: string;
  /** The owner's epoch that it leads to. */
  epoch: number;
}

/** @returns what every package of this deal says; anything else is another cell's, another sale's, or an older one's. */
export function expectedPackage(state: DealState): ExpectedPackage {
  const { cell, region, ownerEpoch } = state;
  return { cell, region, epoch: ownerEpoch + 1 };
}

/** @returns whether acts are added to this machine's log now. */
export function writesHere(side: LogSide, state: DealState): boolean {
  return writerOf(state) === side;
}
