// Deletes from the journal what no manifest keeps any longer.

import type { Manifest } from '@jhalak/contracts';
import { DAY_MS, MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Feature, Journal, Sweep } from '@jhalak/ports';

/** Often enough to follow 40 windows a second, a cell's most, with the journal's bound on one call. */
const EVERY_MS = 10 * MINUTE_MS;

/**
 * A window goes whole, so it waits for the stream that is kept longest.
 *
 * @returns undefined when some stream is not kept by days: then nothing is deleted.
 */
function journalDays(manifests: readonly Manifest[]): number | undefined {
  const kept = manifests.flatMap((manifest) => manifest.streams).map((stream) => stream.retention);
  let days = 0;
  for (const retention of kept) {
    if (retention.kind !== 'days') return undefined;
    days = Math.max(days, retention.days);
  }
  return days === 0 ? undefined : days;
}

/** @returns the sweep; see Journal.prune for what holds it back. */
export function journalRetention(
  parts: { journal: Journal; clock: Clock },
  features: readonly Feature[],
  manifests: readonly Manifest[],
): Sweep {
  const days = journalDays(manifests);
  const consumers = features.flatMap((feature) => feature.consumers);
  return {
    name: 'journal.retention',
    everyMs: EVERY_MS,
    run: async () =>
      days === undefined
        ? 0
        : await parts.journal.prune({
            sealedBeforeMs: parts.clock.nowMs() - days * DAY_MS,
            consumers,
          }),
  };
}
