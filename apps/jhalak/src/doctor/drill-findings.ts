// Whether somebody has ever restored this cell, and what would be lost if the machine went now.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS, HOUR_MS } from '@jhalak/kernel';
import { lastBackup } from '../backup/last-backup.ts';
import { formatSeconds } from '../backup/tell.ts';
import { lastReport } from '../drill/report.ts';
import type { Settings } from '../settings.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

/** Once a month, with some days' grace. */
const DRILL_DUE_MS = 35 * DAY_MS;
/** Every night, and a night missed. */
const BACKUP_DUE_MS = 2 * DAY_MS;

/** @returns nothing for a home that no cell stands in yet. */
export async function drillFindings(settings: Settings, nowMs: number): Promise<Finding[]> {
  const { home, databaseUrl } = settings;
  if (databaseUrl === undefined && !existsSync(join(home, 'pg'))) return [];
  return [await backupFinding(home, nowMs), await drillFinding(home, nowMs)];
}

async function backupFinding(home: string, nowMs: number): Promise<Finding> {
  const made = await lastBackup(home);
  if (made === undefined)
    return warning(
      'backup',
      'none was made from this home: a lost machine would lose everything',
      'Run npx jhalak backup --to FOLDER every night, and copy it to another machine.',
    );
  const ageMs = nowMs - made.snapshotAtMs;
  const what = `the last one ${agoText(ageMs)}, to ${made.folder}; a lost machine would lose at most what was written since`;
  return ageMs <= BACKUP_DUE_MS
    ? ok('backup', what)
    : warning('backup', what, 'Run npx jhalak backup --to FOLDER every night.');
}

async function drillFinding(home: string, nowMs: number): Promise<Finding> {
  const last = await lastReport(home);
  if (last === undefined)
    return warning(
      'drill',
      'never: nobody knows whether a restore works',
      'Run npx jhalak drill: it restores into a scratch home, compares, and destroys it.',
    );
  const took = formatSeconds((last.restoredInMs ?? last.tookMs) / 1_000);
  const what = `last drill ${agoText(nowMs - last.startedAtMs)}, ${last.passed ? 'passed' : 'NOT passed'}; restored in ${took}`;
  if (!last.passed)
    return problem(
      'drill',
      `${what}: ${last.failures[0] ?? 'something failed'}`,
      `Read the newest report in ${join(home, 'drills')}, mend it, and run npx jhalak drill again.`,
    );
  return nowMs - last.startedAtMs <= DRILL_DUE_MS
    ? ok('drill', what)
    : warning('drill', what, 'Run npx jhalak drill once a month.');
}

function agoText(ms: number): string {
  if (ms < 2 * HOUR_MS) return 'just now';
  return ms < 2 * DAY_MS
    ? `${Math.floor(ms / HOUR_MS)} hours ago`
    : `${Math.floor(ms / DAY_MS)} days ago`;
}
