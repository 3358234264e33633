// New clips in the feed: a source of those that are owed showings and are most like what the viewer watched, and what is
// known of every candidate's content before anybody watched it.

import type { Hydrator, Source } from '@jhalak/pipeline';
import type { ContentProfile, Taste } from '@jhalak/taste';
import { candidateOf, type FeedCandidate, type FeedQuery } from '../query.ts';

/** Clips that come on a page's list. */
const NEWCOMERS_MAX = 40;
/** Languages that are asked: who chose more gets those of all. */
const LANGUAGES_MAX = 3;
/** A new clip unlike anything that the viewer watched still has this part of its claim. */
const UNLIKE_PART = 0.1;

/** Clips that are owed showings, the strongest claims first. Cost: under 50 µs. */
export function newcomersSource(taste: Taste): Source<FeedQuery, FeedCandidate> {
  return {
    name: 'newcomers',
    retrieve(query) {
      if (query.mode === 'following') return [];
      const profile = profileOf(taste, query);
      const { chosenLanguages } = query;
      const languages =
        chosenLanguages.length === 0 || chosenLanguages.length > LANGUAGES_MAX
          ? ['']
          : chosenLanguages;
      const owed = languages
        .flatMap((language) => taste.newcomers(language))
        .map((item) => ({ item, claim: claimOf(taste, query, profile, item) }))
        .toSorted((a, b) => b.claim - a.claim || a.item - b.item);
      const candidates: FeedCandidate[] = [];
      for (const { item } of owed) {
        if (candidates.length >= NEWCOMERS_MAX) break;
        const candidate = candidateOf(query, item, 'new');
        if (candidate.seenAtMs === 0) candidates.push(candidate);
      }
      return candidates;
    },
  };
}

/** Says of all candidates what their content says. Cost: under 0.2 µs a candidate. */
export function contentHydrator(taste: Taste): Hydrator<FeedQuery, FeedCandidate> {
  return {
    name: 'content',
    hydrate(query, candidates) {
      const profile = profileOf(taste, query);
      const content = taste.content();
      const exposure = taste.exposure();
      for (const candidate of candidates) {
        const { item } = candidate;
        candidate.signatureHigh = content.signatureHigh(item);
        candidate.signatureLow = content.signatureLow(item);
        candidate.tagBits = content.tagBits(item);
        candidate.sound = content.sound(item);
        candidate.quality = exposure.quality(item);
        candidate.content = profile === undefined ? 0 : content.likeness(profile, item);
        // A repeat and a page of followed creators give nothing away.
        candidate.claim =
          candidate.seenAtMs > 0 || query.mode === 'following'
            ? 0
            : owedTo(taste, query, item) * fitting(candidate.content, profile);
      }
    },
  };
}

function profileOf(taste: Taste, query: FeedQuery): ContentProfile | undefined {
  return query.taste === undefined
    ? undefined
    : taste.content().profileOf(query.taste, query.items);
}

function owedTo(taste: Taste, { items, nowMs }: FeedQuery, item: number): number {
  return taste.exposure().owed(item, nowMs - items.facts(item).publishedAtMs);
}

function claimOf(
  taste: Taste,
  query: FeedQuery,
  profile: ContentProfile | undefined,
  item: number,
): number {
  const like = profile === undefined ? 0 : taste.content().likeness(profile, item);
  return owedTo(taste, query, item) * fitting(like, profile);
}

// Whose taste is unknown shows a clip as it is; where it is known a clip is shown to those whom it may suit.
function fitting(like: number, profile: ContentProfile | undefined): number {
  return profile === undefined ? 1 : UNLIKE_PART + like * like;
}
