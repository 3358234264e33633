// Reports at the desk: look through them, write one by hand, take one away.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { IdParams, PageQuery, Uuid } from '@jhalak/contracts/fields';
import { DeskReport, DeskReportBody, DeskReportPage } from '@jhalak/contracts/publishers';
import { assert, isUuid } from '@jhalak/kernel';
import { Type } from 'typebox';
import { removeReport, writeReport, type DeskDeps } from '../desk.ts';
import { deskReport } from '../present.ts';
import type { PublisherTables, ReportRow } from '../tables.ts';

const LIMIT_DEFAULT = 20;
const ReportsQuery = Type.Object({ ...PageQuery.properties, publisherId: Type.Optional(Uuid) });
const shared = { tag: 'publishers', access: ['editor'], owner: 'staff' } as const;

export function deskReportRoutes(deps: DeskDeps): Route[] {
  return [listReports(deps), createReport(deps), deleteReport(deps)];
}

function listReports(deps: DeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/desk/reports',
    name: 'listDeskReports',
    summary: 'Reports of all publishers or of one, newest first, removed ones among them',
    query: ReportsQuery,
    replies: { 200: DeskReportPage },
    async handle({ query }) {
      const limit = query.limit ?? LIMIT_DEFAULT;
      if (query.cursor !== undefined && !isUuid(query.cursor)) {
        throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
      }
      const rows = await page(deps, query.publisherId, query.cursor, limit);
      const next = rows.length < limit ? null : (rows.at(-1)?.report_id ?? null);
      return { status: 200, json: { items: await views(deps, rows), next } };
    },
  });
}

function createReport(deps: DeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/desk/publishers/:id/reports',
    name: 'createDeskReport',
    summary: 'Write a report by hand',
    params: IdParams,
    body: DeskReportBody,
    // Forty thousand characters of the widest scripts.
    bodyLimitBytes: 256 * 1024,
    replies: { 201: DeskReport },
    async handle({ params, body }) {
      const id = await writeReport(deps, params.id, body);
      return { status: 201, json: await viewOf(deps, id) };
    },
  });
}

function deleteReport(deps: DeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'DELETE',
    path: '/v1/desk/reports/:id',
    name: 'removeDeskReport',
    summary: 'Take a report away for good: whatever was made from it goes dark',
    params: IdParams,
    replies: { 200: DeskReport },
    async handle({ params }) {
      await removeReport(deps, params.id);
      return { status: 200, json: await viewOf(deps, params.id) };
    },
  });
}

async function page(
  deps: DeskDeps,
  publisherId: string | undefined,
  before: string | undefined,
  limit: number,
): Promise<ReportRow[]> {
  let rows = deps.database
    .tables<PublisherTables>()
    .selectFrom('publisher_reports')
    .selectAll()
    // Ids are of the time at which a report was first seen.
    .orderBy('report_id', 'desc')
    .limit(limit);
  if (publisherId !== undefined) rows = rows.where('publisher_id', '=', publisherId);
  if (before !== undefined) rows = rows.where('report_id', '<', before);
  return await rows.execute();
}

async function viewOf(deps: DeskDeps, id: string): Promise<DeskReport> {
  const [view] = await views(deps, await deps.reports.byIds([id]));
  assert(view, 'it was there a moment ago, and removed reports stay as tombstones');
  return view;
}

async function views(deps: DeskDeps, rows: readonly ReportRow[]): Promise<DeskReport[]> {
  const publisherIds = [...new Set(rows.map((row) => row.publisher_id))];
  const [publishers, pictures] = await Promise.all([
    deps.publishers.byIds(publisherIds),
    deps.reports.pictures(rows.map((row) => row.report_id)),
  ]);
  const byId = new Map(publishers.map((publisher) => [publisher.publisher_id, publisher]));
  const ofReport = new Map(pictures.map((picture) => [picture.report_id, picture]));
  return rows.flatMap((row) => {
    const publisher = byId.get(row.publisher_id);
    return publisher === undefined ? [] : [deskReport(row, publisher, ofReport.get(row.report_id))];
  });
}
