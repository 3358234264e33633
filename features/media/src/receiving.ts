// Receiving: from the first request of an upload to the moment when its bytes are whole and the work on them is queued.
// The file's length is the truth about what has come; the row says what it is for.

import { problem } from '@jhalak/contracts';
import { assert, type Clock, type Ids } from '@jhalak/kernel';
import type { Database, Jobs, Tx } from '@jhalak/ports';
import { PROCESS_ATTEMPTS_MAX, PROCESS_TASK } from './process-limits.ts';
import type { ProgressStore } from './progress.ts';
import type { StoredUpload } from './rows.ts';
import { checkRoom, type StorageDeps } from './storage.ts';
import type { UploadStore } from './store.ts';
import { heldFailure } from './held-failure.ts';
import type { HeldDecision, IngestRequest, MediaSettings } from './types.ts';
import type { UploadFolder } from './upload-folder.ts';
import { rawMetadataOf, readMetadata, type RawMetadata } from './upload-metadata.ts';

export interface ReceivingDeps {
  database: Database;
  jobs: Jobs;
  clock: Clock;
  ids: Ids;
  store: UploadStore;
  progress: ProgressStore;
  folder: UploadFolder;
  settings: Required<MediaSettings>;
  room: StorageDeps;
}

export class Receiving {
  readonly #deps: ReceivingDeps;

  constructor(deps: ReceivingDeps) {
    this.#deps = deps;
  }

  /**
   * Begins an upload: its row. Its file comes with the first bytes, so that a kill leaves no file that nobody knows.
   *
   * @throws JhalakError `upload.metadata_invalid`, `upload.too_large`, `upload.too_many_open`, `upload.storage_full`,
   * `upload.disk_full`.
   */
  async begin(
    personId: string,
    upload: { uploadId: string; bytes: number; metadata: RawMetadata },
  ): Promise<void> {
    const { database, store, clock, ids, settings } = this.#deps;
    readMetadata(upload.metadata);
    this.#checkSize(upload.bytes);
    await this.checkSpace(upload.bytes);
    await database.transaction(async (tx) => {
      if ((await store.openCount(tx, personId)) >= settings.maxOpenUploadsPerPerson)
        throw tooManyOpen(settings);
      await checkRoom(this.#deps.room, tx, personId, upload.bytes);
      await store.insert(tx, {
        personId,
        ...upload,
        videoId: ids.next(),
        state: 'receiving',
        sample: false,
        expiresAtMs: clock.nowMs() + settings.uploadTtlMs,
      });
    });
  }

  /**
   * Queues the work when all bytes are here; otherwise, and when it was done before, does nothing.
   *
   * @returns the upload as it is now and how many bytes of it are durable.
   */
  async settleBytes(
    upload: StoredUpload,
  ): Promise<{ upload: StoredUpload; receivedBytes: number }> {
    if (upload.state !== 'receiving') return { upload, receivedBytes: upload.bytes };
    // No file: nothing has come yet, or its disk was replaced and it begins again at 0.
    const receivedBytes = (await this.#deps.folder.durableLength(upload.uploadId)) ?? 0;
    if (receivedBytes < upload.bytes) return { upload, receivedBytes };
    const after = await this.#deps.database.transaction(async (tx) => {
      const row = await this.#deps.store.lock(tx, upload.personId, upload.uploadId);
      if (row === undefined) throw uploadNotFound();
      if (row.state !== 'receiving') return row;
      await this.#enqueue(tx, row);
      return await this.#deps.store.change(tx, row, { type: 'received' }, { state: 'checking' });
    });
    return { upload: after, receivedBytes };
  }

  /** Asks again for work that the queue should know of; where it does, nothing happens. */
  async askAgain(uploads: readonly StoredUpload[]): Promise<void> {
    await this.#deps.database.transaction(async (tx) => {
      for (const upload of uploads) await this.#enqueue(tx, upload, 'keep');
    });
  }

  /** Takes a local file in. See Media.ingestFile. @throws as `begin` does, but for `upload.too_many_open`. */
  async ingest(
    path: string,
    request: IngestRequest,
  ): Promise<{ uploadId: string; videoId: string }> {
    const { database, store, folder, clock, ids, settings } = this.#deps;
    const { personId, sample, uploadId = ids.next(), videoId = ids.next(), ...words } = request;
    const metadata = rawMetadataOf(words);
    readMetadata(metadata);
    const known = await store.get(personId, uploadId);
    if (known !== undefined) return { uploadId, videoId: known.videoId };
    await this.checkSpace(0);
    const bytes = await folder.takeIn(uploadId, path);
    try {
      this.#checkSize(bytes);
      const upload = { personId, uploadId, videoId, bytes, metadata, sample };
      await database.transaction(async (tx) => {
        const expiresAtMs = clock.nowMs() + settings.uploadTtlMs;
        // Nobody counts what the sample world takes.
        if (!sample) {
          await store.holdPerson(tx, personId);
          await checkRoom(this.#deps.room, tx, personId, bytes);
        }
        // Begins as every upload and is received at once, so that the journal tells the same story.
        await store.insert(tx, { ...upload, state: 'receiving', expiresAtMs });
        const row = await store.lock(tx, personId, uploadId);
        assert(
          row?.videoId === upload.videoId,
          'nobody else takes in a file under this id at the same time',
        );
        await this.#enqueue(tx, row);
        await store.change(tx, row, { type: 'received' }, { state: 'checking' });
      });
      return { uploadId, videoId };
    } catch (error) {
      await folder.remove(uploadId);
      throw error;
    }
  }

  /** Has a failed upload tried again. @throws JhalakError `upload.not_found`, `upload.not_retryable`. */
  async retry(personId: string, uploadId: string): Promise<StoredUpload> {
    return await this.#deps.database.transaction(async (tx) => {
      const row = await this.#deps.store.lock(tx, personId, uploadId);
      if (row === undefined) throw uploadNotFound();
      if (row.state !== 'failed' || row.failure?.retryable !== true || row.settledAtMs !== null) {
        throw problem(
          'upload.not_retryable',
          'Only an upload that failed on our side can be tried again; upload the clip anew.',
        );
      }
      await this.#deps.progress.clear(tx, uploadId);
      await this.#enqueue(tx, row);
      return await this.#deps.store.change(
        tx,
        row,
        { type: 'retried' },
        { state: 'checking', failure: null },
      );
    });
  }

  /** See Media.decideHeld. */
  async decideHeld(
    tx: Tx,
    { personId, uploadId }: { personId: string; uploadId: string },
    decision: HeldDecision,
  ): Promise<boolean> {
    const { store, clock, progress } = this.#deps;
    const row = await store.lock(tx, personId, uploadId);
    if (row?.state !== 'held') return false;
    if (decision.kind === 'release') {
      await progress.clear(tx, uploadId);
      await this.#enqueue(tx, row);
      await store.change(tx, row, { type: 'released' }, { state: 'checking', failure: null });
      return true;
    }
    const { kind, code } = decision;
    const patch = { failure: heldFailure(code) };
    if (kind === 'tell') await store.change(tx, row, { type: 'told', detail: code }, patch);
    // Its bytes go with the next tidying.
    else
      await store.change(
        tx,
        row,
        { type: 'refused', detail: code },
        { ...patch, state: 'refused', settledAtMs: clock.nowMs() },
      );
    return true;
  }

  /** Removes an upload that is not published: its row first, so that a job under way sees that nobody wants it. */
  async remove(personId: string, uploadId: string): Promise<void> {
    await this.#deps.database.transaction(async (tx) => {
      const row = await this.#deps.store.lock(tx, personId, uploadId);
      if (row === undefined) throw uploadNotFound();
      if (row.state === 'published') {
        throw problem(
          'upload.published',
          'This upload is a published clip by now; delete the clip instead.',
        );
      }
      await this.#deps.store.delete(tx, row);
    });
    await this.#deps.folder.remove(uploadId);
  }

  /** @throws JhalakError `upload.disk_full` when `bytes` more would leave too little space. */
  async checkSpace(bytes: number): Promise<void> {
    const free = await this.#deps.folder.freeBytes();
    if (free - bytes >= this.#deps.settings.freeDiskFloorBytes) return;
    throw problem(
      'upload.disk_full',
      'There is not enough space left here for this upload. Try again later.',
      {
        retryAfterS: 300,
      },
    );
  }

  #checkSize(bytes: number): void {
    const { maxBytes } = this.#deps.settings;
    if (bytes <= maxBytes) return;
    const limitMegabytes = Math.floor(maxBytes / 1_000_000);
    throw problem(
      'upload.too_large',
      `This file is larger than ${limitMegabytes} MB. Make it smaller or shorter.`,
    );
  }

  async #enqueue(
    tx: Tx,
    { uploadId, personId, videoId }: StoredUpload,
    ifKnown: 'replace' | 'keep' = 'replace',
  ): Promise<void> {
    await this.#deps.jobs.enqueue(tx, {
      task: PROCESS_TASK,
      payload: { uploadId, personId, videoId },
      key: `${PROCESS_TASK}:${uploadId}`,
      maxAttempts: PROCESS_ATTEMPTS_MAX,
      ifKnown,
    });
  }
}

/** The answer for an upload that is not there or not the caller's; the two look the same. */
export function uploadNotFound(): Error {
  return problem('upload.not_found', 'There is no such upload of yours.');
}

function tooManyOpen(settings: Required<MediaSettings>): Error {
  return problem(
    'upload.too_many_open',
    `You have ${settings.maxOpenUploadsPerPerson} unfinished uploads; finish or delete one before you begin another.`,
    { retryAfterS: 60 },
  );
}
