// What comments need of their neighbours, and what they give.

import type { AgeBand, Caller } from '@jhalak/contracts';
import type { CommentState } from '@jhalak/contracts/comments';
import type { ReportReason } from '@jhalak/contracts/safety';
import type { Tx } from '@jhalak/ports';
import type { Onlooker } from '@jhalak/visibility';

/** Names of people, and how old they say they are; given by accounts. */
export interface CommentPeople {
  peopleByIds(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { personId: string; handle: string; displayName?: string }>>;
  personByHandle(handle: string): Promise<{ personId: string; handle: string } | undefined>;
  viewerById(personId: string): Promise<{ ageBand?: AgeBand | undefined } | undefined>;
}

/** Who stands how to whom, and what they may see by it; given by social. */
export interface CommentTies {
  /** People whom a person follows. */
  followedBy(personId: string): Promise<ReadonlySet<string>>;
  /** Whom a person and others keep away from each other, and whom the person does not want to read. */
  apart(personId: string): Promise<{ blocked: ReadonlySet<string>; muted: ReadonlySet<string> }>;
  /** The caller as visibility knows people: followers see what is private. */
  onlooker(caller: Caller | undefined): Promise<Onlooker>;
}

/** A row, in the words of the house. */
export interface StoredComment {
  videoId: string;
  commentId: string;
  /** Null once it was deleted for good and stands only for its replies. */
  personId: string | null;
  creatorId: string;
  parentId: string | null;
  state: CommentState;
  text: string;
  language: string | null;
  likes: number;
  replies: number;
  createdAtMs: number;
  bestMs: number;
  was: CommentState | null;
  deletedByCreator: boolean;
  deletedAtMs: number | null;
  removedAtMs: number | null;
  removedReason: ReportReason | null;
  removedNote: string | null;
}

/** A decision of a moderator. */
export type CommentModeration =
  | { kind: 'remove'; reason: ReportReason; note: string }
  | { kind: 'restore' };

/** What comments give to moderators' tools and to the rest of the house. */
export interface Comments {
  /**
   * Finds a comment that the caller may see now, to report it.
   *
   * @throws `comment.not_found`, or what hides its clip.
   */
  seen(surface: string, commentId: string, caller: Caller): Promise<StoredComment>;
  /** @returns rows by id, in whatever state; for staff, and for authors about their own. Cost: one query. */
  stored(commentIds: readonly string[]): Promise<Map<string, StoredComment>>;
  /** Applies a decision and tells the journal. @returns false when there is no such comment. */
  moderate(tx: Tx, commentId: string, change: CommentModeration): Promise<boolean>;
}

/** Facts of an event of `comments.comment`: ids only, no words. `count`: what it adds to the comments that are shown. */
export interface CommentFacts {
  videoId: string;
  /** Null in the events that erase and purge. */
  personId: string | null;
  creatorId: string;
  parentId: string | null;
  /** Who wrote the comment above; null for none. */
  parentPersonId: string | null;
  /** People whom it names; only where it begins or ends to be shown. */
  mentions: readonly string[];
  state: CommentState;
  count: -1 | 0 | 1;
}
