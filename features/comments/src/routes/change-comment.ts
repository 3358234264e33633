// Like, pin, delete and undo.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { CommentDeleted } from '@jhalak/contracts/comments';
import { IdParams } from '@jhalak/contracts/fields';
import { assert } from '@jhalak/kernel';
import { byIds } from '../rows.ts';
import { notFound } from '../store.ts';
import { decidable, readable, type RouteDeps } from './deps.ts';

const SURFACE = 'comments.act';
const shared = { tag: 'comments', access: 'account', params: IdParams } as const;
const like = {
  ...shared,
  path: '/v1/comments/:id/like',
  owner: 'self',
  replies: { 204: null },
  ratePerMinute: 120,
} as const;
const pin = {
  ...shared,
  path: '/v1/comments/:id/pin',
  owner: 'owner',
  replies: { 204: null },
} as const;

export function changeRoutes(deps: RouteDeps): Route[] {
  return [likeComment(deps), unlikeComment(deps), ...pinRoutes(deps), ...deleteRoutes(deps)];
}

function likeComment(deps: RouteDeps): Route {
  return defineRoute({
    ...like,
    method: 'PUT',
    name: 'likeComment',
    summary: 'Like a comment',
    async handle({ params, caller }) {
      assert(caller, 'the route asks for an account');
      const { comment } = await readable(deps, SURFACE, params.id, caller);
      if (comment.state !== 'shown') throw notFound();
      await deps.store.like(comment, caller.personId, true);
      return { status: 204 };
    },
  });
}

function unlikeComment(deps: RouteDeps): Route {
  return defineRoute({
    ...like,
    method: 'DELETE',
    name: 'unlikeComment',
    summary: 'Take a like back, also from a comment that cannot be read any more',
    async handle({ params, caller }) {
      assert(caller, 'the route asks for an account');
      const comment = (await byIds(deps.database, [params.id])).get(params.id);
      if (comment !== undefined) await deps.store.like(comment, caller.personId, false);
      return { status: 204 };
    },
  });
}

function pinRoutes(deps: RouteDeps): Route[] {
  return [
    defineRoute({
      ...pin,
      method: 'PUT',
      name: 'pinComment',
      summary: 'Pin a comment on top of one’s own clip, in the place of another one',
      async handle({ params, caller }) {
        const { comment } = await readable(deps, SURFACE, params.id, caller);
        const own = comment.creatorId === caller?.personId;
        if (!own)
          throw problem('comment.not_yours', 'Only the creator of the clip pins a comment.');
        if (comment.state !== 'shown' || comment.parentId !== null)
          throw problem('comment.state', 'Only a comment that everybody reads can be pinned.');
        await deps.settings.pin(comment.videoId, comment.creatorId, comment.commentId);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...pin,
      method: 'DELETE',
      name: 'unpinComment',
      summary: 'Take the pin away',
      async handle({ params, caller }) {
        const comment = await decidable(deps, params.id, caller);
        await deps.settings.unpin(comment.videoId, comment.commentId);
        return { status: 204 };
      },
    }),
  ];
}

function deleteRoutes(deps: RouteDeps): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'DELETE',
      path: '/v1/comments/:id',
      name: 'deleteComment',
      owner: 'owner',
      summary:
        'Delete a comment of one’s own, or on one’s own clip; it can be undone until `undoUntilMs`',
      replies: { 200: CommentDeleted },
      async handle({ params, caller }) {
        const byCreator = await whoDeletes(deps, params.id, caller?.personId);
        const undoUntilMs = await deps.store.remove(params.id, byCreator);
        return { status: 200, json: { undoUntilMs } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/v1/comments/:id/restore',
      name: 'restoreComment',
      owner: 'owner',
      summary: 'Undo a deletion of one’s own',
      replies: { 204: null },
      async handle({ params, caller }) {
        await deps.store.restore(params.id, await whoDeletes(deps, params.id, caller?.personId));
        return { status: 204 };
      },
    }),
  ];
}

/** @returns whether the caller acts as the clip's creator and not as the comment's author. */
async function whoDeletes(
  { database }: RouteDeps,
  commentId: string,
  personId: string | undefined,
): Promise<boolean> {
  const comment = (await byIds(database, [commentId])).get(commentId);
  if (comment === undefined || personId === undefined) throw notFound();
  if (comment.personId === personId) return false;
  if (comment.creatorId === personId) return true;
  throw problem('comment.not_yours', 'Only its author and the creator of the clip delete it.');
}
