// Off, asked, on. The one way to on is a tap on yes below the notice, and then a cell's receipt for that very tap.

import type { LockReceipt, ReceiptBody } from '@jhalak/contracts/lock';
import { ASKING_LIFE_MS, IDENTITIES_MAX, PSEUDONYM_LIFE_MS } from './bounds.ts';
import { forgotten, type Identity, type KeptReceipt, type LockState } from './state.ts';

/** What the person saw when they tapped yes. */
export interface Notice {
  version: string;
  language: string;
}

/** The present pseudonym. */
export const identityOf = (state: LockState): Identity | undefined => state.identities.at(-1);

/**
 * @param noticeVersion the notice that this release shows; a yes to another one is not in force.
 * @returns whether a card may be shown and events be made.
 */
export function isInForce(state: LockState, noticeVersion: string): boolean {
  return (
    state.consent.kind === 'on' &&
    state.consent.noticeVersion === noticeVersion &&
    state.identities.some(({ receipt }) => receipt !== null)
  );
}

/** @returns whether the network may be asked for anything at all. */
export function mayCall(state: LockState, noticeVersion: string): boolean {
  return state.consent.kind === 'asking' || isInForce(state, noticeVersion);
}

/** A tap on yes. @param device a pseudonym minted for it. */
export function saidYes(
  state: LockState,
  notice: Notice,
  device: string,
  nowMs: number,
): LockState {
  return {
    ...forgotten(state, 'turned_off'),
    consent: {
      kind: 'asking',
      noticeVersion: notice.version,
      noticeLanguage: notice.language,
      sinceMs: nowMs,
    },
    identities: [{ device, mintedAtMs: nowMs, counter: 1, receipt: null }],
  };
}

/** A tap on no, or on off. */
export const saidNo = (state: LockState): LockState => forgotten(state, 'turned_off');

/** Yes was said a day ago and no cell ever confirmed it, or for a notice that this release does not show. */
export function isStale(state: LockState, noticeVersion: string, nowMs: number): boolean {
  if (state.consent.kind === 'off') return false;
  if (state.consent.noticeVersion !== noticeVersion) return true;
  return state.consent.kind === 'asking' && nowMs - state.consent.sinceMs > ASKING_LIFE_MS;
}

/** @returns the answer as the cell is told it; undefined where there is nothing to tell. */
export function receiptBody(state: LockState, granted: boolean): ReceiptBody | undefined {
  const identity = identityOf(state);
  if (identity === undefined || state.consent.kind === 'off') return undefined;
  return {
    device: identity.device,
    granted,
    noticeVersion: state.consent.noticeVersion,
    noticeLanguage: state.consent.noticeLanguage,
    counter: granted ? identity.counter : identity.counter + 1,
  };
}

/** @returns whether this receipt answers what was asked: the same pseudonym, notice and count, and a yes. */
export function answers(receipt: LockReceipt, asked: ReceiptBody): boolean {
  return (
    receipt.granted &&
    asked.granted &&
    receipt.device === asked.device &&
    receipt.counter === asked.counter &&
    receipt.noticeVersion === asked.noticeVersion &&
    receipt.noticeLanguage === asked.noticeLanguage
  );
}

/** The receipt came. Changes nothing when it is not for the present pseudonym, or the person said no meanwhile. */
export function confirmed(state: LockState, receipt: LockReceipt, kept: KeptReceipt): LockState {
  const { consent } = state;
  if (consent.kind === 'off') return state;
  const identity = identityOf(state);
  if (identity?.device !== receipt.device || identity.counter !== receipt.counter) return state;
  // One yes is for one cell.
  if (kept.cell !== (receiptOf(state)?.cell ?? kept.cell)) return state;
  const { noticeVersion, noticeLanguage } = consent;
  return {
    ...state,
    consent: { kind: 'on', noticeVersion, noticeLanguage },
    identities: [...state.identities.slice(0, -1), { ...identity, receipt: kept }],
  };
}

/** @returns whether the pseudonym is a week old, or was left without its receipt. */
export function needsNewName(state: LockState, nowMs: number): boolean {
  const identity = identityOf(state);
  return (
    state.consent.kind === 'on' &&
    identity !== undefined &&
    (identity.receipt === null || nowMs - identity.mintedAtMs >= PSEUDONYM_LIFE_MS)
  );
}

/** Goes on under another pseudonym, for which a receipt is yet to come; the yes itself stays what it was. */
export function renamed(state: LockState, device: string, nowMs: number): LockState {
  const kept = state.identities.filter(({ receipt }) => receipt !== null);
  const fresh: Identity = { device, mintedAtMs: nowMs, counter: 1, receipt: null };
  return { ...state, identities: [...kept, fresh].slice(-IDENTITIES_MAX) };
}

/** The newest pseudonym that has its receipt: events are made under it. */
export function confirmedOf(state: LockState): Identity | undefined {
  return state.identities.findLast(({ receipt }) => receipt !== null);
}

/** The newest receipt: under it cards are shown, and its cell's packs are the ones that are believed. */
export const receiptOf = (state: LockState): KeptReceipt | null =>
  confirmedOf(state)?.receipt ?? null;
