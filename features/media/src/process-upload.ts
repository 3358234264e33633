// The job `media.process`: what becomes of an upload whose bytes are whole. It may run again after a kill at any point;
// every path ends in one published video, a refusal with its reason, or a failure that a person can have tried again.

import { assert, isUuid, messageOf } from '@jhalak/kernel';
import { MediaError, type JobHandler, type JobRun, type JsonObject } from '@jhalak/ports';
import { deleteBlobs, deleteUnpublished } from './asset-blobs.ts';
import { ClipRun, HeldClip, SourceMissing, UnwantedUpload, type ClipRunDeps } from './clip-run.ts';
import { heldFailure } from './held-failure.ts';
import { PROCESS_FAILURES_MAX } from './process-limits.ts';
import { pruneOriginals } from './originals.ts';
import type { StoredUpload, UploadFailure } from './rows.ts';

interface UploadRef {
  personId: string;
  uploadId: string;
  videoId: string;
}

/** States in which an upload waits for this job, or for more of it. */
const WORKING_STATES: readonly string[] = ['checking', 'encoding', 'published'];

/** @returns the handler of `media.process`. Its payload is `{personId, uploadId, videoId}`. */
export function processUpload(deps: ClipRunDeps): JobHandler {
  return async (payload, run) => {
    const ref = readRef(payload);
    const upload = await deps.store.get(ref.personId, ref.uploadId);
    if (upload === undefined) {
      await removeTraces(deps, ref);
      return;
    }
    // Killed between the end of the work and the last of the tidying, or the tidying failed.
    if (upload.settledAtMs !== null) {
      await deps.orders?.keepOriginal(ref.videoId);
      await pruneOriginals(deps, ref.videoId);
      await deps.folder.remove(ref.uploadId);
      return;
    }
    if (!WORKING_STATES.includes(upload.state)) {
      await deps.folder.removeWork(ref.uploadId);
      return;
    }
    const clip = new ClipRun(upload, deps);
    try {
      if (run.attempt >= run.maxAttempts)
        throw new Error('the work on this upload never came to an end');
      await clip.run(run.attempt, run.signal);
      await deleteUnpublished(deps.blobs, ref.videoId, clip.upload.asset);
      const { leftOut } = clip;
      await clip.settle({ type: 'encoded', ...(leftOut === undefined ? {} : { detail: leftOut }) });
      await deps.folder.remove(ref.uploadId);
    } catch (error) {
      await decide(deps, clip, error, run);
    } finally {
      await deps.folder.removeWork(ref.uploadId);
    }
  };
}

// What a failed run means. Throwing has the queue run it again.
async function decide(
  deps: ClipRunDeps,
  clip: ClipRun,
  error: unknown,
  run: JobRun,
): Promise<void> {
  const { uploadId, videoId, personId } = clip.upload;
  if (error instanceof UnwantedUpload) {
    await giveWay(deps, { uploadId, videoId, personId });
    return;
  }
  if (error instanceof HeldClip) {
    await hold(deps, clip.upload, error);
    return;
  }
  // Asked to stop: no failure of the upload.
  if (run.signal.aborted) throw error;
  const final = isFinal(error);
  if (!final && run.attempt < run.maxAttempts) {
    const failures = await deps.progress.countFailure(uploadId);
    deps.logger.warn(
      { uploadId, failures, error: messageOf(error) },
      'the work on an upload failed',
    );
    if (failures < PROCESS_FAILURES_MAX) throw error;
  }
  if (clip.upload.asset !== null) await settleIncomplete(deps, clip, error);
  else if (final) await end(deps, clip.upload, refusalOf(error));
  else await end(deps, clip.upload, failureOf(error));
}

// Its bytes stay where they were received, for whoever decides; what was encoded goes. The reason is written with it.
async function hold(deps: ClipRunDeps, upload: StoredUpload, held: HeldClip): Promise<void> {
  const { personId, uploadId, videoId } = upload;
  const isGone = await deps.database.transaction(async (tx) => {
    const row = await deps.store.lock(tx, personId, uploadId);
    if (row === undefined) return true;
    // Another run has decided meanwhile: its files are not this one's to delete.
    if (row.settledAtMs !== null || row.state !== upload.state) return false;
    await deleteBlobs(deps.blobs, videoId);
    // A list that changed meanwhile changes nothing for what is held: whoever decides sees what it was held by.
    await held.judgement.record(tx);
    await deps.store.change(
      tx,
      row,
      { type: 'held', detail: held.code },
      { state: 'held', failure: heldFailure(held.code) },
    );
    return false;
  });
  if (isGone) await removeTraces(deps, { personId, uploadId, videoId });
}

// The row is gone, or another run has done the work: what this run put away must not stay.
async function giveWay(deps: ClipRunDeps, ref: UploadRef): Promise<void> {
  const row = await deps.store.get(ref.personId, ref.uploadId);
  if (row === undefined) await removeTraces(deps, ref);
  else if (row.settledAtMs !== null) {
    await deleteUnpublished(deps.blobs, ref.videoId, row.asset);
    await pruneOriginals(deps, ref.videoId);
  }
}

async function removeTraces(deps: ClipRunDeps, ref: UploadRef): Promise<void> {
  await deleteBlobs(deps.blobs, ref.videoId);
  await deps.folder.remove(ref.uploadId);
}

// People watch it already; that a larger rendition is missing is for the operator.
async function settleIncomplete(deps: ClipRunDeps, clip: ClipRun, error: unknown): Promise<void> {
  const { uploadId, videoId, asset } = clip.upload;
  deps.logger.error(
    { uploadId, videoId, error: messageOf(error) },
    'a published clip lacks its larger renditions',
  );
  await deleteUnpublished(deps.blobs, videoId, asset);
  await clip.settle({ type: 'ladder_incomplete', detail: codeOf(error) });
  await deps.folder.remove(uploadId);
}

function refusalOf(error: unknown): UploadFailure {
  const message =
    error instanceof MediaError
      ? error.message
      : 'The received file is not here any more. Upload the clip again; we are sorry.';
  return { code: codeOf(error), message, retryable: false };
}

function failureOf(error: unknown): UploadFailure {
  const message =
    error instanceof MediaError
      ? error.message
      : 'Preparing this clip failed on our side. Try again; the clip need not be sent anew.';
  return { code: codeOf(error), message, retryable: true };
}

// What can be tried again keeps its bytes for a while; what cannot is settled.
async function end(deps: ClipRunDeps, upload: StoredUpload, failure: UploadFailure): Promise<void> {
  const nowMs = deps.clock.nowMs();
  const state = failure.code.startsWith('media.') && !failure.retryable ? 'refused' : 'failed';
  const then = failure.retryable
    ? { expiresAtMs: nowMs + deps.settings.uploadTtlMs }
    : { settledAtMs: nowMs };
  const found = await deps.database.transaction(async (tx) => {
    const row = await deps.store.lock(tx, upload.personId, upload.uploadId);
    if (row === undefined) return 'gone';
    // Another run has published it meanwhile: its files, and the bytes that it reads, are not this one's to delete.
    if (row.settledAtMs !== null || row.asset !== null) return 'others';
    await deleteBlobs(deps.blobs, upload.videoId);
    await deps.store.change(
      tx,
      row,
      { type: state, detail: failure.code },
      { state, failure, ...then },
    );
    return 'ended';
  });
  if (found === 'gone') await removeTraces(deps, upload);
  else if (found === 'ended' && !failure.retryable) await deps.folder.remove(upload.uploadId);
}

/** Whether trying again with the same bytes cannot help. */
function isFinal(error: unknown): boolean {
  return error instanceof SourceMissing || (error instanceof MediaError && !error.retryable);
}

function codeOf(error: unknown): string {
  if (error instanceof MediaError) return error.code;
  return error instanceof SourceMissing ? 'upload.source_missing' : 'internal';
}

function readRef(payload: JsonObject): UploadRef {
  const { personId, uploadId, videoId } = payload;
  assert(
    typeof personId === 'string' && typeof uploadId === 'string' && typeof videoId === 'string',
    'media.process is enqueued with three ids',
  );
  assert(isUuid(uploadId) && isUuid(videoId), 'ids become paths and keys');
  return { personId, uploadId, videoId };
}
