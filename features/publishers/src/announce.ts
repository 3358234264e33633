// A publisher was paused, came back or ended, or its terms changed: the journal hears it report by report, in batches, so
// that whatever was made from them goes dark, comes back, or is told under the new terms. Safe to stop and start again at
// any point.

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

/** Safe to run twice: a reader of `changed` reads what stands now. A later change of terms has a run of its own. */
export async function tellTerms(
  deps: { database: Database; publishers: PublisherStore; reports: ReportStore },
  publisherId: string,
  signal: AbortSignal,
): Promise<void> {
  let after: string | undefined;
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    signal.throwIfAborted();
    after = await deps.database.transaction(async (tx) => {
      const publisher = await deps.publishers.lock(tx, publisherId);
      // Whoever is paused or ended shows nothing; what comes back is told anew.
      if (publisher?.state !== 'active') return undefined;
      return await deps.reports.tellTerms(tx, publisher, after);
    });
    if (after === undefined) return;
  }
}
