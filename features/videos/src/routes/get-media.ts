// The bytes of a clip. Every request asks visibility, so that a removed clip stops playing within a cache's minute.

import { defineRoute, problem, type Route, type RouteReply } from '@jhalak/contracts';
import { Uuid } from '@jhalak/contracts/fields';
import type { Blobs } from '@jhalak/ports';
import type { Onlooker, Visibility } from '@jhalak/visibility';
import { Type } from 'typebox';
import { hiddenProblem, tiedOnlooker } from '../onlooker.ts';
import { parseRange } from '../range.ts';
import type { VideoPresenter } from '../present.ts';
import type { SilencePlan } from '../silence/mp4-silence.ts';
import { withoutSound, type SilentBlobs } from '../silence/silent-blobs.ts';
import type { Silences } from '../silence/silences.ts';
import { heardIn, isAudible } from '../sounds.ts';
import type { StoredVideo, ViewerMarks } from '../types.ts';

/** The longest that any cache may keep bytes without asking again: a blocked clip is dark within it. */
const CACHE_S = 60;

export interface MediaDeps {
  visibility: Visibility;
  marks: ViewerMarks;
  presenter: VideoPresenter;
  blobs: Blobs;
  silences: Silences;
  silent: SilentBlobs;
}

interface MediaFile {
  key: string;
  etag: string;
  contentType: string;
  /** A rendition, which may carry sound; a poster does not. */
  plays: boolean;
}

export function getMedia(deps: MediaDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/media/:id/:file',
    name: 'getMedia',
    summary: 'A rendition or poster; ranges and conditional requests',
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
      const file = video === undefined ? undefined : mediaFile(video, params.file);
      if (video === undefined || file === undefined) throw hiddenProblem('unknown');
      // What strangers may see may rest in shared caches; the rest only in the viewer's own.
      const strangers = deps.visibility.check('videos.media', params.id, {}).kind === 'visible';
      const silence = await silenceOf(deps, video, { file, onlooker });
      const isSame = silence.here === silence.strangers;
      const sent = silence.here ? await silentFile(deps, file) : file;
      return await send(deps.blobs, sent, headers, {
        'cache-control': `${strangers && isSame ? 'public' : 'private'}, max-age=${CACHE_S}`,
        // Caches in front of us purge by this name.
        'surrogate-key': `video-${video.videoId}`,
      });
    },
  });
}

/** Whether a file's sound must not be heard by who asks, and by strangers. */
async function silenceOf(
  { silences }: MediaDeps,
  video: StoredVideo,
  { file, onlooker }: { file: MediaFile; onlooker: Onlooker },
): Promise<{ here: boolean; strangers: boolean }> {
  if (!file.plays || !isAudible(video)) return { here: false, strangers: false };
  const clip = heardIn(video);
  const [[here], [strangers]] = await Promise.all([
    silences.of([clip], onlooker),
    silences.of([clip], {}),
  ]);
  return { here: here !== undefined, strangers: strangers !== undefined };
}

/** @throws `video.withheld` where the sound cannot be taken out: then nothing is sent. */
async function silentFile(
  { blobs, silent }: MediaDeps,
  file: MediaFile,
): Promise<MediaFile & { plan: SilencePlan }> {
  const stat = await blobs.stat(file.key);
  const plan = stat && (await silent.planOf(file.key, stat.bytes));
  if (plan === undefined) throw hiddenProblem('withheld');
  // Caches must not take one for the other.
  return { ...file, etag: `${file.etag.slice(0, -1)}-silent"`, plan };
}

function mediaFile(video: StoredVideo, name: string): MediaFile | undefined {
  if (name.startsWith('poster.')) {
    const type = video.posterKey.endsWith('.jpg') ? 'image/jpeg' : 'image/webp';
    return {
      key: video.posterKey,
      etag: `"${video.videoId}-poster"`,
      contentType: type,
      plays: false,
    };
  }
  const rendition = video.renditions.find((candidate) => candidate.name === name);
  if (rendition === undefined) return undefined;
  return {
    key: rendition.key,
    etag: `"${rendition.sha256.slice(0, 32)}"`,
    contentType: 'video/mp4',
    plays: true,
  };
}

async function send(
  blobs: Blobs,
  file: MediaFile & { plan?: SilencePlan },
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
  const stat = await blobs.stat(file.key);
  if (stat === undefined) throw hiddenProblem('unknown');
  const ifRange = headers['if-range'];
  const range =
    ifRange === undefined || ifRange === file.etag
      ? parseRange(headers['range'], stat.bytes)
      : { kind: 'whole' as const };
  if (range.kind === 'unsatisfiable') {
    return {
      status: 416,
      headers: { ...common, 'content-range': `bytes */${stat.bytes}`, 'content-length': '0' },
    };
  }
  const part = range.kind === 'part' ? { start: range.start, end: range.end } : undefined;
  const opened = await blobs.open(file.key, part);
  if (opened === undefined) throw problem('video.not_found', 'The bytes of this clip are gone.');
  const stream =
    file.plan === undefined ? opened : withoutSound(opened, part?.start ?? 0, file.plan);
  if (part === undefined) {
    return { status: 200, stream, headers: { ...common, 'content-length': String(stat.bytes) } };
  }
  return {
    status: 206,
    stream,
    headers: {
      ...common,
      'content-length': String(part.end - part.start + 1),
      'content-range': `bytes ${part.start}-${part.end}/${stat.bytes}`,
    },
  };
}

// RFC 9110, 13.1.2: compared weakly, because a proxy that compresses weakens tags; `*` fits whatever there is.
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}
