// An upload as its owner sees it: the contract's Upload.

import type { Upload } from '@jhalak/contracts/videos';
import { SECOND_MS } from '@jhalak/kernel';
import type { Outlook } from './outlook.ts';
import type { ProgressStore, WorkStanding } from './progress.ts';
import type { StoredUpload } from './rows.ts';
import type { UploadStore } from './store.ts';
import type { UploadFolder } from './upload-folder.ts';

/** Receiving is the first half of the bar, encoding the second: phones send about as fast as we encode. */
const RECEIVING_PART = 0.5;

export interface UploadViewDeps {
  store: UploadStore;
  progress: ProgressStore;
  folder: UploadFolder;
  outlook: Outlook;
}

/** @param steps whether to show the flight recorder. Cost: one query for all, one file status an open upload, the outlook where one waits. */
export async function viewUploads(
  deps: UploadViewDeps,
  uploads: readonly StoredUpload[],
  steps: 'with_steps' | 'without_steps',
): Promise<Upload[]> {
  const standings = await deps.progress.read(uploads.map((upload) => upload.uploadId));
  return await Promise.all(
    uploads.map(async (upload) => {
      const receivedBytes =
        upload.state === 'receiving' ? await deps.folder.length(upload.uploadId) : upload.bytes;
      const metadata = await deps.store.metadataOf(upload);
      const place =
        upload.state === 'checking' ? await deps.outlook.of(upload.uploadId) : undefined;
      return {
        id: upload.uploadId,
        state: upload.state,
        ...standingOf(upload, receivedBytes, standings.get(upload.uploadId)),
        ...(place === undefined ? {} : { ahead: place.ahead, eta: secondsOf(place.etaMs) }),
        failure: upload.failure,
        videoId: upload.asset === null ? null : upload.videoId,
        caption: metadata?.['caption'] ?? '',
        createdAtMs: upload.createdAtMs,
        bytes: upload.bytes,
        receivedBytes,
        ...(steps === 'with_steps' ? { steps: [...upload.steps] } : {}),
      };
    }),
  );
}

function standingOf(
  upload: StoredUpload,
  receivedBytes: number,
  work: WorkStanding | undefined,
): Pick<Upload, 'progress' | 'step' | 'eta'> {
  const share = work?.share ?? 0;
  const eta = secondsOf(work?.etaMs ?? null);
  switch (upload.state) {
    case 'receiving': {
      const received = upload.bytes === 0 ? 1 : receivedBytes / upload.bytes;
      return { progress: RECEIVING_PART * Math.min(1, received), step: 'receiving', eta: null };
    }
    case 'checking':
      return { progress: RECEIVING_PART, step: 'checking', eta: null };
    case 'encoding':
      return {
        progress: RECEIVING_PART + (1 - RECEIVING_PART) * share,
        step: work?.step ?? 'encoding_360',
        eta,
      };
    case 'published':
      // It can be played; larger renditions may still follow, and the step tells.
      return upload.settledAtMs === null
        ? { progress: 1, step: work?.step ?? 'encoding_720', eta }
        : { progress: 1, step: 'done', eta: 0 };
    case 'held':
    case 'refused':
    case 'failed':
      return { progress: RECEIVING_PART, step: upload.state, eta: null };
  }
}

function secondsOf(ms: number | null): number | null {
  return ms === null ? null : Math.ceil(ms / SECOND_MS);
}
