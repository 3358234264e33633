// What a brand sees of itself: fill, conformance, record. And how a client reports its self-test.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import {
  BrandFill,
  BrandRecord,
  ConformanceBody,
  ConformanceList,
  ConformanceReport,
  OrganisationParams,
} from '@jhalak/contracts/partners';
import { readFill } from '../brand-counts.ts';
import { keepReport, listReports, type ConformanceDeps } from '../conformance.ts';
import type { BrandGate } from '../types.ts';
import { BRAND_ACCESS } from './actor.ts';

/** Reports a minute of one address: a test bench runs the self-test over and over, a loop gone wild does more. */
const REPORTS_PER_MINUTE = 20;

const ours = {
  tag: 'partners',
  access: BRAND_ACCESS,
  owner: 'organisation',
  method: 'GET',
  params: OrganisationParams,
} as const;

export function insightRoutes(deps: ConformanceDeps & { gate: BrandGate }): Route[] {
  return [fill(deps), conformance(deps), record(deps), report(deps)];
}

function fill({ database, store, clock }: ConformanceDeps): Route {
  return defineRoute({
    ...ours,
    path: '/v1/partner/brands/:organisation/fill',
    name: 'getBrandFill',
    summary: 'What reached the phones of a brand, by hour and day',
    replies: { 200: BrandFill },
    async handle({ params }) {
      const brand = await store.get(params.organisation);
      return { status: 200, json: await readFill(database, brand, clock.nowMs()) };
    },
  });
}

function conformance({ database, store }: ConformanceDeps): Route {
  return defineRoute({
    ...ours,
    path: '/v1/partner/brands/:organisation/conformance',
    name: 'listConformance',
    summary: "Self-test reports of a brand's lock screens, the newest first",
    replies: { 200: ConformanceList },
    async handle({ params }) {
      const brand = await store.get(params.organisation);
      return { status: 200, json: { items: await listReports(database, brand.id) } };
    },
  });
}

function record({ database, store }: ConformanceDeps): Route {
  return defineRoute({
    ...ours,
    path: '/v1/partner/brands/:organisation/record',
    name: 'getBrandRecord',
    summary: 'What was done with a brand, the newest first',
    replies: { 200: BrandRecord },
    async handle({ params }) {
      const brand = await store.get(params.organisation);
      const acts = await store.acts(database, brand.id);
      const items = acts.map(({ at_ms: atMs, by_side: by, ...act }) => ({ ...act, atMs, by }));
      return { status: 200, json: { items } };
    },
  });
}

function report(deps: ConformanceDeps & { gate: BrandGate }): Route {
  return defineRoute({
    method: 'POST',
    path: '/lock/v1/conformance',
    name: 'reportConformance',
    summary: "A lock screen's account of its self-test, with the brand's key",
    tag: 'lock',
    access: 'anyone',
    owner: 'public',
    body: ConformanceBody,
    replies: { 201: ConformanceReport },
    ratePerMinute: REPORTS_PER_MINUTE,
    async handle({ body, headers }) {
      const asked = await deps.gate.brandOf(headers['jhalak-brand']);
      if (asked.kind !== 'brand')
        throw problem('lock.brand_unknown', 'The Jhalak-Brand header names no key in force.');
      return { status: 201, json: await keepReport(deps, asked.brand, body) };
    },
  });
}
