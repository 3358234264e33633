// The Transcoder port on ffmpeg: one object with its settings, programs and cage found once.

import type {
  LoopMaker,
  LoopRequest,
  MadeLoop,
  MadeStill,
  MadeStoryboard,
  MediaLimits,
  SourceVideo,
  StillMaker,
  StillRequest,
  StoryboardRequest,
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
import { makeStillOf, makeStoryboardOf } from './stills.ts';
import { transcodeSource } from './transcode.ts';

/**
 * Makes the engine. Nothing runs until it is asked; a missing ffmpeg is told by `capabilities()` and by
 * `media.engine_missing`, not here.
 *
 * @param chosen what differs from the defaults.
 */
export function ffmpegTranscoder(
  chosen: Partial<FfmpegSettings> = {},
): Transcoder & LoopMaker & StillMaker {
  return new FfmpegTranscoder(ffmpegSettings(chosen));
}

class FfmpegTranscoder implements Transcoder, LoopMaker, StillMaker {
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

  async makeStoryboard(request: StoryboardRequest): Promise<MadeStoryboard> {
    return await makeStoryboardOf(this.#engine, this.#settings.threads, request);
  }

  async makeStill(request: StillRequest): Promise<MadeStill> {
    return await makeStillOf(this.#engine, this.#settings.threads, request);
  }

  async capabilities(): Promise<TranscoderCapabilities> {
    return await findCapabilities(this.#engine, this.#settings);
  }
}
