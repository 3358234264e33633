// Changes of comments. Each is one transaction with its entry in the journal, which says by how much the comments that are
// shown became more or fewer: every count is summed up from there.

import { problem } from '@jhalak/contracts';
import { COMMENT_REPLIES_MAX, type CommentState } from '@jhalak/contracts/comments';
import { MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Database, Journal, JsonObject, Tx } from '@jhalak/ports';
import { takeRate } from './bounds.ts';
import { byIds, lockComment, mentionedIn } from './rows.ts';
import type { CommentFacts, CommentModeration, StoredComment } from './types.ts';

export const COMMENT_STREAM = 'comments.comment';
export const LIKE_STREAM = 'comments.like';
/** Long enough to see what one did; the words go after it. */
export const UNDO_MS = 10 * MINUTE_MS;

/** A comment as it comes. */
export interface NewComment {
  videoId: string;
  commentId: string;
  personId: string;
  creatorId: string;
  parent: StoredComment | undefined;
  held: boolean;
  text: string;
  language: string | null;
  /** People whom it names. */
  mentions: readonly string[];
}

const INSERT = {
  name: 'comments.insert',
  text: `INSERT INTO comments (video_id, comment_id, person_id, creator_id, parent_id, state, text, language, created_at_ms, best_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) ON CONFLICT (video_id, comment_id) DO NOTHING RETURNING comment_id`,
};
const INSERT_MENTIONS = {
  name: 'comments.insert_mentions',
  text: `INSERT INTO comment_mentions (video_id, comment_id, person_id)
    SELECT $1, $2, person_id FROM unnest($3::uuid[]) AS m(person_id) ON CONFLICT DO NOTHING`,
};
const LOCK_PARENT = {
  name: 'comments.lock_parent',
  text: 'SELECT state FROM comments WHERE video_id = $1 AND comment_id = $2 FOR UPDATE',
};
const COUNT_REPLIES = {
  name: 'comments.count_replies',
  text: `SELECT count(*)::int AS count FROM (
    SELECT 1 FROM comments WHERE video_id = $1 AND parent_id = $2 LIMIT $3) AS few`,
};
const SET_STATE = {
  name: 'comments.set_state',
  text: `UPDATE comments SET state = $3, was = $4, deleted_by_creator = $5, deleted_at_ms = $6,
      removed_at_ms = $7, removed_reason = $8, removed_note = $9
    WHERE video_id = $1 AND comment_id = $2`,
};

export class CommentStore {
  readonly #database: Database;
  readonly #journal: Journal;
  readonly #clock: Clock;

  constructor(database: Database, journal: Journal, clock: Clock) {
    this.#database = database;
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Once for each id: a repetition changes nothing. @throws `comment.too_many`, `comment.full`, `comment.not_found`. */
  async post(comment: NewComment): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const nowMs = this.#clock.nowMs();
      const { videoId, commentId, parent } = comment;
      if ((await byIds(tx, [commentId])).size > 0) return;
      await takeRate(tx, comment.personId, comment.mentions.length, nowMs);
      if (parent !== undefined) await checkThread(tx, parent);
      const state = comment.held ? 'held' : 'shown';
      const added = await tx.query(INSERT, [
        ...[videoId, commentId, comment.personId, comment.creatorId, parent?.commentId ?? null],
        ...[state, comment.text, comment.language, nowMs],
      ]);
      if (added.length === 0) return;
      if (comment.mentions.length > 0)
        await tx.query(INSERT_MENTIONS, [videoId, commentId, comment.mentions]);
      await this.#tell(tx, 'commented', comment, {
        ...{ state, parentId: parent?.commentId ?? null, before: undefined },
        parentPersonId: parent?.personId ?? null,
        mentions: state === 'shown' ? comment.mentions : [],
      });
    });
  }

  /** @returns false when it had that state already. */
  async decide(
    commentId: string,
    state: 'shown' | 'refused',
    mayDecide: (comment: StoredComment) => void,
  ): Promise<boolean> {
    return await this.#database.transaction(async (tx) => {
      const before = await lockComment(tx, commentId);
      if (before === undefined) throw notFound();
      mayDecide(before);
      if (before.state === state) return false;
      if (before.state !== 'held' && before.state !== 'refused')
        throw problem('comment.state', 'This comment does not wait for a decision.');
      await this.#set(tx, state === 'shown' ? 'approved' : 'refused', before, { state });
      return true;
    });
  }

  /** @returns until when it can be undone. */
  async remove(commentId: string, byCreator: boolean): Promise<number> {
    return await this.#database.transaction(async (tx) => {
      const before = await lockComment(tx, commentId);
      if (before?.personId === null || before === undefined) throw notFound();
      const nowMs = this.#clock.nowMs();
      if (before.state === 'deleted') return (before.deletedAtMs ?? nowMs) + UNDO_MS;
      if (before.state === 'removed')
        throw problem('comment.state', 'A moderator has removed this comment already.');
      await this.#set(tx, 'deleted', before, {
        ...{ state: 'deleted', was: before.state },
        ...{ deletedByCreator: byCreator, deletedAtMs: nowMs },
      });
      return nowMs + UNDO_MS;
    });
  }

  /** Only whoever deleted it brings it back. @throws `comment.undo_expired`. */
  async restore(commentId: string, byCreator: boolean): Promise<void> {
    await this.#database.transaction(async (tx) => {
      const before = await lockComment(tx, commentId);
      if (before === undefined) throw notFound();
      if (before.state !== 'deleted') return;
      const dueAtMs = (before.deletedAtMs ?? 0) + UNDO_MS;
      const mine = before.deletedByCreator === byCreator;
      if (before.personId === null || !mine || dueAtMs <= this.#clock.nowMs())
        throw problem('comment.undo_expired', 'The time to bring this comment back is over.');
      // What a moderator took away meanwhile comes back as that, and nobody but its author reads it.
      const removed = before.removedAtMs !== null;
      await this.#set(tx, 'undeleted', before, {
        state: removed ? 'removed' : (before.was ?? 'shown'),
        was: removed ? before.was : null,
        ...{ deletedByCreator: false, deletedAtMs: null },
      });
    });
  }

  async moderate(tx: Tx, commentId: string, change: CommentModeration): Promise<boolean> {
    const before = await lockComment(tx, commentId);
    if (before === undefined) return false;
    const removed = change.kind === 'remove';
    // Nothing of it is left to decide on.
    if (before.personId === null) return true;
    if (removed === (before.removedAtMs !== null)) return true;
    await this.#set(tx, removed ? 'removed' : 'restored', before, {
      ...standing(before, removed),
      removedAtMs: removed ? this.#clock.nowMs() : null,
      removedReason: removed ? change.reason : null,
      removedNote: removed ? change.note : null,
    });
    return true;
  }

  /** @returns whether anything changed. */
  async like(comment: StoredComment, personId: string, on: boolean): Promise<boolean> {
    return await this.#database.transaction(async (tx) => {
      const changed = on
        ? await tx.query(ADD_LIKE, [
            ...[comment.videoId, comment.commentId, personId],
            this.#clock.nowMs(),
          ])
        : await tx.query(DROP_LIKE, [comment.videoId, comment.commentId, personId]);
      if (changed.length === 0) return false;
      await this.#journal.append(tx, [likeEntry(on ? 'liked' : 'unliked', comment, personId)]);
      return true;
    });
  }

  async #set(
    tx: Tx,
    type: string,
    before: StoredComment,
    change: Partial<StoredComment> & { state: CommentState },
  ): Promise<void> {
    const after = { ...before, ...change };
    await tx.query(SET_STATE, [
      ...[after.videoId, after.commentId, after.state, after.was],
      ...[after.deletedByCreator, after.deletedAtMs],
      ...[after.removedAtMs, after.removedReason, after.removedNote],
    ]);
    const parent =
      after.parentId === null ? undefined : (await byIds(tx, [after.parentId])).get(after.parentId);
    const mentions =
      after.state === 'shown' || before.state === 'shown'
        ? (await mentionedIn(tx, [after])).get(after.commentId)
        : undefined;
    await this.#tell(tx, type, after, {
      ...{ state: after.state, before: before.state, parentId: after.parentId },
      ...{ parentPersonId: parent?.personId ?? null, mentions: mentions ?? [] },
    });
  }

  async #tell(
    tx: Tx,
    type: string,
    comment: Pick<StoredComment, 'videoId' | 'commentId' | 'personId' | 'creatorId'>,
    told: Pick<CommentFacts, 'state' | 'parentId' | 'parentPersonId' | 'mentions'> & {
      before: CommentState | undefined;
    },
  ): Promise<void> {
    const { before, ...rest } = told;
    const facts: CommentFacts = {
      ...{ videoId: comment.videoId, personId: comment.personId, creatorId: comment.creatorId },
      ...rest,
      count: countOf(before, told.state),
    };
    await this.#journal.append(tx, [commentEntry(type, comment, facts)]);
  }
}

const ADD_LIKE = {
  name: 'comments.like',
  text: `INSERT INTO comment_likes (video_id, comment_id, person_id, since_ms) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING RETURNING since_ms`,
};
const DROP_LIKE = {
  name: 'comments.unlike',
  text: 'DELETE FROM comment_likes WHERE video_id = $1 AND comment_id = $2 AND person_id = $3 RETURNING since_ms',
};

// Replies of one thread are counted one after another, or two at once would both be the last.
async function checkThread(tx: Tx, { videoId, commentId }: StoredComment): Promise<void> {
  const [row] = await tx.query<{ state: CommentState }>(LOCK_PARENT, [videoId, commentId]);
  if (row?.state !== 'shown') throw notFound();
  const [some] = await tx.query<{ count: number }>(COUNT_REPLIES, [
    ...[videoId, commentId, COMMENT_REPLIES_MAX],
  ]);
  if ((some?.count ?? 0) >= COMMENT_REPLIES_MAX)
    throw problem('comment.full', 'This thread is full. Begin a new comment.');
}

// What was deleted stays away whatever is decided; what waited, or was refused, before it was removed does so again.
function standing(before: StoredComment, removed: boolean): Pick<StoredComment, 'state' | 'was'> {
  if (before.state === 'deleted') return { state: 'deleted', was: before.was };
  return removed
    ? { state: 'removed', was: before.state }
    : { state: before.was ?? 'shown', was: null };
}

function countOf(before: CommentState | undefined, after: CommentState): -1 | 0 | 1 {
  const [was, is] = [before === 'shown', after === 'shown'];
  if (was === is) return 0;
  return is ? 1 : -1;
}

type Entry = Parameters<Journal['append']>[1][number];

export function commentEntry(
  type: string,
  { videoId, commentId }: Pick<StoredComment, 'videoId' | 'commentId'>,
  facts: CommentFacts,
): Entry {
  return {
    stream: COMMENT_STREAM,
    key: commentId,
    type,
    row: { table: 'comments', key: `${videoId}/${commentId}` },
    facts: { ...facts, mentions: [...facts.mentions] } satisfies JsonObject,
  };
}

export function likeEntry(
  type: 'liked' | 'unliked',
  { videoId, commentId }: Pick<StoredComment, 'videoId' | 'commentId'>,
  personId: string,
): Entry {
  return {
    stream: LIKE_STREAM,
    key: commentId,
    type,
    row: { table: 'comment_likes', key: `${videoId}/${commentId}/${personId}` },
    facts: { videoId, commentId, personId },
  };
}

export function notFound(): Error {
  return problem('comment.not_found', 'There is no such comment here, or not any more.');
}
