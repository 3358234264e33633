// Likes and replies of a comment, summed up from the journal by the worker: who likes something does not wait for everybody else
// who does. The comments of a clip are counted by `videos`, from the same events.

import type { DurableConsumer, JournalEvent, Tx } from '@jhalak/ports';
import { COMMENT_STREAM, LIKE_STREAM } from './store.ts';

/**
 * A comment stands as if it were this much younger for each doubling of its likes: with 1 like 6 hours, with 1,000 two and a half
 * days. So a list keeps its order without being computed again, and what is new is seen beside what is loved.
 */
const DOUBLED_MS = 6 * 3_600_000;

// `ln` of doubles, so that every node computes the same.
const ADD = {
  name: 'comments.add_counts',
  text: `UPDATE comments SET likes = comments.likes + d.likes, replies = comments.replies + d.replies,
      best_ms = created_at_ms
        + round(${DOUBLED_MS} * ln(1 + greatest(0, comments.likes + d.likes)::float8) / ln(2::float8))::bigint
    FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::int[]) AS d(video_id, comment_id, likes, replies)
    WHERE comments.video_id = d.video_id AND comments.comment_id = d.comment_id`,
};

interface Change {
  videoId: string;
  likes: number;
  replies: number;
}

export const COUNTS: DurableConsumer = {
  name: 'comments.counts',
  streams: [COMMENT_STREAM, LIKE_STREAM],
  handle: async (tx, { events }) => await add(tx, changesOf(events)),
};

function changesOf(events: readonly JournalEvent[]): Map<string, Change> {
  const changes = new Map<string, Change>();
  const change = (commentId: string, videoId: string): Change => {
    const known = changes.get(commentId) ?? { videoId, likes: 0, replies: 0 };
    changes.set(commentId, known);
    return known;
  };
  for (const { stream, key, type, facts } of events) {
    const { videoId } = facts;
    if (typeof videoId !== 'string') continue;
    if (stream === LIKE_STREAM) change(key, videoId).likes += type === 'liked' ? 1 : -1;
    else if (typeof facts['parentId'] === 'string')
      change(facts['parentId'], videoId).replies += Number(facts['count']);
  }
  return changes;
}

async function add(tx: Tx, changes: ReadonlyMap<string, Change>): Promise<void> {
  if (changes.size === 0) return;
  // Sorted, so that two workers lock rows in one order.
  const sorted = [...changes.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  await tx.query(ADD, [
    sorted.map(([, { videoId }]) => videoId),
    sorted.map(([commentId]) => commentId),
    sorted.map(([, { likes }]) => likes),
    sorted.map(([, { replies }]) => replies),
  ]);
}
