// The bytes of a clip. Every request asks visibility, so that a removed clip stops playing within a cache's minute.

import { defineRoute, type Route, type RouteReply } from '@jhalak/contracts';
import { Uuid } from '@jhalak/contracts/fields';
import type { Onlooker, Visibility } from '@jhalak/visibility';
import { Type } from 'typebox';
import type { MediaFile, MediaFiles } from '../media-files.ts';
import { hiddenProblem, tiedOnlooker } from '../onlooker.ts';
import { parseRange } from '../range.ts';
import type { VideoPresenter } from '../present.ts';
import type { Silences } from '../silence/silences.ts';
import { heardIn, isAudible } from '../sounds.ts';
import type { StoredVideo, ViewerMarks } from '../types.ts';

/** The longest that any cache may keep bytes without asking again: a blocked clip is dark within it. */
const CACHE_S = 60;

export interface MediaDeps {
  visibility: Visibility;
  marks: ViewerMarks;
  presenter: VideoPresenter;
  files: MediaFiles;
  silences: Silences;
}

export function getMedia(deps: MediaDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/media/:id/:file',
    name: 'getMedia',
    summary:
      'A rendition, the poster, or HLS of the clip (`master.m3u8` and what it names); ranges and conditional requests',
    tag: 'videos',
    access: 'anyone',
    owner: 'public',
    params: Type.Object({
      id: Uuid,
      file: Type.String({ pattern: '^[a-z0-9_-]{1,40}\\.[a-z0-9]{2,4}$' }),
    }),
    replies: { 200: null, 206: null, 304: null, 416: null },
    ratePerMinute: 6_000,
    async handle({ params, caller, headers }) {
      const onlooker = await tiedOnlooker(caller, deps.marks);
      const verdict = await deps.visibility.checkFresh('videos.media', params.id, onlooker);
      if (verdict.kind === 'hidden') throw hiddenProblem(verdict.reason);
      const video = await deps.presenter.storedFor(params.id);
      if (video === undefined) throw hiddenProblem('unknown');
      // What strangers may see may rest in shared caches; the rest only in the viewer's own.
      const strangers = deps.visibility.check('videos.media', params.id, {}).kind === 'visible';
      const silence = await silenceOf(deps, video, { file: params.file, onlooker });
      const isSame = silence.here === silence.strangers;
      const file = await deps.files.of(video, params.file, silence.here ? 'silent' : 'heard');
      if (file === undefined) throw hiddenProblem('unknown');
      return await send(file, headers, {
        'cache-control': `${strangers && isSame ? 'public' : 'private'}, max-age=${CACHE_S}`,
        // Caches in front of us purge by this name.
        'surrogate-key': `video-${video.videoId}`,
      });
    },
  });
}

/** Whether a file's sound must not be heard by who asks, and by strangers. */
async function silenceOf(
  { files, silences }: MediaDeps,
  video: StoredVideo,
  { file, onlooker }: { file: string; onlooker: Onlooker },
): Promise<{ here: boolean; strangers: boolean }> {
  if (!files.plays(video, file) || !isAudible(video)) return { here: false, strangers: false };
  const clip = heardIn(video);
  const [[here], [strangers]] = await Promise.all([
    silences.of([clip], onlooker),
    silences.of([clip], {}),
  ]);
  return { here: here !== undefined, strangers: strangers !== undefined };
}

async function send(
  file: MediaFile,
  headers: Readonly<Record<string, string | undefined>>,
  base: Record<string, string>,
): Promise<RouteReply> {
  const common = {
    ...base,
    etag: file.etag,
    'accept-ranges': 'bytes',
    'content-type': file.contentType,
  };
  if (isKnown(headers['if-none-match'], file.etag)) return { status: 304, headers: common };
  const ifRange = headers['if-range'];
  const range =
    ifRange === undefined || ifRange === file.etag
      ? parseRange(headers['range'], file.bytes)
      : { kind: 'whole' as const };
  if (range.kind === 'unsatisfiable') {
    return {
      status: 416,
      headers: { ...common, 'content-range': `bytes */${file.bytes}`, 'content-length': '0' },
    };
  }
  const part = range.kind === 'part' ? { start: range.start, end: range.end } : undefined;
  const stream = await file.open(part);
  if (stream === undefined) throw hiddenProblem('unknown');
  if (part === undefined) {
    return { status: 200, stream, headers: { ...common, 'content-length': String(file.bytes) } };
  }
  return {
    status: 206,
    stream,
    headers: {
      ...common,
      'content-length': String(part.end - part.start + 1),
      'content-range': `bytes ${part.start}-${part.end}/${file.bytes}`,
    },
  };
}

// RFC 9110, 13.1.2: compared weakly, because a proxy that compresses weakens tags; `*` fits whatever there is.
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}
