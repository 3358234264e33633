// Where the feed's candidates come from. Each source costs microseconds: everything is in the learner's memory.

import type { Source } from '@jhalak/pipeline';
import type { Taste } from '@jhalak/taste';
import { askedSource } from './choices/asked.ts';
import { added, unseen } from './candidates.ts';
import { newcomersSource } from './selection/newcomers.ts';
import { oldestSeen } from './selection/repeats.ts';
import { BEST_MAX } from './selection/shortlist.ts';
import type { FeedQuery } from './query.ts';

type FeedSource = Source<FeedQuery, number>;

/** Leanings that are asked for their popular clips. */
const LEANINGS = 3;
const PER_LEANING = 16;
const PER_CHOICE = 30;
/** A newcomer who chose nothing, or everything, still gets a bounded pool. */
const CHOICES_MAX = 24;
const NEW_CLIPS = 60;
const POPULAR_CLIPS = 100;
const PER_CREATOR = 5;
const CREATORS_MAX = 200;
const REPEATS = 60;
/** Twice the best of a shortlist (`selection/shortlist.ts`): filters take some. */
const PLENTY = 2 * BEST_MAX;
const EXPLORE_CLIPS = 40;
/** Random draws to find them; most draws hit when little is seen. */
const EXPLORE_DRAWS = 160;

/** @returns all sources, strongest first: the first to find a clip keeps it. */
export function feedSources(taste: Taste): FeedSource[] {
  return [
    related(taste),
    askedSource(taste),
    followed,
    reposted,
    leaning(taste),
    chosen(taste),
    newcomersSource(taste),
    fresh(taste),
    popular(taste),
    explore,
    repeats,
  ];
}

function related(taste: Taste): FeedSource {
  return {
    name: 'related',
    retrieve(query) {
      if (query.mode === 'following' || query.taste === undefined) return [];
      const { candidates } = query.work;
      const found = taste.related(query.taste);
      const rows: number[] = [];
      for (const [place, item] of found.items.entries()) {
        const row = candidates.add(item, 'related');
        if (row < 0) break;
        candidates.related[row] = found.scores[place] ?? 0;
        candidates.coVisit[row] = found.coVisit[place] ?? 0;
        candidates.sequence[row] = found.sequence[place] ?? 0;
        candidates.trend[row] = found.trend[place] ?? 0;
        candidates.because[row] = found.because[place] ?? -1;
        rows.push(row);
      }
      return rows;
    },
  };
}

const followed: FeedSource = {
  name: 'followed',
  retrieve(query) {
    const clips: number[] = [];
    let creators = 0;
    for (const creatorId of query.followed) {
      creators += 1;
      if (creators > CREATORS_MAX) break;
      clips.push(...query.items.ofCreator(creatorId).slice(-PER_CREATOR));
    }
    return added(query, clips, 'followed');
  },
};

const reposted: FeedSource = {
  name: 'reposted',
  retrieve(query) {
    const { items, passedOn } = query;
    return added(
      query,
      [...passedOn.keys()].flatMap((videoId) => items.indexOf(videoId) ?? []),
      'reposted',
    );
  },
};

function leaning(taste: Taste): FeedSource {
  return {
    name: 'leaning',
    retrieve(query) {
      if (query.mode === 'following' || query.taste === undefined) return [];
      const genres = strongest(query.taste.genres);
      const languages = strongest(query.taste.languages);
      return genres.flatMap((genre) =>
        languages.flatMap((language) =>
          unseen(query, taste.popular(language, genre), PER_LEANING, 'leaning'),
        ),
      );
    },
  };
}

function strongest(leanings: Readonly<Record<string, number>>): string[] {
  return Object.entries(leanings)
    .filter(([, amount]) => amount > 0)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, LEANINGS)
    .map(([name]) => name);
}

function chosen(taste: Taste): FeedSource {
  return {
    name: 'chosen',
    retrieve(query) {
      if (query.mode === 'following') return [];
      const languages = query.chosenLanguages.length > 0 ? query.chosenLanguages : [''];
      const genres = query.chosenGenres.length > 0 ? query.chosenGenres : [''];
      const pairs = languages.flatMap((language) =>
        genres.map((genre) => [language, genre] as const),
      );
      return [
        ...pairs
          .slice(0, CHOICES_MAX)
          .flatMap(([language, genre]) =>
            unseen(query, taste.popular(language, genre), PER_CHOICE, 'chosen'),
          ),
        ...languages.flatMap((language) =>
          unseen(query, taste.popular(language), PER_CHOICE, 'chosen'),
        ),
      ];
    },
  };
}

function fresh(taste: Taste): FeedSource {
  return {
    name: 'new',
    retrieve(query) {
      if (query.mode === 'following') return [];
      const languages = query.chosenLanguages.length > 0 ? query.chosenLanguages : [''];
      return languages.flatMap((language) =>
        unseen(query, taste.newest(language), NEW_CLIPS, 'new'),
      );
    },
  };
}

function popular(taste: Taste): FeedSource {
  return {
    name: 'popular',
    retrieve: (query) =>
      query.mode === 'following' ? [] : unseen(query, taste.popular(), POPULAR_CLIPS, 'popular'),
  };
}

// Uniform over all clips, so that nothing is out of reach and exploration's pool is not the popular one.
const explore: FeedSource = {
  name: 'explore',
  retrieve(query) {
    if (query.mode === 'following' || query.items.count === 0) return [];
    const clips: number[] = [];
    for (let draw = 0; draw < EXPLORE_DRAWS && clips.length < EXPLORE_CLIPS; draw += 1) {
      const item = query.random.below(query.items.count);
      if (query.work.candidates.seenAt(item) === 0) clips.push(item);
    }
    return added(query, clips, 'explore');
  },
};

// Seen clips, the longest ago first: they rank below everything unseen.
const repeats: FeedSource = {
  name: 'repeat',
  retrieve: (query) => (hasPlenty(query) ? [] : added(query, oldestSeen(query, REPEATS), 'repeat')),
};

// Repeats stand below everything unseen: with twice a shortlist of that, and nobody asking for whole kinds to be left out, none
// would be looked at.
function hasPlenty({ mode, asked, muted, work: { candidates } }: FeedQuery): boolean {
  const { creator, genre, language } = asked.none;
  const kinds = creator.size + genre.size + language.size + asked.noSounds.size;
  if (mode === 'following' || kinds + muted.size > 0) return false;
  let unseenCount = 0;
  for (let row = 0; row < candidates.count; row += 1)
    if (candidates.seenAtMs[row] === 0) unseenCount += 1;
  return unseenCount >= PLENTY;
}
