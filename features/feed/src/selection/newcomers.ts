// New clips in the feed: a source of those that are owed showings and are most like what the viewer watched, and what is
// known of every candidate's content before anybody watched it.

import type { Hydrator, Source } from '@jhalak/pipeline';
import type { ContentProfile, Taste } from '@jhalak/taste';
import { unseen } from '../candidates.ts';
import type { FeedCandidate, FeedQuery } from '../query.ts';

/** Clips that come on a page's list. */
const NEWCOMERS_MAX = 40;
/** Languages that are asked: who chose more gets those of all. */
const LANGUAGES_MAX = 3;
/** A new clip unlike anything that the viewer watched still has this part of its claim. */
const UNLIKE_PART = 0.1;

/** Clips that are owed showings, the strongest claims first. Cost: under 50 µs. */
export function newcomersSource(taste: Taste): Source<FeedQuery, number> {
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
      const clips = languages.flatMap((language) => taste.newcomers(language));
      const unseenClips = clips.filter((item) => query.work.candidates.seenAt(item) === 0);
      const claims = Float64Array.from(unseenClips, (item) => claimOf(taste, query, profile, item));
      // Numbers alone are sorted ten times as fast: who cannot be among the first is left out before.
      const least = claims.toSorted()[claims.length - NEWCOMERS_MAX] ?? 0;
      const owed = unseenClips.flatMap((item, place) =>
        (claims[place] ?? 0) >= least ? { item, claim: claims[place] ?? 0 } : [],
      );
      owed.sort((a, b) => b.claim - a.claim || a.item - b.item);
      return unseen(
        query,
        owed.map(({ item }) => item),
        NEWCOMERS_MAX,
        'new',
      );
    },
  };
}

/** Says of all candidates what their content says. Cost: under 0.2 µs a candidate. */
export function contentHydrator(taste: Taste): Hydrator<FeedQuery, number> {
  return {
    name: 'content',
    hydrate(query, candidates) {
      const profile = profileOf(taste, query);
      const content = taste.content();
      const exposure = taste.exposure();
      const {
        items: indexes,
        seenAtMs,
        content: likes,
        quality,
        claim,
        sound,
      } = query.work.candidates;
      for (const row of candidates) {
        const item = indexes[row] ?? 0;
        quality[row] = exposure.quality(item);
        sound[row] = content.sound(item);
        likes[row] = profile === undefined ? 0 : content.likeness(profile, item);
        // A repeat and a page of followed creators give nothing away.
        if ((seenAtMs[row] ?? 0) > 0 || query.mode === 'following') continue;
        claim[row] = owedTo(taste, query, item) * fitting(likes[row] ?? 0, profile);
      }
    },
  };
}

/** @returns a candidate as the page is chosen of it, with what its content is like. */
export function chosenFromRow(taste: Taste, query: FeedQuery, row: number): FeedCandidate {
  const { candidates } = query.work;
  const content = taste.content();
  const item = candidates.items[row] ?? 0;
  const { videoId, creatorId, language, genre } = query.items.facts(item);
  return {
    ...{ item, videoId, creatorId, language, genre },
    source: candidates.sources[row] ?? 'popular',
    related: candidates.related[row] ?? 0,
    because: candidates.because[row] ?? -1,
    seenAtMs: candidates.seenAtMs[row] ?? 0,
    sound: candidates.sound[row] ?? 0,
    signatureHigh: content.signatureHigh(item),
    signatureLow: content.signatureLow(item),
    tagBits: content.tagBits(item),
    // Receipts keep claims with half of the digits: the page is chosen with what they keep.
    claim: Math.fround(candidates.claim[row] ?? 0),
  };
}

function profileOf(taste: Taste, query: FeedQuery): ContentProfile | undefined {
  return query.taste === undefined
    ? undefined
    : taste.content().profileOf(query.taste, query.items);
}

function owedTo(taste: Taste, { items, nowMs }: FeedQuery, item: number): number {
  return taste.exposure().owed(item, nowMs - items.publishedAtMs(item), nowMs);
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
