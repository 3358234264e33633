// Receipts, invoices, refund vouchers and credit notes of one advertiser.

import { Readable } from 'node:stream';
import { defineRoute, type Route } from '@jhalak/contracts';
import {
  AdDocument,
  AdDocumentPage,
  AdDocumentParams,
  AdDocumentQuery,
  InvoiceRun,
  InvoiceRunBody,
  Reversal,
  ReversalBody,
} from '@jhalak/contracts/ad-money';
import { AdvertiserParams } from '@jhalak/contracts/ads';
import { actorOf, OURS, pageOf } from '../routes/shared.ts';
import { documentFile } from './documents/files.ts';
import { listDocuments, readDocument } from './documents/read-documents.ts';
import { issueInvoices } from './invoices.ts';
import { reverseEvent } from './reversals.ts';
import type { MoneyDeps } from './types.ts';

/** The first time each is written out, which costs half a second of a processor. */
const FILES_PER_MINUTE = 30;
/** The operator, who alone takes back what was billed. */
const OPERATOR = { tag: 'ads', access: ['operator'], owner: 'staff' } as const;

const ALL = '/v1/ads/advertisers/:organisation/documents';

export function documentRoutes(deps: MoneyDeps): Route[] {
  return [list(deps), get(deps), file(deps), reversal(deps), run(deps)];
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

function file(deps: MoneyDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: `${ALL}/:document/pdf`,
    name: 'getAdDocumentFile',
    summary: 'One document as PDF; the same bytes each time',
    params: AdDocumentParams,
    replies: { 200: null },
    ratePerMinute: FILES_PER_MINUTE,
    async handle({ params: { organisation, document } }) {
      const { pdf, name } = await documentFile(deps.database, organisation, document);
      return {
        status: 200,
        stream: Readable.from([pdf]),
        headers: {
          'content-type': 'application/pdf',
          'content-length': String(pdf.length),
          'content-disposition': `inline; filename="${name}"`,
          'cache-control': 'private, no-store',
        },
      };
    },
  });
}

function reversal(deps: MoneyDeps): Route {
  return defineRoute({
    ...OPERATOR,
    method: 'POST',
    path: '/v1/ads/advertisers/:organisation/reversals',
    name: 'reverseAdEvent',
    summary: 'Take back one billed event, and why; after its invoice it gets a credit note',
    params: AdvertiserParams,
    body: ReversalBody,
    replies: { 201: Reversal },
    async handle({ params, body, caller }) {
      const actor = { ...actorOf(caller), side: 'operator' as const };
      return { status: 201, json: await reverseEvent(deps, params.organisation, body, actor) };
    },
  });
}

function run(deps: MoneyDeps): Route {
  return defineRoute({
    ...OPERATOR,
    method: 'POST',
    path: '/v1/ads/invoices',
    name: 'issueAdInvoices',
    summary: 'Issue the invoices of a month that is over; those that are issued stay as they are',
    body: InvoiceRunBody,
    replies: { 200: InvoiceRun },
    handle: async ({ body }) => ({ status: 200, json: await issueInvoices(deps, body.month) }),
  });
}
