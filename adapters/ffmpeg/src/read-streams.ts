// From ffprobe's JSON to a SourceVideo. Pure: every field of the JSON may be missing or absurd.

import { MediaError, type SourceContainer, type SourceVideo } from '@jhalak/ports';
import { orientationOf, swapsSides } from './orientation.ts';

/** What ffprobe is asked for, in its own notation. */
export const PROBE_ENTRIES = [
  'format=duration,start_time',
  'stream=index,codec_type,codec_name,codec_tag_string,pix_fmt,width,height,sample_aspect_ratio,field_order,' +
    'color_range,color_space,color_transfer,color_primaries,r_frame_rate,avg_frame_rate,start_time,duration,nb_frames,' +
    'channels,sample_rate',
  'stream_disposition=attached_pic',
  'stream_side_data=side_data_type,displaymatrix',
].join(':');

interface StreamJson {
  index?: number;
  codec_type?: string;
  codec_name?: string;
  codec_tag_string?: string;
  pix_fmt?: string;
  width?: number;
  height?: number;
  sample_aspect_ratio?: string;
  field_order?: string;
  color_range?: string;
  color_space?: string;
  color_transfer?: string;
  color_primaries?: string;
  r_frame_rate?: string;
  avg_frame_rate?: string;
  start_time?: string;
  duration?: string;
  nb_frames?: string;
  channels?: number;
  sample_rate?: string;
  disposition?: { attached_pic?: number };
  side_data_list?: readonly { side_data_type?: string; displaymatrix?: string }[];
}

/** ffprobe's answer. */
export interface ProbeJson {
  streams?: readonly StreamJson[];
  format?: { duration?: string; start_time?: string };
}

/** A source whose time is told by the file's head; else the packets have to be counted. */
export interface Timing {
  durationMs: number;
  frameCount: number;
  /** Frames over the picture's own time: sound may be longer. */
  frameRate: number;
}

/** Uneven when the base rate and the mean differ by more: phones jitter below it, screen recordings are far above. */
const UNEVEN_SHARE = 0.02;

/** A picture that begins later than this after the sound is held from the start, else browsers show nothing there. */
const LATE_PICTURE_S = 0.1;

/** Pixel shapes beyond this are damage, not intent: anamorphic film is 2. */
const PIXEL_ASPECT_MAX = 4;

/** @returns the tracks of the answer, or an empty list. */
export function streamsOf(json: ProbeJson): readonly StreamJson[] {
  return json.streams ?? [];
}

/**
 * Chooses the picture track.
 *
 * @throws MediaError `media.no_video`, `media.encrypted`, or `media.no_picture` where its size cannot be read.
 */
export function chooseVideo(json: ProbeJson): StreamJson & { index: number } {
  const pictures = streamsOf(json).filter(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1,
  );
  if (pictures.length === 0) throw new MediaError('media.no_video');
  if (pictures.some((stream) => stream.codec_tag_string === 'encv')) {
    throw new MediaError('media.encrypted');
  }
  const named = pictures.filter(isNamed);
  if (named.length === 0) throw new MediaError('media.unsupported_codec');
  const usable = named.find((stream) => (stream.width ?? 0) > 0 && (stream.height ?? 0) > 0);
  if (usable?.index === undefined) throw new MediaError('media.no_picture');
  return { ...usable, index: usable.index };
}

/** @returns the first sound track that says enough to be decoded. */
export function chooseAudio(json: ProbeJson): StreamJson | undefined {
  return streamsOf(json).find(
    (stream) =>
      stream.codec_type === 'audio' &&
      isNamed(stream) &&
      (stream.channels ?? 0) > 0 &&
      Number(stream.sample_rate) > 0,
  );
}

/** @returns duration and frame count where the head of the file tells both. */
export function timingOfHead(json: ProbeJson, video: StreamJson): Timing | undefined {
  const durationS = Number(json.format?.duration ?? video.duration);
  const frameCount = Number(video.nb_frames);
  if (!(durationS > 0) || !(frameCount > 0)) return undefined;
  const videoS = Number(video.duration) > 0 ? Number(video.duration) : durationS;
  // The table of frame times knows best: an edit list shortens the time that is played, not the frames that are counted.
  const frameRate = ratioOf(video.avg_frame_rate) ?? frameCount / videoS;
  return { durationMs: Math.round(durationS * 1000), frameCount, frameRate };
}

/** Puts the picture, its timing and the first usable sound together. */
export function readSource(
  file: { container: SourceContainer; bytes: number },
  json: ProbeJson,
  timing: Timing,
): SourceVideo {
  const video = chooseVideo(json);
  const audio = chooseAudio(json);
  const storedWidthPx = video.width ?? 0;
  const storedHeightPx = video.height ?? 0;
  const orientation = orientationOfStream(video);
  const shownWidthPx = Math.max(1, Math.round(storedWidthPx * pixelAspect(video)));
  const [widthPx, heightPx] = swapsSides(orientation)
    ? [storedHeightPx, shownWidthPx]
    : [shownWidthPx, storedHeightPx];
  return {
    ...file,
    durationMs: timing.durationMs,
    widthPx,
    heightPx,
    storedWidthPx,
    storedHeightPx,
    orientation,
    frameRate: timing.frameRate,
    variableFrameRate: isUneven(file.container, json, video, timing.frameRate),
    tickRate: ratioOf(video.r_frame_rate) ?? 0,
    interlaced: ['tt', 'bb', 'tb', 'bt'].includes(video.field_order ?? ''),
    hdr: hdrOf(video.color_transfer),
    colour: colourOf(video),
    videoCodec: video.codec_name ?? 'unknown',
    videoTrackIndex: video.index,
    hasAudio: audio?.index !== undefined,
    ...(audio?.index === undefined
      ? {}
      : {
          audio: {
            trackIndex: audio.index,
            codec: audio.codec_name ?? 'unknown',
            channelCount: audio.channels ?? 1,
            sampleRateHz: Number(audio.sample_rate),
          },
        }),
  };
}

function isNamed(stream: StreamJson): boolean {
  return stream.codec_name !== undefined && !['unknown', 'none', ''].includes(stream.codec_name);
}

function orientationOfStream(video: StreamJson): SourceVideo['orientation'] {
  const matrix = video.side_data_list?.find((data) => data.displaymatrix !== undefined);
  // Three rows of an address and three numbers: a b u, c d v, x y w.
  const rows = (matrix?.displaymatrix ?? '')
    .trim()
    .split('\n')
    .map((row) =>
      row
        .replace(/^[0-9a-f]+:/i, '')
        .trim()
        .split(/\s+/)
        .map(Number),
    );
  const [a = 1, b = 0] = rows.length === 3 ? (rows[0] ?? []) : [];
  const [c = 0, d = 1] = rows.length === 3 ? (rows[1] ?? []) : [];
  return orientationOf(a, b, c, d);
}

/** Width of a pixel over its height. */
function pixelAspect(video: StreamJson): number {
  const ratio = ratioOf(video.sample_aspect_ratio?.replace(':', '/'));
  if (ratio === undefined || ratio > PIXEL_ASPECT_MAX || ratio < 1 / PIXEL_ASPECT_MAX) return 1;
  return ratio;
}

function isUneven(
  container: SourceContainer,
  json: ProbeJson,
  video: StreamJson,
  frameRate: number,
): boolean {
  // A transport stream can be cut anywhere: its first pictures may not be readable.
  if (container === 'mpegts' || container === 'mpegps') return true;
  const lateS = Number(video.start_time ?? 0) - Number(json.format?.start_time ?? 0);
  if (lateS > LATE_PICTURE_S) return true;
  const tickRate = ratioOf(video.r_frame_rate);
  return tickRate === undefined || Math.abs(tickRate / frameRate - 1) > UNEVEN_SHARE;
}

function hdrOf(transfer: string | undefined): SourceVideo['hdr'] {
  if (transfer === 'arib-std-b67') return 'hlg';
  return transfer === 'smpte2084' ? 'pq' : 'none';
}

function colourOf(video: StreamJson): SourceVideo['colour'] {
  const pixels = video.pix_fmt ?? '';
  return {
    matrix: video.color_space ?? 'unknown',
    primaries: video.color_primaries ?? 'unknown',
    transfer: video.color_transfer ?? 'unknown',
    fullRange: video.color_range === 'pc' || pixels.startsWith('yuvj'),
    rgb: /^(gbr|rgb|bgr|argb|abgr|pal8|0rgb|0bgr)/.test(pixels),
  };
}

/** @returns a positive finite number, or undefined for `0/0`, `N/A` and the like. */
function ratioOf(text: string | undefined): number | undefined {
  const [over, under = '1'] = (text ?? '').split('/');
  const ratio = Number(over) / Number(under);
  return Number.isFinite(ratio) && ratio > 0 ? ratio : undefined;
}
