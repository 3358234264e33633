// Closes the cases of clips, comments and people that are gone for good: nothing is left to decide.

import type { DurableConsumer } from '@jhalak/ports';
import type { Videos } from '@jhalak/videos';
import type { SafetyStore } from './store.ts';

/**
 * Reports are read too: one can be taken a moment after its clip was purged, behind the purge in the journal.
 * Cost: one query a batch with reports, one with cases to close.
 */
export function closeCasesOfGoneClips(
  store: SafetyStore,
  videos: Pick<Videos, 'stored'>,
): DurableConsumer {
  return {
    name: 'safety.gone_clips',
    streams: ['videos.video', 'comments.comment', 'accounts.person', 'safety.report'],
    handle: async (tx, { events }) => {
      const gone = new Set(
        events
          .filter(({ type }) => type === 'purged' || type === 'erased')
          .map((event) => event.key),
      );
      const reported = new Set(
        events
          // Entries from before there were other kinds say none.
          .filter(
            ({ stream, facts }) =>
              stream === 'safety.report' && (facts['kind'] ?? 'clip') === 'clip',
          )
          .map((event) => event.key),
      );
      const stored = reported.size === 0 ? undefined : await videos.stored([...reported]);
      for (const videoId of reported) if (stored?.has(videoId) !== true) gone.add(videoId);
      if (gone.size > 0) await store.closeGone(tx, [...gone]);
    },
  };
}
