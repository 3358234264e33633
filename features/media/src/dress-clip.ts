// What a published clip gets beside its renditions, from its smallest one: a sheet of small pictures, a silent moving
// preview, and the cover that its creator chose. Work apart from publishing: a clip without them is as good a clip.

import { join } from 'node:path';
import { assert, HOUR_MS, isUuid, type Ids } from '@jhalak/kernel';
import type { Blobs, Database, JobHandler, LoopMaker, StillMaker } from '@jhalak/ports';
import { assetFolder, madeKey, type LookPrefix } from './blob-keys.ts';
import type { ClipLooks, DressedClip, Looks } from './types.ts';
import type { UploadFolder } from './upload-folder.ts';

/** Jobs: `{videoId}`, and `{videoId, atMs}`. */
export const DRESS_TASK = 'media.dress';
export const COVER_TASK = 'media.cover';

const PREVIEW_MS = 3_000;
/** Away from the beginning, which the poster often shows. */
const PREVIEW_FROM_SHARE = 0.25;
/** Of a tile in a grid on a sharp screen. */
const PREVIEW_WIDTH_PX = 240;
/** As much as two posters: a thumb that rests on a tile must not cost a clip. */
const PREVIEW_BYTES_MAX = 120_000;
/** No run takes so long: the engine ends it well before. */
const RUN_MAX_MS = HOUR_MS;
/** In the folder of the work. */
const SOURCE_FILE = 'source.mp4';

export interface DressDeps {
  database: Database;
  blobs: Blobs;
  ids: Ids;
  folder: UploadFolder;
  looks: ClipLooks;
  stills: StillMaker & LoopMaker;
}

type Source = DressedClip['renditions'][number];

interface Work {
  videoId: string;
  runId: string;
  clip: DressedClip;
  source: Source;
  sourcePath: string;
  folder: string;
  signal: AbortSignal;
}

export function dressClip(deps: DressDeps): JobHandler {
  return async ({ videoId }, { signal }) => {
    await withSource(deps, videoId, signal, async (work) => {
      const storyboard = await makeStoryboard(deps, work);
      const previewKey = await makePreview(deps, work);
      const looks: Looks = { storyboard, ...(previewKey === undefined ? {} : { previewKey }) };
      await deps.database.transaction(async (tx) => {
        await deps.looks.dress(tx, work.videoId, looks);
      });
    });
  };
}

export function coverClip(deps: DressDeps): JobHandler {
  return async ({ videoId, atMs }, { signal }) => {
    assert(typeof atMs === 'number', 'media.cover is enqueued with a moment');
    await withSource(deps, videoId, signal, async (work) => {
      const { sourcePath, source, folder: outputFolder, clip } = work;
      const at = Math.max(0, Math.min(atMs, clip.durationMs - 1));
      const made = await deps.stills.makeStill({
        ...{ sourcePath, source, atMs: at, outputFolder, signal },
      });
      const posterKey = await put(deps, work, 'covers', made.file);
      await deps.database.transaction(async (tx) => {
        await deps.looks.cover(tx, work.videoId, { posterKey, thumbhash: made.thumbhash });
      });
    });
  };
}

/** Brings the smallest rendition to a folder of its own, and afterwards removes whatever no row speaks of. */
async function withSource(
  deps: DressDeps,
  videoId: unknown,
  signal: AbortSignal,
  run: (work: Work) => Promise<void>,
): Promise<void> {
  assert(typeof videoId === 'string' && isUuid(videoId), 'the job is enqueued with an id');
  const clip = await deps.looks.clipFor(videoId);
  // H.264 is what every engine reads.
  const source = clip?.renditions.find(({ codec }) => codec.startsWith('avc1'));
  if (clip === undefined || source === undefined) return;
  const runId = deps.ids.next();
  const folder = await deps.folder.freshWorkFolder(runId);
  try {
    const sourcePath = join(folder, SOURCE_FILE);
    if (await deps.blobs.copyTo(source.key, sourcePath))
      await run({ videoId, runId, clip, source, sourcePath, folder, signal });
  } finally {
    await deps.folder.removeWork(runId);
    await removeUnheld(deps, { videoId, runId, clip });
  }
}

async function makeStoryboard(deps: DressDeps, work: Work): Promise<Looks['storyboard']> {
  const { sourcePath, source, clip, folder: outputFolder, signal } = work;
  const { durationMs } = clip;
  const {
    file,
    bytes: _bytes,
    ...sheet
  } = await deps.stills.makeStoryboard({
    ...{ sourcePath, source, durationMs, outputFolder, signal },
  });
  return { key: await put(deps, work, 'storyboards', file), ...sheet };
}

async function makePreview(deps: DressDeps, work: Work): Promise<string | undefined> {
  const { sourcePath, source, clip, folder: outputFolder, signal } = work;
  const durationMs = Math.min(PREVIEW_MS, clip.durationMs);
  const latestMs = clip.durationMs - durationMs;
  const made = await deps.stills.makeLoop({
    ...{ sourcePath, source, durationMs, outputFolder, signal },
    startMs: Math.min(latestMs, Math.round(clip.durationMs * PREVIEW_FROM_SHARE)),
    widthPx: Math.min(PREVIEW_WIDTH_PX, source.widthPx),
    bytesMax: PREVIEW_BYTES_MAX,
  });
  return made && (await put(deps, work, 'previews', made.file));
}

async function put(
  { blobs }: DressDeps,
  { videoId, runId, folder }: Work,
  prefix: LookPrefix,
  file: string,
): Promise<string> {
  const key = madeKey(prefix, videoId, runId, file);
  await blobs.putFile(key, join(folder, file));
  return key;
}

// What this run made in vain, what it replaced, and what runs left that were killed long ago. Another run of the same clip may
// have put a file that its row is about to name: a cover is chosen while the clip is dressed.
async function removeUnheld(
  { blobs, looks }: DressDeps,
  { videoId, runId, clip }: Pick<Work, 'videoId' | 'runId' | 'clip'>,
): Promise<void> {
  const held = new Set((await looks.clipFor(videoId))?.held);
  for (const prefix of ['covers', 'storyboards', 'previews'] as const) {
    const keys: string[] = [];
    for await (const key of blobs.list(assetFolder(prefix, videoId)))
      if (!held.has(key) && (clip.held.includes(key) || isOver(key, runId))) keys.push(key);
    for (const key of keys) await blobs.delete(key);
  }
}

/** Whether a file is this run's own, or of one that ended long before. */
function isOver(key: string, runId: string): boolean {
  const run = key.split('/')[2]?.slice(0, runId.length) ?? '';
  return run === runId || (isUuid(run) && beganAtMs(runId) - beganAtMs(run) > RUN_MAX_MS);
}

/** A run's id is a UUIDv7. */
const beganAtMs = (runId: string): number =>
  Number.parseInt(runId.replaceAll('-', '').slice(0, 12), 16);
