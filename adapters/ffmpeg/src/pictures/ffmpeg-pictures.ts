// The Pictures port on the caged engine: read the head ourselves, look at a tiny copy, choose the cut, make the files.

import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  MediaError,
  type MadeRendition,
  type PictureLimits,
  type PictureRefusal,
  type PictureRequest,
  type PictureResult,
  type Pictures,
} from '@jhalak/ports';
import { rgbaToThumbHash } from 'thumbhash';
import { Engine } from '../engine.ts';
import { WEBP_ENCODER } from '../engine-features.ts';
import { failureOf } from '../failure.ts';
import type { Ran } from '../run-process.ts';
import { ffmpegSettings, type FfmpegSettings } from '../settings.ts';
import { publishFile, readBounded, withWorkFolder } from '../work-folder.ts';
import { chooseCut, type TinyPicture } from './attention.ts';
import {
  HASH_FILE,
  HASH_SIZE,
  lookArguments,
  makeArguments,
  TINY_FILE,
  TINY_LONG_SIDE_PX,
} from './picture-arguments.ts';
import { readPictureHead, type PictureHead, type PictureKind } from './picture-head.ts';
import {
  ASPECT,
  CUT_WIDTH_MIN_PX,
  cutWidthPx,
  formatsOf,
  planPicture,
  uprightSize,
} from './picture-plan.ts';

/** What a picture may be. */
export const PICTURE_LIMITS: PictureLimits = {
  // As much as the outbound client takes.
  bytes: 12_000_000,
  // 8000 x 6000: what cameras of newspapers deliver.
  pixels: 48_000_000,
  sidePx: 12_000,
  // Measured 2 s; a loaded machine takes ten times that.
  wallMs: 40_000,
};

/** Of one file; more is not one of ours. */
const RENDITION_BYTES_MAX = 4_000_000;
/** Nothing is printed unless something is wrong. */
const STDOUT_BYTES_MAX = 64 * 1024;

/** @param chosen what differs from the defaults; its limits on clips do not matter here. */
export function ffmpegPictures(chosen: Partial<FfmpegSettings> = {}): Pictures {
  return new FfmpegPictures(ffmpegSettings(chosen));
}

type Head = Extract<PictureHead, { kind: PictureKind }>;

class FfmpegPictures implements Pictures {
  readonly limits = PICTURE_LIMITS;
  readonly #engine: Engine;

  constructor(settings: FfmpegSettings) {
    this.#engine = new Engine(settings);
  }

  async formats(): Promise<readonly ('avif' | 'webp')[]> {
    try {
      const features = await this.#engine.features();
      const webp = features.encoders.includes(WEBP_ENCODER);
      return [
        ...(features.avifEncoder ? ['avif' as const] : []),
        ...(webp ? ['webp' as const] : []),
      ];
    } catch (error) {
      if (error instanceof MediaError) return [];
      throw error;
    }
  }

  async make(request: PictureRequest): Promise<PictureResult> {
    if (request.source.byteLength > this.limits.bytes) {
      return refused('too_many_pixels', `The file is larger than ${this.limits.bytes / 1e6} MB.`);
    }
    const head = readPictureHead(request.source);
    if (head.kind === 'refused') return refused(head.reason, head.detail);
    const unfit = this.#judge(head);
    if (unfit !== undefined) return unfit;
    const features = await this.#engine.features();
    if (!features.encoders.includes(WEBP_ENCODER)) {
      throw new MediaError('media.engine_missing', { cause: `no encoder ${WEBP_ENCODER}` });
    }
    return await withWorkFolder(request.outputFolder, async (workFolder) => {
      const sourcePath = join(request.outputFolder, '.source');
      await writeFile(sourcePath, request.source, { mode: 0o644 });
      try {
        return await this.#make(request, head, features.avifEncoder, { workFolder, sourcePath });
      } finally {
        await unlink(sourcePath);
      }
    });
  }

  #judge(head: Head): PictureResult | undefined {
    const { widthPx, heightPx } = head;
    const size = `${widthPx} by ${heightPx}`;
    const longest = Math.max(widthPx, heightPx);
    if (widthPx * heightPx > this.limits.pixels || longest > this.limits.sidePx) {
      return refused('too_many_pixels', `The picture has too many pixels (${size}).`);
    }
    if (cutWidthPx(uprightSize(head)) < CUT_WIDTH_MIN_PX) {
      return refused('too_small', `The picture is too small for a phone's height (${size}).`);
    }
    return undefined;
  }

  async #make(
    request: PictureRequest,
    head: Head,
    avifEncoder: string | undefined,
    files: { workFolder: string; sourcePath: string },
  ): Promise<PictureResult> {
    const size = uprightSize(head);
    const looked = await this.#look(request, head, files);
    if (looked === undefined) return refused('damaged', 'The picture cannot be decoded.');
    const cut = chooseCut(looked, ASPECT, size.widthPx / size.heightPx);
    const plan = planPicture(size, cut, request.widthsPx);
    const ran = await this.#run(request, files, (path) =>
      makeArguments(head, plan, avifEncoder, path),
    );
    if (!succeeded(ran)) return refusedOrThrow(ran);
    const renditions: MadeRendition[] = [];
    for (const { widthPx, heightPx } of plan.sizes) {
      for (const format of formatsOf(widthPx, avifEncoder !== undefined)) {
        const name = `${widthPx}.${format}`;
        const bytes = await publishFile(
          join(files.workFolder, name),
          join(request.outputFolder, name),
        );
        if (bytes === 0 || bytes > RENDITION_BYTES_MAX) throw failureOf(ran, 'media.engine_failed');
        renditions.push({ name, format, widthPx, heightPx, bytes });
      }
    }
    return {
      kind: 'made',
      sourceWidthPx: size.widthPx,
      sourceHeightPx: size.heightPx,
      focus: cut.focus,
      thumbhash: await hashOf(files.workFolder),
      renditions,
    };
  }

  async #look(
    request: PictureRequest,
    head: Head,
    files: { workFolder: string; sourcePath: string },
  ): Promise<TinyPicture | undefined> {
    const size = uprightSize(head);
    const shrink = TINY_LONG_SIDE_PX / Math.max(size.widthPx, size.heightPx);
    const tiny = {
      widthPx: Math.max(2, Math.round(size.widthPx * shrink)),
      heightPx: Math.max(2, Math.round(size.heightPx * shrink)),
    };
    const ran = await this.#run(request, files, (path) => lookArguments(head, tiny, path));
    if (!succeeded(ran)) {
      refusedOrThrow(ran);
      return undefined;
    }
    const count = tiny.widthPx * tiny.heightPx * 3;
    const rgb = await readBounded(join(files.workFolder, TINY_FILE), count);
    return rgb.byteLength === count ? { ...tiny, rgb } : undefined;
  }

  async #run(
    request: PictureRequest,
    files: { workFolder: string; sourcePath: string },
    args: (path: string) => readonly string[],
  ): Promise<Ran> {
    return await this.#engine.run('ffmpeg', {
      readable: { source: files.sourcePath },
      writableFolder: files.workFolder,
      args: (inputPath) => args(inputPath('source', files.sourcePath)),
      wallMs: this.limits.wallMs,
      stdoutBytesMax: STDOUT_BYTES_MAX,
      signal: request.signal,
    });
  }
}

function succeeded(ran: Ran): boolean {
  return ran.ending === 'exit' && ran.exitCode === 0;
}

/** @throws MediaError where the machine is at fault; a decoder that gives up is the picture's fault. */
function refusedOrThrow(ran: Ran): PictureResult {
  const failure = failureOf(ran, 'media.damaged');
  if (failure.retryable) throw failure;
  return failure.code === 'media.resource_limit'
    ? refused('too_many_pixels', 'Decoding the picture takes more memory or time than we allow.')
    : refused('damaged', 'The picture cannot be decoded.');
}

async function hashOf(workFolder: string): Promise<string> {
  const { widthPx, heightPx } = HASH_SIZE;
  const rgba = await readBounded(join(workFolder, HASH_FILE), widthPx * heightPx * 4);
  return Buffer.from(rgbaToThumbHash(widthPx, heightPx, rgba)).toString('base64');
}

function refused(reason: PictureRefusal, detail: string): PictureResult {
  return { kind: 'refused', reason, detail };
}
