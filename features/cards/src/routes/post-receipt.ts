import { defineRoute, type Route } from '@jhalak/contracts';
import { ReceiptBody, SignedJson } from '@jhalak/contracts/lock';
import type { Receipts } from '../events/receipts.ts';

/** Somebody answers once; whole shops of phones share an address on their first day. */
const ANSWERS_PER_MINUTE = 240;

export function postReceipt(receipts: Receipts): Route {
  return defineRoute({
    method: 'POST',
    path: '/lock/v1/receipts',
    name: 'giveLockReceipt',
    summary: 'A yes or a no to the lock screen: kept here, and given back signed',
    tag: 'lock',
    access: 'anyone',
    owner: 'self',
    body: ReceiptBody,
    whileBlocked: 'open',
    replies: { 201: SignedJson },
    ratePerMinute: ANSWERS_PER_MINUTE,
    async handle({ body, caller }) {
      return { status: 201, json: await receipts.give(body, caller?.personId) };
    },
  });
}
