// When a card is shown, as an editor says it.

import { problem } from '@jhalak/contracts';
import { DAY_MS } from '@jhalak/kernel';
import { genreTimes } from './genre-times.ts';
import type { Card } from './types.ts';

/** Nothing on a lock screen is planned, or stays, longer than this. */
export const SPAN_MAX_MS = 90 * DAY_MS;

type Times = Pick<Card, 'fromMs' | 'untilMs' | 'embargoUntilMs'>;

/**
 * @param asked absent times: from now, until the card's genre is old, embargo as it was.
 * @throws `card.times_invalid` for an end that is over or before its beginning, or too far away.
 */
export function timesOf(
  card: Card,
  asked: {
    fromMs?: number | undefined;
    untilMs?: number | undefined;
    embargoUntilMs?: number | undefined;
  },
  nowMs: number,
): Times {
  const fromMs = asked.fromMs ?? (card.state === 'approved' ? card.fromMs : nowMs);
  const begins = Math.max(fromMs, nowMs);
  const standard = Math.max(card.untilMs, begins + genreTimes(card.text.genre).lifeMs);
  const untilMs = asked.untilMs ?? (card.untilMs > begins ? card.untilMs : standard);
  const embargoUntilMs = asked.embargoUntilMs ?? card.embargoUntilMs;
  const latest = nowMs + SPAN_MAX_MS;
  if (untilMs <= begins) throw invalid('The card would end before it begins, or in the past.');
  if (untilMs > latest) throw invalid('A card ends within 90 days.');
  if (embargoUntilMs !== undefined && embargoUntilMs >= untilMs)
    throw invalid('The embargo would last longer than the card.');
  return { fromMs, untilMs, embargoUntilMs };
}

function invalid(sentence: string): Error {
  return problem('card.times_invalid', sentence);
}
