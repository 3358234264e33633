// Subtitles of one's own clip: see them, put a language's in place, take one away. What others see is a file under /media.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { LanguageCode, Uuid } from '@jhalak/contracts/fields';
import { IdParams } from '@jhalak/contracts/fields';
import { ClipSubtitles, CUE_TEXT_MAX, CUES_MAX, SubtitlesPut } from '@jhalak/contracts/subtitles';
import type { SubtitleFault } from '@jhalak/contracts/subtitles';
import type { JhalakError } from '@jhalak/kernel';
import type { Transcripts } from '@jhalak/ports';
import { Type } from 'typebox';
import { readSubtitles } from '../subtitles/read-subtitles.ts';
import { deleteSubtitles, putSubtitles, subtitlesOf } from '../subtitles/subtitle-store.ts';
import { saidText } from '../subtitles/write-subtitles.ts';
import { ownVideo, type OwnVideoDeps } from './change-video.ts';

export interface SubtitleDeps extends OwnVideoDeps {
  transcripts: Transcripts;
}

/** SUBTITLES_TEXT_MAX letters of three bytes each, and JSON around them. */
const BODY_BYTES_MAX = 640 * 1024;

const shared = { tag: 'videos', access: 'account', owner: 'owner' } as const;
const OneParams = Type.Object({ id: Uuid, language: LanguageCode });

export function subtitleRoutes(deps: SubtitleDeps): Route[] {
  return [listSubtitles(deps), putOne(deps), deleteOne(deps)];
}

function listSubtitles(deps: SubtitleDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/videos/:id/subtitles',
    name: 'getVideoSubtitles',
    summary:
      "The subtitles of one's own clip, with their times, and whether they can be written by machine",
    params: IdParams,
    replies: { 200: ClipSubtitles },
    async handle({ params, caller }) {
      await ownVideo(deps, params.id, caller);
      return await answer(deps, params.id);
    },
  });
}

function putOne(deps: SubtitleDeps): Route {
  return defineRoute({
    ...shared,
    method: 'PUT',
    path: '/v1/videos/:id/subtitles/:language',
    name: 'putVideoSubtitles',
    summary: "Put subtitles of one language, WebVTT or SRT, under one's own clip",
    params: OneParams,
    body: SubtitlesPut,
    bodyLimitBytes: BODY_BYTES_MAX,
    parentFirst: true,
    replies: { 200: ClipSubtitles },
    async handle({ params: { id, language }, body, caller }) {
      const video = await ownVideo(deps, id, caller);
      const read = readSubtitles(body.text, video.durationMs);
      if (read.kind === 'fault') throw faultProblem(read.fault, read.line);
      const changedAtMs = deps.clock.nowMs();
      await deps.database.transaction(async (tx) => {
        const given = { language, cues: read.cues, changedAtMs };
        await putSubtitles(tx, video, given, saidText(read.cues));
        await deps.store.tellSubtitles(tx, id);
      });
      deps.presenter.forget(id);
      return await answer(deps, id);
    },
  });
}

function deleteOne(deps: SubtitleDeps): Route {
  return defineRoute({
    ...shared,
    method: 'DELETE',
    path: '/v1/videos/:id/subtitles/:language',
    name: 'deleteVideoSubtitles',
    summary: "Take the subtitles of one language away from one's own clip; idempotent",
    params: OneParams,
    replies: { 200: ClipSubtitles },
    async handle({ params: { id, language }, caller }) {
      await ownVideo(deps, id, caller);
      await deps.database.transaction(async (tx) => {
        await deleteSubtitles(tx, id, language);
        await deps.store.tellSubtitles(tx, id);
      });
      deps.presenter.forget(id);
      return await answer(deps, id);
    },
  });
}

async function answer(
  { database, transcripts }: SubtitleDeps,
  videoId: string,
): Promise<{ status: 200; json: ClipSubtitles; headers: Record<string, string> }> {
  const items = await subtitlesOf(database, videoId);
  const { ready } = await transcripts.capabilities();
  return {
    status: 200,
    json: { items, transcripts: ready ? 'ready' : 'not_installed' },
    headers: { 'cache-control': 'private, no-store' },
  };
}

const FAULT_SENTENCES: Readonly<Record<SubtitleFault, string>> = {
  empty: 'There is no subtitle in this file. Send WebVTT or SRT.',
  encoding: 'this is not UTF-8. Save the file as UTF-8 and send it again.',
  time: 'the times must be two, as 00:01.500 --> 00:03.000, and the second one later.',
  after_clip: 'this begins when the clip is over. Is the file of another clip?',
  words: `a subtitle needs words, at most ${CUE_TEXT_MAX} letters.`,
  too_many: `a clip has at most ${CUES_MAX} subtitles. Put some together.`,
};

function faultProblem(fault: SubtitleFault, line: number): JhalakError {
  const where = line === 0 ? '' : `Line ${line}: `;
  return problem(`subtitles.${fault}`, `${where}${FAULT_SENTENCES[fault]}`);
}
