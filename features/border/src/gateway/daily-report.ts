// Once a day each cell tells the others that it has met how many people publish in which language and genre: counts of groups,
// never of people. What is handed to the gateway is the raw table; only the gateway decides what of it leaves.

import { createHash } from 'node:crypto';
import { DAY_MS, uuidFromBytes, type Clock } from '@jhalak/kernel';
import type { Directory } from './directory.ts';
import type { RawCount } from './k-anonymity.ts';
import type { Outbox } from './outbox.ts';

/** Reads how many people published how many clips, by language and genre; bounded by the lists of both. */
export type CountsReader = () => Promise<readonly RawCount[]>;

export interface DailyReportDeps {
  clock: Clock;
  directory: Directory;
  outbox: Outbox;
  counts: CountsReader;
  cellId(): Promise<string>;
}

/** Queues yesterday's report for every cell that does not have it yet. @returns how many were queued. */
export async function queueDailyReports(deps: DailyReportDeps): Promise<number> {
  const { clock, directory, outbox, counts } = deps;
  const cards = await directory.all();
  if (cards.length === 0) return 0;
  const dayMs = (Math.floor(clock.nowMs() / DAY_MS) - 1) * DAY_MS;
  const from = await deps.cellId();
  let table: readonly RawCount[] | undefined;
  let queued = 0;
  for (const { cell } of cards) {
    const id = reportId(from, cell, dayMs);
    if (await outbox.knows(id)) continue;
    // Counted once, and only when somebody lacks it.
    table ??= await counts();
    if (await outbox.put(id, cell, 'report.daily', { dayMs, counts: table })) queued += 1;
  }
  return queued;
}

/** One id for one report, whoever makes it and however often: a UUIDv7 of the moment at which its day ends. */
function reportId(from: string, to: string, dayMs: number): string {
  const bytes = createHash('sha256').update(`${from} ${to} report.daily ${dayMs}`).digest();
  bytes.writeUIntBE(dayMs + DAY_MS, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return uuidFromBytes(bytes.subarray(0, 16));
}
