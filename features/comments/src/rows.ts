// The row of a comment as the database gives it.

import type { CommentState } from '@jhalak/contracts/comments';
import type { ReportReason } from '@jhalak/contracts/safety';
import type { Queries } from '@jhalak/ports';
import type { StoredComment } from './types.ts';

export interface CommentRow {
  video_id: string;
  comment_id: string;
  person_id: string | null;
  creator_id: string;
  parent_id: string | null;
  state: CommentState;
  text: string;
  language: string | null;
  likes: number;
  replies: number;
  created_at_ms: number;
  best_ms: number;
  was: CommentState | null;
  deleted_by_creator: boolean;
  deleted_at_ms: number | null;
  removed_at_ms: number | null;
  removed_reason: ReportReason | null;
  removed_note: string | null;
}

export const COLUMNS = `video_id, comment_id, person_id, creator_id, parent_id, state, text, language, likes, replies,
  created_at_ms, best_ms, was, deleted_by_creator, deleted_at_ms, removed_at_ms, removed_reason, removed_note`;

export function fromRow(row: CommentRow): StoredComment {
  return {
    videoId: row.video_id,
    commentId: row.comment_id,
    personId: row.person_id,
    creatorId: row.creator_id,
    parentId: row.parent_id,
    state: row.state,
    text: row.text,
    language: row.language,
    likes: row.likes,
    replies: row.replies,
    createdAtMs: row.created_at_ms,
    bestMs: row.best_ms,
    was: row.was,
    deletedByCreator: row.deleted_by_creator,
    deletedAtMs: row.deleted_at_ms,
    removedAtMs: row.removed_at_ms,
    removedReason: row.removed_reason,
    removedNote: row.removed_note,
  };
}

// Only the comment is known, not its clip: an index, asked on each node of a large cell.
const BY_IDS = {
  name: 'comments.by_ids',
  short: true,
  text: `SELECT ${COLUMNS} FROM comments WHERE comment_id = ANY($1::uuid[])`,
};
const LOCK = {
  name: 'comments.lock',
  text: `SELECT ${COLUMNS} FROM comments WHERE comment_id = $1 FOR UPDATE`,
};
const MENTIONED = {
  name: 'comments.mentioned',
  short: true,
  text: `SELECT comment_id, person_id FROM comment_mentions WHERE comment_id = ANY($1::uuid[]) AND video_id = ANY($2::uuid[])`,
};

export async function byIds(
  on: Queries,
  commentIds: readonly string[],
): Promise<Map<string, StoredComment>> {
  if (commentIds.length === 0) return new Map();
  const rows = await on.query<CommentRow>(BY_IDS, [commentIds]);
  return new Map(rows.map((row) => [row.comment_id, fromRow(row)]));
}

/** The same for one, which nobody changes until the transaction ends. */
export async function lockComment(
  tx: Queries,
  commentId: string,
): Promise<StoredComment | undefined> {
  const [row] = await tx.query<CommentRow>(LOCK, [commentId]);
  return row === undefined ? undefined : fromRow(row);
}

/** @returns the people whom each comment names. */
export async function mentionedIn(
  on: Queries,
  comments: readonly Pick<StoredComment, 'commentId' | 'videoId'>[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (comments.length === 0) return found;
  const rows = await on.query<{ comment_id: string; person_id: string }>(MENTIONED, [
    comments.map(({ commentId }) => commentId),
    [...new Set(comments.map(({ videoId }) => videoId))],
  ]);
  for (const row of rows)
    found.set(row.comment_id, [...(found.get(row.comment_id) ?? []), row.person_id]);
  return found;
}
