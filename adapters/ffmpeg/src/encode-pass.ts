// The command line of one encode pass: one decode, one filter graph, sound encoded once, every file out.

import type { FileLabel, SourceVideo, UnderlaidSound } from '@jhalak/ports';
import { AV1_ENCODER, VIDEO_ENCODER } from './engine-features.ts';
import { filterGraph } from './filter-graph.ts';
import type { FrameRatePlan } from './frame-rate.ts';
import { inputArguments } from './input-arguments.ts';
import type { RenditionPlan } from './ladder.ts';
import type { PosterPlan } from './poster.ts';
import { printArguments, type PrintPlan } from './prints.ts';
import { group } from './group.ts';

/** What one pass makes. */
export interface EncodePass {
  source: SourceVideo;
  frameRate: FrameRatePlan;
  /** Ascending. */
  renditions: readonly RenditionPlan[];
  poster?: PosterPlan;
  prints?: PrintPlan;
  label?: FileLabel;
  /** Another sound, laid under the clip's own or in its place, for so long. */
  sound?: { mode: UnderlaidSound['mode']; lengthMs: number };
  /** dB that the sound gets louder by. */
  gainDb: number;
  /** Where reading begins on the source's own timeline; 0 for all of it. */
  startMs: number;
  /** Time after which reading stops, so that a file that lies about its length cannot run on. */
  readAtMostMs: number;
  threads: number;
  /** ffmpeg 5.1 renamed an option. */
  hasFpsMode: boolean;
}

/**
 * Of x264, a step of a third is a tenth of a decibel: 23 is where superfast stops being visibly coarse on a phone. 32 of SVT is
 * 0.002 below it in SSIM, for two thirds of the bits (docs/measurements/encode.md).
 */
const ENCODERS = {
  h264: { encoder: VIDEO_ENCODER, preset: 'superfast', rateFactor: 23 },
  av1: { encoder: AV1_ENCODER, preset: '12', rateFactor: 32 },
} as const;
/** A key frame at least this often: seeking and the loop's restart feel immediate, and segments can be cut here. */
const KEY_FRAME_S = 2;
/** The rate may run over its ceiling for this long at most. */
const RATE_BUFFER_S = 2;
const AUDIO_BITRATE_STEREO = '128k';
const AUDIO_BITRATE_MONO = '80k';
/** Packets that wait while one stream is late: a sound track that begins after seconds of picture. */
const MUXING_QUEUE_PACKETS = 2048;

/** Progress lines come this often. */
const PROGRESS_PERIOD_S = 0.5;

/** @returns file name of a rendition inside the output folder. */
export function renditionFile(rendition: Pick<RenditionPlan, 'name'>): string {
  return `${rendition.name}.mp4`;
}

/** @returns ffmpeg's arguments; outputs are named relative to the working folder. Pure. */
export function encodeArguments(
  pass: EncodePass,
  sourcePath: string,
  soundPath?: string,
): readonly string[] {
  const { source, poster } = pass;
  const { graph, videoPads, posterPads, audioPad, printPads } = filterGraph({
    ...pass,
    audio: source.hasAudio && pass.sound?.mode !== 'instead',
  });
  const syncOption = pass.hasFpsMode ? '-fps_mode' : '-vsync';
  return [
    ...group('-nostdin', '-hide_banner', '-loglevel', 'error', '-y'),
    ...group('-progress', 'pipe:1', '-stats_period', String(PROGRESS_PERIOD_S)),
    // A broken frame is left out and the rest goes on; what came out is judged afterwards.
    ...group('-max_error_rate', '1', '-filter_complex_threads', String(pass.threads)),
    ...group('-noautorotate', '-threads', String(pass.threads)),
    // Before the input and with decoding, seeking is exact to the frame.
    ...(pass.startMs > 0 ? group('-ss', (pass.startMs / 1000).toFixed(3)) : []),
    ...group('-t', (pass.readAtMostMs / 1000).toFixed(3)),
    ...inputArguments(source.container, sourcePath),
    ...(soundPath === undefined ? [] : inputArguments('mp4', soundPath)),
    ...group('-filter_complex', graph),
    ...videoPads.flatMap((pad) => ['-map', `[${pad}]`]),
    ...(audioPad ? ['-map', `[${audioPad}]`] : []),
    ...videoArguments(pass),
    ...(audioPad ? audioArguments(pass) : []),
    // Nothing that the source said about itself (place, device, time) goes on.
    ...group('-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'),
    ...labelArguments(pass.label),
    ...group('-flags', '+global_header+bitexact+cgop', syncOption, 'vfr'),
    ...group('-max_muxing_queue_size', String(MUXING_QUEUE_PACKETS)),
    ...group('-f', 'tee', teeOutputs(pass, audioPad !== undefined)),
    ...(poster && posterPads ? posterArguments(poster, posterPads, syncOption) : []),
    ...(printPads && pass.prints ? printArguments(printPads, pass.prints, syncOption) : []),
  ];
}

/** The names under which a file says what it is. */
const SOURCE_TYPE_TAG = 'digital_source_type';
const CONTENT_ID_TAG = 'content_id';

function labelArguments(label: FileLabel | undefined): readonly string[] {
  if (label === undefined) return [];
  return [
    ...group('-metadata', `${SOURCE_TYPE_TAG}=${label.digitalSourceType}`),
    ...group('-metadata', `${CONTENT_ID_TAG}=${label.contentId}`),
  ];
}

function videoArguments(pass: EncodePass): readonly string[] {
  const keyFrames = Math.max(1, Math.round(pass.frameRate.perSecond * KEY_FRAME_S));
  return [
    ...group('-pix_fmt', 'yuv420p', '-g', String(keyFrames)),
    ...group('-threads:v', String(pass.threads)),
    ...group('-colorspace', 'bt709', '-color_primaries', 'bt709'),
    ...group('-color_trc', 'bt709', '-color_range', 'tv'),
    ...pass.renditions.flatMap((rendition, i) => [
      ...encoderArguments(rendition, i, pass.threads),
      ...group(`-maxrate:v:${i}`, String(rendition.maxBitrateBps)),
      ...group(`-bufsize:v:${i}`, String(rendition.maxBitrateBps * RATE_BUFFER_S)),
    ]),
  ];
}

function encoderArguments({ codec }: RenditionPlan, i: number, threads: number): readonly string[] {
  const { encoder, preset, rateFactor } = ENCODERS[codec];
  return [
    ...group(`-c:v:${i}`, encoder, `-preset:v:${i}`, preset, `-crf:v:${i}`, String(rateFactor)),
    ...(codec === 'h264'
      ? group(`-profile:v:${i}`, 'high')
      : group(`-svtav1-params:v:${i}`, `lp=${threads}`)),
  ];
}

function audioArguments({ source, sound }: EncodePass): readonly string[] {
  const isMono = sound === undefined && source.audio?.channelCount === 1;
  const bitrate = isMono ? AUDIO_BITRATE_MONO : AUDIO_BITRATE_STEREO;
  return ['-c:a', 'aac', '-b:a', bitrate];
}

/** One set of encoders, several files: each takes its own picture and the common sound. */
function teeOutputs({ renditions, label }: EncodePass, hasAudio: boolean): string {
  // Without it MP4 keeps only the names that iTunes knew.
  const flags = label === undefined ? '+faststart' : '+faststart+use_metadata_tags';
  return renditions
    .map((rendition, i) => {
      const streams = hasAudio ? `v:${i},a` : `v:${i}`;
      const options = `f=mp4:movflags=${flags}:fflags=+bitexact:select=\\'${streams}\\'`;
      return `[${options}]${renditionFile(rendition)}`;
    })
    .join('|');
}

function posterArguments(
  poster: PosterPlan,
  pads: { full: string; tiny: string },
  syncOption: string,
): readonly string[] {
  const common = [
    ...group('-frames:v', String(poster.candidateCount)),
    ...group(syncOption, 'vfr', '-map_metadata', '-1', '-fflags', '+bitexact'),
  ];
  return [
    ...group('-map', `[${pads.full}]`, ...common),
    ...(poster.contentType === 'image/webp'
      ? ['-c:v', 'libwebp', '-quality', '75', '-compression_level', '3']
      : ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '4']),
    ...group('-f', 'image2', poster.candidateFiles),
    ...group('-map', `[${pads.tiny}]`, ...common),
    ...group('-c:v', 'rawvideo', '-pix_fmt', 'rgba', '-f', 'rawvideo', poster.tinyFile),
  ];
}
