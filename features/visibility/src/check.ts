// The decision itself: pure, one place, asked by every surface.

import type { AgeBand } from '@jhalak/contracts';
import { ADULT, CLOSE, DELETED, FOLLOWERS, OWN, PUBLISHED, REMOVED } from './flags.ts';

/** Who looks. An absent person is a stranger without a token; an absent age band counts as a child. */
export interface Onlooker {
  personId?: string | undefined;
  ageBand?: AgeBand | undefined;
  /** Whoever holds a role sees what is hidden from everybody, to work with it. */
  staff?: boolean;
  /** Moderators and officers see what is private too: they decide on it. Other staff work with what was shown to everybody. */
  decides?: boolean;
  /** ISO 3166-2, where it is known; who is nowhere known is under the orders of every state. */
  state?: string | undefined;
  /**
   * Whom they follow: given only by a surface on which followers see what is private (a person's page, a clip's page, the
   * Following feed). Absent: nothing private is shown.
   */
  follows?: ReadonlySet<string> | undefined;
  /** Whose close friends they are: given by the same surfaces, and by no other. Absent: nothing for close friends is shown. */
  closeTo?: ReadonlySet<string> | undefined;
  /** Whose things they are not shown: a block in either direction, and in a feed whom they muted. */
  apart?: ReadonlySet<string> | undefined;
}

export type HiddenReason =
  | 'unknown'
  | 'processing'
  | 'removed'
  | 'deleted'
  | 'creator_gone'
  | 'suspended'
  | 'private'
  | 'apart'
  | 'withheld'
  | 'age_gated'
  | 'unreviewed'
  | 'not_yet'
  | 'expired';

export type Verdict = { kind: 'visible' } | { kind: 'hidden'; reason: HiddenReason };

export const VISIBLE: Verdict = { kind: 'visible' };

/** What is known of one video. */
export interface VideoStanding {
  personId: string;
  flags: number;
  creatorGone: boolean;
  /** Their clips are for their followers alone. */
  creatorPrivate: boolean;
}

/** What a suspended account looks like to everybody but itself and staff. */
export const SUSPENDED: Verdict = { kind: 'hidden', reason: 'suspended' };

/** What an order in force makes of anything: it binds the creator's own page too, and nobody but staff sees it. */
export const WITHHELD: Verdict = { kind: 'hidden', reason: 'withheld' };

/**
 * Orders apart: they are asked first, and bind creators too.
 *
 * @param standing undefined when the video is not known (yet).
 * @returns the verdict; the first reason that applies in the order apart, gone, deleted, removed, processing, private, age.
 * Cost: nanoseconds, no allocation when visible.
 */
export function judge(standing: VideoStanding | undefined, onlooker: Onlooker): Verdict {
  if (standing === undefined) return hidden('unknown');
  const { flags } = standing;
  const isForAll = !standing.creatorPrivate && (flags & (FOLLOWERS | CLOSE | OWN)) === 0;
  if (onlooker.staff === true && (isForAll || onlooker.decides === true)) return VISIBLE;
  const own = onlooker.personId === standing.personId;
  if (own) return VISIBLE;
  if (onlooker.apart?.has(standing.personId) === true) return hidden('apart');
  if (standing.creatorGone) return hidden('creator_gone');
  if ((flags & DELETED) !== 0) return hidden('deleted');
  if ((flags & REMOVED) !== 0) return hidden('removed');
  if ((flags & PUBLISHED) === 0) return hidden('processing');
  if (!isForAll && !isLetIn(standing, onlooker)) return hidden('private');
  return judgeAge(flags, onlooker);
}

// A list of close friends is written by hand: who stands on it sees what is for it, whether they follow or not.
function isLetIn({ personId, flags }: VideoStanding, { follows, closeTo }: Onlooker): boolean {
  if ((flags & OWN) !== 0) return false;
  return (flags & CLOSE) === 0 ? follows?.has(personId) === true : closeTo?.has(personId) === true;
}

/** What is known of one card, without the item behind it. */
export interface CardStanding {
  flags: number;
  fromMs: number;
  untilMs: number;
}

/**
 * @returns the verdict on a card alone; what it tells of is judged beside it. An editor sees what is decided on.
 * Cost: nanoseconds.
 */
export function judgeCard(
  standing: CardStanding | undefined,
  onlooker: Onlooker,
  nowMs: number,
): Verdict {
  if (standing === undefined) return hidden('unknown');
  if (onlooker.staff === true) return VISIBLE;
  if ((standing.flags & REMOVED) !== 0) return hidden('removed');
  if ((standing.flags & PUBLISHED) === 0) return hidden('unreviewed');
  if (nowMs < standing.fromMs) return hidden('not_yet');
  if (nowMs >= standing.untilMs) return hidden('expired');
  return judgeAge(standing.flags, onlooker);
}

/** @param flags undefined when the story is not known (yet). @returns the verdict on a story. Cost: nanoseconds. */
export function judgeStory(flags: number | undefined, onlooker: Onlooker): Verdict {
  if (flags === undefined) return hidden('unknown');
  if (onlooker.staff === true) return VISIBLE;
  if ((flags & PUBLISHED) === 0) return hidden('removed');
  return judgeAge(flags, onlooker);
}

function judgeAge(flags: number, onlooker: Onlooker): Verdict {
  return (flags & ADULT) !== 0 && onlooker.ageBand !== '18plus' ? hidden('age_gated') : VISIBLE;
}

function hidden(reason: HiddenReason): Verdict {
  return { kind: 'hidden', reason };
}
