// A stand-in for ffmpeg, so that tests can say what it finds and where it breaks. It keeps the port's promises: files
// under their final name are whole, callbacks are awaited, an abort ends it.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  MediaError,
  type EncodedRendition,
  type MediaLimits,
  type PlayableClip,
  type SourceVideo,
  type Transcoded,
  type Transcoder,
  type TranscoderCapabilities,
  type TranscodeRequest,
} from '@jhalak/ports';

const LIMITS: MediaLimits = {
  bytes: 1_000_000_000,
  durationMinMs: 500,
  durationMaxMs: 600_000,
  pixels: 10_000_000,
  frames: 50_000,
  frameRate: 240,
  tracks: 32,
  probeWallMs: 10_000,
  transcodeWallMs: { base: 10_000, perClipMs: 10 },
  memoryBytes: 1_000_000_000,
  outputBytes: 500_000_000,
};

export class ScriptedTranscoder implements Transcoder {
  readonly limits = LIMITS;
  /** Short sides of the renditions that it makes. */
  ladder: readonly number[] = [360, 720];
  durationMs = 8_000;
  /** Thrown by probe. */
  refuseProbe: Error | undefined;
  /** Thrown by transcode once this many renditions are told. */
  breakAfter: { renditions: number; error: Error } | undefined;
  /** As an engine would that does not know of cut marks. */
  ignoresTrim = false;
  /** Awaited before a file is looked at. */
  beforeProbe: (() => Promise<void>) | undefined;
  /** Awaited before each rendition is told. */
  beforeRendition: ((side: number, request: TranscodeRequest) => Promise<void> | void) | undefined;
  readonly requests: TranscodeRequest[] = [];
  #runs = 0;

  async probe(sourcePath: string): Promise<SourceVideo> {
    await this.beforeProbe?.();
    const bytes = (await readFile(sourcePath)).length;
    if (bytes === 0) throw new MediaError('media.empty');
    if (this.refuseProbe !== undefined) throw this.refuseProbe;
    return sourceOf(bytes, this.durationMs);
  }

  async transcode(request: TranscodeRequest): Promise<Transcoded> {
    this.requests.push(request);
    this.#runs += 1;
    const content = await readFile(request.sourcePath);
    const clip: PlayableClip = {
      poster: {
        file: 'poster.webp',
        contentType: 'image/webp',
        widthPx: 360,
        heightPx: 640,
        bytes: 6,
      },
      thumbhash: 'dGh1bWI=',
      durationMs: this.#lengthOf(request),
      hasAudio: true,
      ...(request.prints === undefined
        ? {}
        : { prints: { frames: { file: 'prints.gray', ...request.prints, count: 0 } } }),
    };
    await writeFile(join(request.outputFolder, 'poster.webp'), 'poster');
    const renditions: EncodedRendition[] = [];
    for (const [index, side] of this.ladder.entries()) {
      if (this.breakAfter?.renditions === index) throw this.breakAfter.error;
      await this.beforeRendition?.(side, request);
      if (request.signal?.aborted === true) throw new MediaError('media.aborted');
      renditions.push(await this.#encode(request, side, content));
      request.onProgress?.((index + 1) / this.ladder.length);
      const [last] = renditions.slice(-1);
      if (last !== undefined) await request.onRendition?.(last, clip);
    }
    return { ...clip, renditions };
  }

  #lengthOf({ trim }: TranscodeRequest): number {
    if (trim === undefined || this.ignoresTrim) return this.durationMs;
    return Math.min(trim.endMs, this.durationMs) - trim.startMs;
  }

  // As with real encoders, no two runs give the same bytes.
  async #encode(
    request: TranscodeRequest,
    side: number,
    content: Buffer,
  ): Promise<EncodedRendition> {
    const file = `${side}.mp4`;
    const body = Buffer.concat([
      Buffer.from(`${side} run ${this.#runs} `),
      content.subarray(0, 64),
    ]);
    await writeFile(join(request.outputFolder, file), body);
    return {
      file,
      codec: 'avc1.64001f,mp4a.40.2',
      widthPx: side,
      heightPx: Math.round((side * 16) / 9 / 2) * 2,
      bitrateBps: side * 2_000,
      bytes: body.length,
    };
  }

  capabilities(): Promise<TranscoderCapabilities> {
    return Promise.reject(new Error('no test asks for it'));
  }
}

function sourceOf(bytes: number, durationMs: number): SourceVideo {
  return {
    container: 'mp4',
    bytes,
    durationMs,
    widthPx: 720,
    heightPx: 1280,
    storedWidthPx: 720,
    storedHeightPx: 1280,
    orientation: 'upright',
    frameRate: 30,
    tickRate: 90_000,
    variableFrameRate: false,
    interlaced: false,
    hdr: 'none',
    colour: {
      matrix: 'bt709',
      primaries: 'bt709',
      transfer: 'bt709',
      fullRange: false,
      rgb: false,
    },
    videoCodec: 'h264',
    videoTrackIndex: 0,
    hasAudio: true,
  };
}
