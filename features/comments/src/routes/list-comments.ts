import { defineRoute, type Route } from '@jhalak/contracts';
import { CommentPage, CommentsQuery, ReplyPage, type Comment } from '@jhalak/contracts/comments';
import { IdParams, PageQuery } from '@jhalak/contracts/fields';
import { mayComment, openClip } from '../clip-gate.ts';
import { present, type Reading } from '../present.ts';
import { byIds } from '../rows.ts';
import type { StoredComment } from '../types.ts';
import { LIMIT_DEFAULT, readable, type RouteDeps } from './deps.ts';

const SURFACE = 'comments.thread';
const shared = {
  method: 'GET',
  tag: 'comments',
  access: 'anyone',
  owner: 'public',
  params: IdParams,
} as const;

export function listRoutes(deps: RouteDeps): Route[] {
  return [listComments(deps), listReplies(deps)];
}

function listComments(deps: RouteDeps): Route {
  return defineRoute({
    ...shared,
    path: '/v1/videos/:id/comments',
    name: 'listComments',
    summary: 'Comments on a clip: the pinned one, then the best or the newest',
    query: CommentsQuery,
    replies: { 200: CommentPage },
    async handle({ params, query, caller }) {
      const clip = await openClip(deps, SURFACE, params.id, caller);
      const order = query.order ?? 'best';
      const list = `${params.id} ${order}`;
      const after = deps.cursors.read(list, query.cursor);
      const limit = query.limit ?? LIMIT_DEFAULT;
      const creator = caller?.personId === clip.video.personId;
      const rows = await deps.reader.list(
        ...([params.id, order, { personId: caller?.personId, creator }, after, limit] as const),
      );
      const reading: Reading = { surface: SURFACE, caller, pinnedId: clip.pinnedId };
      // What stands first on the first page comes nowhere else.
      const wanted = await firstOnes(deps, params.id, [query.comment, clip.pinnedId]);
      const apart = new Set(wanted.map(({ commentId }) => commentId));
      const rest = rows.filter(({ commentId }) => !apart.has(commentId));
      const first = after === undefined ? [...wanted, ...rest] : rest;
      const last = rows.at(-1);
      const ms = order === 'best' ? last?.bestMs : last?.createdAtMs;
      const page: CommentPage = {
        items: await present(deps, first, reading),
        next:
          last === undefined || ms === undefined || rows.length < limit
            ? null
            : deps.cursors.write(list, { ms, id: last.commentId }),
        may: await mayComment(deps, clip, caller),
        creator,
      };
      return { status: 200, json: page };
    },
  });
}

/** @returns the comments that a link names (of a reply: the one above it, then the reply) and the pinned one, each once. */
async function firstOnes(
  deps: RouteDeps,
  videoId: string,
  ids: readonly (string | null | undefined)[],
): Promise<StoredComment[]> {
  const wanted = ids.flatMap((id) => id ?? []);
  if (wanted.length === 0) return [];
  const found = await byIds(deps.database, wanted);
  const parents = [...found.values()].flatMap(({ parentId }) => parentId ?? []);
  const above = await byIds(deps.database, parents);
  const ordered = new Map<string, StoredComment>();
  for (const id of wanted) {
    const comment = found.get(id);
    const parent = above.get(comment?.parentId ?? '');
    for (const one of [parent, comment])
      if (one !== undefined && one.videoId === videoId) ordered.set(one.commentId, one);
  }
  return [...ordered.values()];
}

function listReplies(deps: RouteDeps): Route {
  return defineRoute({
    ...shared,
    path: '/v1/comments/:id/replies',
    name: 'listReplies',
    summary: 'Replies to a comment, oldest first',
    query: PageQuery,
    replies: { 200: ReplyPage },
    async handle({ params, query, caller }) {
      const { comment } = await readable(deps, SURFACE, params.id, caller);
      const list = `replies ${params.id}`;
      const after = deps.cursors.read(list, query.cursor);
      const limit = query.limit ?? LIMIT_DEFAULT;
      const creator = caller?.personId === comment.creatorId;
      const reader = { personId: caller?.personId, creator };
      const rows = await deps.reader.replies(comment, reader, after, limit);
      const items: Comment[] = await present(deps, rows, { surface: SURFACE, caller });
      const last = rows.at(-1);
      const next =
        last === undefined || rows.length < limit
          ? null
          : deps.cursors.write(list, { ms: last.createdAtMs, id: last.commentId });
      return { status: 200, json: { items, next } };
    },
  });
}
