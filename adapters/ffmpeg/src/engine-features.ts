// What this build of the engine can do, of what we use. Asked once: builds differ in what was compiled in.

import { AUDIO_DECODERS, VIDEO_DECODERS } from './input-arguments.ts';
import type { Ran } from './run-process.ts';

export interface EngineFeatures {
  /** As the engine says it: `5.1.9-0+deb12u1`. */
  version: string;
  /** From 5.1 the option for frame timing has a new name. */
  hasFpsMode: boolean;
  decoders: readonly string[];
  encoders: readonly string[];
  /** zscale and tonemap are both there. */
  toneMapping: boolean;
  /** What writes still AV1 pictures into AVIF files (from 5.1); undefined when nothing does. */
  avifEncoder: string | undefined;
  /** It can say what a sound is known again by. */
  hasSoundPrints: boolean;
}

export const VIDEO_ENCODER = 'libx264';
/** Where it is missing the ladder is H.264 alone. */
export const AV1_ENCODER = 'libsvtav1';
export const AUDIO_ENCODER = 'aac';
export const WEBP_ENCODER = 'libwebp';
const JPEG_ENCODER = 'mjpeg';

/** Better first: at the same size of file SVT takes two thirds of the time. */
const AVIF_ENCODERS = [AV1_ENCODER, 'libaom-av1'] as const;

/** Without these no upload of a phone or browser can be read. */
export const NEEDED_DECODERS = ['h264', 'hevc', 'vp8', 'vp9', 'aac', 'opus'] as const;

/** Lists of hundreds of names, 80 bytes each. */
export const FEATURE_LIST_BYTES_MAX = 512 * 1024;
export const FEATURE_WALL_MS = 20_000;

/** The lists that are asked for; the order is that of `readFeatures`. */
export const FEATURE_QUESTIONS = [
  '-version',
  '-decoders',
  '-encoders',
  '-filters',
  '-muxers',
] as const;

/** @param answers to FEATURE_QUESTIONS, in order. */
export function readFeatures(answers: readonly Ran[]): EngineFeatures {
  const texts = answers.map((ran) => ran.stdout);
  const [versionText = '', decoderText = '', encoderText = '', filterText = '', muxerText = ''] =
    texts;
  const version = /^ffmpeg version (\S+)/.exec(versionText)?.[1] ?? 'unknown';
  const filters = namesIn(filterText);
  const decoders = namesIn(decoderText);
  const encoders = namesIn(encoderText);
  const muxers = namesIn(muxerText);
  return {
    version,
    hasFpsMode: hasFpsMode(version),
    decoders: [...VIDEO_DECODERS, ...AUDIO_DECODERS].filter((name) => decoders.has(name)),
    encoders: [VIDEO_ENCODER, AV1_ENCODER, AUDIO_ENCODER, WEBP_ENCODER, JPEG_ENCODER].filter(
      (name) => encoders.has(name),
    ),
    toneMapping: filters.has('zscale') && filters.has('tonemap'),
    avifEncoder: muxers.has('avif') ? AVIF_ENCODERS.find((name) => encoders.has(name)) : undefined,
    hasSoundPrints: muxers.has('chromaprint'),
  };
}

/** Builds from the development branch carry no number; they are newer. */
function hasFpsMode(version: string): boolean {
  const numbers = /^n?(\d+)\.(\d+)/.exec(version);
  if (!numbers) return true;
  const [major, minor] = [Number(numbers[1]), Number(numbers[2])];
  return major > 5 || (major === 5 && minor >= 1);
}

/** The second word of each line: ` V....D libx264   libx264 H.264 …`. */
function namesIn(text: string): ReadonlySet<string> {
  return new Set(text.split('\n').flatMap((line) => /^\s*[A-Z.|]+\s+(\S+)/.exec(line)?.[1] ?? []));
}
