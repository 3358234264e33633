// Cards out of nothing, for tests of the pure parts.

import { GENRES, type Genre } from '@jhalak/contracts/languages';
import { ManualClock, seededRandom, uuidv7Ids } from '@jhalak/kernel';
import { NOTHING_ASKED } from '@jhalak/taste';
import type { Card } from '../types.ts';
import type { PackCandidate, PackQuery } from './query.ts';

const ids = uuidv7Ids(new ManualClock(Date.UTC(2026, 0, 5)), seededRandom(7));
export const NOW_MS = Date.UTC(2026, 0, 5);

export function cardOf(more: Partial<Card> & { genre?: Genre } = {}): Card {
  const cardId = ids.next();
  const { genre = 'news', ...rest } = more;
  return {
    cardId,
    kind: 'story',
    itemId: ids.next(),
    personId: undefined,
    publisherIds: [],
    language: 'hi',
    text: { genre, age: 'all', headline: 'A headline', summary: '', attribution: ['A paper'] },
    openPath: '/stories/x',
    story: undefined,
    picture: undefined,
    loop: undefined,
    prepared: true,
    happenedAtMs: NOW_MS,
    trend: 0,
    durationMs: 0,
    ai: undefined,
    sample: false,
    state: 'approved',
    version: 1,
    fromMs: NOW_MS,
    untilMs: NOW_MS + 86_400_000,
    embargoUntilMs: undefined,
    proposedAtMs: NOW_MS,
    changedAtMs: NOW_MS,
    approval: { by: 'editor', atMs: NOW_MS },
    correction: undefined,
    ended: undefined,
    ...rest,
  };
}

export function candidateOf(card: Card, bytes = 20_000): PackCandidate {
  return { card, standing: { glances: 0, wanted: 1 / 30 }, freshness: 1, bytes };
}

export function queryOf(more: Partial<PackQuery> = {}): PackQuery {
  return {
    kind: 'contextual',
    language: 'hi',
    languages: ['hi'],
    caller: undefined,
    taste: undefined,
    followed: new Set(),
    related: new Map(),
    asked: NOTHING_ASKED,
    muted: new Set(),
    seen: new Map(),
    nowMs: NOW_MS,
    limit: 20,
    bytesMax: 1_000_000,
    random: seededRandom(1),
    ...more,
  };
}

/** @returns cards of all genres in turn, some of one creator. */
export function someCards(count: number): Card[] {
  return Array.from({ length: count }, (_unused, index) => {
    const genre = GENRES[index % GENRES.length] ?? 'news';
    return cardOf({ genre });
  });
}
