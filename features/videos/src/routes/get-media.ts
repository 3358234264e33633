// The bytes of a clip. Every request asks visibility, so that a removed clip stops playing within a cache's minute.

import { defineRoute, problem, type Route, type RouteReply } from '@jhalak/contracts';
import { Uuid } from '@jhalak/contracts/fields';
import type { Blobs } from '@jhalak/ports';
import type { Visibility } from '@jhalak/visibility';
import { Type } from 'typebox';
import { hiddenProblem, tiedOnlooker } from '../onlooker.ts';
import { parseRange } from '../range.ts';
import type { VideoPresenter } from '../present.ts';
import type { StoredVideo, ViewerMarks } from '../types.ts';

/** The longest that any cache may keep bytes without asking again: a blocked clip is dark within it. */
const CACHE_S = 60;

export interface MediaDeps {
  visibility: Visibility;
  marks: ViewerMarks;
  presenter: VideoPresenter;
  blobs: Blobs;
}

interface MediaFile {
  key: string;
  etag: string;
  contentType: string;
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
      const verdict = await deps.visibility.checkFresh(
        'videos.media',
        params.id,
        await tiedOnlooker(caller, deps.marks),
      );
      if (verdict.kind === 'hidden') throw hiddenProblem(verdict.reason);
      const video = await deps.presenter.storedFor(params.id);
      const file = video === undefined ? undefined : mediaFile(video, params.file);
      if (video === undefined || file === undefined) throw hiddenProblem('unknown');
      // What strangers may see may rest in shared caches; the rest only in the viewer's own.
      const strangers = deps.visibility.check('videos.media', params.id, {}).kind === 'visible';
      return await send(deps.blobs, file, headers, {
        'cache-control': `${strangers ? 'public' : 'private'}, max-age=${CACHE_S}`,
        // Caches in front of us purge by this name.
        'surrogate-key': `video-${video.videoId}`,
      });
    },
  });
}

function mediaFile(video: StoredVideo, name: string): MediaFile | undefined {
  if (name.startsWith('poster.')) {
    const type = video.posterKey.endsWith('.jpg') ? 'image/jpeg' : 'image/webp';
    return { key: video.posterKey, etag: `"${video.videoId}-poster"`, contentType: type };
  }
  const rendition = video.renditions.find((candidate) => candidate.name === name);
  if (rendition === undefined) return undefined;
  return {
    key: rendition.key,
    etag: `"${rendition.sha256.slice(0, 32)}"`,
    contentType: 'video/mp4',
  };
}

async function send(
  blobs: Blobs,
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
  const stream = await blobs.open(file.key, part);
  if (stream === undefined) throw problem('video.not_found', 'The bytes of this clip are gone.');
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
