// Every number of the media engine in one place. The defaults suit one machine with two cores and phone clips.

import { availableParallelism } from 'node:os';
import type { MediaLimits } from '@jhalak/ports';

/** What may be chosen when the engine is made. */
export interface FfmpegSettings {
  limits: MediaLimits;
  /** Programs by path, or by name to be found on PATH. */
  ffmpegPath: string;
  ffprobePath: string;
  /** `require` refuses to touch a file without the cage; `off` is for tests and for machines that cage whole processes. */
  sandbox: 'auto' | 'require' | 'off';
  /** Threads for each decoder and encoder. */
  threads: number;
  /** Unix niceness of the engine: encoding must not slow down answers to viewers on the same machine. */
  niceness: number;
  /** Frames a second of what we serve; sources above it are thinned evenly. */
  frameRateMax: number;
  /** From this length the smallest rendition is encoded alone first, see docs/decisions/0002-first-playable.md. */
  firstPlayableAloneFromMs: number;
}

const MEBIBYTE = 1024 * 1024;

/** What is refused unless the operator says otherwise. */
export const DEFAULT_LIMITS: MediaLimits = {
  // Three minutes of a phone's 4K (about 45 Mbit/s).
  bytes: 1024 * MEBIBYTE,
  // Six frames at 30 a second: anything shorter is a photograph.
  durationMinMs: 200,
  // Short video; 1.1 MB can hold six minutes of 4K60, so bytes alone bound nothing.
  durationMaxMs: 180_000,
  // 4096 x 2304: every phone's 4K; a 16384 x 8704 frame takes 200 MB and a minute.
  pixels: 4096 * 2304,
  // 240 frames a second for the whole of the longest clip.
  frames: 43_200,
  // Slow motion of phones is stored at 240.
  frameRate: 240,
  // Phones write up to eight (picture, sound, motion, depth, timecode).
  tracks: 32,
  // Ordinary files take 0.1 s; the rest is for a loaded machine.
  probeWallMs: 20_000,
  // Measured on two cores: 0.7 to 2.6 s a second of clip, each pass half of it; many times that before we give up.
  transcodeWallMs: { base: 60_000, perClipMs: 10 },
  // Address space, not memory in use. Measured: see docs/measurements/encode.md; 512 MB fails at 720p.
  memoryBytes: 3072 * MEBIBYTE,
  // Three minutes at the highest rate we write are 105 MB.
  outputBytes: 512 * MEBIBYTE,
};

/** More threads than this raise memory for frames in flight and hardly shorten a 720p encode. */
const THREADS_MAX = 8;

/** Cinema and phones: what viewers' phones decode at half the power of 60. */
const FRAME_RATE_MAX = 30;

const NICENESS = 5;

const FIRST_PLAYABLE_ALONE_FROM_MS = 4_000;

/** @returns the settings with everything that was not chosen filled in. */
export function ffmpegSettings(chosen: Partial<FfmpegSettings> = {}): FfmpegSettings {
  return {
    limits: DEFAULT_LIMITS,
    ffmpegPath: 'ffmpeg',
    ffprobePath: 'ffprobe',
    sandbox: 'auto',
    threads: Math.min(availableParallelism(), THREADS_MAX),
    niceness: NICENESS,
    frameRateMax: FRAME_RATE_MAX,
    firstPlayableAloneFromMs: FIRST_PLAYABLE_ALONE_FROM_MS,
    ...chosen,
  };
}
