// Why a slot holds its clip: decided once, when the page is made; put into words at every showing.

import type { ReasonCode } from '@jhalak/contracts/feed';
import { askedFor } from '@jhalak/taste';
import { leaningTo, type FeedCandidate, type FeedQuery } from './query.ts';

/** A reason with what its sentence needs. */
export interface Reason {
  code: ReasonCode;
  language: string;
  genre: string;
  /** The watched clip behind `because_watched`. */
  becauseVideoId?: string;
  /** Who passed it on, behind `reposted`. */
  byPersonId?: string;
  /** Whether language and genre were chosen (true) or learned from watching (false). */
  chosen?: boolean;
  /** Of what the viewer asked for more. */
  asked?: 'creator' | 'genre' | 'language';
}

/** A leaning below this is no reason to name. */
const LEANING_NAMED = 0.15;
/** Co-visitation weaker than this, beside the page's best, is no reason to name. */
const RELATED_NAMED = 0.1;

/** @param how the selector's note. @returns the strongest true reason. */
export function reasonFor(query: FeedQuery, candidate: FeedCandidate, how: string): Reason {
  const { language, genre } = candidate;
  const about = { language, genre };
  const byPersonId = query.followed.has(candidate.creatorId)
    ? undefined
    : query.passedOn.get(candidate.videoId);
  // Nobody wonders where a stranger's clip comes from.
  if (byPersonId !== undefined) return { code: 'reposted', ...about, byPersonId };
  if (candidate.seenAtMs > 0) return { code: 'repeat', ...about };
  if (how === 'explore') return { code: 'explore', ...about };
  if (how === 'stage') return { code: 'new', ...about };
  if (query.followed.has(candidate.creatorId)) return { code: 'followed', ...about };
  const asked = askedReason(query, candidate);
  if (asked !== undefined) return { code: 'asked', ...about, asked };
  const genreLeaning = leaningTo(query.taste?.genres, genre);
  if (candidate.related >= RELATED_NAMED && candidate.because >= 0) {
    return {
      code: 'because_watched',
      ...about,
      becauseVideoId: query.items.facts(candidate.because).videoId,
    };
  }
  if (genreLeaning >= LEANING_NAMED) {
    const inLanguage = leaningTo(query.taste?.languages, language) >= LEANING_NAMED;
    return { code: inLanguage ? 'language_genre' : 'genre', ...about, chosen: false };
  }
  const languageChosen = query.chosenLanguages.includes(language);
  if (query.chosenGenres.includes(genre))
    return { code: languageChosen ? 'language_genre' : 'genre', ...about, chosen: true };
  if (candidate.source === 'new') return { code: 'new', ...about };
  if (candidate.source === 'explore') return { code: 'explore', ...about };
  return { code: 'popular', ...about };
}

function askedReason(query: FeedQuery, candidate: FeedCandidate): Reason['asked'] {
  if (askedFor(query.asked, candidate) <= 0) return undefined;
  const { lean } = query.asked;
  if (lean.creator.has(candidate.creatorId)) return 'creator';
  return (lean.genre.get(candidate.genre) ?? 0) > 0 ? 'genre' : 'language';
}
