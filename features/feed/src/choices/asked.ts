// What a viewer asked for in so many words, ready for the page's loops: more, less or none of something. It holds with and
// without learning.

import { KEEPS_ALL, type Filter, type Source } from '@jhalak/pipeline';
import type { Choice, Taste } from '@jhalak/taste';
import { unseen } from '../candidates.ts';
import type { FeedQuery } from '../query.ts';

/** A viewer's choices by what they are about. */
export interface Asked {
  /** Clips by id, creators by person id, genres and languages by code: not to be shown. */
  none: Readonly<Record<'clip' | 'creator' | 'genre' | 'language', ReadonlySet<string>>>;
  /** 1: more of it; -1: less. */
  lean: Readonly<Record<'creator' | 'genre' | 'language', ReadonlyMap<string, number>>>;
  /** Tags and words that no shown clip may say. */
  mutes: readonly { of: 'tag' | 'words'; value: string }[];
}

export const NOTHING_ASKED: Asked = askedOf([]);

/** Clips that each thing asked for brings to the page. */
const PER_ASKED = 25;
const PER_CREATOR = 8;
/** Things asked for that bring clips; a person has at most some hundred choices. */
const ASKED_MAX = 12;

/** Choices stay the same array while nothing changed. */
const READY = new WeakMap<readonly Choice[], Asked>();

/** @returns choices in the form that pages use; remembered as long as the list is. */
export function askedIn(choices: readonly Choice[]): Asked {
  const ready = READY.get(choices) ?? askedOf(choices);
  READY.set(choices, ready);
  return ready;
}

function askedOf(choices: readonly Choice[]): Asked {
  const none = { clip: new Set<string>(), ...sets() };
  const lean = { creator: new Map(), genre: new Map(), language: new Map() };
  const mutes: Asked['mutes'][number][] = [];
  for (const { of, value, wish } of choices) {
    if (of === 'tag' || of === 'words') mutes.push({ of, value });
    else if (wish === 'none') none[of].add(value);
    else if (of !== 'clip') lean[of].set(value, wish === 'more' ? 1 : -1);
  }
  return { none, lean, mutes };
}

function sets(): Record<'creator' | 'genre' | 'language', Set<string>> {
  return { creator: new Set(), genre: new Set(), language: new Set() };
}

/** @returns how strongly a clip is asked for (1) or asked away (-1): the creator's word counts before kinds. */
export function askedFor(
  { lean }: Asked,
  clip: { creatorId: string; genre: string; language: string },
): number {
  const creator = lean.creator.get(clip.creatorId);
  if (creator !== undefined) return creator;
  const both = (lean.genre.get(clip.genre) ?? 0) + (lean.language.get(clip.language) ?? 0);
  return Math.max(-1, Math.min(1, both));
}

/** Removes what the viewer asked not to see; words and tags are looked at when the page is chosen. */
export const askedAway: Filter<FeedQuery, number> = {
  name: 'asked_away',
  judge({ asked, muted, work }, candidates) {
    const { clip, creator, genre, language } = asked.none;
    if (clip.size + creator.size + genre.size + language.size + muted.size === 0) return KEEPS_ALL;
    return candidates.map((row) => {
      const facts = work.candidates.facts[row];
      if (facts === undefined) return 'gone';
      if (clip.has(facts.videoId)) return 'not_interested';
      if (creator.has(facts.creatorId)) return 'creator_not_wanted';
      if (genre.has(facts.genre)) return 'genre_not_wanted';
      if (language.has(facts.language)) return 'language_not_wanted';
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
