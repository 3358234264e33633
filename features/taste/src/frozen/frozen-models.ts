// Models of the last days, kept to be looked at beside the live one: a copy of the day's first snapshot. They hold what is
// known of clips; viewers' tastes are never copied.

import { createHash } from 'node:crypto';
import { DAY_MS, MINUTE_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { BlobHolder, Blobs, Database, Sweep } from '@jhalak/ports';
import { Learner, LEARNER_FORMAT, type LearnerDump } from '../learner.ts';
import { modelBlobs } from '../model-blobs.ts';
import { readModel } from '../model-bytes.ts';
import { readWhole } from '../read-whole.ts';
import type { Taste } from '../taste.ts';
import { frozenTaste } from './frozen-taste.ts';

/** A model that stands still. */
export interface FrozenModel {
  /** Reads the live viewers, cut to what they had watched by then. */
  taste: Taste;
  madeAtMs: number;
}

/** What an operator may look at. */
export interface FrozenModels {
  /** @returns the oldest model that is a day old or more; undefined while there is none. Cost: a whole model in memory. */
  load(): Promise<FrozenModel | undefined>;
  /** @returns when the oldest kept model was made. */
  keptSinceMs(): Promise<number | undefined>;
}

const KEEP_DAYS = 8;
/** A model of an hour ago is the live one. */
const AGE_MIN_MS = DAY_MS;
const EVERY_MS = 10 * MINUTE_MS;
/** A page with it is looked at for a while; then its memory is given back. */
const HELD_MS = 10 * MINUTE_MS;
/** At 1M clips some 300 MB; beyond it the process that serves people would feel it. */
const BYTES_MAX = 512 * 1024 * 1024;
const FOLDER = 'taste/frozen/';

const NEWEST = {
  name: 'taste.newest_snapshot',
  text: 'SELECT blob_key, made_at_ms FROM taste_snapshots ORDER BY window_number DESC LIMIT 1',
};
const HAS_DAY = {
  name: 'taste.has_frozen',
  text: 'SELECT 1 AS one FROM taste_frozen WHERE day = $1',
};
const KEEP = {
  name: 'taste.keep_frozen',
  text: `INSERT INTO taste_frozen (day, blob_key, sha256, made_at_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
};
const DROP = {
  name: 'taste.drop_frozen',
  text: 'DELETE FROM taste_frozen WHERE day <= $1 RETURNING blob_key',
};
const ALL = { name: 'taste.frozen_blobs', text: 'SELECT blob_key, sha256 FROM taste_frozen' };
const OLDEST = {
  name: 'taste.oldest_frozen',
  text: 'SELECT blob_key, sha256, made_at_ms FROM taste_frozen ORDER BY day LIMIT 1',
};

interface Row {
  blob_key: string;
  sha256: Buffer;
  made_at_ms: number;
}

export interface FrozenDeps {
  database: Database;
  blobs: Blobs;
  clock: Clock;
  logger: Logger;
  /** The live one, for viewers. */
  taste: Taste;
}

export class FrozenStore implements FrozenModels {
  readonly #deps: FrozenDeps;
  #held: { key: string; model: FrozenModel; untilMs: number } | undefined;
  readonly holder: BlobHolder;
  readonly sweep: Sweep = { name: 'taste.freeze', everyMs: EVERY_MS, run: () => this.#freeze() };

  constructor(deps: FrozenDeps) {
    this.#deps = deps;
    this.holder = modelBlobs(deps.database, ALL);
  }

  async #freeze(): Promise<number> {
    const { database, blobs, clock } = this.#deps;
    const nowMs = clock.nowMs();
    if (this.#held !== undefined && this.#held.untilMs < nowMs) this.#held = undefined;
    const day = Math.floor(nowMs / DAY_MS);
    for (const { blob_key: key } of await database.query<Row>(DROP, [day - KEEP_DAYS]))
      await blobs.delete(key);
    if ((await database.query(HAS_DAY, [day])).length > 0) return 0;
    const [newest] = await database.query<Row>(NEWEST);
    const bytes = newest === undefined ? undefined : await readWhole(blobs, newest.blob_key);
    if (newest === undefined || bytes === undefined) return 0;
    const key = `${FOLDER}${String(day)}.bin`;
    await blobs.putBytes(key, bytes);
    await database.query(KEEP, [day, key, digestOf(bytes), newest.made_at_ms]);
    return 1;
  }

  async keptSinceMs(): Promise<number | undefined> {
    const [oldest] = await this.#deps.database.query<Row>(OLDEST);
    return oldest?.made_at_ms;
  }

  async load(): Promise<FrozenModel | undefined> {
    const { database, blobs, clock, taste, logger } = this.#deps;
    const nowMs = clock.nowMs();
    const [oldest] = await database.query<Row>(OLDEST);
    if (oldest === undefined || nowMs - oldest.made_at_ms < AGE_MIN_MS) return undefined;
    if (this.#held?.key === oldest.blob_key) return this.#held.model;
    const bytes = await readWhole(blobs, oldest.blob_key);
    if (bytes === undefined || !digestOf(bytes).equals(oldest.sha256)) {
      logger.error({ key: oldest.blob_key }, 'a kept model is missing or damaged; it is not shown');
      return undefined;
    }
    if (bytes.length > BYTES_MAX) {
      logger.warn(
        { bytes: bytes.length },
        'a kept model is too large to stand beside the live one',
      );
      return undefined;
    }
    // Bytes that this cell wrote, with their hash beside them.
    const dump = readModel(bytes) as LearnerDump;
    // Of a former release: it goes within the week.
    if (dump.format !== LEARNER_FORMAT) return undefined;
    const learner = new Learner();
    learner.restore(dump);
    const madeAtMs = oldest.made_at_ms;
    const model = { taste: frozenTaste(learner, madeAtMs, clock, taste), madeAtMs };
    this.#held = { key: oldest.blob_key, model, untilMs: nowMs + HELD_MS };
    return model;
  }
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
