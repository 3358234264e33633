// What is decided about a clip from what was said and found; pure.

import type { AiMark } from '@jhalak/contracts/ai-mark';
import type { UploadMetadata } from '@jhalak/contracts/videos';
import { SECOND_MS } from '@jhalak/kernel';
import { MediaError, type SourceVideo } from '@jhalak/ports';
import type { StoredAsset, StoredUpload } from './rows.ts';
import type { ReadyAsset } from './types.ts';
import { tagsOf } from './upload-metadata.ts';

/** The part of a source that its person keeps, on the source's timeline. */
export interface Cut {
  startMs: number;
  endMs: number;
}

/**
 * The part to encode.
 *
 * @returns undefined when all of it is kept.
 * @throws MediaError `media.too_short`, `media.too_long` by what is left.
 */
export function cutOf(
  source: Pick<SourceVideo, 'durationMs'>,
  { trimStartMs: startMs = 0, trimEndMs: endMs = source.durationMs }: UploadMetadata,
  limits: { durationMinMs: number; durationMaxMs: number },
): Cut | undefined {
  const keptMs = Math.min(endMs, source.durationMs) - startMs;
  if (keptMs < limits.durationMinMs) {
    throw new MediaError('media.too_short', {
      facts: { limitSeconds: limits.durationMinMs / SECOND_MS },
    });
  }
  if (keptMs > limits.durationMaxMs) {
    throw new MediaError('media.too_long', {
      facts: { limitSeconds: limits.durationMaxMs / SECOND_MS },
    });
  }
  return startMs === 0 && endMs >= source.durationMs ? undefined : { startMs, endMs };
}

/** A clip as its publisher gets it. */
export function readyAsset(
  upload: StoredUpload,
  asset: StoredAsset,
  metadata: UploadMetadata,
  ai: AiMark | undefined,
): ReadyAsset {
  return {
    ...asset,
    videoId: upload.videoId,
    personId: upload.personId,
    sample: upload.sample,
    caption: metadata.caption,
    language: metadata.language,
    genre: metadata.genre,
    tags: tagsOf(metadata),
    ...(ai === undefined ? {} : { ai }),
    ...(metadata.sound === undefined ? {} : { sound: metadata.sound }),
    ...(metadata.remix === true ? { remix: true } : {}),
    ...(metadata.audience === undefined ? {} : { audience: metadata.audience }),
  };
}

/** What its person said, with the known sound that was heard in it where they named none. */
export function withSound(metadata: UploadMetadata, sound: string | undefined): UploadMetadata {
  return metadata.sound !== undefined || sound === undefined ? metadata : { ...metadata, sound };
}

/** The rung of the ladder on which a rendition stands. */
export function shortSide(size: { widthPx: number; heightPx: number }): number {
  return Math.min(size.widthPx, size.heightPx);
}

/** For the flight recorder: what the file is, in the engine's words and nobody else's. */
export function codeOf(source: SourceVideo): string {
  const { container, videoCodec, widthPx, heightPx } = source;
  return `${container}_${videoCodec}_${widthPx}x${heightPx}`.replace(/[^\w.-]/g, '');
}
