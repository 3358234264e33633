// What may not come into a pack, with the reason. Visibility is the last word; the rest is good manners.

import { HOUR_MS } from '@jhalak/kernel';
import type { Filter } from '@jhalak/pipeline';
import { textMuter } from '@jhalak/taste';
import { foldWords, type Visibility } from '@jhalak/visibility';
import type { PackCandidate, PackQuery } from './query.ts';

type PackFilter = Filter<PackQuery, PackCandidate>;

/** A card whose time begins this soon travels with the pack: the phone may be without network by then. */
const AHEAD_MS = 6 * HOUR_MS;

export function packFilters(visibility: Visibility): PackFilter[] {
  return [inTime, age, own, apart, seen, unwanted, askedAway, visible(visibility)];
}

const inTime: PackFilter = {
  name: 'time',
  judge: ({ nowMs }, candidates) =>
    candidates.map(({ card }) => {
      if (!card.prepared) return 'picture_to_come';
      if (card.untilMs <= nowMs) return 'over';
      if (card.fromMs > nowMs + AHEAD_MS) return 'later';
      return card.embargoUntilMs !== undefined && card.embargoUntilMs > nowMs ? 'embargo' : null;
    }),
};

// Who else looks at a lock screen is unknown: adults' cards go to adults who said so, and into personal packs only.
const age: PackFilter = {
  name: 'age',
  judge: ({ kind, caller }, candidates) => {
    const adult = kind === 'personal' && caller?.ageBand === '18plus';
    return candidates.map(({ card }) => (card.text.age === 'all' || adult ? null : 'age'));
  },
};

const own: PackFilter = {
  name: 'own',
  judge: ({ caller }, candidates) =>
    candidates.map(({ card }) =>
      card.personId !== undefined && card.personId === caller?.personId ? 'own' : null,
    ),
};

const apart: PackFilter = {
  name: 'apart',
  judge: ({ apart: people }, candidates) =>
    candidates.map(({ card }) =>
      card.personId !== undefined && people?.has(card.personId) === true ? 'apart' : null,
    ),
};

const seen: PackFilter = {
  name: 'seen',
  judge: (query, candidates) =>
    candidates.map(({ card }) => (query.seen.has(card.itemId) ? 'seen' : null)),
};

const unwanted: PackFilter = {
  name: 'unwanted',
  judge(query, candidates) {
    const no = new Set(query.taste?.unwanted);
    return candidates.map(({ card }) => (no.has(card.itemId) ? 'not_interested' : null));
  },
};

// What somebody asked not to see: it holds here as in the feed, with and without learning.
export const askedAway: PackFilter = {
  name: 'asked_away',
  judge({ asked, muted }, candidates) {
    const { clip, creator, genre, language } = asked.none;
    const says = textMuter(asked, foldWords);
    return candidates.map(({ card }) => {
      const { text, itemId, personId = '' } = card;
      if (clip.has(itemId)) return 'not_interested';
      if (creator.has(personId)) return 'creator_not_wanted';
      if (genre.has(text.genre)) return 'genre_not_wanted';
      if (language.has(card.language)) return 'language_not_wanted';
      return muted.has(itemId) || says(`${text.headline} ${text.summary}`) ? 'muted_words' : null;
    });
  },
};

function visible(visibility: Visibility): PackFilter {
  return {
    name: 'visibility',
    judge({ kind, caller }, candidates) {
      // A pack without identifiers is for a stranger of unknown age; staff see what everybody sees.
      const onlooker = kind === 'personal' ? { ageBand: caller?.ageBand } : {};
      return candidates.map(({ card }) => {
        const verdict = visibility.checkCard('cards.pack', card.cardId, onlooker);
        return verdict.kind === 'visible' ? null : verdict.reason;
      });
    },
  };
}
