// What lock screens say of themselves: the self-test's reports, kept as they came.

import {
  CONFORMANCE_CHECKS,
  CONFORMANCE_KEPT_MAX,
  type ConformanceBody,
  type ConformanceReport,
} from '@jhalak/contracts/partners';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Database, Queries } from '@jhalak/ports';
import type { BrandStore } from './brand-store.ts';
import type { ShownBrand } from './types.ts';

interface ReportRow {
  report_id: string;
  report: ConformanceBody;
  reported_at_ms: number;
}

export interface ConformanceDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  store: BrandStore;
}

/** Keeps a report and drops the oldest beyond the bound. */
export async function keepReport(
  { clock, ids, store }: ConformanceDeps,
  brand: ShownBrand,
  report: ConformanceBody,
): Promise<ConformanceReport> {
  const row = { report_id: ids.next(), report, reported_at_ms: clock.nowMs() };
  await store.locked(brand.organisation, async (tx) => {
    await tx.query(
      {
        name: 'partners.keep_report',
        text: `INSERT INTO brand_reports (brand_id, report_id, report, reported_at_ms) VALUES ($1, $2, $3, $4)`,
      },
      [brand.brandId, row.report_id, JSON.stringify(report), row.reported_at_ms],
    );
    await tx.query(
      {
        name: 'partners.drop_reports',
        text: `DELETE FROM brand_reports WHERE brand_id = $1 AND report_id IN
          (SELECT report_id FROM brand_reports WHERE brand_id = $1 ORDER BY report_id DESC OFFSET $2)`,
      },
      [brand.brandId, CONFORMANCE_KEPT_MAX],
    );
    await store.record(
      tx,
      { brand_id: brand.brandId, organisation: brand.organisation },
      { side: 'client' },
      {
        action: isWhole(report) ? 'conformance_passed' : 'conformance_failed',
        note: report.client,
      },
    );
  });
  return shown(row);
}

/** @returns the newest first. */
export async function listReports(on: Queries, brandId: string): Promise<ConformanceReport[]> {
  const rows = await on.query<ReportRow>(
    {
      name: 'partners.reports',
      text: `SELECT report_id, report, reported_at_ms FROM brand_reports WHERE brand_id = $1
        ORDER BY report_id DESC LIMIT $2`,
    },
    [brandId, CONFORMANCE_KEPT_MAX],
  );
  return rows.map(shown);
}

/** Whether each check of the list is there, and none failed. */
export function isWhole(report: {
  checks: readonly { check: string; passed: boolean }[];
}): boolean {
  return missingOf(report).length === 0 && report.checks.every(({ passed }) => passed);
}

function missingOf({ checks }: { checks: readonly { check: string }[] }) {
  const told = new Set(checks.map(({ check }) => check));
  return CONFORMANCE_CHECKS.filter((check) => !told.has(check));
}

function shown({ report_id, report, reported_at_ms }: ReportRow): ConformanceReport {
  return {
    id: report_id,
    ...report,
    reportedAtMs: reported_at_ms,
    passed: isWhole(report),
    missing: missingOf(report),
  };
}
