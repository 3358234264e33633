// What the routes of comments share.

import { assert, type Clock, type Ids } from '@jhalak/kernel';
import { problem, type Caller } from '@jhalak/contracts';
import type { Videos } from '@jhalak/videos';
import { openClip, type GateDeps, type OpenClip } from '../clip-gate.ts';
import type { Cursors } from '../cursor.ts';
import type { Callable } from '../mentions.ts';
import { present, type PresentDeps } from '../present.ts';
import { mayRead } from '../reader.ts';
import { byIds } from '../rows.ts';
import { notFound, type CommentStore } from '../store.ts';
import type { StoredComment } from '../types.ts';

export interface RouteDeps extends PresentDeps, GateDeps {
  store: CommentStore;
  cursors: Cursors;
  callable: Callable;
  videos: Pick<Videos, 'remembered' | 'stored'>;
  clock: Clock;
  ids: Ids;
  /** Of the cell: ids of comments that come with a key are derived from it. */
  secret: Buffer;
}

/** A page of a list, where the caller asks for none. */
export const LIMIT_DEFAULT = 20;

/**
 * Finds a comment that the caller can read now, and its clip.
 *
 * @throws `comment.not_found` for what they cannot read, what hides its clip.
 */
export async function readable(
  deps: RouteDeps,
  surface: string,
  commentId: string,
  caller: Caller | undefined,
): Promise<{ comment: StoredComment; clip: OpenClip }> {
  const comment = (await byIds(deps.database, [commentId])).get(commentId);
  if (comment === undefined) throw notFound();
  const clip = await openClip(deps, surface, comment.videoId, caller);
  const creator = caller?.personId === comment.creatorId;
  if (!mayRead(comment, { personId: caller?.personId, creator })) throw notFound();
  const [shown] = await present(deps, [comment], { surface, caller });
  if (shown === undefined) throw notFound();
  return { comment, clip };
}

/** @throws `comment.not_found` for a comment on a clip of somebody else's, unless a moderator asks. */
export async function decidable(
  deps: RouteDeps,
  commentId: string,
  caller: Caller | undefined,
): Promise<StoredComment> {
  assert(caller, 'the route asks for an account');
  const comment = (await byIds(deps.database, [commentId])).get(commentId);
  const moderates = caller.roles.includes('moderator') || caller.roles.includes('admin');
  if (comment === undefined) throw notFound();
  if (comment.creatorId !== caller.personId && !moderates)
    throw problem('comment.not_yours', 'Only the creator of the clip decides this.');
  return comment;
}
