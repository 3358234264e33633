// The one filter graph: stored frames in; upright, square, normal-range BT.709 pictures out at every size.
// Order matters for cost: leave frames out, then shrink, then everything that touches each pixel.

import type { SourceVideo } from '@jhalak/ports';
import type { FrameRatePlan } from './frame-rate.ts';
import type { RenditionPlan } from './ladder.ts';
import { ORIENTATION_FILTERS, swapsSides } from './orientation.ts';
import { printFilters, type PrintPlan } from './prints.ts';

/** The pads that a graph ends in. */
export interface FilterGraph {
  graph: string;
  /** One per rendition, in the order given. */
  videoPads: readonly string[];
  /** Candidate frames for the poster, full size; and the same ones tiny, RGBA. */
  posterPads?: { full: string; tiny: string };
  audioPad?: string;
  /** Small grey frames, and the clip's own sound before any gain. */
  printPads?: { frames: string; sound?: string };
}

export interface GraphOptions {
  source: SourceVideo;
  frameRate: FrameRatePlan;
  /** Ascending. */
  renditions: readonly RenditionPlan[];
  poster?: {
    everyS: number;
    widthPx: number;
    heightPx: number;
    tinyWidthPx: number;
    tinyHeightPx: number;
  };
  prints?: PrintPlan;
  /** The clip's own sound is heard. */
  audio: boolean;
  /** Another sound, from the second input, is heard for so long. */
  sound?: { lengthMs: number };
  /** dB that the sound gets louder by. */
  gainDb: number;
  /** Where the pictures end at the latest, from the beginning of what is read. */
  readAtMostMs: number;
}

/** Nits of white in a normal-range picture; measured by eye on HLG and PQ phone clips against 203 and 1000. */
const HDR_WHITE_NITS = 100;

/** Below this height browsers take a picture without a note for the older matrix (BT.601); so did its camera. */
const SD_BELOW_HEIGHT_PX = 720;

/** What browsers decode natively; cheap resampling for all else. */
const AUDIO_RATES_KEPT_HZ = [44_100, 48_000];
const AUDIO_RATE_HZ = 48_000;

/** @returns the graph in ffmpeg's notation. Pure. */
export function filterGraph(options: GraphOptions): FilterGraph {
  const { source, renditions, poster, prints } = options;
  const largest = renditions.at(-1);
  if (!largest) throw new Error('broken assumption: a ladder has at least one rendition');
  const chains: string[] = [];
  const videoPads = renditions.map((rendition) => `v${rendition.name}`);

  // From the largest down: each smaller one is made from the one before, which has fewer pixels than the source.
  const descending = renditions.toReversed();
  let from = `0:${source.videoTrackIndex}`;
  let filters = largestFilters(options, largest);
  descending.forEach((rendition, i) => {
    const isLast = i === descending.length - 1;
    const pads = [`v${rendition.name}`, ...(isLast ? lastPads(options) : ['next'])];
    const split = pads.length > 1 ? [`split=${pads.length}`] : ['null'];
    chains.push(
      `[${from}]${[...filters, ...split].join(',')}${pads.map((pad) => `[${pad}]`).join('')}`,
    );
    const next = descending[i + 1];
    if (next) {
      from = 'next';
      // Rounding to even sides bends pixels by a hair, which the scaler would write down as their shape.
      filters = [`scale=${next.widthPx}:${next.heightPx}`, 'setsar=1'];
    }
  });
  // A graph with one input hands that stream's turn on to the outputs, which are upright already: a second input stops it.
  chains.push(`[0:${source.videoTrackIndex}]nullsink`);
  if (poster) chains.push(...posterChains(poster));
  if (prints) chains.push(`[k]${printFilters(prints)}[kframes]`);
  chains.push(...soundChains(options));
  return {
    graph: chains.join(';'),
    videoPads,
    ...(poster ? { posterPads: { full: 'pfull', tiny: 'ptiny' } } : {}),
    ...(options.audio || options.sound ? { audioPad: 'a' } : {}),
    ...(prints
      ? { printPads: { frames: 'kframes', ...(prints.sound ? { sound: 'ksound' } : {}) } }
      : {}),
  };
}

/** What is made of the smallest rendition's pictures beside it. */
function lastPads({ poster, prints }: GraphOptions): string[] {
  return [...(poster ? ['p'] : []), ...(prints ? ['k'] : [])];
}

function largestFilters(options: GraphOptions, largest: RenditionPlan): string[] {
  const { source, frameRate } = options;
  return [
    ...(source.interlaced ? ['yadif=deint=interlaced'] : []),
    ...(frameRate.change === 'thin' ? fpsFilters(options) : []),
    ...scaleFilters(source, largest),
    ...colourFilters(source),
    ...ORIENTATION_FILTERS[source.orientation],
    'format=yuv420p',
    'setsar=1',
    // Newer engines carry the turn with each frame.
    'sidedata=mode=delete:type=DISPLAYMATRIX',
    // Only labels: what follows (encoders, the poster's change to RGB) must not guess.
    'setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv',
    ...(frameRate.change === 'fill' ? fpsFilters(options) : []),
  ];
}

/**
 * Even frames from time 0 on: the first picture is held where it comes late. The last one is held until the next that was
 * read, which in the pauses of a recording is seconds past the end: what lies behind the end is cut off again.
 */
function fpsFilters({ frameRate, readAtMostMs }: GraphOptions): string[] {
  return [`fps=${frameRate.ratio}:start_time=0`, `trim=end=${(readAtMostMs / 1000).toFixed(3)}`];
}

/** Shrinks the stored picture to the size that, once turned, is the rendition's; ranges and RGB are brought over here. */
function scaleFilters(source: SourceVideo, largest: RenditionPlan): string[] {
  const [widthPx, heightPx] = swapsSides(source.orientation)
    ? [largest.heightPx, largest.widthPx]
    : [largest.widthPx, largest.heightPx];
  const sameSize = widthPx === source.storedWidthPx && heightPx === source.storedHeightPx;
  const { fullRange, rgb } = source.colour;
  const ten = isWide(source) ? ['format=yuv420p10le'] : [];
  if (sameSize && !fullRange && !rgb) return ten;
  const colour = rgb ? ':out_color_matrix=bt709' : '';
  const range = fullRange || rgb ? `:in_range=full:out_range=limited` : '';
  return [`scale=${widthPx}:${heightPx}${range}${colour}`, ...ten];
}

/** Whether the picture needs more than another matrix: HDR, or colours beyond BT.709. */
function isWide(source: SourceVideo): boolean {
  return source.hdr !== 'none' || source.colour.primaries === 'bt2020';
}

function colourFilters(source: SourceVideo): string[] {
  const { matrix, primaries, rgb } = source.colour;
  if (source.hdr !== 'none') return toneMapFilters(source.hdr);
  const to = 'space=bt709:primaries=bt709:trc=bt709:range=tv:format=yuv420p';
  if (rgb) return [];
  if (primaries === 'bt2020') {
    return [`colorspace=ispace=bt2020ncl:iprimaries=bt2020:itrc=bt709:irange=tv:${to}`];
  }
  const guessed = source.storedHeightPx < SD_BELOW_HEIGHT_PX ? 'smpte170m' : 'bt709';
  const known = ['bt709', 'smpte170m', 'bt470bg', 'fcc', 'smpte240m'].includes(matrix);
  const space = known ? matrix : guessed;
  if (space === 'bt709') return [];
  // `fast` changes the matrix only: the primaries of old television are near enough, and exact ones cost five times.
  return [
    'format=yuv420p',
    `colorspace=ispace=${space}:iprimaries=bt709:itrc=bt709:irange=tv:${to}:fast=1`,
  ];
}

/** To linear light, into the smaller colour space, down to what a screen can show, and back. Runs on the shrunk picture. */
function toneMapFilters(hdr: 'hlg' | 'pq'): string[] {
  const transfer = hdr === 'hlg' ? 'arib-std-b67' : 'smpte2084';
  return [
    `zscale=tin=${transfer}:min=2020_ncl:pin=2020:rin=limited:t=linear:npl=${HDR_WHITE_NITS}`,
    'format=gbrpf32le',
    'zscale=p=bt709',
    'tonemap=hable:desat=0',
    'zscale=t=bt709:m=bt709:r=limited',
  ];
}

function posterChains(poster: NonNullable<GraphOptions['poster']>): string[] {
  const every = poster.everyS.toFixed(3);
  return [
    `[p]select='isnan(prev_selected_t)+gte(t-prev_selected_t\\,${every})',split=2[pf][pt]`,
    // Through RGB, because WebP and JPEG mean another matrix by their numbers than BT.709.
    `[pf]scale=${poster.widthPx}:${poster.heightPx},format=bgra[pfull]`,
    `[pt]scale=${poster.tinyWidthPx}:${poster.tinyHeightPx},format=rgba[ptiny]`,
  ];
}

/** Peaks that a gain lifts over this (-1.5 dB: AAC adds a little of its own) are held down. */
const PEAK_MAX = 0.841;
const LIMIT = `alimiter=limit=${PEAK_MAX}:level=disabled,aformat=sample_fmts=fltp`;

/** Two sounds of the same loudness together are louder by so much at most; each gives half of it. */
const MIX_GAIN_DB = -3;

/** One sound as it is, or two as one. */
function soundChains({ source, audio, sound, gainDb, prints }: GraphOptions): string[] {
  const print = prints?.sound === true;
  if (sound === undefined) return audio ? audioChains({ source, gainDb, print, pad: 'a' }) : [];
  const end = (sound.lengthMs / 1000).toFixed(3);
  const shape = `aresample=${AUDIO_RATE_HZ}:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo`;
  // Ours is as loud as it should be already.
  const laid = `[1:a:0]${shape},apad,atrim=end=${end}`;
  if (!audio) return [`${laid}[a]`];
  return [
    `${laid},volume=${MIX_GAIN_DB}dB[laid]`,
    ...audioChains({ source, gainDb, print, pad: 'heard' }),
    `[heard]${shape},volume=${MIX_GAIN_DB}dB[own]`,
    `[own][laid]amix=inputs=2:duration=longest:normalize=0,atrim=end=${end},${LIMIT}[a]`,
  ];
}

function audioChains(own: {
  source: SourceVideo;
  gainDb: number;
  print: boolean;
  pad: string;
}): string[] {
  const { source, gainDb, print, pad } = own;
  const from = `[0:${source.audio?.trackIndex ?? 0}]${soundFilters(source)}`;
  const gain = gainDb === 0 ? [] : [`volume=${gainDb}dB`, ...(gainDb > 0 ? [LIMIT] : [])];
  if (!print) return [`${[from, ...gain].join(',')}[${pad}]`];
  return [
    `${from},asplit=2[ksound][own0]`,
    `[own0]${(gain.length === 0 ? ['anull'] : gain).join(',')}[${pad}]`,
  ];
}

/** Stereo or mono, no gaps, beginning with the picture: browsers stall on sound that starts late. */
export function soundFilters(source: SourceVideo): string {
  const track = source.audio;
  if (!track) throw new Error('broken assumption: sound is only planned for a source that has it');
  const rateHz = AUDIO_RATES_KEPT_HZ.includes(track.sampleRateHz)
    ? track.sampleRateHz
    : AUDIO_RATE_HZ;
  const layout = track.channelCount === 1 ? 'mono' : 'stereo';
  return `aresample=${rateHz}:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=${layout}`;
}
