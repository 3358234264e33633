// How loud a clip is, measured before it is encoded (ITU-R BS.1770, as EBU R128 reads it), and the gain that brings it to
// the house's loudness: nobody reaches for the volume between two clips, and shouting wins nothing.

import type { SourceVideo } from '@jhalak/ports';
import type { Engine } from './engine.ts';
import { group } from './group.ts';
import { inputArguments } from './input-arguments.ts';

/** AES TD1008 recommends -16 for music and -18 for speech on phones and the web; R128's own -23 is for living rooms. */
export const TARGET_LUFS = -16;
/** What is quieter is the noise of a room: raising it would make it loud. */
const QUIET_BELOW_LUFS = -50;
/** More would raise the noise with the voice. */
const GAIN_MAX_DB = 12;
const GAIN_MIN_DB = -24;
/** Nobody hears less. */
const GAIN_STEP_DB = 0.5;
/**
 * Part of the time that an encode of the clip may take: sound alone is a fiftieth of the work. A file made to decode for ever is
 * encoded without a gain, and waits a tenth longer for its refusal.
 */
const WALL_PART = 0.1;
/** A line of some 60 bytes each 100 ms; the longest clip has 110 kB. */
const STDOUT_BYTES_MAX = 1_000_000;
const KEY = 'lavfi.r128.I';

export interface LoudnessRequest {
  sourcePath: string;
  source: SourceVideo;
  /** What is kept of it. */
  startMs: number;
  readAtMostMs: number;
  /** Of one encode of the clip. */
  passWallMs: number;
  /** The filters that give the sound as it will be encoded, before any gain. */
  soundFilters: string;
  signal: AbortSignal | undefined;
}

/**
 * @returns dB to add; 0 where nothing should change, where there is no sound, and where it cannot be measured: a clip of
 *   the wrong loudness is better than none. Cost: the sound is decoded once more, some 5 ms of CPU a second of clip.
 */
export async function gainOf(engine: Engine, request: LoudnessRequest): Promise<number> {
  if (!request.source.hasAudio) return 0;
  const ran = await engine.run('ffmpeg', {
    readable: { source: request.sourcePath },
    args: (inputPath) => measureArguments(request, inputPath('source', request.sourcePath)),
    wallMs: measureWallMs(request.passWallMs),
    stdoutBytesMax: STDOUT_BYTES_MAX,
    signal: request.signal,
  });
  const measured =
    ran.ending === 'exit' && ran.exitCode === 0 ? lastLoudness(ran.stdout) : undefined;
  return measured === undefined ? 0 : gainFor(measured);
}

/** @returns how long the measurement may take. Pure. */
export function measureWallMs(passWallMs: number): number {
  return Math.ceil(passWallMs * WALL_PART);
}

/** @param lufs integrated loudness. @returns dB to add. Pure. */
export function gainFor(lufs: number): number {
  if (!Number.isFinite(lufs) || lufs < QUIET_BELOW_LUFS) return 0;
  const gain = Math.min(GAIN_MAX_DB, Math.max(GAIN_MIN_DB, TARGET_LUFS - lufs));
  return Math.abs(gain) < GAIN_STEP_DB ? 0 : Math.round(gain * 10) / 10;
}

/** @returns the loudness of all of it: the last that was printed. Pure. */
export function lastLoudness(printed: string): number | undefined {
  const [, last] = printed.slice(printed.lastIndexOf(KEY)).split(/[=\n]/u, 2);
  const lufs = Number(last);
  return printed.includes(KEY) && Number.isFinite(lufs) ? lufs : undefined;
}

function measureArguments(request: LoudnessRequest, path: string): readonly string[] {
  const { source, startMs, readAtMostMs, soundFilters } = request;
  const track = source.audio?.trackIndex ?? 0;
  const print = `ametadata=mode=print:key=${KEY}:file=-`;
  return [
    ...group('-nostdin', '-hide_banner', '-loglevel', 'error', '-max_error_rate', '1'),
    ...(startMs > 0 ? group('-ss', (startMs / 1000).toFixed(3)) : []),
    ...group('-t', (readAtMostMs / 1000).toFixed(3)),
    ...inputArguments(source.container, path),
    ...group('-map', `0:${track}`, '-vn', '-sn', '-dn'),
    ...group('-af', `${soundFilters},ebur128=metadata=1,${print}`, '-f', 'null', '-'),
  ];
}
