// What may not come into a slot, with the reason. Visibility is the last word; the rest is good manners.

import type { Filter } from '@jhalak/pipeline';
import { onlookerOf } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { askedAway } from './choices/asked.ts';
import type { FeedCandidate, FeedQuery } from './query.ts';

type FeedFilter = Filter<FeedQuery, FeedCandidate>;

export function feedFilters(visibility: Visibility): FeedFilter[] {
  return [alive, served, own, unwanted, askedAway, notFollowed, visible(visibility)];
}

const alive: FeedFilter = {
  name: 'alive',
  judge: (query, candidates) =>
    candidates.map(({ item }) => (query.items.facts(item).alive ? null : 'gone')),
};

const served: FeedFilter = {
  name: 'served',
  judge: (query, candidates) =>
    candidates.map(({ videoId }) => (query.served.has(videoId) ? 'on_this_page_already' : null)),
};

const own: FeedFilter = {
  name: 'own',
  judge: (query, candidates) =>
    candidates.map(({ creatorId }) => (creatorId === query.caller?.personId ? 'own' : null)),
};

const unwanted: FeedFilter = {
  name: 'unwanted',
  judge(query, candidates) {
    const no = new Set(query.taste?.unwanted);
    return candidates.map(({ videoId }) => (no.has(videoId) ? 'not_interested' : null));
  },
};

const notFollowed: FeedFilter = {
  name: 'followed_only',
  judge: (query, candidates) =>
    candidates.map(({ creatorId }) =>
      query.mode === 'following' && !query.followed.has(creatorId) ? 'not_followed' : null,
    ),
};

function visible(visibility: Visibility): FeedFilter {
  return {
    name: 'visibility',
    judge(query, candidates) {
      // Staff see everything where they decide; in their own feed they see what everybody sees.
      const onlooker = { ...onlookerOf(query.caller), staff: false };
      const surface = `feed.${query.mode}`;
      return candidates.map(({ videoId }) => {
        const verdict = visibility.check(surface, videoId, onlooker);
        return verdict.kind === 'visible' ? null : verdict.reason;
      });
    },
  };
}
