// How the learner is, as numbers for /metrics: no personal data, nothing of a single clip.

import type { TasteControl } from '@jhalak/taste';
import type { Metrics } from './metrics.ts';

/** What is asked of the learner. */
export type LearnerHealth = Pick<TasteControl, 'rankerHealth'>;

/** Adds gauges of every head of the ranker: progressive loss, that of the plain rate, and calibration. */
export function learnerGauges(metrics: Metrics, learner: LearnerHealth): void {
  metrics.gauge(
    'jhalak_ranker_heads_troubled',
    'Heads of the ranker that were set back and do not learn now',
    () =>
      learner.rankerHealth().filter(({ state }) => state === 'paused' || state === 'stopped')
        .length,
  );
  for (const { head } of learner.rankerHealth()) {
    const name = head.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const read = (of: 'loss' | 'rateLoss'): number =>
      learner.rankerHealth().find((one) => one.head === head)?.[of] ?? Number.NaN;
    metrics.gauge(`jhalak_ranker_loss_${name}`, 'Log loss of late, foretold before learning', () =>
      read('loss'),
    );
    metrics.gauge(`jhalak_ranker_rate_loss_${name}`, 'What the plain rate alone would lose', () =>
      read('rateLoss'),
    );
    metrics.gauge(
      `jhalak_ranker_calibration_error_${name}`,
      'Expected calibration error, by tenths of what was foretold',
      () =>
        learner.rankerHealth().find((one) => one.head === head)?.reliability.error ?? Number.NaN,
    );
  }
}
