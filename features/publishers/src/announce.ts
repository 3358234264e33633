// A publisher was paused, came back or ended: the journal hears it report by report, in batches, so that whatever was made
// from them goes dark or comes back. Safe to stop and start again at any point.

import type { Database } from '@jhalak/ports';
import type { PublisherStore } from './publisher-store.ts';
import { ANNOUNCE_BATCH, type ReportStore } from './report-store.ts';

/** Reports of one publisher that are alive at once: half a year of 500 a day. More would be a bug. */
const BATCHES_MAX = 200;

export async function announce(
  deps: { database: Database; publishers: PublisherStore; reports: ReportStore },
  publisherId: string,
  signal: AbortSignal,
): Promise<void> {
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    signal.throwIfAborted();
    const told = await deps.database.transaction(async (tx) => {
      const publisher = await deps.publishers.lock(tx, publisherId);
      return publisher === undefined ? 0 : await deps.reports.tellUntold(tx, publisher);
    });
    if (told < ANNOUNCE_BATCH) return;
  }
}
