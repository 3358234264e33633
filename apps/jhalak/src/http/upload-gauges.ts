// How the encoders keep up, as numbers for /metrics: nothing of a person or of a single clip.

import { SECOND_MS, type Clock } from '@jhalak/kernel';
import type { Media } from '@jhalak/media';
import type { Metrics } from './metrics.ts';

/** What is asked. */
interface Encoding {
  media: Pick<Media, 'queue' | 'underWay'>;
  parts: { clock: Clock };
}

/** Adds gauges of the queue: how many wait, how many are worked on, the longest standing, the time of a clip. */
export function uploadGauges(metrics: Metrics, { media, parts }: Encoding): void {
  metrics.gauge(
    'jhalak_uploads_waiting',
    'Uploads that no encoder works on yet; 1,000 stands for more',
    async () => (await media.queue()).waiting.length,
  );
  metrics.gauge(
    'jhalak_uploads_worked_on',
    'Uploads whose encoding has begun',
    async () => (await media.queue()).workedOn,
  );
  metrics.gauge(
    'jhalak_upload_clip_seconds',
    'Time of the whole work on a clip, mean of the last ones; NaN before the first',
    async () => ((await media.queue()).clipMs ?? Number.NaN) / SECOND_MS,
  );
  metrics.gauge(
    'jhalak_uploads_oldest_seconds',
    'How long the upload stands that stands longest; 0 where nothing is under way',
    async () => {
      const [oldest] = await media.underWay(1);
      return oldest === undefined ? 0 : (parts.clock.nowMs() - oldest.sinceMs) / SECOND_MS;
    },
  );
}
