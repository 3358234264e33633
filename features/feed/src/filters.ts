// What may not come into a slot, with the reason. Visibility is the last word; the rest is good manners.

import { KEEPS_ALL, type Filter } from '@jhalak/pipeline';
import { onlookerOf } from '@jhalak/videos';
import type { Onlooker, Visibility } from '@jhalak/visibility';
import { askedAway } from './choices/asked.ts';
import type { FeedQuery } from './query.ts';

type FeedFilter = Filter<FeedQuery, number>;

/** @returns all but visibility, which the selector asks of whoever may come on the page (`visibleRows`). */
export function feedFilters(): FeedFilter[] {
  return [alive, served, own, apart, unwanted, askedAway, notFollowed];
}

const alive: FeedFilter = {
  name: 'alive',
  judge: ({ items, work }, candidates) =>
    candidates.map((row) => (items.isAlive(work.candidates.items[row] ?? 0) ? null : 'gone')),
};

const served: FeedFilter = {
  name: 'served',
  judge: (query, candidates) =>
    withoutClips(query, candidates, query.served, 'on_this_page_already'),
};

const own: FeedFilter = {
  name: 'own',
  judge({ items, caller, work }, candidates) {
    const self = caller === undefined ? -1 : items.creators.known(caller.personId);
    // Nobody's own: most people made no clip.
    if (self < 0) return KEEPS_ALL;
    return candidates.map((row) =>
      items.creatorOf(work.candidates.items[row] ?? 0) === self ? 'own' : null,
    );
  },
};

const apart: FeedFilter = {
  name: 'apart',
  judge({ apart: people, work }, candidates) {
    if (people.size === 0) return KEEPS_ALL;
    return candidates.map((row) =>
      people.has(work.candidates.facts[row]?.creatorId ?? '') ? 'apart' : null,
    );
  },
};

const unwanted: FeedFilter = {
  name: 'unwanted',
  judge: (query, candidates) =>
    withoutClips(query, candidates, query.taste?.unwanted ?? [], 'not_interested'),
};

// Few of these are candidates: they are looked up, and not every candidate among them.
function withoutClips(
  { items, work }: FeedQuery,
  candidates: readonly number[],
  videoIds: Iterable<string>,
  reason: string,
): readonly (string | null)[] {
  const rows = new Set<number>();
  for (const videoId of videoIds) {
    const item = items.indexOf(videoId);
    const row = item === undefined ? -1 : work.candidates.rowOf(item);
    if (row >= 0) rows.add(row);
  }
  return rows.size === 0 ? KEEPS_ALL : candidates.map((row) => (rows.has(row) ? reason : null));
}

const notFollowed: FeedFilter = {
  name: 'followed_only',
  judge({ mode, followed, passedOn, work }, candidates) {
    if (mode !== 'following') return KEEPS_ALL;
    return candidates.map((row) => {
      const { creatorId = '', videoId = '' } = work.candidates.facts[row] ?? {};
      return followed.has(creatorId) || passedOn.has(videoId) ? null : 'not_followed';
    });
  },
};

/**
 * Staff see everything where they decide; in their own feed they see what everybody sees. What is private comes to followers in the
 * Following feed alone, and to those among them who have a name.
 */
export function feedOnlooker({
  mode,
  caller,
  apart: people,
  followed,
  closeTo,
}: Pick<FeedQuery, 'mode' | 'caller' | 'apart' | 'followed' | 'closeTo'>): Onlooker {
  const isNamed = mode === 'following' && caller?.handle !== undefined;
  return {
    ...onlookerOf(caller),
    ...{ staff: false, apart: people },
    ...(isNamed ? { follows: followed, closeTo } : {}),
  };
}

/** @returns whether a row's clip may be seen by the page's viewer. Cost: a lookup; it is asked of whoever may come on the page. */
export function visibleRows(visibility: Visibility, query: FeedQuery): (row: number) => boolean {
  const onlooker = feedOnlooker(query);
  const surface = `feed.${query.mode}`;
  const { facts } = query.work.candidates;
  return (row) => visibility.check(surface, facts[row]?.videoId ?? '', onlooker).kind === 'visible';
}
