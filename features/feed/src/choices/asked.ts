// What a viewer asked for in so many words, in the feed: what they do not want goes, what they want more of is looked for.

import { KEEPS_ALL, type Filter, type Source } from '@jhalak/pipeline';
import type { Taste } from '@jhalak/taste';
import { unseen } from '../candidates.ts';
import type { FeedQuery } from '../query.ts';

/** Clips that each thing asked for brings to the page. */
const PER_ASKED = 25;
const PER_CREATOR = 8;
/** Things asked for that bring clips; a person has at most some hundred choices. */
const ASKED_MAX = 12;

/** Removes what the viewer asked not to see; words and tags are looked at when the page is chosen. */
export const askedAway: Filter<FeedQuery, number> = {
  name: 'asked_away',
  judge({ asked, muted, work }, candidates) {
    const { noSounds } = asked;
    const { clip, creator, genre, language } = asked.none;
    const kinds = creator.size + genre.size + language.size + noSounds.size;
    if (clip.size + kinds + muted.size === 0) return KEEPS_ALL;
    return candidates.map((row) => {
      const facts = work.candidates.facts[row];
      if (facts === undefined) return 'gone';
      if (clip.has(facts.videoId)) return 'not_interested';
      if (creator.has(facts.creatorId)) return 'creator_not_wanted';
      if (genre.has(facts.genre)) return 'genre_not_wanted';
      if (language.has(facts.language)) return 'language_not_wanted';
      if (noSounds.has(work.candidates.sound[row] ?? 0)) return 'sound_not_wanted';
      return muted.has(facts.videoId) ? 'muted_words' : null;
    });
  },
};

/** @returns the source of what a viewer asked to see more of: without it a rare thing would never be among the candidates. */
export function askedSource(taste: Taste): Source<FeedQuery, number> {
  return {
    name: 'asked',
    retrieve(query) {
      if (query.mode === 'following') return [];
      const { creator, genre, language } = query.asked.lean;
      const of = (list: readonly number[], most: number): number[] =>
        unseen(query, list, most, 'asked');
      const own = query.chosenLanguages.length > 0 ? query.chosenLanguages : [''];
      return [
        ...more(creator).flatMap((id) => of(query.items.ofCreator(id).toReversed(), PER_CREATOR)),
        ...more(genre).flatMap((name) =>
          own.flatMap((code) => of(taste.popular(code, name), PER_ASKED)),
        ),
        ...more(language).flatMap((code) => of(taste.popular(code), PER_ASKED)),
      ];
    },
  };
}

function more(leans: ReadonlyMap<string, number>): string[] {
  return [...leans].flatMap(([name, lean]) => (lean > 0 ? name : [])).slice(0, ASKED_MAX);
}
