// Where snapshots of the model are: two are kept, each with the hash of its bytes, so that a damaged one is found and the
// one before it takes its place.

import { createHash } from 'node:crypto';
import type { Logger } from '@jhalak/kernel';
import type { BlobHolder, Blobs, Database, Tx } from '@jhalak/ports';
import { modelBlobs } from './model-blobs.ts';
import { readWhole } from './read-whole.ts';

/** So that a damaged one is not the only one. */
const SNAPSHOTS_KEPT = 2;
const FOLDER = 'taste/snapshots/';

const ROWS = {
  name: 'taste.snapshots',
  text: 'SELECT window_number, blob_key, sha256 FROM taste_snapshots ORDER BY window_number DESC',
};
const NOTE = {
  name: 'taste.note_snapshot',
  text: `INSERT INTO taste_snapshots (window_number, blob_key, made_at_ms, sha256, troubled) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (window_number) DO UPDATE SET blob_key = excluded.blob_key, made_at_ms = excluded.made_at_ms,
      sha256 = excluded.sha256, troubled = excluded.troubled`,
};
const DROP = {
  name: 'taste.drop_snapshots',
  text: `DELETE FROM taste_snapshots WHERE window_number < (
      SELECT min(window_number) FROM (SELECT window_number FROM taste_snapshots ORDER BY window_number DESC LIMIT $1) AS kept)
    RETURNING blob_key`,
};

const FORGET = {
  name: 'taste.forget_snapshots',
  text: 'DELETE FROM taste_snapshots WHERE window_number > $1 AND window_number <= $2 RETURNING blob_key',
};

interface Row {
  window_number: number;
  blob_key: string;
  /** Null in snapshots of before hashes were kept. */
  sha256: Buffer | null;
}

/** A snapshot whose bytes are what was written. */
export interface IntactSnapshot {
  window: number;
  key: string;
  bytes: Uint8Array;
  /** The window of a newer one that is damaged or missing; viewers' rows may be as new as it. */
  damagedWindow?: number;
}

export class Snapshots {
  readonly holder: BlobHolder;
  readonly #database: Database;
  readonly #blobs: Blobs;
  readonly #logger: Logger;
  /** Windows of snapshots that were found damaged. */
  #damaged: { after: number; upTo: number } | undefined;

  constructor(database: Database, blobs: Blobs, logger: Logger) {
    this.#database = database;
    this.holder = modelBlobs(database, ROWS);
    this.#blobs = blobs;
    this.#logger = logger;
  }

  /** @returns the newest one that is intact. Newer ones are forgotten with the next write: until then rows are as new as they. */
  async newest(): Promise<IntactSnapshot | undefined> {
    const rows = await this.#database.query<Row>(ROWS);
    for (const [nth, row] of rows.entries()) {
      const bytes = await readWhole(this.#blobs, row.blob_key);
      if (bytes !== undefined && isWhole(bytes, row.sha256)) {
        const found = { window: row.window_number, key: row.blob_key, bytes };
        const newer = rows[0]?.window_number;
        if (nth === 0 || newer === undefined) return found;
        this.#damaged = { after: row.window_number, upTo: newer };
        return { ...found, damagedWindow: newer };
      }
      this.#logger.error(
        { window: row.window_number },
        bytes === undefined
          ? 'a taste snapshot is missing; an older one and the journal take its place'
          : 'a taste snapshot is damaged; an older one and the journal take its place',
      );
    }
    return undefined;
  }

  /** @returns where the bytes were put. */
  async put(window: number, nowMs: number, bytes: Uint8Array): Promise<string> {
    const key = `${FOLDER}${String(window).padStart(16, '0')}-${nowMs}.bin`;
    await this.#blobs.putBytes(key, bytes);
    return key;
  }

  /** Notes a snapshot whose bytes were put. @returns keys of older ones that are to be deleted after the commit. */
  async note(
    tx: Tx,
    snapshot: { window: number; key: string; sha256: Buffer; nowMs: number },
    troubled: readonly string[],
  ): Promise<string[]> {
    const { window, key, sha256, nowMs } = snapshot;
    const damaged =
      this.#damaged === undefined
        ? []
        : await tx.query<{ blob_key: string }>(FORGET, [this.#damaged.after, this.#damaged.upTo]);
    await tx.query(NOTE, [window, key, nowMs, sha256, troubled]);
    const old = await tx.query<{ blob_key: string }>(DROP, [SNAPSHOTS_KEPT]);
    tx.afterCommit(() => {
      this.#damaged = undefined;
    });
    return [...damaged, ...old].map((row) => row.blob_key);
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#blobs.delete(key);
  }

  /** Forgets what rows name. Nothing is written where there is none: a cell without a model starts while frozen, too. */
  async clear(): Promise<void> {
    if ((await this.#database.query<Row>(ROWS)).length === 0) return;
    await this.#database.query({
      name: 'taste.clear_snapshots',
      text: 'DELETE FROM taste_snapshots',
    });
  }

  /** Deletes blobs that no row names: a process that was killed between blob and row leaves one. */
  async deleteStrays(): Promise<void> {
    const rows = await this.#database.query<Row>(ROWS);
    const known = new Set(rows.map((row) => row.blob_key));
    for await (const key of this.#blobs.list(FOLDER))
      if (!known.has(key)) await this.#blobs.delete(key);
  }
}

function isWhole(bytes: Uint8Array, sha256: Buffer | null): boolean {
  return sha256 === null || digestOf(bytes).equals(sha256);
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
