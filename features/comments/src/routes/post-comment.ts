import { createHmac } from 'node:crypto';
import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { Comment, CommentBody } from '@jhalak/contracts/comments';
import { IdParams } from '@jhalak/contracts/fields';
import { languageOfText } from '@jhalak/contracts/language-of-text';
import { assert, cleanText, uuidFromBytes } from '@jhalak/kernel';
import { checkOpen, mayComment, openClip, type OpenClip } from '../clip-gate.ts';
import { wordMet } from '../filter.ts';
import { present } from '../present.ts';
import { byIds } from '../rows.ts';
import { notFound } from '../store.ts';
import type { StoredComment } from '../types.ts';
import { readable, type RouteDeps } from './deps.ts';

const SURFACE = 'comments.act';
const shared = {
  method: 'POST',
  tag: 'comments',
  access: 'account',
  parentFirst: true,
  owner: 'public',
  params: IdParams,
  body: CommentBody,
  replies: { 201: Comment },
  ratePerMinute: 60,
} as const;

export function postRoutes(deps: RouteDeps): Route[] {
  return [
    defineRoute({
      ...shared,
      path: '/v1/videos/:id/comments',
      name: 'postComment',
      summary: 'Comment on a clip',
      async handle({ params, body, caller, headers }) {
        const clip = await openClip(deps, SURFACE, params.id, caller);
        const key = headers['idempotency-key'];
        return await post(deps, { clip, caller, parent: undefined, text: body.text, key });
      },
    }),
    defineRoute({
      ...shared,
      path: '/v1/comments/:id/replies',
      name: 'postReply',
      summary: 'Reply to a comment; a reply to a reply stands in the same thread',
      async handle({ params, body, caller, headers }) {
        const { comment, clip } = await readable(deps, SURFACE, params.id, caller);
        const parent = await threadOf(deps, comment);
        const key = headers['idempotency-key'];
        return await post(deps, { clip, caller, parent, text: body.text, key });
      },
    }),
  ];
}

async function threadOf(deps: RouteDeps, comment: StoredComment): Promise<StoredComment> {
  if (comment.parentId === null) return comment;
  const parent = (await byIds(deps.database, [comment.parentId])).get(comment.parentId);
  if (parent === undefined) throw notFound();
  return parent;
}

interface Post {
  clip: OpenClip;
  caller: Caller | undefined;
  parent: StoredComment | undefined;
  text: string;
  key: string | undefined;
}

async function post(
  deps: RouteDeps,
  { clip, caller, parent, key, ...said }: Post,
): Promise<{ status: 201; json: Comment }> {
  assert(caller, 'the route asks for an account');
  checkOpen(await mayComment(deps, clip, caller));
  const text = cleanText(said.text);
  if (text === '') throw problem('comment.empty', 'Write something first.');
  const { video, holds } = clip;
  const own = caller.personId === video.personId;
  const held = !own && (holds.all || wordMet(holds.words, text) !== undefined);
  const commentId = key === undefined ? deps.ids.next() : idOf(deps.secret, caller.personId, key);
  await deps.store.post({
    ...{ videoId: video.videoId, commentId, personId: caller.personId, parent, held, text },
    creatorId: video.personId,
    language: languageOfText(text, '', caller.languages),
    mentions: await deps.callable.named(text, caller.personId),
  });
  const stored = (await byIds(deps.database, [commentId])).get(commentId);
  const [comment] =
    stored === undefined ? [] : await present(deps, [stored], { surface: SURFACE, caller });
  if (comment === undefined) throw notFound();
  return { status: 201, json: comment };
}

// The same key makes the same comment, also when the process died between its commit and the kept reply.
function idOf(secret: Buffer, personId: string, key: string): string {
  const bytes = createHmac('sha256', secret).update(`${personId}\n${key}`).digest().subarray(0, 16);
  // RFC 9562, version 8: made by a rule of our own.
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return uuidFromBytes(bytes);
}
