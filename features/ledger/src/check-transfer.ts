// Whether a transfer is one: pure. What fails here is a mistake of our own code, never of a person.

import { createHash } from 'node:crypto';
import { assert, isUuid } from '@jhalak/kernel';
import { AMOUNT_MAX, POSTINGS_MAX, TRANSFERS_MAX, type Transfer } from './types.ts';

const KIND = /^[a-z]+\.[a-z_]+$/;

/** @throws Error for a batch that no caller may hand over. */
export function checkTransfers(transfers: readonly Transfer[], nowMs: number): void {
  assert(transfers.length <= TRANSFERS_MAX, `${TRANSFERS_MAX} transfers at once, no more`);
  assert(new Set(transfers.map(({ id }) => id)).size === transfers.length, 'ids are unique');
  for (const transfer of transfers) checkTransfer(transfer, nowMs);
}

function checkTransfer({ id, kind, postings, atMs }: Transfer, nowMs: number): void {
  assert(isUuid(id), 'a transfer has a UUID');
  assert(KIND.test(kind), `a transfer’s kind is feature.what, not ${kind}`);
  assert(postings.length >= 2 && postings.length <= POSTINGS_MAX, `2 to ${POSTINGS_MAX} lines`);
  assert(new Set(postings.map((one) => one.accountId)).size === postings.length, 'one line each');
  assert(atMs === undefined || (atMs > 0 && atMs <= nowMs), 'nothing is posted before it happens');
  let sum = 0;
  for (const { amount } of postings) {
    const fits = Number.isInteger(amount) && amount !== 0 && Math.abs(amount) <= AMOUNT_MAX;
    assert(fits, `an amount is a whole number of smallest units, not ${amount}`);
    sum += amount;
  }
  assert(sum === 0, `lines of a transfer sum to zero, not ${sum}`);
}

/** @returns SHA-256 of what a repetition must say again: all but the times. */
export function digestOf(transfer: Transfer, reverses?: string): Buffer {
  const postings = transfer.postings
    .map(({ accountId, amount }) => [accountId, amount] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const said = [transfer.id, transfer.kind, postings, reverses ?? null, transfer.facts ?? {}];
  return createHash('sha256').update(JSON.stringify(said)).digest();
}
