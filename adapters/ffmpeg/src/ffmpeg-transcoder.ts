// The Transcoder port on ffmpeg: one object with its settings, programs and cage found once.

import type {
  LoopMaker,
  LoopRequest,
  MadeLoop,
  MediaLimits,
  SourceVideo,
  Transcoded,
  Transcoder,
  TranscoderCapabilities,
  TranscodeRequest,
} from '@jhalak/ports';
import { findCapabilities } from './capabilities.ts';
import { Engine } from './engine.ts';
import { makeLoopOf } from './loop.ts';
import { probeSource } from './probe.ts';
import { ffmpegSettings, type FfmpegSettings } from './settings.ts';
import { transcodeSource } from './transcode.ts';

/**
 * Makes the engine. Nothing runs until it is asked; a missing ffmpeg is told by `capabilities()` and by
 * `media.engine_missing`, not here.
 *
 * @param chosen what differs from the defaults.
 */
export function ffmpegTranscoder(chosen: Partial<FfmpegSettings> = {}): Transcoder & LoopMaker {
  return new FfmpegTranscoder(ffmpegSettings(chosen));
}

class FfmpegTranscoder implements Transcoder, LoopMaker {
  readonly limits: MediaLimits;
  readonly #settings: FfmpegSettings;
  readonly #engine: Engine;

  constructor(settings: FfmpegSettings) {
    this.limits = settings.limits;
    this.#settings = settings;
    this.#engine = new Engine(settings);
  }

  async probe(sourcePath: string, options: { signal?: AbortSignal } = {}): Promise<SourceVideo> {
    return await probeSource(this.#engine, this.limits, sourcePath, options.signal);
  }

  async transcode(request: TranscodeRequest): Promise<Transcoded> {
    return await transcodeSource(this.#engine, this.#settings, request);
  }

  async makeLoop(request: LoopRequest): Promise<MadeLoop | undefined> {
    return await makeLoopOf(this.#engine, this.#settings.threads, request);
  }

  async capabilities(): Promise<TranscoderCapabilities> {
    return await findCapabilities(this.#engine, this.#settings);
  }
}
