// The receipt of an erasure: where it will be, asked while one is here; and the receipt itself, asked by whoever has the
// code, because nobody is left to sign in.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { ErasureCode, ErasureReceipt } from '@jhalak/contracts/accounts';
import type { ErasureProofs } from '../erasure-proof.ts';
import { known } from './own-account.ts';

/** A person asks now and then; a code has 128 bits, which no rate guesses. */
const ASKED_PER_MINUTE = 60;

export function erasureReceiptRoutes(proofs: ErasureProofs): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/viewers/me/erasure-code',
      name: 'getErasureCode',
      summary:
        'The code under which the receipt of your erasure will be, to be kept before you leave',
      tag: 'accounts',
      access: 'viewer',
      owner: 'self',
      pendingDeletion: 'allowed',
      whileBlocked: 'open',
      replies: { 200: ErasureCode },
      handle: ({ caller }) =>
        Promise.resolve({
          status: 200,
          json: { code: proofs.codeOf(known(caller).personId) },
          headers: { 'cache-control': 'no-store' },
        }),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/erasures/:code',
      name: 'getErasureReceipt',
      summary: 'How far an erasure is and, once it is whole, the receipt with its proof',
      tag: 'accounts',
      access: 'anyone',
      owner: 'self',
      whileBlocked: 'open',
      params: ErasureCode,
      replies: { 200: ErasureReceipt },
      ratePerMinute: ASKED_PER_MINUTE,
      async handle({ params }) {
        const receipt = await proofs.receipt(params.code);
        if (receipt === undefined) {
          throw problem('erasure.not_found', 'There is no erasure under this code.');
        }
        return {
          status: 200,
          json: receipt,
          headers: {
            'cache-control': 'no-store',
            'content-disposition': 'inline; filename="jhalak-erasure-receipt.json"',
          },
        };
      },
    }),
  ];
}
