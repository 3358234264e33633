// Why a card stands in a pack: decided once, when the pack is made, and told in the pack's language.

import type { LOCK_REASON_CODES } from '@jhalak/contracts/lock';
import { leaningTo, type PackCandidate, type PackQuery } from './query.ts';

/** A reason with what its sentence needs. */
export interface Reason {
  code: (typeof LOCK_REASON_CODES)[number];
  language: string;
  genre: string;
  /** Whether language and genre were chosen (true) or learned (false). */
  chosen?: boolean;
}

/** A leaning below this is no reason to name. */
const LEANING_NAMED = 0.15;
/** Weaker co-visitation than this, beside the strongest, is no reason to name. */
const RELATED_NAMED = 0.1;
/** Faster than half of the fastest. */
const TREND_NAMED = 0.5;
/** Twice as often wanted as an ordinary card. */
const WANTED_NAMED = 2 / 30;

/** @param how the selector's note. @returns the strongest true reason. */
export function reasonFor(
  query: PackQuery,
  { card, standing }: PackCandidate,
  how: string,
): Reason {
  const about = { language: card.language, genre: card.text.genre };
  if (how === 'explore') return { code: 'explore', ...about };
  if (card.kind === 'desk') return { code: 'editor', ...about };
  if (card.personId !== undefined && query.followed.has(card.personId))
    return { code: 'followed', ...about };
  if ((query.related.get(card.itemId) ?? 0) >= RELATED_NAMED)
    return { code: 'because_watched', ...about };
  if (leaningTo(query.taste?.genres, card.text.genre) >= LEANING_NAMED) {
    const inLanguage = leaningTo(query.taste?.languages, card.language) >= LEANING_NAMED;
    return { code: inLanguage ? 'language_genre' : 'genre', ...about, chosen: false };
  }
  if (query.caller?.genres.includes(card.text.genre) === true) {
    const languageChosen = query.caller.languages.includes(card.language);
    return { code: languageChosen ? 'language_genre' : 'genre', ...about, chosen: true };
  }
  if (card.trend >= TREND_NAMED) return { code: 'trending', ...about };
  if (standing.wanted >= WANTED_NAMED) return { code: 'popular', ...about };
  return { code: 'new', ...about };
}
