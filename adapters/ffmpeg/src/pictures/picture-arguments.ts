// The two command lines: a look at a tiny copy, then cut, shrink and encode. One demuxer, one decoder, local file only.

import { group } from '../group.ts';
import type { ExifOrientation, PictureHead, PictureKind } from './picture-head.ts';
import { formatsOf, type PicturePlan } from './picture-plan.ts';

type Head = Extract<PictureHead, { kind: PictureKind }>;

const READERS: Readonly<Record<PictureKind, { demuxer: string; decoder: string }>> = {
  jpeg: { demuxer: 'jpeg_pipe', decoder: 'mjpeg' },
  png: { demuxer: 'png_pipe', decoder: 'png' },
  webp: { demuxer: 'webp_pipe', decoder: 'webp' },
};

/** EXIF's eight ways to hold a camera, undone. */
const TURNS: Readonly<Record<ExifOrientation, readonly string[]>> = {
  1: [],
  2: ['hflip'],
  3: ['hflip', 'vflip'],
  4: ['vflip'],
  5: ['transpose=cclock_flip'],
  6: ['transpose=clock'],
  7: ['transpose=clock_flip'],
  8: ['transpose=cclock'],
};

/** What shows through holes: a calm grey that neither burns nor looks like an error. */
const BEHIND = '0x2b2b30';

/** Still pictures: small files matter more than time. Tried on photographs at both widths; see the README. */
const WEBP_QUALITY = '74';
const SVT_ARGUMENTS = group('-preset', '7', '-crf', '37');
const AOM_ARGUMENTS = group('-still-picture', '1', '-cpu-used', '6', '-crf', '33');

/** Longest side of the tiny copy. */
export const TINY_LONG_SIDE_PX = 128;
export const TINY_FILE = 'tiny.rgb';
export const HASH_FILE = 'hash.rgba';
/** Of the copy that ThumbHash is made from, in the shape of the renditions. */
export const HASH_SIZE = { widthPx: 54, heightPx: 96 };

function input(head: Head, path: string): readonly string[] {
  const { demuxer, decoder } = READERS[head.kind];
  return [
    ...group('-hide_banner', '-loglevel', 'error', '-nostdin', '-y'),
    // Turning is ours: builds differ in whether they read EXIF.
    '-noautorotate',
    ...group('-protocol_whitelist', 'file', '-format_whitelist', demuxer),
    ...group('-f', demuxer, '-codec_whitelist', decoder, '-i', `file:${path}`),
  ];
}

/** Lays what has holes on one colour, then turns it upright. Colours become plain RGB on the way. */
function upright(head: Head): string {
  const turns = TURNS[head.orientation];
  if (!head.transparent) return `[0:v]${[...turns, 'format=gbrp'].join(',')}[up]`;
  const size = `${head.widthPx}x${head.heightPx}`;
  return [
    `color=c=${BEHIND}:s=${size}:r=1:d=1,format=gbrp[behind]`,
    `[0:v]format=gbrap[over]`,
    `[behind][over]overlay=format=gbrp:shortest=1,${[...turns, 'format=gbrp'].join(',')}[up]`,
  ].join(';');
}

/** @param tiny size of the copy. */
export function lookArguments(
  head: Head,
  tiny: { widthPx: number; heightPx: number },
  path: string,
): readonly string[] {
  const graph = `${upright(head)};[up]scale=${tiny.widthPx}:${tiny.heightPx}:flags=area,format=rgb24[out]`;
  return [
    ...input(head, path),
    ...group('-filter_complex', graph, '-map', '[out]', '-frames:v', '1'),
    ...group('-f', 'rawvideo', TINY_FILE),
  ];
}

/** @param av1Encoder undefined where the engine cannot write AVIF. */
export function makeArguments(
  head: Head,
  plan: PicturePlan,
  av1Encoder: string | undefined,
  path: string,
): readonly string[] {
  const { cut, sizes } = plan;
  const outputs = sizes.flatMap((size) =>
    formatsOf(size.widthPx, av1Encoder !== undefined).map((format) => ({ ...size, format })),
  );
  const labels = outputs.map((_, index) => `[cut${index}]`).join('');
  const graph = [
    upright(head),
    `[up]crop=${cut.widthPx}:${cut.heightPx}:${cut.x}:${cut.y},split=${outputs.length + 1}${labels}[hash]`,
    ...outputs.map(({ widthPx, heightPx, format }, index) => {
      const scaled = `[cut${index}]scale=${widthPx}:${heightPx}:flags=lanczos`;
      // The WebP encoder turns RGB into its own colours by itself; AVIF is told which ones these are.
      return format === 'webp'
        ? `${scaled},format=bgra[out${index}]`
        : `${scaled}:out_color_matrix=bt601:out_range=tv,format=yuv420p[out${index}]`;
    }),
    `[hash]scale=${HASH_SIZE.widthPx}:${HASH_SIZE.heightPx}:flags=area,format=rgba[hashed]`,
  ].join(';');
  return [
    ...input(head, path),
    ...group('-filter_complex', graph),
    ...outputs.flatMap(({ widthPx, format }, index) => [
      ...group('-map', `[out${index}]`, '-frames:v', '1', '-map_metadata', '-1'),
      ...(format === 'webp' ? webpArguments() : avifArguments(av1Encoder ?? '')),
      `${widthPx}.${format}`,
    ]),
    ...group('-map', '[hashed]', '-frames:v', '1', '-f', 'rawvideo', HASH_FILE),
  ];
}

function webpArguments(): readonly string[] {
  return [
    ...group('-c:v', 'libwebp', '-quality', WEBP_QUALITY, '-compression_level', '4'),
    ...group('-preset', 'photo', '-f', 'webp'),
  ];
}

function avifArguments(encoder: string): readonly string[] {
  return [
    ...group('-c:v', encoder),
    ...(encoder === 'libsvtav1' ? SVT_ARGUMENTS : AOM_ARGUMENTS),
    ...group('-color_primaries', 'bt709', '-color_trc', 'iec61966-2-1', '-colorspace', 'smpte170m'),
    ...group('-color_range', 'tv', '-f', 'avif'),
  ];
}
