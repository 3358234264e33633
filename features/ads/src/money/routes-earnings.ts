// What creators and phone brands are owed, for themselves and for the operator; and the terms, for everybody.

import { Readable } from 'node:stream';
import { defineRoute, type Route } from '@jhalak/contracts';
import {
  BrandMonthQuery,
  BrandStatementParams,
  EarnerList,
  EarnerListQuery,
  EarnerParams,
  Earnings,
  ShareTermsList,
} from '@jhalak/contracts/ad-money';
import { PageQuery } from '@jhalak/contracts/fields';
import { assert } from '@jhalak/kernel';
import { pageOf } from '../routes/shared.ts';
import { brandFile, brandTerms } from './brand-file.ts';
import { listEarners, readEarnings } from './earnings.ts';
import type { MoneyDeps } from './types.ts';

/** Months are added up anew each time. */
const READS_PER_MINUTE = 60;
/** A file may have millions of lines. */
const FILES_PER_MINUTE = 6;
const BRANDS = { tag: 'ads', access: ['partner', 'operator'], owner: 'organisation' } as const;
const STAFF = { tag: 'ads', access: ['operator', 'auditor'], owner: 'staff' } as const;

export function earningsRoutes(deps: MoneyDeps): Route[] {
  return [terms(deps), own(deps), brand(deps), file(deps), all(deps), one(deps)];
}

function terms({ region }: MoneyDeps): Route {
  return defineRoute({
    ...{ tag: 'ads', access: 'anyone', owner: 'public' },
    method: 'GET',
    path: '/v1/ads/shares',
    name: 'listShareTerms',
    summary: 'What creators and phone brands get of a price, since when, and why so much',
    replies: { 200: ShareTermsList },
    handle: async () => await Promise.resolve({ status: 200, json: { items: brandTerms(region) } }),
  });
}

function own(deps: MoneyDeps): Route {
  return defineRoute({
    ...{ tag: 'ads', access: 'account', owner: 'self' },
    method: 'GET',
    path: '/v1/ads/earnings',
    name: 'getEarnings',
    summary: 'What one’s own clips earned by ads beside them, line by line and month by month',
    query: PageQuery,
    replies: { 200: Earnings },
    ratePerMinute: READS_PER_MINUTE,
    async handle({ query, caller }) {
      assert(caller, 'the route asks for an account');
      const json = await readEarnings(deps, 'creator', caller.personId, pageOf(query));
      return { status: 200, json };
    },
  });
}

function brand(deps: MoneyDeps): Route {
  return defineRoute({
    ...BRANDS,
    method: 'GET',
    path: '/v1/ads/brands/:organisation/statement',
    name: 'getBrandStatement',
    summary: 'What a phone brand’s lock screens earned, line by line and month by month',
    params: BrandStatementParams,
    query: PageQuery,
    replies: { 200: Earnings },
    ratePerMinute: READS_PER_MINUTE,
    handle: async ({ params, query }) => ({
      status: 200,
      json: await readEarnings(deps, 'brand', params.organisation, pageOf(query)),
    }),
  });
}

function file(deps: MoneyDeps): Route {
  return defineRoute({
    ...BRANDS,
    method: 'GET',
    path: '/v1/ads/brands/:organisation/statement/file',
    name: 'getBrandStatementFile',
    summary:
      'A brand’s month as JSON Lines, each paid event on its phones; `jhalak ads statement-check` computes it again from the brand’s own events',
    params: BrandStatementParams,
    query: BrandMonthQuery,
    replies: { 200: null },
    ratePerMinute: FILES_PER_MINUTE,
    handle: async ({ params, query }) =>
      await Promise.resolve({
        status: 200,
        stream: Readable.from(brandFile(deps, params.organisation, query.month)),
        headers: {
          'content-type': 'application/jsonl; charset=utf-8',
          'content-disposition': `attachment; filename="${params.organisation}-${query.month}.jsonl"`,
          'cache-control': 'private, no-store',
        },
      }),
  });
}

function all(deps: MoneyDeps): Route {
  return defineRoute({
    ...STAFF,
    method: 'GET',
    path: '/v1/ads/earners',
    name: 'listEarners',
    summary: 'Creators or phone brands that ever earned, and what they are owed',
    query: EarnerListQuery,
    replies: { 200: EarnerList },
    ratePerMinute: READS_PER_MINUTE,
    handle: async ({ query }) => ({
      status: 200,
      json: await listEarners(deps, query.kind, pageOf(query)),
    }),
  });
}

function one(deps: MoneyDeps): Route {
  return defineRoute({
    ...STAFF,
    method: 'GET',
    path: '/v1/ads/earners/:kind/:owner',
    name: 'getEarner',
    summary: 'One creator’s or phone brand’s statement',
    params: EarnerParams,
    query: PageQuery,
    replies: { 200: Earnings },
    ratePerMinute: READS_PER_MINUTE,
    handle: async ({ params, query }) => ({
      status: 200,
      json: await readEarnings(deps, params.kind, params.owner, pageOf(query)),
    }),
  });
}
