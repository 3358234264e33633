// What creators do with their own clips: edit the caption, delete, undo, see where people came from.

import { defineRoute, problem, type Caller, type Route } from '@jhalak/contracts';
import { ClipCounting } from '@jhalak/contracts/counting';
import { IdParams } from '@jhalak/contracts/fields';
import {
  AudienceBody,
  ClipSources,
  SourcesQuery,
  TAGS_MAX,
  Video,
  VideoPatch,
} from '@jhalak/contracts/videos';
import { assert, cleanText, hashtagsOf, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { sourcesOf } from '../clip-sources.ts';
import type { VideoCounts } from '../counts.ts';
import { hiddenProblem } from '../onlooker.ts';
import type { VideoPresenter } from '../present.ts';
import type { VideoStore } from '../store.ts';
import type { StoredVideo } from '../types.ts';

export interface OwnVideoDeps {
  database: Database;
  store: VideoStore;
  presenter: VideoPresenter;
  counts: VideoCounts;
  clock: Clock;
  undoMs: number;
}

const shared = { tag: 'videos', access: 'account', owner: 'owner', params: IdParams } as const;

export function ownVideoRoutes(deps: OwnVideoDeps): Route[] {
  return [
    patchVideo(deps),
    putAudience(deps),
    deleteVideo(deps),
    restoreVideo(deps),
    getSources(deps),
    getCounting(deps),
  ];
}

function getCounting(deps: OwnVideoDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/videos/:id/counting',
    name: 'getVideoCounting',
    summary: "How the figures of one's own clip came about: what counts, and what does not",
    replies: { 200: ClipCounting },
    async handle({ params, caller }) {
      await ownVideo(deps, params.id, caller);
      const json = await deps.counts.counting(params.id);
      return { status: 200, json, headers: { 'cache-control': 'private, no-store' } };
    },
  });
}

const SOURCES_DAYS = 28;

function getSources(deps: OwnVideoDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/videos/:id/sources',
    name: 'getVideoSources',
    summary: "Where impressions and views of one's own clip came from, day by day",
    query: SourcesQuery,
    replies: { 200: ClipSources },
    async handle({ params, query, caller }) {
      await ownVideo(deps, params.id, caller);
      const json = await sourcesOf(
        deps.database,
        params.id,
        query.days ?? SOURCES_DAYS,
        deps.clock.nowMs(),
      );
      return { status: 200, json, headers: { 'cache-control': 'private, no-store' } };
    },
  });
}

function patchVideo(deps: OwnVideoDeps): Route {
  return defineRoute({
    ...shared,
    method: 'PATCH',
    path: '/v1/videos/:id',
    name: 'patchVideo',
    parentFirst: true,
    summary:
      "Change the caption of one's own clip (its hashtags become its tags) and what language it is in",
    body: VideoPatch,
    replies: { 200: Video },
    async handle({ params, body, caller }) {
      const video = await ownVideo(deps, params.id, caller);
      const caption = cleanText(body.caption);
      const { language = video.language } = body;
      const words = { caption, language, tags: hashtagsOf(caption, TAGS_MAX) };
      await deps.database.transaction(async (tx) => {
        await deps.store.setWords(tx, params.id, words);
      });
      return { status: 200, rawJson: await freshText(deps, params.id, caller) };
    },
  });
}

function putAudience(deps: OwnVideoDeps): Route {
  return defineRoute({
    ...shared,
    method: 'PUT',
    path: '/v1/videos/:id/audience',
    name: 'putVideoAudience',
    parentFirst: true,
    summary:
      "Say who may see one's own clip: everybody, followers, close friends or oneself; in force everywhere within a second",
    body: AudienceBody,
    replies: { 200: Video },
    async handle({ params, body, caller }) {
      const video = await ownVideo(deps, params.id, caller);
      if (video.audience !== body.audience)
        await deps.database.transaction(async (tx) => {
          await deps.store.setAudience(tx, params.id, body.audience);
        });
      return { status: 200, rawJson: await freshText(deps, params.id, caller) };
    },
  });
}

function deleteVideo(deps: OwnVideoDeps): Route {
  return defineRoute({
    ...shared,
    method: 'DELETE',
    path: '/v1/videos/:id',
    name: 'deleteVideo',
    summary:
      "Delete one's own clip; it goes dark at once and can be brought back until `undoUntilMs`",
    replies: { 200: Video },
    async handle({ params, caller }) {
      const video = await ownVideo(deps, params.id, caller);
      if (video.deletedAtMs === null) {
        await deps.database.transaction(async (tx) => {
          await deps.store.setDeleted(tx, params.id, deps.clock.nowMs());
        });
      }
      return { status: 200, rawJson: await freshText(deps, params.id, caller) };
    },
  });
}

function restoreVideo(deps: OwnVideoDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/videos/:id/restore',
    name: 'restoreVideo',
    summary: "Undo the deletion of one's own clip",
    replies: { 200: Video },
    async handle({ params, caller }) {
      const video = await ownVideo(deps, params.id, caller);
      if (video.deletedAtMs !== null) {
        if (video.deletedAtMs + deps.undoMs <= deps.clock.nowMs()) {
          throw problem('video.undo_expired', 'The time to bring this clip back is over.');
        }
        await deps.database.transaction(async (tx) => {
          await deps.store.setDeleted(tx, params.id, null);
        });
      }
      return { status: 200, rawJson: await freshText(deps, params.id, caller) };
    },
  });
}

// A stranger learns no more than from the clip's page: not found.
export async function ownVideo(
  deps: Pick<OwnVideoDeps, 'store'>,
  id: string,
  caller: Caller | undefined,
): Promise<StoredVideo> {
  assert(caller, 'the route asks for an account');
  const [video] = await deps.store.byIds([id]);
  if (video === undefined) throw hiddenProblem('unknown');
  if (video.personId !== caller.personId) {
    throw problem('video.not_yours', 'Only the creator of a clip can change it.');
  }
  return video;
}

async function freshText(
  deps: OwnVideoDeps,
  id: string,
  caller: Caller | undefined,
): Promise<string> {
  deps.presenter.forget(id);
  const text = (await deps.presenter.present([id], caller)).get(id);
  assert(text, 'the video was just changed');
  return text;
}
