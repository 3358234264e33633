// Receipts of auctions, for whoever checks the cell.

import { defineRoute, type Route } from '@jhalak/contracts';
import {
  ReceiptBatchPage,
  ReceiptBatchParams,
  ReceiptFile,
  ReceiptIdPage,
  ReceiptIdQuery,
  ReceiptParams,
} from '@jhalak/contracts/ad-reports';
import { PageQuery } from '@jhalak/contracts/fields';
import type { Database } from '@jhalak/ports';
import { listBatches, listReceipts, receiptFile } from '../receipts/receipt-reader.ts';
import { pageOf } from './shared.ts';

/** A path is made of a whole batch's digests. */
const RECEIPTS_PER_MINUTE = 120;

const shared = { tag: 'ads', access: ['auditor', 'operator'], owner: 'staff' } as const;

export function receiptRoutes(deps: {
  database: Database;
  entryProof: (entryId: string) => Promise<string | undefined>;
}): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/ads/receipts/batches',
      name: 'listReceiptBatches',
      summary:
        'Sealed batches of auction receipts, the newest first; each root is in the public log',
      query: PageQuery,
      replies: { 200: ReceiptBatchPage },
      handle: async ({ query }) => ({ status: 200, json: await listBatches(deps, pageOf(query)) }),
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/ads/receipts/batches/:batch',
      name: 'listReceipts',
      summary: 'Ids of the receipts of one batch, in the order of its tree',
      params: ReceiptBatchParams,
      query: ReceiptIdQuery,
      replies: { 200: ReceiptIdPage },
      handle: async ({ params, query }) => ({
        status: 200,
        json: await listReceipts(deps, params.batch, query.cursor),
      }),
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/ads/receipts/:receipt',
      name: 'getReceipt',
      summary:
        'One auction’s receipt with its path to the public log; `jhalak ads receipt` verifies it and runs the auction again',
      params: ReceiptParams,
      replies: { 200: ReceiptFile },
      ratePerMinute: RECEIPTS_PER_MINUTE,
      handle: async ({ params }) => ({
        status: 200,
        json: await receiptFile(deps, params.receipt),
      }),
    }),
  ];
}
