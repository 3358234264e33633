// Receipts, invoices, refund vouchers and credit notes of one advertiser.

import { defineRoute, type Route } from '@jhalak/contracts';
import {
  AdDocument,
  AdDocumentPage,
  AdDocumentParams,
  AdDocumentQuery,
} from '@jhalak/contracts/ad-money';
import { AdvertiserParams } from '@jhalak/contracts/ads';
import { OURS, pageOf } from '../routes/shared.ts';
import { listDocuments, readDocument } from './documents/read-documents.ts';
import type { MoneyDeps } from './types.ts';

const ALL = '/v1/ads/advertisers/:organisation/documents';

export function documentRoutes(deps: MoneyDeps): Route[] {
  return [list(deps), get(deps)];
}

function list(deps: MoneyDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: ALL,
    name: 'listAdDocuments',
    summary:
      'Receipts, invoices, refund vouchers and credit notes of an advertiser, the newest first',
    params: AdvertiserParams,
    query: AdDocumentQuery,
    replies: { 200: AdDocumentPage },
    handle: async ({ params, query }) => ({
      status: 200,
      json: await listDocuments(deps.database, params.organisation, {
        ...pageOf(query),
        kind: query.kind,
      }),
    }),
  });
}

function get(deps: MoneyDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: `${ALL}/:document`,
    name: 'getAdDocument',
    summary: 'One document as it was issued',
    params: AdDocumentParams,
    replies: { 200: AdDocument },
    handle: async ({ params }) => ({
      status: 200,
      json: await readDocument(deps.database, params.organisation, params.document),
    }),
  });
}
