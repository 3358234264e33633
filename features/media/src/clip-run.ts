// One run of the encoder for one upload: look, encode, and publish each rendition as soon as its bytes are durable.
// It may be the second run after a kill: what an earlier one published stays as it is.

import { DIGITAL_SOURCE_TYPES, strongerMark, type AiMark } from '@jhalak/contracts/ai-mark';
import type { UploadMetadata } from '@jhalak/contracts/videos';
import { messageOf, type Clock, type Ids, type Logger } from '@jhalak/kernel';
import {
  MediaError,
  type Blobs,
  type Database,
  type EncodedRendition,
  type FileLabel,
  type Keys,
  type MediaErrorCode,
  type PlayableClip,
  type SourceVideo,
  type TranscodeRequest,
  type Transcoder,
  type Tx,
  type UnderlaidSound,
} from '@jhalak/ports';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { madeKey } from './blob-keys.ts';
import { aiMarkOfFile } from './ai-mark.ts';
import { codeOf, cutOf, readyAsset, shortSide, withSound, type Cut } from './clip-facts.ts';
import { ProgressMeter, type ProgressStore } from './progress.ts';
import { noteOriginal, pruneOriginals, type KeptOriginal } from './originals.ts';
import type { StoredAsset, StoredUpload } from './rows.ts';
import type { UploadHappening, UploadPatch, UploadStore } from './store.ts';
import { sealOriginal } from './seal-original.ts';
import { digestOfFile } from './source-digest.ts';
import type {
  JudgedClip,
  Judgement,
  MatchGate,
  MediaSettings,
  OrderGate,
  ReadyRendition,
  SoundSource,
  VideoPublisher,
} from './types.ts';
import type { UploadFolder } from './upload-folder.ts';
import { readMetadata } from './upload-metadata.ts';

/** Sound comes in frames of some 20 ms and pictures of up to 100 ms: an exact cut ends within this of its mark. */
const CUT_TOLERANCE_MS = 500;
/** Until the smallest rendition is published. */
const FIRST_STEP = 'encoding_360';
/** In the folder of the work. */
const SOUND_FILE = 'sound.mp4';
/** While larger ones follow. */
const NEXT_STEP = 'encoding_720';

/** Nobody wants this work any more: the upload was deleted, or another run has finished it. */
export class UnwantedUpload extends Error {
  constructor() {
    super('the upload is not waiting for this work any more');
    this.name = 'UnwantedUpload';
  }
}

/** The clip is one that is known, and may not be published now. */
export class HeldClip extends Error {
  readonly judgement: Judgement;
  readonly code: MediaErrorCode;

  constructor(judgement: Judgement, code: MediaErrorCode) {
    super('the clip is held');
    this.name = 'HeldClip';
    this.judgement = judgement;
    this.code = code;
  }
}

/** What a clip was judged by changed before it was published. */
class StaleJudgement extends Error {
  constructor() {
    super('what the clip was judged by has changed');
    this.name = 'StaleJudgement';
  }
}

/** Lists change some times a day: when they change so often within one publication something else is wrong. */
const JUDGED_AGAIN_MAX = 5;

/** The received bytes are not there. */
export class SourceMissing extends Error {
  constructor() {
    super('the received bytes of the upload are gone');
    this.name = 'SourceMissing';
  }
}

export interface ClipRunDeps {
  database: Database;
  blobs: Blobs;
  transcoder: Transcoder;
  publisher: VideoPublisher;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  keys: Keys;
  store: UploadStore;
  progress: ProgressStore;
  folder: UploadFolder;
  settings: Required<MediaSettings>;
  orders?: OrderGate;
  matches?: MatchGate;
  sounds?: SoundSource;
  /** Queues what a published clip gets beside its renditions. */
  askDress?: (tx: Tx, videoId: string) => Promise<void>;
}

interface MadeRendition {
  rendition: EncodedRendition;
  playable: PlayableClip;
  outputFolder: string;
  metadata: UploadMetadata;
  /** Length of what its person kept. */
  keptMs: number;
  source: SourceVideo;
}

export class ClipRun {
  readonly #deps: ClipRunDeps;
  readonly #runId: string;
  #upload: StoredUpload;
  #takeFailure: unknown;
  #digest: string | undefined;
  #ai: AiMark | undefined;
  #leftOut: string | undefined;

  constructor(upload: StoredUpload, deps: ClipRunDeps) {
    this.#upload = upload;
    this.#deps = deps;
    this.#runId = deps.ids.next();
  }

  /**
   * Runs to the end: all renditions published, the source kept.
   *
   * @throws MediaError, UnwantedUpload, SourceMissing, and what the stores throw.
   */
  async run(attempt: number, signal: AbortSignal): Promise<void> {
    const { folder, transcoder, store, settings } = this.#deps;
    const raw = await store.metadataOf(this.#upload);
    // Its person was erased: nobody may read what it was about.
    if (raw === undefined) throw new UnwantedUpload();
    const metadata = readMetadata(raw);
    // No bytes, no file.
    if (this.#upload.bytes === 0) throw new MediaError('media.empty');
    const sourcePath = folder.path(this.#upload.uploadId);
    if ((await folder.durableLength(this.#upload.uploadId)) !== this.#upload.bytes)
      throw new SourceMissing();
    await this.#change({ type: 'checking', detail: `run_${attempt}` }, {});
    await this.#checkOrders(sourcePath);
    const source = await transcoder.probe(sourcePath, { signal });
    const trim = cutOf(source, metadata, {
      durationMinMs: transcoder.limits.durationMinMs,
      durationMaxMs: settings.maxDurationMs,
    });
    this.#ai = strongerMark(metadata.ai, await aiMarkOfFile(sourcePath));
    if (this.#upload.asset === null) {
      await this.#change({ type: 'encoding', detail: codeOf(source) }, { state: 'encoding' });
    }
    await this.#encode({
      source,
      sourcePath,
      metadata,
      signal,
      ...(trim === undefined ? {} : { trim }),
    });
  }

  // The same bytes as those of a clip that an order hides are not published again. Asked before the work, and by `#publish`
  // once more, because an order may come while it is done.
  async #checkOrders(sourcePath: string): Promise<void> {
    const { orders } = this.#deps;
    if (orders === undefined || this.#upload.asset !== null) return;
    this.#digest ??= await digestOfFile(sourcePath);
    if (await orders.refuses(this.#digest)) throw new MediaError('media.ordered_dark');
  }

  async #encode(clip: {
    source: SourceVideo;
    sourcePath: string;
    metadata: UploadMetadata;
    trim?: Cut;
    signal: AbortSignal;
  }): Promise<void> {
    const { uploadId } = this.#upload;
    const { metadata, ...request } = clip;
    const keptMs = clip.trim === undefined ? Infinity : clip.trim.endMs - clip.trim.startMs;
    const outputFolder = await this.#deps.folder.freshWorkFolder(uploadId);
    const meter = new ProgressMeter(uploadId, FIRST_STEP, {
      store: this.#deps.progress,
      clock: this.#deps.clock,
      logger: this.#deps.logger,
    });
    await meter.enter(this.#upload.asset === null ? FIRST_STEP : NEXT_STEP);
    try {
      const sound = await this.#soundOf(metadata, outputFolder);
      await this.#deps.transcoder.transcode({
        ...request,
        signal: AbortSignal.any([request.signal, meter.unwanted]),
        ...(sound === undefined ? {} : { sound }),
        ...(this.#ai === undefined ? {} : { label: this.#labelOf(this.#ai) }),
        ...this.#printsWanted(),
        outputFolder,
        onProgress: (share) => meter.report(share),
        onLeftOut: (left) => this.#noteLeftOut(left),
        onRendition: async (rendition, playable) => {
          await this.#take({
            rendition,
            playable,
            outputFolder,
            metadata,
            keptMs,
            source: clip.source,
          });
          await meter.enter(NEXT_STEP);
        },
      });
    } catch (error) {
      // Taken back while it was encoded: nobody waits for the rest of it.
      if (meter.unwanted.aborted) throw new UnwantedUpload();
      // The engine wraps what its callback throws; we need our own error to know what to do.
      throw this.#takeFailure ?? error;
    } finally {
      await meter.close();
    }
  }

  #noteLeftOut({ codec, failure }: { codec: string; failure: MediaError }): void {
    const { uploadId, videoId } = this.#upload;
    const { code } = failure;
    this.#leftOut = `${codec}_left_out:${code}`;
    const why = messageOf(failure.cause);
    this.#deps.logger.warn({ uploadId, videoId, codec, code, why }, 'a clip lacks one encoding');
  }

  /** What the ladder lacks, and why, as a code; undefined: nothing. */
  get leftOut(): string | undefined {
    return this.#leftOut;
  }

  // Asked when the work begins: a right that was taken back meanwhile is none.
  async #soundOf(
    { sound, soundMode = 'instead' }: UploadMetadata,
    folder: string,
  ): Promise<UnderlaidSound | undefined> {
    if (sound === undefined) return undefined;
    const found = await this.#deps.sounds?.soundFor(sound, this.#upload.personId);
    const path = join(folder, SOUND_FILE);
    if (found === undefined || !(await this.#deps.blobs.copyTo(found.key, path)))
      throw new MediaError('media.sound_unavailable');
    // A mark is not lost on the way into another clip. Its pictures are its own: part of it is made by AI, not all.
    if (found.ai !== null) this.#ai = strongerMark(this.#ai, 'altered');
    return { path, mode: soundMode };
  }

  // Bytes first, durable; then, in one transaction, the video and the upload's state.
  async #take(made: MadeRendition): Promise<void> {
    try {
      // Rather no clip than one that shows what was cut away.
      if (made.playable.durationMs > made.keptMs + CUT_TOLERANCE_MS) {
        throw new Error('the engine kept what was cut away');
      }
      const side = shortSide(made.rendition);
      if (this.#upload.asset?.renditions.some((known) => shortSide(known) === side) === true)
        return;
      const ready = await this.#putRendition(made.rendition, made.outputFolder);
      const posterKey =
        this.#upload.asset?.posterKey ?? (await this.#putPoster(made.playable, made.outputFolder));
      const asset: StoredAsset = this.#upload.asset ?? {
        durationMs: made.playable.durationMs,
        widthPx: made.source.widthPx,
        heightPx: made.source.heightPx,
        thumbhash: made.playable.thumbhash,
        posterKey,
        renditions: [],
      };
      const whole = { ...asset, renditions: [...asset.renditions, ready] };
      const detail = `${side}p`;
      if (this.#upload.asset === null) await this.#publishFirst(whole, made, detail);
      else await this.#extend(whole, made.metadata, detail);
    } catch (error) {
      this.#takeFailure = error;
      throw error;
    }
  }

  #labelOf(mark: AiMark): FileLabel {
    return {
      digitalSourceType: DIGITAL_SOURCE_TYPES[mark],
      contentId: `urn:uuid:${this.#upload.videoId}`,
    };
  }

  async #putRendition(rendition: EncodedRendition, folder: string): Promise<ReadyRendition> {
    const key = madeKey('renditions', this.#upload.videoId, this.#runId, rendition.file);
    const blob = await this.#deps.blobs.putFile(key, join(folder, rendition.file));
    const { codec, widthPx, heightPx, bitrateBps } = rendition;
    return { key, codec, widthPx, heightPx, bitrateBps, bytes: blob.bytes, sha256: blob.sha256 };
  }

  async #putPoster({ poster }: PlayableClip, folder: string): Promise<string> {
    const key = madeKey('posters', this.#upload.videoId, this.#runId, poster.file);
    await this.#deps.blobs.putFile(key, join(folder, poster.file));
    return key;
  }

  async #extend(asset: StoredAsset, metadata: UploadMetadata, detail: string): Promise<void> {
    const ready = readyAsset(this.#upload, asset, metadata, this.#ai);
    await this.#change(
      { type: 'extended', detail },
      { state: 'published', asset },
      async (tx) => await this.#deps.publisher.extend(tx, ready),
    );
  }

  // What it is judged by may change until the transaction that publishes it: then it is judged again.
  async #publishFirst(
    asset: StoredAsset,
    { metadata, playable, outputFolder }: MadeRendition,
    detail: string,
  ): Promise<void> {
    const { publisher, folder } = this.#deps;
    for (let round = 0; round < JUDGED_AGAIN_MAX; round += 1) {
      await this.#checkOrders(folder.path(this.#upload.uploadId));
      const judgement = await this.#judge(asset, { metadata, playable, outputFolder });
      if (judgement?.held !== undefined) throw new HeldClip(judgement, judgement.held);
      const words = withSound(metadata, judgement?.sound);
      const ready = readyAsset(this.#upload, asset, words, this.#ai);
      try {
        await this.#change(
          { type: 'published', detail },
          { state: 'published', asset },
          async (tx) => {
            await publisher.publish(tx, ready);
            if ((await judgement?.record(tx)) === false) throw new StaleJudgement();
          },
        );
        return;
      } catch (error) {
        if (!(error instanceof StaleJudgement)) throw error;
      }
    }
    throw new StaleJudgement();
  }

  // A clip that was not looked at is not published: where the engine left nothing to look at, the work failed.
  async #judge(
    asset: StoredAsset,
    made: Pick<MadeRendition, 'metadata' | 'playable' | 'outputFolder'>,
  ): Promise<Judgement | undefined> {
    const { matches, folder } = this.#deps;
    if (matches === undefined) return undefined;
    const { prints } = made.playable;
    if (prints === undefined)
      throw new MediaError('media.engine_failed', { cause: 'the engine made no prints' });
    const { personId, uploadId, videoId } = this.#upload;
    const { durationMs, widthPx, heightPx } = asset;
    this.#digest ??= await digestOfFile(folder.path(uploadId));
    const clip: JudgedClip = {
      ...{ personId, uploadId, videoId, durationMs, widthPx, heightPx, prints },
      sha256: this.#digest,
      folder: made.outputFolder,
      remix: made.metadata.remix === true,
    };
    return await matches.judge(clip);
  }

  // What is published already was judged.
  #printsWanted(): Pick<TranscodeRequest, 'prints'> {
    const { matches } = this.#deps;
    if (matches === undefined || this.#upload.asset !== null) return {};
    return { prints: matches.prints };
  }

  /** Keeps the source for later, better encodes and ends the upload's way. */
  async settle(happening: UploadHappening): Promise<void> {
    const nowMs = this.#deps.clock.nowMs();
    const original = await this.#keepOriginal();
    await this.#change(happening, { settledAtMs: nowMs }, async (tx) => {
      if (original !== undefined) await noteOriginal(tx, original, nowMs);
      await this.#deps.askDress?.(tx, this.#upload.videoId);
    });
    await this.#deps.orders?.keepOriginal(this.#upload.videoId);
    await pruneOriginals(this.#deps, this.#upload.videoId);
  }

  async #keepOriginal(): Promise<KeptOriginal | undefined> {
    const { folder, settings } = this.#deps;
    const runId = this.#runId;
    const { uploadId, videoId, personId } = this.#upload;
    const here = await folder.durableLength(uploadId);
    if (settings.originalsDays === 0 || here === undefined) return undefined;
    const open = (): AsyncIterable<Uint8Array> => createReadStream(folder.path(uploadId));
    const whose = { personId, videoId };
    return { ...whose, ...(await sealOriginal(this.#deps, { ...whose, runId }, open)) };
  }

  get upload(): StoredUpload {
    return this.#upload;
  }

  // Changes the row if it still is what this run knows; otherwise somebody else has decided.
  async #change(
    happening: UploadHappening,
    patch: UploadPatch,
    alongside?: (tx: Tx) => Promise<void>,
  ): Promise<void> {
    this.#upload = await this.#deps.database.transaction(async (tx) => {
      const row = await this.#deps.store.lock(tx, this.#upload.personId, this.#upload.uploadId);
      if (row === undefined || row.settledAtMs !== null || row.state !== this.#upload.state)
        throw new UnwantedUpload();
      await alongside?.(tx);
      return await this.#deps.store.change(tx, row, happening, patch);
    });
  }
}
