// What the feed's selector is made of: who may stand on the shortlist, the viewer's own mix, and the page chosen by a seed.

import { seededRandom } from '@jhalak/kernel';
import type { Choice } from '@jhalak/pipeline';
import type { Candidates } from '../candidates.ts';
import type { FeedQuery } from '../query.ts';
import { choosePage, type PageQuestion } from './choose-page.ts';
import type { OwnMix } from './mix.ts';
import type { SelectionSettings } from './settings.ts';

/** The selector's numbers are its own, apart from those that the sources drew with the same seed. */
const SEED_OFFSET = 0x5e1e_c700;
/** A viewer's last watches that make their mix. */
const MIX_WATCHES = 50;
const UNKNOWN: OwnMix = { weights: new Map(), watches: 0 };

/** @returns the page of a question, a seed and settings: the same ones give the same page. */
export function chooseBySeed(
  question: PageQuestion,
  seed: number,
  settings: SelectionSettings,
): Choice[] {
  return choosePage(question, settings, seededRandom(seed ^ SEED_OFFSET));
}

/** @returns whether a candidate may stand on the shortlist without being among the best. */
export function isPool({ seenAtMs, claim, sources }: Candidates, row: number): boolean {
  return seenAtMs[row] === 0 && ((claim[row] ?? 0) > 0 || sources[row] === 'explore');
}

/** What somebody lately watched, by how fully; what they chose, while nothing is known. */
export function ownMixOf({ taste, items, chosenGenres, chosenLanguages }: FeedQuery): {
  genres: OwnMix;
  languages: OwnMix;
} {
  const watched = taste?.recent.slice(-MIX_WATCHES) ?? [];
  const genres = new Map<string, number>();
  const languages = new Map<string, number>();
  let watches = 0;
  for (const { video, level } of watched) {
    const item = items.indexOf(video);
    if (item === undefined) continue;
    const facts = items.facts(item);
    watches += level;
    genres.set(facts.genre, (genres.get(facts.genre) ?? 0) + level);
    languages.set(facts.language, (languages.get(facts.language) ?? 0) + level);
  }
  // What they turned away from is no part of what they are aimed at.
  for (const [genre, weight] of genres)
    if ((taste?.genres[genre] ?? 0) < 0) genres.set(genre, weight / 4);
  return {
    genres: watches > 0 ? { weights: genres, watches } : chosenMix(chosenGenres),
    languages: watches > 0 ? { weights: languages, watches } : chosenMix(chosenLanguages),
  };
}

/** A choice at the door counts as much as two watches. */
const CHOICE_WATCHES = 2;

function chosenMix(names: readonly string[]): OwnMix {
  if (names.length === 0) return UNKNOWN;
  return { weights: new Map(names.map((name) => [name, 1])), watches: CHOICE_WATCHES };
}
