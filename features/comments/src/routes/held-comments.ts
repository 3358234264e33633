// What waits for a creator, and what they decide.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { HeldPage, type HeldComment } from '@jhalak/contracts/comments';
import { IdParams, PageQuery } from '@jhalak/contracts/fields';
import { assert } from '@jhalak/kernel';
import { posterUrl } from '@jhalak/videos';
import { wordMet } from '../filter.ts';
import { present } from '../present.ts';
import { decidable, LIMIT_DEFAULT, type RouteDeps } from './deps.ts';

const SURFACE = 'comments.held';

export function heldRoutes(deps: RouteDeps): Route[] {
  return [
    listHeld(deps),
    decide(deps, 'approve', 'shown', 'Let a comment that waits be read by everybody'),
    decide(deps, 'refuse', 'refused', 'Keep a comment that waits from being read'),
  ];
}

function listHeld(deps: RouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/comments/held',
    name: 'listHeldComments',
    summary: 'Comments on one’s own clips that wait, the longest waiting first',
    tag: 'comments',
    access: 'account',
    owner: 'self',
    query: PageQuery,
    replies: { 200: HeldPage },
    async handle({ query, caller }) {
      assert(caller, 'the route asks for an account');
      const list = `held ${caller.personId}`;
      const limit = query.limit ?? LIMIT_DEFAULT;
      const after = deps.cursors.read(list, query.cursor);
      const rows = await deps.reader.held(caller.personId, after, limit);
      const onlooker = await deps.ties.onlooker(caller);
      const seen = rows.filter(
        ({ videoId }) => deps.visibility.check(SURFACE, videoId, onlooker).kind === 'visible',
      );
      const [comments, clips, { words }] = await Promise.all([
        present(deps, seen, { surface: SURFACE, caller }),
        deps.videos.stored([...new Set(seen.map(({ videoId }) => videoId))]),
        deps.settings.of(caller.personId),
      ]);
      const items = comments.flatMap((comment): HeldComment[] => {
        const clip = clips.get(comment.videoId);
        if (clip === undefined) return [];
        const word = wordMet(words, comment.text);
        return [
          {
            comment,
            ...(word === undefined ? {} : { word }),
            clip: { id: clip.videoId, caption: clip.caption, poster: posterUrl(clip) },
          },
        ];
      });
      const last = rows.at(-1);
      const next =
        last === undefined || rows.length < limit
          ? null
          : deps.cursors.write(list, { ms: last.createdAtMs, id: last.commentId });
      return { status: 200, json: { items, next } };
    },
  });
}

function decide(
  deps: RouteDeps,
  act: 'approve' | 'refuse',
  state: 'shown' | 'refused',
  summary: string,
): Route {
  return defineRoute({
    method: 'POST',
    path: `/v1/comments/:id/${act}`,
    name: `${act}Comment`,
    summary,
    tag: 'comments',
    access: 'account',
    owner: 'owner',
    params: IdParams,
    replies: { 204: null },
    async handle({ params, caller }) {
      const { commentId } = await decidable(deps, params.id, caller);
      await deps.store.decide(commentId, state, ({ state: now }) => {
        if (now === 'deleted' || now === 'removed')
          throw problem('comment.state', 'This comment is no longer there to decide on.');
      });
      return { status: 204 };
    },
  });
}
