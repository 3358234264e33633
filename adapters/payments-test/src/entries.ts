// What happened to one payment, as a list that only grows: the next entry is added under its number, and of two who add the
// same number one wins and the other looks again.

import { problem } from '@jhalak/contracts';
import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { Payment, PaymentRequest, Refund, StateStore } from '@jhalak/ports';

/** A payment that is tried so often is no trial any more. */
const ENTRIES_MAX = 50;
/** Longer than an advertiser's year. */
const KEPT_MS = 400 * DAY_MS;
const SPACE = 'payments-test';

export type Entry =
  | { kind: 'asked'; request: PaymentRequest; atMs: number; expiresAtMs: number }
  | { kind: 'pressed'; what: 'pay' | 'pend' | 'fail'; atMs: number }
  | { kind: 'refunded'; reference: string; amount: number; atMs: number };

/** How a payment stands, computed from its entries. */
export interface Standing {
  payment: Payment;
  returnUrl: string;
  purpose: string;
  refunds: readonly Refund[];
  /** What can still be paid back. */
  left: number;
}

export interface EntryStore {
  state: StateStore;
  clock: Clock;
}

/** @returns all entries, the oldest first; empty for a payment that is not known. Cost: a read an entry, mostly from memory. */
export async function readEntries({ state }: EntryStore, providerId: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let number = 0; number < ENTRIES_MAX; number += 1) {
    const value = await state.get(SPACE, `${providerId}/${number}`);
    if (value === undefined) break;
    // What stands there was written here.
    entries.push(JSON.parse(value.toString('utf8')) as Entry);
  }
  return entries;
}

/**
 * Adds what `next` makes of the entries, until it stands or `next` wants nothing.
 *
 * @returns the entries as they stand then. @throws what `next` throws; `payment.not_refundable` for a list that is full.
 */
export async function addEntry(
  store: EntryStore,
  providerId: string,
  next: (entries: readonly Entry[]) => Entry | undefined,
): Promise<Entry[]> {
  for (let tries = 0; tries <= ENTRIES_MAX; tries += 1) {
    const entries = await readEntries(store, providerId);
    const entry = next(entries);
    if (entry === undefined) return entries;
    if (entries.length >= ENTRIES_MAX) break;
    const key = `${providerId}/${entries.length}`;
    const expiresAtMs = store.clock.nowMs() + KEPT_MS;
    const value = Buffer.from(JSON.stringify(entry));
    if (await store.state.add(SPACE, { key, value, expiresAtMs })) return [...entries, entry];
  }
  throw problem('payment.not_refundable', 'This test payment was tried too often; make another.');
}

/** Remembers of which payment a refund is. */
export async function nameRefund(
  { state, clock }: EntryStore,
  reference: string,
  providerId: string,
): Promise<void> {
  const expiresAtMs = clock.nowMs() + KEPT_MS;
  await state.add(SPACE, {
    key: `refund/${reference}`,
    value: Buffer.from(providerId),
    expiresAtMs,
  });
}

/** @returns of which payment a refund is. */
export async function paymentOfRefund(
  { state }: EntryStore,
  reference: string,
): Promise<string | undefined> {
  return (await state.get(SPACE, `refund/${reference}`))?.toString('utf8');
}

/** @returns undefined for a payment that is not known. Pure. */
export function standingOf(
  providerId: string,
  entries: readonly Entry[],
  nowMs: number,
): Standing | undefined {
  const [asked] = entries;
  if (asked?.kind !== 'asked') return undefined;
  const pressed = entries.filter((entry) => entry.kind === 'pressed').map((entry) => entry.what);
  const isPaid = pressed.includes('pay');
  const last = pressed.at(-1);
  const over = nowMs >= asked.expiresAtMs && last === undefined;
  const unpaid = last === 'fail' || over ? 'failed' : last === 'pend' ? 'pending' : 'waiting';
  const refunds = entries
    .filter((entry) => entry.kind === 'refunded')
    .map(({ reference, amount }) => ({ reference, amount, providerId, state: 'done' as const }));
  const { request, expiresAtMs } = asked;
  const state = isPaid ? 'paid' : unpaid;
  return {
    payment: {
      ...{ reference: request.reference, providerId, amount: request.amount },
      ...{ currency: request.currency, state, expiresAtMs },
      pageUrl: `/v1/payments-test/${providerId}`,
      ...(state === 'failed' && {
        reason: over ? 'nobody paid in time (test)' : 'refused by the bank (test)',
      }),
    },
    ...{ returnUrl: request.returnUrl, purpose: request.purpose, refunds },
    left: isPaid ? request.amount - refunds.reduce((sum, one) => sum + one.amount, 0) : 0,
  };
}
