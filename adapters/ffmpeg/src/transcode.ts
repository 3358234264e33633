// One upload from source to finished files: plan the passes, run each in the cage, check what came out, give it its name.

import { join } from 'node:path';
import { MediaError } from '@jhalak/ports';
import type {
  EncodedRendition,
  MediaErrorCode,
  PlayableClip,
  Poster,
  PrintRequest,
  SourceVideo,
  Transcoded,
  TranscodeRequest,
} from '@jhalak/ports';
import { AUDIO_ENCODER, AV1_ENCODER, VIDEO_ENCODER, WEBP_ENCODER } from './engine-features.ts';
import type { EngineFeatures } from './engine-features.ts';
import type { Engine } from './engine.ts';
import { encodeArguments, renditionFile, type EncodePass } from './encode-pass.ts';
import { failureOf, isOfAnEncoder } from './failure.ts';
import { soundFilters } from './filter-graph.ts';
import { planFrameRate } from './frame-rate.ts';
import { buildLadder, type RenditionPlan } from './ladder.ts';
import { gainOf } from './loudness.ts';
import { readMp4Facts, type Mp4Facts } from './mp4-file.ts';
import { candidateFile, choosePoster, planPoster, type PosterPlan } from './poster.ts';
import { publishPrints, type PrintPlan } from './prints.ts';
import { PassProgress, TotalProgress } from './progress.ts';
import type { FfmpegSettings } from './settings.ts';
import { publishFile, readBounded, withWorkFolder } from './work-folder.ts';

/** Less than this share of what the file claims, and the person would not know their clip again. */
const TRUNCATED_BELOW_SHARE = 0.5;

/** Reading goes on this much past the longest clip, so that a longer one is seen to be longer. */
const READ_BEYOND_MS = 1000;

/** Progress lines of the longest allowed run are 20 lines twice a second. */
const PROGRESS_BYTES_MAX = 8 * 1024 * 1024;

/** Decoding weighs about as much as encoding this many pixels a frame. */
const DECODE_WEIGHT_PIXELS = 200_000;

interface Context {
  engine: Engine;
  settings: FfmpegSettings;
  features: EngineFeatures;
  request: TranscodeRequest;
  /** The part of the source that is kept, on its own timeline. */
  part: { startMs: number; durationMs: number };
  workFolder: string;
  /** dB that the sound gets louder by. */
  gainDb: number;
}

/** See the port. */
export async function transcodeSource(
  engine: Engine,
  settings: FfmpegSettings,
  request: TranscodeRequest,
): Promise<Transcoded> {
  const { source } = request;
  const features = await engine.features();
  const ladder = buildLadder(source, { av1: features.encoders.includes(AV1_ENCODER) });
  const part = keptPart(request, settings);
  refuseMissing(features, source);
  return await withWorkFolder(request.outputFolder, async (workFolder) => {
    const gainDb = await loudnessGain(engine, settings, request, part);
    const context: Context = { engine, settings, features, request, part, workFolder, gainDb };
    const progress = new TotalProgress(request.onProgress);
    const passes = planPasses(ladder, part, settings);
    const renditions: EncodedRendition[] = [];
    let clip: PlayableClip | undefined;
    for (const renditionPlans of passes) {
      const tell = progress.part(passWeight(renditionPlans) / sum(passes.map(passWeight)));
      const pass = planPass(context, renditionPlans, clip === undefined);
      const made = await runPassOrWithoutAv1(context, pass, tell);
      const { facts } = made;
      clip ??= await publishClip(context, made.pass, facts);
      for (const [i, plan] of made.pass.renditions.entries()) {
        const rendition = await publishRendition(context, plan, facts[i]);
        renditions.push(rendition);
        await request.onRendition?.(rendition, clip);
      }
      tell(1);
    }
    if (!clip) throw new Error('broken assumption: there is at least one pass');
    return { ...clip, renditions };
  });
}

/** @throws MediaError `media.too_short` when too little is left. */
function keptPart(
  { source, trim }: TranscodeRequest,
  { limits }: FfmpegSettings,
): { startMs: number; durationMs: number } {
  if (trim === undefined) return { startMs: 0, durationMs: source.durationMs };
  const endMs = Math.min(trim.endMs, source.durationMs);
  const durationMs = endMs - trim.startMs;
  if (durationMs < limits.durationMinMs) {
    throw new MediaError('media.too_short', {
      facts: { limitSeconds: limits.durationMinMs / 1000 },
    });
  }
  return { startMs: trim.startMs, durationMs };
}

function refuseMissing(features: EngineFeatures, source: SourceVideo): void {
  const missing = [VIDEO_ENCODER, AUDIO_ENCODER].find((name) => !features.encoders.includes(name));
  if (missing) throw new MediaError('media.engine_missing', { cause: `no encoder ${missing}` });
  if (source.hdr !== 'none' && !features.toneMapping) throw new MediaError('media.hdr_unsupported');
}

/**
 * Everything in one decode, unless the clip is so long that the wait for its first playable rendition is felt.
 *
 * @returns renditions of each pass; measured in docs/decisions/0002-first-playable.md.
 */
function planPasses(
  ladder: readonly RenditionPlan[],
  source: Pick<SourceVideo, 'durationMs'>,
  settings: Pick<FfmpegSettings, 'firstPlayableAloneFromMs'>,
): readonly (readonly RenditionPlan[])[] {
  if (ladder.length === 1 || source.durationMs < settings.firstPlayableAloneFromMs) return [ladder];
  return [ladder.slice(0, 1), ladder.slice(1)];
}

function passWeight(renditions: readonly RenditionPlan[]): number {
  return DECODE_WEIGHT_PIXELS + sum(renditions.map((one) => one.widthPx * one.heightPx));
}

function planPass(
  context: Context,
  renditions: readonly RenditionPlan[],
  isFirst: boolean,
): EncodePass {
  const { settings, features, request, part } = context;
  const { source } = request;
  const [smallest] = renditions;
  const posterType = features.encoders.includes(WEBP_ENCODER) ? 'image/webp' : 'image/jpeg';
  return {
    source,
    renditions,
    frameRate: planFrameRate(source, settings.frameRateMax),
    ...(isFirst && smallest ? { poster: planPoster(smallest, part.durationMs, posterType) } : {}),
    ...(isFirst && request.prints ? { prints: printPlan(request.prints, context) } : {}),
    ...(request.label === undefined ? {} : { label: request.label }),
    ...(request.sound === undefined
      ? {}
      : { sound: { mode: request.sound.mode, lengthMs: part.durationMs } }),
    startMs: part.startMs,
    readAtMostMs: readAtMost(request, settings, part),
    gainDb: context.gainDb,
    threads: settings.threads,
    hasFpsMode: features.hasFpsMode,
  };
}

function printPlan(asked: PrintRequest, context: Context): PrintPlan {
  const { features, request, settings, part } = context;
  const heard = request.source.hasAudio && request.sound?.mode !== 'instead';
  const framesMax = Math.ceil(readAtMost(request, settings, part) / asked.everyMs) + 1;
  return { ...asked, sound: heard && features.hasSoundPrints, framesMax };
}

function readAtMost(
  { trim }: TranscodeRequest,
  { limits }: FfmpegSettings,
  part: Context['part'],
): number {
  const longest = limits.durationMaxMs + READ_BEYOND_MS;
  return trim === undefined ? longest : Math.min(part.durationMs, longest);
}

async function loudnessGain(
  engine: Engine,
  settings: FfmpegSettings,
  request: TranscodeRequest,
  part: Context['part'],
): Promise<number> {
  const { source, sourcePath, signal } = request;
  // What is not heard need not be measured.
  if (!source.hasAudio || request.sound?.mode === 'instead') return 0;
  const { base, perClipMs } = settings.limits.transcodeWallMs;
  return await gainOf(engine, {
    ...{ sourcePath, source, signal, startMs: part.startMs },
    readAtMostMs: readAtMost(request, settings, part),
    passWallMs: base + perClipMs * source.durationMs,
    soundFilters: soundFilters(source),
  });
}

/** A pass with AV1 in it failed, perhaps for the sake of that encoder. */
class Av1PassFailed extends Error {
  readonly failure: MediaError;

  constructor(failure: MediaError) {
    super(failure.message, { cause: failure });
    this.failure = failure;
  }
}

/** Once more without AV1 where that encoder may be what failed: everybody plays the others. @returns the pass that was run. */
async function runPassOrWithoutAv1(
  context: Context,
  pass: EncodePass,
  tell: (share: number) => void,
): Promise<{ pass: EncodePass; facts: readonly Mp4Facts[] }> {
  try {
    return { pass, facts: await runPass(context, pass, tell) };
  } catch (error) {
    if (!(error instanceof Av1PassFailed)) throw error;
    const renditions = pass.renditions.filter(({ codec }) => codec !== 'av1');
    if (renditions.length === 0) throw error.failure;
    const without = { ...pass, renditions };
    const facts = await runPass(context, without, tell);
    // Only now is it known that the file is not what failed.
    context.request.onLeftOut?.({ codec: 'av1', failure: error.failure });
    return { pass: without, facts };
  }
}

/** Runs one pass and reads back what it wrote. */
async function runPass(
  context: Context,
  pass: EncodePass,
  tell: (share: number) => void,
): Promise<readonly Mp4Facts[]> {
  const { settings, request, part, workFolder } = context;
  const { base, perClipMs } = settings.limits.transcodeWallMs;
  const progress = new PassProgress(part.durationMs, tell);
  const ran = await context.engine.run('ffmpeg', {
    readable: {
      source: request.sourcePath,
      ...(request.sound === undefined ? {} : { sound: request.sound.path }),
    },
    writableFolder: workFolder,
    args: (inputPath) =>
      encodeArguments(
        pass,
        inputPath('source', request.sourcePath),
        request.sound && inputPath('sound', request.sound.path),
      ),
    wallMs: base + perClipMs * request.source.durationMs,
    stdoutBytesMax: PROGRESS_BYTES_MAX,
    onLine: progress.take,
    signal: request.signal,
  });
  const failed = (otherwise: MediaErrorCode): Error => {
    const failure = failureOf(ran, otherwise);
    const hasAv1 = pass.renditions.some(({ codec }) => codec === 'av1');
    return hasAv1 && isOfAnEncoder(ran, failure) ? new Av1PassFailed(failure) : failure;
  };
  if (ran.ending !== 'exit' || ran.exitCode !== 0) throw failed('media.engine_failed');
  const facts: Mp4Facts[] = [];
  for (const rendition of pass.renditions) {
    const one = await readMp4Facts(join(workFolder, renditionFile(rendition)));
    if (!one) throw failed(progress.frameCount === 0 ? 'media.no_picture' : 'media.engine_failed');
    if (!one.faststart || !one.upright) throw failed('media.engine_failed');
    refuseByResult(one, part, settings);
    facts.push(one);
  }
  return facts;
}

/** What the file claimed was allowed; what was decoded must be too. */
function refuseByResult(
  facts: Mp4Facts,
  source: { durationMs: number },
  settings: FfmpegSettings,
): void {
  const { durationMaxMs, durationMinMs } = settings.limits;
  if (facts.durationMs >= durationMaxMs + READ_BEYOND_MS) {
    throw new MediaError('media.too_long', { facts: { limitSeconds: durationMaxMs / 1000 } });
  }
  if (facts.durationMs < source.durationMs * TRUNCATED_BELOW_SHARE) {
    throw new MediaError('media.truncated', {
      facts: {
        foundSeconds: Math.round(facts.durationMs / 100) / 10,
        claimedSeconds: Math.round(source.durationMs / 100) / 10,
      },
    });
  }
  if (facts.durationMs < durationMinMs) {
    throw new MediaError('media.too_short', { facts: { limitSeconds: durationMinMs / 1000 } });
  }
}

async function publishRendition(
  context: Context,
  plan: RenditionPlan,
  facts: Mp4Facts | undefined,
): Promise<EncodedRendition> {
  if (!facts) throw new Error('broken assumption: a pass returns facts of each of its renditions');
  const file = renditionFile(plan);
  const { workFolder, request } = context;
  const bytes = await publishFile(join(workFolder, file), join(request.outputFolder, file));
  return {
    file,
    codec: facts.codec,
    widthPx: plan.widthPx,
    heightPx: plan.heightPx,
    bitrateBps: Math.round((bytes * 8000) / facts.durationMs),
    bytes,
  };
}

/** Chooses and names the poster. */
async function publishClip(
  context: Context,
  pass: EncodePass,
  facts: readonly Mp4Facts[],
): Promise<PlayableClip> {
  const { poster: plan } = pass;
  const [first] = facts;
  if (!plan || !first) throw new Error('broken assumption: the first pass makes the poster');
  const frameBytes = plan.tinyWidthPx * plan.tinyHeightPx * 4;
  const tinyPath = join(context.workFolder, plan.tinyFile);
  const tinyFrames = await readBounded(tinyPath, frameBytes * plan.candidateCount);
  const chosen = choosePoster(plan, tinyFrames);
  if (!chosen) throw new MediaError('media.no_picture');
  return {
    poster: await publishPoster(context, plan, chosen.index),
    thumbhash: chosen.thumbhash,
    durationMs: first.durationMs,
    hasAudio: first.hasAudio,
    ...(pass.prints
      ? {
          prints: await publishPrints(
            pass.prints,
            context.workFolder,
            context.request.outputFolder,
          ),
        }
      : {}),
  };
}

async function publishPoster(context: Context, plan: PosterPlan, index: number): Promise<Poster> {
  const { contentType, widthPx, heightPx } = plan;
  const file = contentType === 'image/webp' ? 'poster.webp' : 'poster.jpg';
  const candidate = join(context.workFolder, candidateFile(plan, index));
  const bytes = await publishFile(candidate, join(context.request.outputFolder, file));
  return { file, contentType, widthPx, heightPx, bytes };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
