// Looks at a file: size, first bytes, tracks, and (where the head is silent about time) its packets.

import {
  MediaError,
  type MediaLimits,
  type SourceContainer,
  type SourceVideo,
} from '@jhalak/ports';
import type { Engine } from './engine.ts';
import { failureOf } from './failure.ts';
import { inputArguments } from './input-arguments.ts';
import { buildLadder } from './ladder.ts';
import {
  chooseAudio,
  chooseVideo,
  PROBE_ENTRIES,
  readSource,
  streamsOf,
  timingOfHead,
} from './read-streams.ts';
import type { ProbeJson, Timing } from './read-streams.ts';
import { PACKET_ENTRIES, PACKET_LINE_BYTES, timingOfPackets } from './packet-timing.ts';
import { looksEncrypted, readHead, sniff } from './sniff.ts';
import { group } from './group.ts';

/** A track takes about 2 KB of JSON; the limit on tracks comes after. */
const PROBE_JSON_BYTES_MAX = 512 * 1024;
/** Packets of sound and of other tracks in the longest clip. */
const PACKETS_BESIDE_MAX = 100_000;
/** The packet list is read this much further than the longest clip, to see that one is too long. */
const PACKETS_BEYOND_S = 1;

interface ProbeContext {
  engine: Engine;
  limits: MediaLimits;
  sourcePath: string;
  container: SourceContainer;
  signal: AbortSignal | undefined;
}

/**
 * Probes one file; see the port.
 *
 * Cheap refusals come first: bytes, then tracks, then size, then time.
 */
export async function probeSource(
  engine: Engine,
  limits: MediaLimits,
  sourcePath: string,
  signal?: AbortSignal,
): Promise<SourceVideo> {
  const { head, bytes } = await readHead(sourcePath);
  const sniffed = sniff(head);
  if (sniffed.kind === 'refused') throw new MediaError(sniffed.code);
  if (bytes > limits.bytes) {
    const limitMegabytes = Math.floor(limits.bytes / 1_000_000);
    throw new MediaError('media.too_large', { facts: { limitMegabytes } });
  }
  const context = { engine, limits, sourcePath, container: sniffed.container, signal };
  const json = await readTracks(context);
  if (streamsOf(json).length > limits.tracks) throw new MediaError('media.too_many_tracks');
  const video = chooseVideo(json);
  const { width: widthPx = 0, height: heightPx = 0 } = video;
  if (widthPx * heightPx > limits.pixels) {
    throw new MediaError('media.too_many_pixels', { facts: { widthPx, heightPx } });
  }
  const timing = timingOfHead(json, video) ?? (await countPackets(context, json, video.index));
  const source = readSource({ container: sniffed.container, bytes }, json, timing);
  refuseByTime(source, timing, limits);
  // Sizes of which there is no ladder are refused here already.
  buildLadder(source, { av1: false });
  return source;
}

async function readTracks(context: ProbeContext): Promise<ProbeJson> {
  const ran = await runProbe(context, PROBE_JSON_BYTES_MAX, [
    '-show_entries',
    PROBE_ENTRIES,
    '-of',
    'json',
  ]);
  if (ran.ending === 'stdout_overflow') throw new MediaError('media.too_many_tracks');
  if (ran.ending !== 'exit' || ran.exitCode !== 0) {
    const locked = context.container === 'mp4' && (await looksEncrypted(context.sourcePath));
    throw locked ? new MediaError('media.encrypted') : failureOf(ran, 'media.damaged');
  }
  return JSON.parse(ran.stdout) as ProbeJson;
}

/** Reads through the file without decoding. */
async function countPackets(
  context: ProbeContext,
  json: ProbeJson,
  video: number,
): Promise<Timing> {
  const { limits } = context;
  const stdoutBytesMax = (limits.frames + PACKETS_BESIDE_MAX) * PACKET_LINE_BYTES;
  const ran = await runProbe(context, stdoutBytesMax, [
    ...group('-show_entries', PACKET_ENTRIES, '-of', 'csv=p=0'),
    ...group('-read_intervals', `%+${limits.durationMaxMs / 1000 + PACKETS_BEYOND_S}`),
  ]);
  // A file that is cut off is read up to there, and the reader says so by its exit.
  if (ran.ending !== 'exit') throw failureOf(ran, 'media.damaged');
  const timing = timingOfPackets(ran.stdout, { video, audio: chooseAudio(json)?.index });
  if (!timing) throw new MediaError('media.no_picture');
  return timing;
}

async function runProbe(
  context: ProbeContext,
  stdoutBytesMax: number,
  questions: readonly string[],
) {
  return await context.engine.run('ffprobe', {
    readable: { source: context.sourcePath },
    args: (inputPath) => [
      ...group('-v', 'error', ...questions),
      ...inputArguments(context.container, inputPath('source', context.sourcePath)),
    ],
    wallMs: context.limits.probeWallMs,
    stdoutBytesMax,
    signal: context.signal,
  });
}

function refuseByTime(source: SourceVideo, timing: Timing, limits: MediaLimits): void {
  if (source.durationMs > limits.durationMaxMs) {
    throw new MediaError('media.too_long', {
      facts: { limitSeconds: limits.durationMaxMs / 1000 },
    });
  }
  if (source.durationMs < limits.durationMinMs) {
    throw new MediaError('media.too_short', {
      facts: { limitSeconds: limits.durationMinMs / 1000 },
    });
  }
  if (timing.frameCount > limits.frames) throw new MediaError('media.too_many_frames');
  if (source.frameRate > limits.frameRate) {
    throw new MediaError('media.frame_rate_too_high', {
      facts: { limitFramesPerSecond: limits.frameRate },
    });
  }
}
