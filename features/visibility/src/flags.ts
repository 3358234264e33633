// Why a video may not be seen, as bits, so that a check is one lookup and one comparison.

/** Encoded and released by its creator. */
export const PUBLISHED = 1;
/** Taken down by a moderator. */
export const REMOVED = 2;
/** Deleted by its creator; can be undone for some days. */
export const DELETED = 4;
/** Only for people of 18 or more. */
export const ADULT = 8;
/** Withheld in this region on a legal ground. */
export const WITHHELD = 16;

/** Facts of a `videos.video` event: the whole state after the change, so that applying one twice changes nothing. */
export interface VideoFacts {
  personId: string;
  published: boolean;
  removed: boolean;
  deleted: boolean;
  adult: boolean;
  withheld: boolean;
}

/** @returns the bits of a state. */
export function flagsOf(facts: VideoFacts): number {
  return (
    (facts.published ? PUBLISHED : 0) |
    (facts.removed ? REMOVED : 0) |
    (facts.deleted ? DELETED : 0) |
    (facts.adult ? ADULT : 0) |
    (facts.withheld ? WITHHELD : 0)
  );
}
