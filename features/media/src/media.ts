// Media: from the first byte of an upload to playable renditions. It relies on the transcoder for everything that looks
// inside a file, and on a publisher for what a video is; it serves no media itself.

import type { Caller } from '@jhalak/contracts';
import { isUuid, type Clock, type Ids, type Logger } from '@jhalak/kernel';
import type {
  Blobs,
  Database,
  Feature,
  Jobs,
  Journal,
  Keys,
  LoopMaker,
  StillMaker,
  Transcoder,
  Tx,
} from '@jhalak/ports';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { manifest } from '../manifest.ts';
import { deleteBlobs } from './asset-blobs.ts';
import { ASSET_PREFIXES, assetFolder } from './blob-keys.ts';
import {
  dropSweep,
  forgetOriginal,
  originalDigest,
  originalOf,
  originalSecret,
  type Original,
} from './originals.ts';
import { dressSweep } from './dress-sweep.ts';
import { COVER_TASK, coverClip, DRESS_TASK, dressClip } from './dress-clip.ts';
import { aloneWithFiles } from './files-lock.ts';
import { PROCESS_TASK } from './process-limits.ts';
import { processUpload } from './process-upload.ts';
import { Outlook, type QueueStanding, type UploadUnderWay } from './outlook.ts';
import { ProgressStore } from './progress.ts';
import { Receiving, uploadNotFound } from './receiving.ts';
import { getStorage } from './routes/storage.ts';
import { uploadRoutes } from './routes/uploads.ts';
import type { StoredUpload } from './rows.ts';
import { withDefaults } from './settings.ts';
import type { StorageDeps } from './storage.ts';
import { UploadStore } from './store.ts';
import { coolSweep, type CoolDeps } from './cool-sweep.ts';
import { sealSweep } from './seal-sweep.ts';
import { digestOf, digestOfFile } from './source-digest.ts';
import { mediaSweeps, recoverWhole, type SweepDeps } from './sweeps.ts';
import { TusEndpoint } from './tus-endpoint.ts';
import { PersonUploads } from './tus-store.ts';
import type {
  ClipLooks,
  HeldDecision,
  IngestRequest,
  MatchGate,
  Media,
  MediaSettings,
  OrderGate,
  SoundSource,
  UploadStanding,
  VideoPublisher,
} from './types.ts';
import { mediaBlobs } from './upload-blobs.ts';
import { UploadFolder } from './upload-folder.ts';
import { UploadStreams } from './upload-streams.ts';

export interface MediaDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  blobs: Blobs;
  jobs: Jobs;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  transcoder: Transcoder;
  publisher: VideoPublisher;
  people: {
    /** @returns which of these sessions may still be used. Cost: one query. */
    livingSessions(
      sessions: readonly { personId: string; sessionId: string }[],
    ): Promise<ReadonlySet<string>>;
  };
  /** Absent: nothing is refused and nothing kept. */
  orders?: OrderGate;
  /** Bytes of a person's clips as they are played; absent: only what media keeps counts. */
  clipBytes?: StorageDeps['clipBytes'];
  /** Absent: nothing is known again. */
  matches?: MatchGate;
  /** Absent: no clip can use another one's sound. */
  sounds?: SoundSource;
  /** Absent: clips get no storyboard, preview or chosen cover. */
  dressing?: { looks: ClipLooks; stills: StillMaker & LoopMaker };
  /** Absent: all files stay in one place. */
  tiering?: Pick<CoolDeps, 'tiers' | 'clips' | 'isHeld'>;
  settings: MediaSettings;
}

/** Uploads of one person removed in one go. */
const ERASE_BATCH = 200;

/** Wires the feature. Nothing runs before `start` (api role), the jobs (media role) and the sweeps (worker role). */
export function createMedia(deps: MediaDeps): Media & Feature {
  return new MediaFeature(deps);
}

class MediaFeature implements Media, Feature {
  readonly manifest = manifest;
  readonly consumers = [];
  readonly routes;
  readonly jobs;
  readonly sweeps;
  readonly blobs;
  readonly #deps: MediaDeps;
  readonly #store: UploadStore;
  readonly #folder: UploadFolder;
  readonly #receiving: Receiving;
  readonly #endpoint: TusEndpoint;
  readonly #outlook: Outlook;
  readonly #streams: UploadStreams;
  readonly #sweepDeps: SweepDeps;
  #prepared: Promise<void> | undefined;

  constructor(deps: MediaDeps) {
    this.#deps = deps;
    const settings = withDefaults(deps.settings);
    const store = new UploadStore(deps);
    const folder = new UploadFolder(settings.uploadFolder);
    const progress = new ProgressStore(deps.database, deps.clock);
    const room = {
      clipBytes: deps.clipBytes ?? (() => Promise.resolve(0)),
      limitBytes: settings.personBytesMax,
    };
    const receiving = new Receiving({ ...deps, store, folder, progress, settings, room });
    this.#store = store;
    this.#folder = folder;
    this.#receiving = receiving;
    this.#endpoint = new TusEndpoint({
      path: '/v1/uploads',
      ids: deps.ids,
      logger: deps.logger,
      maxBytes: settings.maxBytes,
      uploadsOf: (personId) =>
        new PersonUploads(personId, { store, receiving, folder, clock: deps.clock }),
    });
    this.#sweepDeps = { database: deps.database, clock: deps.clock, store, receiving, folder };
    this.blobs = mediaBlobs(deps.database);
    const outlook = new Outlook(deps.database, deps.clock);
    this.#outlook = outlook;
    const view = { store, progress, folder, outlook };
    this.#streams = new UploadStreams({
      ...{ ...view, database: deps.database, logger: deps.logger },
      livingSessions: async (sessions) => await deps.people.livingSessions(sessions),
    });
    this.routes = [
      ...uploadRoutes({ ...view, receiving, streams: this.#streams }),
      getStorage(deps.database, room),
    ];
    const process = processUpload({
      ...{ ...deps, store, progress, folder, settings },
      ...(deps.dressing === undefined ? {} : { askDress: (tx, id) => this.#askDress(tx, id) }),
    });
    const dressing = deps.dressing && { ...deps, ...deps.dressing, folder };
    this.jobs = {
      [PROCESS_TASK]: this.#afterPrepare(process),
      ...(dressing === undefined
        ? {}
        : {
            [DRESS_TASK]: this.#afterPrepare(dressClip(dressing)),
            [COVER_TASK]: this.#afterPrepare(coverClip(dressing)),
          }),
    };
    const sweeps = [
      ...mediaSweeps(this.#sweepDeps),
      dropSweep(deps, settings.originalsDays),
      sealSweep(deps),
      ...(deps.tiering === undefined ? [] : [coolSweep({ ...deps, ...deps.tiering })]),
    ];
    if (dressing !== undefined) {
      const { looks } = dressing;
      sweeps.push(
        dressSweep({
          ...deps,
          undressedAfter: async (after, limit) => await looks.undressedAfter(after, limit),
          isBusy: async () => (await outlook.standing()).waiting.length > 0,
          ask: async (tx, id) => await this.#askDress(tx, id),
        }),
      );
    }
    this.sweeps = sweeps.map((sweep) => ({
      ...sweep,
      run: this.#afterPrepare(sweep.run),
    }));
  }

  async handleTus(
    req: IncomingMessage,
    res: ServerResponse,
    caller: Caller | undefined,
  ): Promise<void> {
    await this.#prepare();
    await this.#endpoint.handle(req, res, caller);
  }

  async ingestFile(
    path: string,
    request: IngestRequest,
  ): Promise<{ uploadId: string; videoId: string }> {
    await this.#prepare();
    return await this.#receiving.ingest(path, request);
  }

  async standings(
    personId: string,
    uploadIds: readonly string[],
  ): Promise<ReadonlyMap<string, UploadStanding>> {
    return await this.#store.standings(personId, uploadIds);
  }

  async decideHeld(
    tx: Tx,
    upload: { personId: string; uploadId: string },
    decision: HeldDecision,
  ): Promise<boolean> {
    return await this.#receiving.decideHeld(tx, upload, decision);
  }

  async hasUpload(personId: string, uploadId: string): Promise<boolean> {
    return (await this.#store.get(personId, uploadId)) !== undefined;
  }

  async askCover(tx: Tx, videoId: string, atMs: number): Promise<void> {
    const key = `${COVER_TASK}:${videoId}`;
    await this.#deps.jobs.enqueue(tx, { task: COVER_TASK, payload: { videoId, atMs }, key });
  }

  async #askDress(tx: Tx, videoId: string): Promise<void> {
    const key = `${DRESS_TASK}:${videoId}`;
    await this.#deps.jobs.enqueue(tx, { task: DRESS_TASK, payload: { videoId }, key });
  }

  async deleteAssets(videoId: string): Promise<void> {
    await this.#prepare();
    await this.#deps.orders?.beforeDelete(videoId);
    for (const upload of await this.#store.ofVideo(videoId)) await this.#forget(upload);
    await this.#deleteBlobs(videoId);
    await forgetOriginal(this.#deps.database, videoId);
  }

  async keysOf(videoId: string): Promise<string[]> {
    const keys: string[] = [];
    for (const prefix of ASSET_PREFIXES)
      for await (const key of this.#deps.blobs.list(assetFolder(prefix, videoId))) keys.push(key);
    return keys;
  }

  async sourceDigest(videoId: string): Promise<string | undefined> {
    const noted = await originalDigest(this.#deps.database, videoId);
    if (noted !== undefined) return noted;
    const stored = await (await originalOf(this.#deps, videoId))?.open();
    if (stored !== undefined) return await digestOf(stored);
    // Larger renditions are still being made: the bytes lie where they were received.
    for (const upload of await this.#store.ofVideo(videoId)) {
      const length = await this.#folder.durableLength(upload.uploadId);
      if (length === upload.bytes) return await digestOfFile(this.#folder.path(upload.uploadId));
    }
    return undefined;
  }

  async original(videoId: string): Promise<Original | undefined> {
    return await originalOf(this.#deps, videoId);
  }

  async originalSecret(videoId: string): Promise<{ blobKey: string; secret: Buffer } | undefined> {
    return await originalSecret(this.#deps, videoId);
  }

  async erase(personId: string): Promise<void> {
    await this.#prepare();
    for (;;) {
      const uploads = await this.#store.ofPerson(personId, ERASE_BATCH);
      for (const upload of uploads) {
        await this.#deps.orders?.beforeDelete(upload.videoId);
        await this.#forget(upload);
        await this.#deleteBlobs(upload.videoId);
      }
      if (uploads.length < ERASE_BATCH) return;
    }
  }

  async start(): Promise<void> {
    await this.#prepare();
    await recoverWhole(this.#sweepDeps);
  }

  async queue(): Promise<QueueStanding> {
    return await this.#outlook.standing();
  }

  async underWay(limit: number): Promise<UploadUnderWay[]> {
    return await this.#outlook.underWay(limit);
  }

  async tryAgain(uploadId: string): Promise<void> {
    const personId = isUuid(uploadId) ? await this.#store.ownerOf(uploadId) : undefined;
    if (personId === undefined) throw uploadNotFound();
    await this.#receiving.retry(personId, uploadId);
  }

  closeStreams(): void {
    this.#streams.close();
  }

  async #deleteBlobs(videoId: string): Promise<void> {
    const { database, blobs } = this.#deps;
    await aloneWithFiles(database, videoId, async () => await deleteBlobs(blobs, videoId));
  }

  // The row goes first: a job under way sees it and takes back what it made.
  async #forget(upload: StoredUpload): Promise<void> {
    await this.#deps.database.transaction(async (tx) => {
      const row = await this.#store.lock(tx, upload.personId, upload.uploadId);
      if (row !== undefined) await this.#store.delete(tx, row);
    });
    await this.#folder.remove(upload.uploadId);
  }

  // Roles start in any order; whoever needs the folder first makes it.
  async #prepare(): Promise<void> {
    this.#prepared ??= this.#folder.prepare().catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    await this.#prepared;
  }

  #afterPrepare<Given extends unknown[], Result>(
    work: (...given: Given) => Promise<Result>,
  ): (...given: Given) => Promise<Result> {
    return async (...given) => {
      await this.#prepare();
      return await work(...given);
    };
  }
}
