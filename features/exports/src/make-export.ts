// The job: writes an archive and puts it into the store. It begins anew after a kill; what was half written lies in the
// work folder under a key that nobody has, and is removed. Only a whole archive ever gets a row that serves it.

import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS, messageOf } from '@jhalak/kernel';
import type { JobRun } from '@jhalak/ports';
import { ARCHIVE_DAYS, RECORD_DAYS } from '../manifest.ts';
import { ArchiveFile } from './archive/archive-file.ts';
import { writeArchive, type ArchiveContent } from './archive/write-archive.ts';
import { exportPlan } from './plan.ts';
import type { ExportStore, StoredExport } from './store.ts';
import type { ExportsDeps } from './types.ts';

/** Where an archive's key stands, sealed under the person's. */
export const KEY_CONTEXT = 'exports.key_sealed';
/** Progress is written at most so often. */
const TELL_EVERY_MS = 500;
const KEY_BYTES = 32;

/** The archive was taken over, erased or ended: nothing of this run counts. */
class OverError extends Error {}

/** @returns the folder of one person's archives in the store, with the closing slash. */
export function archiveFolder(personId: string): string {
  return `exports/${personId}/`;
}

export class ExportMaker {
  readonly #deps: ExportsDeps;
  readonly #store: ExportStore;

  constructor(deps: ExportsDeps, store: ExportStore) {
    this.#deps = deps;
    this.#store = store;
  }

  /** Makes one archive; safe to run again at any time. */
  async run(personId: string, exportId: string, run: JobRun): Promise<void> {
    const { clock, ids, logger } = this.#deps;
    const runId = ids.next();
    const row = await this.#store.begin(personId, exportId, runId, clock.nowMs());
    if (row === undefined) return;
    try {
      await this.#make(row, runId, run.signal);
    } catch (error) {
      if (error instanceof OverError) return;
      const code = codeOf(error);
      // A stop of the program is nobody's failure; a full disk will not be emptied by trying at once.
      if (run.signal.aborted || (code === 'internal' && run.attempt < run.maxAttempts)) throw error;
      logger.error({ exportId, error: messageOf(error) }, 'an archive could not be made');
      const nowMs = clock.nowMs();
      await this.#store.fail(row, code, nowMs, nowMs + RECORD_DAYS * DAY_MS);
    }
  }

  async #make(row: StoredExport, runId: string, signal: AbortSignal): Promise<void> {
    const { keys, blobs, workFolder, clock } = this.#deps;
    const { personId, exportId } = row;
    const key = randomBytes(KEY_BYTES);
    // Before anything is written: an erased person has no key, and nothing is kept of them.
    const keySealed = await keys.seal(personId, 'profile', KEY_CONTEXT, key);
    await this.#clean(personId, exportId);
    const path = join(workFolder, `export-${exportId}-${runId}`);
    const blobKey = `${archiveFolder(personId)}${exportId}-${runId}`;
    try {
      const content = await this.#write(row, runId, { path, key }, signal);
      await this.#tell({ personId, runId }, 'storing', 0.99);
      await blobs.putFile(blobKey, path);
      const atMs = clock.nowMs();
      const expiresAtMs = atMs + ARCHIVE_DAYS * DAY_MS;
      const made = { blobKey, keySealed, ...content, atMs, expiresAtMs };
      if (!(await this.#store.finish({ personId, runId }, made))) await blobs.delete(blobKey);
    } finally {
      await rm(path, { force: true });
    }
  }

  async #write(
    row: StoredExport,
    runId: string,
    to: { path: string; key: Uint8Array },
    signal: AbortSignal,
  ): Promise<ArchiveContent & { bytes: number }> {
    const { clock, manifests } = this.#deps;
    const { personId, language } = row;
    const archive = await ArchiveFile.create(to.path, to.key, clock.nowMs());
    let toldAtMs = Number.NEGATIVE_INFINITY;
    try {
      const content = await writeArchive(this.#deps, archive, {
        personId,
        language,
        plan: exportPlan(manifests()),
        tell: async (step, progress) => {
          signal.throwIfAborted();
          if (clock.nowMs() - toldAtMs < TELL_EVERY_MS) return;
          toldAtMs = clock.nowMs();
          await this.#tell({ personId, runId }, step, progress);
        },
      });
      return { bytes: await archive.finish(), ...content };
    } finally {
      await archive.close();
    }
  }

  async #tell(
    run: { personId: string; runId: string },
    step: string,
    progress: number,
  ): Promise<void> {
    if (!(await this.#store.progress(run, step, progress))) throw new OverError('taken over');
  }

  // What killed runs left: in the work folder of this archive, and in the store whatever no row of the person's names.
  async #clean(personId: string, exportId: string): Promise<void> {
    const { blobs, workFolder } = this.#deps;
    await mkdir(workFolder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(workFolder))
      if (name.startsWith(`export-${exportId}-`)) await rm(join(workFolder, name), { force: true });
    const named = new Set((await this.#store.of(personId, 1_000)).map(({ blobKey }) => blobKey));
    const stray: string[] = [];
    for await (const blobKey of blobs.list(archiveFolder(personId)))
      if (!named.has(blobKey)) stray.push(blobKey);
    for (const blobKey of stray) await blobs.delete(blobKey);
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'export.disk_full' : 'internal';
}
