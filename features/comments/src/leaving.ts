// What goes for good: comments that were deleted, those of people who are erased, and those of clips that are gone. Where replies
// hang on a comment its place stays, without words and without a name.

import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { Database, DurableConsumer, Journal, Tx } from '@jhalak/ports';
import { COLUMNS, fromRow, type CommentRow } from './rows.ts';
import { commentEntry, likeEntry, UNDO_MS } from './store.ts';
import type { StoredComment } from './types.ts';

/** One sweep takes this many; the next is a minute later. */
const SWEEP_MAX = 500;
/** An erasure goes through a person's comments and likes in pages of this size, each a transaction. */
const ERASE_PAGE = 500;
/** IT Rules 2021, rule 3(1)(g): what was removed is kept 180 days. */
const REMOVED_KEPT_MS = 180 * DAY_MS;

const DUE = {
  name: 'comments.due',
  text: `SELECT ${COLUMNS} FROM comments WHERE state = 'deleted' AND person_id IS NOT NULL AND deleted_at_ms <= $1
    ORDER BY deleted_at_ms LIMIT $2 FOR UPDATE SKIP LOCKED`,
};
const REMOVED_DUE = {
  name: 'comments.removed_due',
  text: `SELECT ${COLUMNS} FROM comments WHERE state = 'removed' AND person_id IS NOT NULL AND removed_at_ms <= $1
    ORDER BY removed_at_ms LIMIT $2 FOR UPDATE SKIP LOCKED`,
};
const OF_PERSON = {
  name: 'comments.of_person',
  text: `SELECT ${COLUMNS} FROM comments WHERE person_id = $1 ORDER BY comment_id LIMIT $2 FOR UPDATE`,
};
const EMPTY = {
  name: 'comments.empty',
  text: `UPDATE comments SET person_id = NULL, state = 'deleted', was = NULL, text = '', language = NULL,
      removed_reason = NULL, removed_note = NULL
    WHERE video_id = ANY($1::uuid[]) AND comment_id = ANY($2::uuid[])
      AND EXISTS (SELECT 1 FROM comments AS r WHERE r.video_id = comments.video_id AND r.parent_id = comments.comment_id)`,
};
const DROP = {
  name: 'comments.drop',
  text: `DELETE FROM comments WHERE video_id = ANY($1::uuid[]) AND comment_id = ANY($2::uuid[]) AND person_id IS NOT NULL`,
};
const DROP_EMPTY_PARENTS = {
  name: 'comments.drop_empty_parents',
  text: `DELETE FROM comments WHERE video_id = ANY($1::uuid[]) AND comment_id = ANY($2::uuid[]) AND person_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM comments AS r WHERE r.video_id = comments.video_id AND r.parent_id = comments.comment_id)`,
};
const DROP_MENTIONS = {
  name: 'comments.drop_mentions',
  text: 'DELETE FROM comment_mentions WHERE video_id = ANY($1::uuid[]) AND comment_id = ANY($2::uuid[])',
};
const DROP_LIKES = {
  name: 'comments.drop_likes',
  text: 'DELETE FROM comment_likes WHERE video_id = ANY($1::uuid[]) AND comment_id = ANY($2::uuid[])',
};
const LIKES_OF_PERSON = {
  name: 'comments.take_likes',
  text: `DELETE FROM comment_likes WHERE (video_id, comment_id, person_id) IN
      (SELECT video_id, comment_id, person_id FROM comment_likes WHERE person_id = $1 ORDER BY comment_id LIMIT $2)
    RETURNING video_id, comment_id`,
};

interface LeavingDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
}

/** Takes the words of what was deleted a while ago, or removed very long ago. @returns how many. */
export async function purgeDue({ database, journal, clock }: LeavingDeps): Promise<number> {
  return await database.transaction(async (tx) => {
    const nowMs = clock.nowMs();
    const rows = [
      ...(await tx.query<CommentRow>(DUE, [nowMs - UNDO_MS, SWEEP_MAX])),
      ...(await tx.query<CommentRow>(REMOVED_DUE, [nowMs - REMOVED_KEPT_MS, SWEEP_MAX])),
    ];
    const gone = rows.map(fromRow);
    await takeAway(tx, gone);
    if (gone.length > 0)
      await journal.append(
        tx,
        gone.map((comment) => goneEntry('purged', comment)),
      );
    return rows.length;
  });
}

/** Their own words and likes, told to the journal, so that every count follows. */
export async function erasePerson(deps: LeavingDeps, personId: string): Promise<void> {
  while ((await erasePage(deps, personId)) === ERASE_PAGE);
  while ((await eraseLikes(deps, personId)) === ERASE_PAGE);
}

async function erasePage({ database, journal }: LeavingDeps, personId: string): Promise<number> {
  return await database.transaction(async (tx) => {
    const rows = await tx.query<CommentRow>(OF_PERSON, [personId, ERASE_PAGE]);
    const comments = rows.map(fromRow);
    await takeAway(tx, comments);
    if (comments.length > 0)
      await journal.append(
        tx,
        comments.map((comment) => goneEntry('erased', comment)),
      );
    return rows.length;
  });
}

function goneEntry(
  type: 'erased' | 'purged',
  comment: StoredComment,
): ReturnType<typeof commentEntry> {
  const { videoId, creatorId, parentId, state } = comment;
  return commentEntry(type, comment, {
    ...{ videoId, creatorId, parentId, parentPersonId: null, personId: null, mentions: [] },
    state: 'deleted',
    count: state === 'shown' ? -1 : 0,
  });
}

async function eraseLikes({ database, journal }: LeavingDeps, personId: string): Promise<number> {
  return await database.transaction(async (tx) => {
    const rows = await tx.query<{ video_id: string; comment_id: string }>(LIKES_OF_PERSON, [
      personId,
      ERASE_PAGE,
    ]);
    const entries = rows.map((row) =>
      likeEntry('unliked', { videoId: row.video_id, commentId: row.comment_id }, personId),
    );
    if (entries.length > 0) await journal.append(tx, entries);
    return rows.length;
  });
}

async function takeAway(tx: Tx, comments: readonly StoredComment[]): Promise<void> {
  if (comments.length === 0) return;
  const videoIds = [...new Set(comments.map(({ videoId }) => videoId))];
  const ids = comments.map(({ commentId }) => commentId);
  await tx.query(DROP_MENTIONS, [videoIds, ids]);
  await tx.query(DROP_LIKES, [videoIds, ids]);
  await tx.query(EMPTY, [videoIds, ids]);
  await tx.query(DROP, [videoIds, ids]);
  // An empty place whose last reply has gone says nothing any more.
  const parents = comments.flatMap(({ parentId }) => parentId ?? []);
  if (parents.length > 0) await tx.query(DROP_EMPTY_PARENTS, [videoIds, parents]);
}

/** A clip that is gone for good takes its comments along. */
export const GONE_CLIPS: DurableConsumer = {
  name: 'comments.gone_clips',
  streams: ['videos.video'],
  handle: async (tx, { events }) => {
    const gone = events.filter(({ type }) => type === 'purged').map(({ key }) => key);
    if (gone.length === 0) return;
    for (const table of ['comments', 'comment_likes', 'comment_mentions', 'comment_clips']) {
      await tx.query(
        {
          name: `comments.gone.${table}`,
          text: `DELETE FROM ${table} WHERE video_id = ANY($1::uuid[])`,
        },
        [gone],
      );
    }
  },
};
