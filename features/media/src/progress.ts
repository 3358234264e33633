// How far the work on an upload is. Lossy on purpose: it is shown to people, nothing is decided by it but how often a
// failed run is tried again.

import { messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type { Database, Queries } from '@jhalak/ports';
import type { ProgressRow } from './rows.ts';

/** People see a bar move; writing more often costs rows and shows nothing. */
const WRITE_INTERVAL_MS = 500;
/** Below this share a measured speed says nothing about the rest. */
const ETA_SHARE_MIN = 0.02;

const WRITE = {
  name: 'media.progress_write',
  text: `INSERT INTO media_progress (upload_id, step, share, eta_ms, failures, updated_at_ms)
    SELECT $1, $2, $3, $4, 0, $5 FROM media_uploads WHERE upload_id = $1
    ON CONFLICT (upload_id) DO UPDATE
    SET step = excluded.step, share = excluded.share, eta_ms = excluded.eta_ms, updated_at_ms = excluded.updated_at_ms
    RETURNING true AS wanted`,
};
const READ = {
  name: 'media.progress_read',
  text: `SELECT upload_id, step, share, eta_ms, failures, updated_at_ms FROM media_progress WHERE upload_id = ANY($1::uuid[])`,
};
const COUNT_FAILURE = {
  name: 'media.progress_failure',
  text: `INSERT INTO media_progress (upload_id, step, share, eta_ms, failures, updated_at_ms) VALUES ($1, 'checking', 0, NULL, 1, $2)
    ON CONFLICT (upload_id) DO UPDATE
    SET failures = media_progress.failures + 1, eta_ms = NULL, updated_at_ms = excluded.updated_at_ms
    RETURNING failures`,
};

/** Where the work on one upload stands. */
export interface WorkStanding {
  step: string;
  /** 0 to 1 of the encoding. */
  share: number;
  etaMs: number | null;
}

export class ProgressStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async read(uploadIds: readonly string[]): Promise<Map<string, WorkStanding>> {
    const rows = await this.#database.query<ProgressRow>(READ, [uploadIds]);
    return new Map(
      rows.map((row) => [row.upload_id, { step: row.step, share: row.share, etaMs: row.eta_ms }]),
    );
  }

  /** @returns false when the upload is gone: its person took it back, and nothing was written. */
  async write(uploadId: string, standing: WorkStanding): Promise<boolean> {
    const rows = await this.#database.query(WRITE, [
      uploadId,
      standing.step,
      standing.share,
      standing.etaMs,
      this.#clock.nowMs(),
    ]);
    return rows.length > 0;
  }

  /** @returns how many runs have failed since the upload came, this one included. */
  async countFailure(uploadId: string): Promise<number> {
    const [row] = await this.#database.query<{ failures: number }>(COUNT_FAILURE, [
      uploadId,
      this.#clock.nowMs(),
    ]);
    return row?.failures ?? 1;
  }

  /** Forgets how far it was and how often it failed. */
  async clear(on: Queries, uploadId: string): Promise<void> {
    await on.query(
      { name: 'media.progress_clear', text: 'DELETE FROM media_progress WHERE upload_id = $1' },
      [uploadId],
    );
  }
}

/**
 * Takes an encoder's reports and writes some of them, one write at a time, never faster than WRITE_INTERVAL_MS. Learns by them
 * whether the work is still wanted.
 */
export class ProgressMeter {
  readonly #uploadId: string;
  readonly #store: ProgressStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #beganAtMs: number;
  #step: string;
  #share = 0;
  #writtenAtMs = 0;
  #writing: Promise<void> | undefined;
  readonly #unwanted = new AbortController();

  constructor(
    uploadId: string,
    step: string,
    deps: { store: ProgressStore; clock: Clock; logger: Logger },
  ) {
    this.#uploadId = uploadId;
    this.#step = step;
    this.#store = deps.store;
    this.#clock = deps.clock;
    this.#logger = deps.logger;
    this.#beganAtMs = deps.clock.nowMs();
  }

  /** Aborted once the upload is found to be gone. */
  get unwanted(): AbortSignal {
    return this.#unwanted.signal;
  }

  /** The encoder's share of its whole work, 0 to 1. Returns at once. */
  report(share: number): void {
    this.#share = share;
    if (this.#writing !== undefined || this.#clock.nowMs() - this.#writtenAtMs < WRITE_INTERVAL_MS)
      return;
    this.#writing = this.#write();
  }

  /** Names the next step and writes it. */
  async enter(step: string): Promise<void> {
    await this.#writing;
    this.#step = step;
    this.#writing = this.#write();
    await this.#writing;
  }

  /** Waits for the write under way. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    this.#writtenAtMs = nowMs;
    const elapsedMs = nowMs - this.#beganAtMs;
    const known = this.#share >= ETA_SHARE_MIN;
    try {
      const isWanted = await this.#store.write(this.#uploadId, {
        step: this.#step,
        share: this.#share,
        etaMs: known
          ? Math.max(0, Math.round((elapsedMs / this.#share) * (1 - this.#share)))
          : null,
      });
      if (!isWanted) this.#unwanted.abort();
    } catch (error) {
      // Only the bar stands still; the work goes on and fails by itself if the database stays away.
      this.#logger.warn(
        { uploadId: this.#uploadId, error: messageOf(error) },
        'the progress of an upload could not be written',
      );
    } finally {
      this.#writing = undefined;
    }
  }
}
