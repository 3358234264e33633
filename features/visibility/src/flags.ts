// Why something may not be seen, as bits, so that a check is one lookup and one comparison.

import type { ClipAudience } from '@jhalak/contracts/audience';

/** Encoded and released by its creator; of a card: approved; of a story: it has reports to show. */
export const PUBLISHED = 1;
/** Taken down by a moderator; of a card: killed. */
export const REMOVED = 2;
/** Deleted by its creator; can be undone for some days. */
export const DELETED = 4;
/** Only for people of 18 or more. */
export const ADULT = 8;
/** Only for the creator's followers. */
export const FOLLOWERS = 16;
/** Only for those on the creator's list of close friends. */
export const CLOSE = 32;
/** Only for the creator. */
export const OWN = 64;

const AUDIENCE_FLAGS = { everyone: 0, followers: FOLLOWERS, close: CLOSE, self: OWN } as const;

/** Facts of a `videos.video` event: the whole state after the change, so that applying one twice changes nothing. */
export interface VideoFacts {
  personId: string;
  published: boolean;
  removed: boolean;
  deleted: boolean;
  adult: boolean;
  /** Absent in events from before clips had one: everybody. */
  audience?: ClipAudience;
}

/** Facts of a `cards.card` event, as far as they decide what may be seen. */
export interface CardFacts {
  kind: 'story' | 'clip' | 'desk';
  /** The story or clip that it tells of: what hides that hides the card. */
  itemId: string;
  approved: boolean;
  killed: boolean;
  adult: boolean;
  /** Nobody sees it before this time: its embargo's end, 0 without one. */
  visibleFromMs: number;
  untilMs: number;
}

/** Facts of a `stories.story` event, as far as they decide what may be seen. */
export interface StoryFacts {
  /** False once nothing is left to show: its reports were removed, or the desk took it back. */
  shown: boolean;
  adult: boolean;
}

/** @returns the bits of a state. */
export function flagsOf(facts: VideoFacts): number {
  return (
    (facts.published ? PUBLISHED : 0) |
    (facts.removed ? REMOVED : 0) |
    (facts.deleted ? DELETED : 0) |
    (facts.adult ? ADULT : 0) |
    AUDIENCE_FLAGS[facts.audience ?? 'everyone']
  );
}

/** @returns the bits of a card's state. */
export function cardFlagsOf(facts: CardFacts): number {
  return (
    (facts.approved ? PUBLISHED : 0) | (facts.killed ? REMOVED : 0) | (facts.adult ? ADULT : 0)
  );
}

/** @returns the bits of a story's state. */
export function storyFlagsOf(facts: StoryFacts): number {
  return (facts.shown ? PUBLISHED : 0) | (facts.adult ? ADULT : 0);
}
