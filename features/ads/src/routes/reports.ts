// Reports, for an advertiser's people about their own and for the operator about all; and how many people a targeting fits.

import { Readable } from 'node:stream';
import { defineRoute, type Route, type RouteReply } from '@jhalak/contracts';
import {
  OperatorReportQuery,
  ReachEstimate,
  Report,
  ReportQuery,
} from '@jhalak/contracts/ad-reports';
import { AdvertiserParams, Targeting } from '@jhalak/contracts/ads';
import { reportCsv } from '../reports/csv.ts';
import { estimateReach, type ReachDeps } from '../reports/reach.ts';
import { makeReport, type ReportDeps } from '../reports/report.ts';
import { OURS } from './shared.ts';

/** A dashboard asks some at once; a program asks once a minute. */
const REPORTS_PER_MINUTE = 120;
/** A wizard asks with every change that somebody makes. */
const ESTIMATES_PER_MINUTE = 60;

export function reportRoutes(deps: ReportDeps & ReachDeps): Route[] {
  return [
    defineRoute({
      ...OURS,
      method: 'GET',
      path: '/v1/ads/advertisers/:organisation/report',
      name: 'getAdvertiserReport',
      summary: 'What an advertiser’s ads came to, by up to three dimensions; JSON or CSV',
      params: AdvertiserParams,
      query: ReportQuery,
      replies: { 200: Report },
      ratePerMinute: REPORTS_PER_MINUTE,
      async handle({ params, query }) {
        const { organisation } = params;
        return replyWith(await makeReport(deps, { ...query, organisation }), query.format);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/ads/report',
      name: 'getAdsReport',
      summary: 'What all ads came to, those of outside seats too; JSON or CSV',
      tag: 'ads',
      access: ['operator'],
      owner: 'staff',
      query: OperatorReportQuery,
      replies: { 200: Report },
      ratePerMinute: REPORTS_PER_MINUTE,
      handle: async ({ query }) => replyWith(await makeReport(deps, query), query.format),
    }),
    defineRoute({
      ...OURS,
      method: 'POST',
      path: '/v1/ads/advertisers/:organisation/reach-estimate',
      name: 'estimateReach',
      summary: 'About how many people a targeting fits; nothing is kept of the question',
      params: AdvertiserParams,
      body: Targeting,
      replies: { 200: ReachEstimate },
      ratePerMinute: ESTIMATES_PER_MINUTE,
      handle: async ({ body }) => ({ status: 200, json: await estimateReach(deps, body) }),
    }),
  ];
}

function replyWith(report: Report, format: ReportQuery['format']): RouteReply {
  if (format !== 'csv') return { status: 200, json: report };
  const bytes = Buffer.from(reportCsv(report));
  return {
    status: 200,
    stream: Readable.from([bytes]),
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-length': String(bytes.length),
      'content-disposition': 'attachment; filename="jhalak-ads-report.csv"',
      'cache-control': 'no-store',
    },
  };
}
