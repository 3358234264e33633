// What whoever waits can expect: how many are worked on before, and how long it takes at the speed of late. Estimates for people;
// nothing is decided by them.

import type { Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import type { UploadState, UploadStep } from '@jhalak/contracts/videos';

/** A place further back is told as this one. Also bounds the read. */
const AHEAD_MAX = 999;
/** The speed of late is that of so many clips. */
const SAMPLE_CLIPS = 20;
/** Read again after this time, for all who ask. */
const FRESH_MS = 1_000;

const WAITING = {
  name: 'media.waiting',
  text: `SELECT upload_id FROM media_uploads WHERE settled_at_ms IS NULL AND state = 'checking'
    ORDER BY changed_at_ms, upload_id LIMIT $1`,
};
const WORKED_ON = {
  name: 'media.worked_on',
  text: `SELECT count(*)::int AS count FROM media_uploads
    WHERE settled_at_ms IS NULL AND state IN ('encoding', 'published')`,
};
const OF_LATE = {
  name: 'media.of_late',
  text: `SELECT steps, settled_at_ms FROM media_uploads
    WHERE settled_at_ms IS NOT NULL AND asset IS NOT NULL ORDER BY changed_at_ms DESC LIMIT $1`,
};

const UNDER_WAY = {
  name: 'media.all_under_way',
  text: `SELECT u.upload_id, u.state, u.bytes, u.changed_at_ms, p.step, p.share, p.eta_ms, p.failures, p.updated_at_ms
    FROM media_uploads u LEFT JOIN media_progress p ON p.upload_id = u.upload_id
    WHERE u.settled_at_ms IS NULL AND u.state IN ('checking', 'encoding', 'published', 'failed')
    ORDER BY u.changed_at_ms, u.upload_id LIMIT $1`,
};

interface UnderWayRow {
  upload_id: string;
  state: UploadState;
  bytes: number;
  changed_at_ms: number;
  step: string | null;
  share: number | null;
  eta_ms: number | null;
  failures: number | null;
  updated_at_ms: number | null;
}

/** One upload that is worked on, waits to be, or failed on our side; nothing of a person. */
export interface UploadUnderWay {
  uploadId: string;
  state: UploadState;
  bytes: number;
  /** What goes on; null: nothing has begun. */
  step: string | null;
  /** 0 to 1 of the encoding. */
  share: number;
  etaMs: number | null;
  /** Runs that failed by themselves. */
  failures: number;
  /** Since when it stands where it stands. */
  sinceMs: number;
  /** The last sign of life of the work; null: none yet. */
  movedAtMs: number | null;
}

/** The queue at one moment. */
export interface QueueStanding {
  /** Uploads that nobody works on yet, first come first, at most AHEAD_MAX + 1. */
  waiting: readonly string[];
  /** Uploads whose work has begun. */
  workedOn: number;
  /** How long the work on one clip took of late; null: none was made. */
  clipMs: number | null;
}

export class Outlook {
  readonly #database: Database;
  readonly #clock: Clock;
  #standing: Promise<QueueStanding> | undefined;
  #readAtMs = 0;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Cost: three small queries a second, however many ask. */
  async standing(): Promise<QueueStanding> {
    const nowMs = this.#clock.nowMs();
    if (this.#standing === undefined || Math.abs(nowMs - this.#readAtMs) > FRESH_MS) {
      this.#readAtMs = nowMs;
      this.#standing = this.#read();
      this.#standing.catch(() => {
        this.#standing = undefined;
      });
    }
    return await this.#standing;
  }

  /** @returns for an upload that waits: how many come before, and milliseconds to its end; undefined: it does not wait. */
  async of(uploadId: string): Promise<{ ahead: number; etaMs: number | null } | undefined> {
    const { waiting, workedOn, clipMs } = await this.standing();
    const at = waiting.indexOf(uploadId);
    // Further back than was read, or received since.
    const ahead = at === -1 ? Math.min(waiting.length, AHEAD_MAX) : at;
    if (clipMs === null) return { ahead, etaMs: null };
    // Clips under way are half done, on average.
    const turns = (ahead + workedOn / 2) / Math.max(1, workedOn);
    return { ahead, etaMs: Math.round((turns + 1) * clipMs) };
  }

  /** Uploads that wait, are worked on, or failed on our side, those that stand longest first. Cost: one query. */
  async underWay(limit: number): Promise<UploadUnderWay[]> {
    const rows = await this.#database.query<UnderWayRow>(UNDER_WAY, [limit]);
    return rows.map((row) => ({
      uploadId: row.upload_id,
      state: row.state,
      bytes: row.bytes,
      step: row.step,
      share: row.share ?? 0,
      etaMs: row.eta_ms,
      failures: row.failures ?? 0,
      sinceMs: row.changed_at_ms,
      movedAtMs: row.updated_at_ms,
    }));
  }

  async #read(): Promise<QueueStanding> {
    const [waiting, [working], late] = await Promise.all([
      this.#database.query<{ upload_id: string }>(WAITING, [AHEAD_MAX + 1]),
      this.#database.query<{ count: number }>(WORKED_ON, []),
      this.#database.query<{ steps: UploadStep[]; settled_at_ms: number }>(OF_LATE, [SAMPLE_CLIPS]),
    ]);
    const times = late.flatMap(({ steps, settled_at_ms: endMs }) => {
      // The last run alone: what a killed one took says nothing.
      const began = steps.findLast(({ step }) => step === 'checking');
      return began === undefined ? [] : [endMs - began.atMs];
    });
    const clipMs =
      times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0) / times.length;
    return {
      waiting: waiting.map(({ upload_id: id }) => id),
      workedOn: working?.count ?? 0,
      clipMs,
    };
  }
}
