// Lists of comments. What each onlooker may read of a row is decided here by its state, and by who wrote it in `present.ts`.

import type { CommentOrder } from '@jhalak/contracts/comments';
import type { Database } from '@jhalak/ports';
import type { Place } from './cursor.ts';
import { COLUMNS, fromRow, type CommentRow } from './rows.ts';
import type { StoredComment } from './types.ts';

// $2: the onlooker, or null; $3: whether they made the clip. Everybody reads what is shown; authors also what waits, was refused
// or removed; creators what waits. What was taken away stays as an empty place while replies hang on it.
const MAY_READ = `(state = 'shown' OR (person_id = $2::uuid AND state IN ('held', 'refused', 'removed'))
    OR ($3::boolean AND state = 'held') OR (replies > 0 AND state IN ('deleted', 'removed')))`;
const FAR_MS = 8_640_000_000_000_000;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

function listed(name: CommentOrder, column: 'best_ms' | 'created_at_ms') {
  return {
    name: `comments.list_${name}`,
    text: `SELECT ${COLUMNS} FROM comments WHERE video_id = $1 AND parent_id IS NULL AND ${MAY_READ}
        AND (${column}, comment_id) < ($4::bigint, $5::uuid)
      ORDER BY ${column} DESC, comment_id DESC LIMIT $6`,
  };
}

const LISTS = {
  best: listed('best', 'best_ms'),
  newest: listed('newest', 'created_at_ms'),
} as const;
const REPLIES = {
  name: 'comments.list_replies',
  text: `SELECT ${COLUMNS} FROM comments WHERE video_id = $1 AND parent_id = $6 AND ${MAY_READ}
      AND (created_at_ms, comment_id) > ($4::bigint, $5::uuid)
    ORDER BY created_at_ms, comment_id LIMIT $7`,
};
const HELD = {
  name: 'comments.list_held',
  text: `SELECT ${COLUMNS} FROM comments WHERE creator_id = $1 AND state = 'held'
      AND (created_at_ms, comment_id) > ($2::bigint, $3::uuid)
    ORDER BY created_at_ms, comment_id LIMIT $4`,
};
const LIKED = {
  name: 'comments.liked',
  short: true,
  text: `SELECT comment_id FROM comment_likes WHERE person_id = $1 AND video_id = ANY($2::uuid[]) AND comment_id = ANY($3::uuid[])`,
};
const NEAR = {
  name: 'comments.people_of_clip',
  text: `SELECT DISTINCT person_id FROM (SELECT person_id FROM comments
    WHERE video_id = $1 AND state = 'shown' AND person_id IS NOT NULL ORDER BY created_at_ms DESC LIMIT $2) AS few`,
};

/** Whose eyes a list is for. */
export interface Reader {
  personId: string | undefined;
  creator: boolean;
}

export class CommentReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(
    videoId: string,
    order: CommentOrder,
    reader: Reader,
    after: Place | undefined,
    limit: number,
  ): Promise<StoredComment[]> {
    const rows = await this.#database.query<CommentRow>(LISTS[order], [
      ...[videoId, reader.personId ?? null, reader.creator],
      ...[after?.ms ?? FAR_MS, after?.id ?? LAST_ID, limit],
    ]);
    return rows.map(fromRow);
  }

  /** Oldest first. */
  async replies(
    parent: StoredComment,
    reader: Reader,
    after: Place | undefined,
    limit: number,
  ): Promise<StoredComment[]> {
    const rows = await this.#database.query<CommentRow>(REPLIES, [
      ...[parent.videoId, reader.personId ?? null, reader.creator],
      ...[after?.ms ?? -1, after?.id ?? FIRST_ID, parent.commentId, limit],
    ]);
    return rows.map(fromRow);
  }

  /** What waits for a creator, the longest waiting first. */
  async held(creatorId: string, after: Place | undefined, limit: number): Promise<StoredComment[]> {
    const rows = await this.#database.query<CommentRow>(HELD, [
      ...[creatorId, after?.ms ?? -1, after?.id ?? FIRST_ID, limit],
    ]);
    return rows.map(fromRow);
  }

  /** @returns which of these a person likes. */
  async liked(personId: string, comments: readonly StoredComment[]): Promise<Set<string>> {
    if (comments.length === 0) return new Set();
    const rows = await this.#database.query<{ comment_id: string }>(LIKED, [
      personId,
      [...new Set(comments.map(({ videoId }) => videoId))],
      comments.map(({ commentId }) => commentId),
    ]);
    return new Set(rows.map((row) => row.comment_id));
  }

  /** @returns who commented on a clip lately, from its newest `limit` comments. */
  async peopleOf(videoId: string, limit: number): Promise<string[]> {
    const rows = await this.#database.query<{ person_id: string }>(NEAR, [videoId, limit]);
    return rows.map((row) => row.person_id);
  }
}

/** @returns whether a list would hold it for this reader. */
export function mayRead(comment: StoredComment, { personId, creator }: Reader): boolean {
  const own = personId !== undefined && comment.personId === personId;
  switch (comment.state) {
    case 'shown':
      return true;
    case 'held':
      return own || creator;
    case 'refused':
      return own;
    case 'removed':
      return own || comment.replies > 0;
    case 'deleted':
      return comment.replies > 0;
  }
}
