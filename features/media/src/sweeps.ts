// What time and crashes leave: whole files whose last request was killed, work that the queue has lost, uploads that
// nobody finishes, files that belong to nobody, records that need not be kept.

import { DAY_MS, MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Database, Sweep } from '@jhalak/ports';
import { UPLOAD_RECORD_DAYS } from '../manifest.ts';
import type { Receiving } from './receiving.ts';
import type { StoredUpload } from './rows.ts';
import type { UploadStore } from './store.ts';
import type { UploadFolder } from './upload-folder.ts';

/** Rows handled in one go; the next sweep does the rest. */
const BATCH_MAX = 200;
/** Open uploads looked at by one recovery: bounds its time when very many are open. */
const RECOVERED_MAX = 5_000;
/** Work changes its upload when it begins and ends; whatever rests longer may be unknown to the queue. */
const RESTING_MS = 10 * MINUTE_MS;
/** States in which an upload that is not settled needs its job. */
const WORKING = ['checking', 'encoding', 'published'] as const;
const NIL_ID = '00000000-0000-0000-0000-000000000000';

export interface SweepDeps {
  database: Database;
  clock: Clock;
  store: UploadStore;
  receiving: Receiving;
  folder: UploadFolder;
}

export function mediaSweeps(deps: SweepDeps): Sweep[] {
  return [
    { name: 'media.recover', everyMs: MINUTE_MS, run: () => recoverWhole(deps) },
    { name: 'media.ask_again', everyMs: 10 * MINUTE_MS, run: () => askAgain(deps) },
    { name: 'media.expire', everyMs: MINUTE_MS, run: () => expire(deps) },
    { name: 'media.forget', everyMs: 60 * MINUTE_MS, run: () => forgetRecords(deps) },
    { name: 'media.tidy', everyMs: 10 * MINUTE_MS, run: orphanRemover(deps) },
  ];
}

/**
 * Queues uploads whose bytes are all here but whose last request was killed before it could say so.
 *
 * @returns how many.
 */
export async function recoverWhole(deps: SweepDeps): Promise<number> {
  let recovered = 0;
  let after = NIL_ID;
  for (let seen = 0; seen < RECOVERED_MAX; seen += BATCH_MAX) {
    const open = await deps.store.unsettled('receiving', after, BATCH_MAX);
    for (const upload of open) {
      if ((await deps.folder.length(upload.uploadId)) < upload.bytes) continue;
      if ((await deps.receiving.settleBytes(upload)).upload.state === 'checking') recovered += 1;
    }
    const last = open.at(-1);
    if (last === undefined || open.length < BATCH_MAX) break;
    after = last.uploadId;
  }
  return recovered;
}

// A queue can be lost apart from the rows (its schema was dropped, or stayed behind when the cell moved): without its job
// an upload would wait for ever.
async function askAgain({ store, receiving, clock }: SweepDeps): Promise<number> {
  let asked = 0;
  for (const state of WORKING) {
    let after = NIL_ID;
    for (let seen = 0; seen < RECOVERED_MAX; seen += BATCH_MAX) {
      const working = await store.unsettled(state, after, BATCH_MAX);
      const resting = working.filter((upload) => upload.changedAtMs <= clock.nowMs() - RESTING_MS);
      if (resting.length > 0) await receiving.askAgain(resting);
      asked += resting.length;
      const last = working.at(-1);
      if (last === undefined || working.length < BATCH_MAX) break;
      after = last.uploadId;
    }
  }
  return asked;
}

async function expire(deps: SweepDeps): Promise<number> {
  const due = await deps.store.expired(deps.clock.nowMs(), BATCH_MAX);
  for (const upload of due) await expireOne(deps, upload);
  return due.length;
}

async function expireOne(deps: SweepDeps, upload: StoredUpload): Promise<void> {
  await deps.database.transaction(async (tx) => {
    const row = await deps.store.lock(tx, upload.personId, upload.uploadId);
    if (row === undefined || row.settledAtMs !== null || row.state !== upload.state) return;
    const failure = row.failure ?? {
      code: 'upload.expired',
      message: 'This upload was not finished in time; begin it anew.',
      retryable: false,
    };
    await deps.store.change(
      tx,
      row,
      { type: 'expired' },
      {
        state: 'failed',
        failure: { ...failure, retryable: false },
        settledAtMs: deps.clock.nowMs(),
      },
    );
  });
  // The sweep for orphans removes it should this process die here.
  await deps.folder.remove(upload.uploadId);
}

async function forgetRecords(deps: SweepDeps): Promise<number> {
  const due = await deps.store.outdated(
    deps.clock.nowMs() - UPLOAD_RECORD_DAYS * DAY_MS,
    BATCH_MAX,
  );
  for (const upload of due) {
    await deps.database.transaction(async (tx) => {
      const row = await deps.store.lock(tx, upload.personId, upload.uploadId);
      if (row !== undefined) await deps.store.delete(tx, row);
    });
  }
  return due.length;
}

/**
 * Removes received bytes and work folders that no unsettled upload needs. A local file that is taken in lies here before its
 * row, so one without a row is removed only when the sweep before saw it without one too.
 */
function orphanRemover(deps: SweepDeps): () => Promise<number> {
  let suspects = new Set<string>();
  return async () => {
    const ids = await deps.folder.ids();
    const orphans = new Set<string>();
    for (let from = 0; from < ids.length; from += BATCH_MAX) {
      const batch = ids.slice(from, from + BATCH_MAX);
      const needed = await deps.store.neededFiles(batch);
      for (const uploadId of batch) if (!needed.has(uploadId)) orphans.add(uploadId);
    }
    const removed = [...orphans].filter((uploadId) => suspects.has(uploadId));
    for (const uploadId of removed) await deps.folder.remove(uploadId);
    suspects = orphans;
    return removed.length;
  };
}
