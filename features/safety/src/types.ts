// What safety needs of comments and of accounts; wired in the app.

import type { Caller } from '@jhalak/contracts';
import type { ReportReason } from '@jhalak/contracts/safety';
import type { Tx } from '@jhalak/ports';

/** A comment as far as decisions about it go. */
interface CommentItem {
  videoId: string;
  commentId: string;
  personId: string | null;
  state: string;
  text: string;
  language: string | null;
  createdAtMs: number;
  removedAtMs: number | null;
}

/** Comments; given by the comments feature. */
export interface ReportedComments {
  /** @throws `comment.not_found` for what the caller cannot read. */
  seen(surface: string, commentId: string, caller: Caller): Promise<CommentItem>;
  stored(commentIds: readonly string[]): Promise<ReadonlyMap<string, CommentItem>>;
  moderate(
    tx: Tx,
    commentId: string,
    change: { kind: 'remove'; reason: ReportReason; note: string } | { kind: 'restore' },
  ): Promise<boolean>;
}

/** Whom a decision is about. */
interface ModeratedPerson {
  personId: string;
  handle: string;
  displayName?: string | undefined;
  bio?: string | undefined;
}

/** Names of people; given by accounts. */
export interface ModeratedPeople {
  peopleByIds(ids: readonly string[]): Promise<ReadonlyMap<string, ModeratedPerson>>;
  personByHandle(handle: string): Promise<ModeratedPerson | undefined>;
  viewerById(personId: string): Promise<{ roles: readonly string[] } | undefined>;
}
