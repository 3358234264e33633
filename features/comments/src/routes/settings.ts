// What creators say about comments, and whom a writer can name.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import {
  ClipCommentSettings,
  ClipCommentSettingsBody,
  CommentSettings,
  Mentionable,
  MentionableQuery,
} from '@jhalak/contracts/comments';
import { IdParams } from '@jhalak/contracts/fields';
import { assert, cleanText } from '@jhalak/kernel';
import { hiddenProblem, onlookerOf } from '@jhalak/videos';
import { openClip } from '../clip-gate.ts';
import type { RouteDeps } from './deps.ts';

const own = { tag: 'comments', access: 'account' } as const;
const path = '/v1/comments/settings';
const clipPath = '/v1/videos/:id/comments/settings';

export function settingsRoutes(deps: RouteDeps): Route[] {
  return [...generalRoutes(deps), ...clipRoutes(deps), listMentionable(deps)];
}

function generalRoutes(deps: RouteDeps): Route[] {
  return [
    defineRoute({
      ...{ ...own, owner: 'self', method: 'GET', path, name: 'getCommentSettings' },
      summary: 'Who may comment on one’s clips, and what waits',
      replies: { 200: CommentSettings },
      async handle({ caller }) {
        assert(caller, 'the route asks for an account');
        return { status: 200, json: await deps.settings.of(caller.personId) };
      },
    }),
    defineRoute({
      ...{ ...own, owner: 'self', method: 'PUT', path, name: 'putCommentSettings' },
      summary: 'Say who may comment on one’s clips, and what waits; from then on',
      body: CommentSettings,
      replies: { 200: CommentSettings },
      async handle({ body, caller }) {
        assert(caller, 'the route asks for an account');
        const words = [...new Set(body.words.map(cleanText).filter((word) => word !== ''))];
        const settings = { audience: body.audience, holdAll: body.holdAll, words };
        await deps.settings.set(caller.personId, settings);
        return { status: 200, json: settings };
      },
    }),
  ];
}

function clipRoutes(deps: RouteDeps): Route[] {
  const shared = { ...own, owner: 'owner', params: IdParams, path: clipPath } as const;
  return [
    defineRoute({
      ...{ ...shared, method: 'GET', name: 'getClipCommentSettings' },
      summary: 'Who may comment on one of one’s clips',
      replies: { 200: ClipCommentSettings },
      async handle({ params, caller }) {
        await ownClip(deps, params.id, caller);
        const { audience } = await deps.settings.ofClip(params.id);
        return { status: 200, json: { audience } };
      },
    }),
    defineRoute({
      ...{ ...shared, method: 'PUT', name: 'putClipCommentSettings' },
      summary: 'Say who may comment on one of one’s clips; null: as on the others',
      body: ClipCommentSettingsBody,
      replies: { 200: ClipCommentSettings },
      async handle({ params, body, caller }) {
        const personId = await ownClip(deps, params.id, caller);
        const audience = body.audience ?? null;
        await deps.settings.setAudience(params.id, personId, audience);
        return { status: 200, json: { audience } };
      },
    }),
  ];
}

async function ownClip(
  { videos }: RouteDeps,
  videoId: string,
  caller: Caller | undefined,
): Promise<string> {
  assert(caller, 'the route asks for an account');
  const video = await videos.remembered(videoId);
  if (video === undefined) throw hiddenProblem('unknown');
  if (video.personId !== caller.personId)
    throw problem('video.not_yours', 'Only the creator of a clip can change it.');
  return video.personId;
}

const SURFACE = 'comments.mention';
/** Comments looked at for people of the thread. */
const NEAR_MAX = 200;
/** People whom the caller follows who are looked at: each a look-up in memory, mostly. */
const FOLLOWED_MAX = 500;
/** As many as fit above a keyboard. */
const SHOWN_MAX = 5;
/** Looked at more closely, whether they may be called. */
const CLOSER_MAX = 12;

function listMentionable(deps: RouteDeps): Route {
  return defineRoute({
    ...{ ...own, owner: 'public', method: 'GET', path: '/v1/videos/:id/mentionable' },
    name: 'listMentionable',
    summary: 'People whom a comment can name: of this thread, then those whom one follows',
    params: IdParams,
    query: MentionableQuery,
    replies: { 200: Mentionable },
    async handle({ params, query, caller }) {
      assert(caller, 'the route asks for an account');
      const { video } = await openClip(deps, SURFACE, params.id, caller);
      const [near, followed] = await Promise.all([
        deps.reader.peopleOf(params.id, NEAR_MAX),
        deps.ties.followedBy(caller.personId),
      ]);
      const ids = new Set([video.personId, ...near, ...[...followed].slice(0, FOLLOWED_MAX)]);
      ids.delete(caller.personId);
      const people = await deps.people.peopleByIds([...ids]);
      const asked = folded(query.q ?? '');
      const onlooker = onlookerOf(caller);
      const fitting = [...ids].flatMap((id) => {
        const person = people.get(id);
        if (person === undefined || !begins(person, asked)) return [];
        return deps.visibility.checkPerson(SURFACE, id, onlooker).kind === 'visible'
          ? [person]
          : [];
      });
      const some = fitting.slice(0, CLOSER_MAX);
      const callable = new Set(
        await deps.callable.among(
          some.map(({ personId }) => personId),
          caller.personId,
        ),
      );
      const items = some
        .filter(({ personId }) => callable.has(personId))
        .slice(0, SHOWN_MAX)
        .map(({ handle, displayName }) => ({
          handle,
          ...(displayName === undefined ? {} : { displayName }),
        }));
      return { status: 200, json: { items } };
    },
  });
}

function begins(
  { handle, displayName }: { handle: string; displayName?: string },
  asked: string,
): boolean {
  if (folded(handle).startsWith(asked)) return true;
  return (displayName ?? '').split(/\s+/u).some((word) => folded(word).startsWith(asked));
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
