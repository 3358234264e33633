// Whose clips are liked here now: for suggestions, from the learner's memory.

import type { PopularCreator, PopularCreators } from '@jhalak/social';
import type { Taste } from '@jhalak/taste';

/** Pairs of language and genre that are looked at; who chose everything gets these. */
const PAIRS_MAX = 12;
/** Clips of each, the most popular. */
const CLIPS_OF_PAIR = 20;

/** @returns a reader of the creators of popular clips, each once, the lists of all pairs in turn. Cost: microseconds. */
export function popularCreators(taste: Pick<Taste, 'items' | 'popular'>): PopularCreators {
  return (languages, genres) => {
    const items = taste.items();
    const pairs = (languages.length === 0 ? [''] : languages)
      .flatMap((language) =>
        (genres.length === 0 ? [''] : genres).map((genre) => [language, genre]),
      )
      .slice(0, PAIRS_MAX);
    const lists = pairs.map(([language = '', genre = '']) =>
      taste
        .popular(language === '' ? undefined : language, genre === '' ? undefined : genre)
        .slice(0, CLIPS_OF_PAIR)
        .map((item) => items.facts(item)),
    );
    const found = new Map<string, PopularCreator>();
    for (let place = 0; place < CLIPS_OF_PAIR; place += 1) {
      for (const list of lists) {
        const facts = list[place];
        if (facts === undefined || !facts.alive || found.has(facts.creatorId)) continue;
        const { creatorId: personId, language, genre } = facts;
        // Codes of clips are the contract's: nothing else is published.
        found.set(personId, { personId, language, genre } as PopularCreator);
      }
    }
    return [...found.values()];
  };
}
