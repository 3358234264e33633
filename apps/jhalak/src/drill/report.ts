// What a drill leaves: one report a drill in `<home>/drills`, as JSON and in words. It names no person.

import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes, formatCount, formatSeconds } from '../backup/tell.ts';
import { writeDurably } from '../handover/steps/evidence.ts';

export interface DrillReport {
  v: 1;
  passed: boolean;
  startedAtMs: number;
  tookMs: number;
  release: string;
  region: string;
  /** The moment that the backup shows; what came later would be lost with the machine. */
  snapshotAtMs: number | undefined;
  /** How long a restore took, until people could be served again. */
  restoredInMs: number | undefined;
  backup: { files: number; bytes: number };
  compared: {
    tables: number;
    rows: number;
    files: number;
    keys: number;
    people: number;
    fields: number;
    sealedOpened: number;
    /** Rows that people wrote meanwhile: not compared. */
    movedOn: number;
  };
  served: { viewers: number; pages: number };
  orders: { looked: number; dark: number };
  log: { entries: number };
  /** Sentences, without names of people. */
  failures: readonly string[];
}

/** Two years of monthly drills. */
const KEPT_MAX = 24;
/** By its beginning to the millisecond: a drill that fails at once may be followed within a second. */
const NAME = /^\d{8}-\d{6}-\d{3}\.json$/;

/** @returns where a home keeps its reports. */
function drillsFolder(home: string): string {
  return join(home, 'drills');
}

/** Keeps a report, and forgets what is older than the last `KEPT_MAX`. @returns its file. */
export async function keepReport(home: string, report: DrillReport): Promise<string> {
  const folder = drillsFolder(home);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = new Date(report.startedAtMs)
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace('T', '-')
    .replace('.', '-')
    .slice(0, 19);
  const file = join(folder, `${name}.json`);
  await writeDurably(join(folder, `${name}.txt`), `${reportLines(report).join('\n')}\n`);
  await writeDurably(file, `${JSON.stringify(report, undefined, 2)}\n`);
  const names = (await readdir(folder)).filter((one) => NAME.test(one)).toSorted();
  for (const old of names.slice(0, -KEPT_MAX))
    for (const one of [old, old.replace('.json', '.txt')])
      await rm(join(folder, one), { force: true });
  return file;
}

/** @returns the newest report that can be read; undefined where there was no drill. */
export async function lastReport(home: string): Promise<DrillReport | undefined> {
  const folder = drillsFolder(home);
  const names = (await readdir(folder).catch(() => [])).filter((one) => NAME.test(one));
  for (const name of names.toSorted().toReversed()) {
    try {
      const report = JSON.parse(await readFile(join(folder, name), 'utf8')) as DrillReport;
      if (report.v === 1) return report;
    } catch {
      // Torn or changed by hand: an older one tells more.
      continue;
    }
  }
  return undefined;
}

/** @returns lines for people. */
export function reportLines(report: DrillReport): string[] {
  const { compared, backup, served, orders } = report;
  const took = formatSeconds(report.tookMs / 1_000);
  const at = new Date(report.startedAtMs).toISOString();
  return [
    `${report.passed ? 'PASSED' : 'NOT PASSED'}: drill of ${at}, Jhalak ${report.release}, region ${report.region}, took ${took}`,
    ...report.failures.map((failure) => `  ✗ ${failure}`),
    `  backup     ${formatCount(backup.files)} files, ${formatBytes(backup.bytes)}, every byte verified`,
    ...(report.restoredInMs === undefined
      ? []
      : [`  restored   in ${formatSeconds(report.restoredInMs / 1_000)}, into an empty home`]),
    `  compared   ${formatCount(compared.tables)} tables, ${formatCount(compared.rows)} rows, ${formatCount(compared.files)} files, ${formatCount(compared.keys)} keys`,
    `  people     ${formatCount(compared.people)}, ${formatCount(compared.fields)} fields one by one, ${formatCount(compared.sealedOpened)} sealed ones opened on both sides`,
    `  served     ${served.pages} of ${served.viewers} viewers got a page, without a network`,
    `  orders     ${orders.dark} of ${orders.looked} clips that are dark here are dark there`,
    `  log        ${formatCount(report.log.entries)} entries, each proven`,
  ];
}
