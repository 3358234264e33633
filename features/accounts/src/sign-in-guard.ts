// Slows guessing down. Counts are kept in the database, by our clock, under a keyed hash of what was typed: neither
// handles nor addresses. A handle's lock hits its owner too; open sessions and recovery codes (80 bits, beyond guessing)
// are not hit, so that nobody can be kept out for good.

import { createHmac } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import { DAY_MS, MINUTE_MS, SECOND_MS, type Clock } from '@jhalak/kernel';
import type { Database, Keys } from '@jhalak/ports';
import { foldHandle } from './handles/check-handle.ts';
import { skeletonOf } from './handles/skeleton.ts';

/** Wrong tries before the first lock: a person with two old passwords and a shift key. */
export const FREE_FAILURES = 5;
/** The first lock; each further failure doubles it. */
export const LOCK_MS = 30 * SECOND_MS;
/** Longer locks would hand strangers a way to keep the owner out. 96 guesses a day remain. */
export const LOCK_MAX_MS = 15 * MINUTE_MS;
/** A day without a failure forgives. */
const FORGIVEN_AFTER_MS = DAY_MS;
/**
 * Failures of the whole cell drain from a bucket at this rate: what honest typing of a busy cell makes. Guessing over
 * many handles at once fills it.
 */
const CELL_FAILURES_PER_S = 10;
/** The bucket: 30 s of that rate. Full, everybody waits until it has drained. */
export const CELL_FAILURES_MAX = 300;
const CELL_KEY = 'cell';
/** Rows forgotten by one sweep. */
const FORGET_MAX = 5_000;

// Counts the try before the secret is compared, so that a burst of parallel tries counts too. Locked: no row.
const TRY = {
  name: 'accounts.attempt',
  text: `INSERT INTO sign_in_attempts (key, failures, last_at_ms, locked_until_ms) VALUES ($1, 1, $2, 0)
    ON CONFLICT (key) DO UPDATE SET
      failures = CASE WHEN sign_in_attempts.last_at_ms <= $3 THEN 1 ELSE sign_in_attempts.failures + 1 END,
      last_at_ms = $2,
      locked_until_ms = CASE
        WHEN sign_in_attempts.last_at_ms <= $3 OR sign_in_attempts.failures + 1 < $4 THEN 0
        ELSE $2 + least($6::float8, $5::float8 * power(2, least(30, sign_in_attempts.failures + 1 - $4)))::bigint END
    WHERE sign_in_attempts.locked_until_ms <= $2
    RETURNING failures`,
};
const LOCKED_UNTIL = {
  name: 'accounts.attempt_lock',
  text: 'SELECT locked_until_ms FROM sign_in_attempts WHERE key = $1',
};
const LEVEL = {
  name: 'accounts.attempt_level',
  text: `SELECT greatest(0, failures - ($2 - last_at_ms) * $3 / 1000.0)::float8 AS level FROM sign_in_attempts WHERE key = $1`,
};
const FILL = {
  name: 'accounts.attempt_fill',
  text: `INSERT INTO sign_in_attempts (key, failures, last_at_ms, locked_until_ms) VALUES ($1, 1, $2, 0)
    ON CONFLICT (key) DO UPDATE SET
      failures = greatest(0, sign_in_attempts.failures - ($2 - sign_in_attempts.last_at_ms) * $3 / 1000.0) + 1,
      last_at_ms = $2`,
};
const SUCCEEDED = {
  name: 'accounts.attempt_clear',
  text: 'DELETE FROM sign_in_attempts WHERE key = $1',
};
const FORGET = {
  name: 'accounts.attempt_forget',
  text: `DELETE FROM sign_in_attempts WHERE key IN
    (SELECT key FROM sign_in_attempts WHERE last_at_ms <= $1 ORDER BY last_at_ms LIMIT $2) RETURNING key`,
};

export class SignInGuard {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #secret: Buffer;

  constructor(database: Database, keys: Keys, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#secret = keys.secret('accounts.sign_in_attempts');
  }

  /**
   * Runs one guarded try.
   *
   * @param check compares the secret; undefined means that it was wrong.
   * @returns what `check` found; undefined when the secret was wrong, which then counts.
   * @throws `auth.locked` with Retry-After, without running `check`.
   */
  async guard<Found>(
    handle: string,
    check: () => Promise<Found | undefined>,
  ): Promise<Found | undefined> {
    const key = this.#key(handle);
    await this.refuseFlood();
    await this.#count(key);
    const found = await check();
    if (found === undefined) await this.countFailure();
    else await this.#database.query(SUCCEEDED, [key]);
    return found;
  }

  /** Opens a handle's lock: its owner proved to be there in another way. */
  async forgive(handle: string): Promise<void> {
    await this.#database.query(SUCCEEDED, [this.#key(handle)]);
  }

  /** A wrong try counts for the whole cell, whatever was tried. */
  async countFailure(): Promise<void> {
    await this.#database.query(FILL, [CELL_KEY, this.#clock.nowMs(), CELL_FAILURES_PER_S]);
  }

  /** @throws `auth.locked` while the whole cell is being guessed at. */
  async refuseFlood(): Promise<void> {
    const [row] = await this.#database.query<{ level: number }>(LEVEL, [
      CELL_KEY,
      this.#clock.nowMs(),
      CELL_FAILURES_PER_S,
    ]);
    const over = (row?.level ?? 0) - CELL_FAILURES_MAX;
    if (over >= 0) throw locked(Math.ceil((over + 1) / CELL_FAILURES_PER_S) * SECOND_MS);
  }

  async #count(key: string): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const counted = await this.#database.query(TRY, [
      key,
      nowMs,
      nowMs - FORGIVEN_AFTER_MS,
      FREE_FAILURES,
      LOCK_MS,
      LOCK_MAX_MS,
    ]);
    if (counted.length > 0) return;
    const [row] = await this.#database.query<{ locked_until_ms: number }>(LOCKED_UNTIL, [key]);
    throw locked((row?.locked_until_ms ?? nowMs + LOCK_MS) - nowMs);
  }

  #key(handle: string): string {
    return createHmac('sha256', this.#secret)
      .update(skeletonOf(foldHandle(handle)))
      .digest('base64url');
  }

  /** Forgets counts that are forgiven. @returns how many. */
  async sweep(): Promise<number> {
    return (
      await this.#database.query(FORGET, [this.#clock.nowMs() - FORGIVEN_AFTER_MS, FORGET_MAX])
    ).length;
  }
}

function locked(waitMs: number): Error {
  return problem('auth.locked', 'Too many wrong tries. Wait a little, or use a recovery code.', {
    retryAfterS: Math.max(1, Math.ceil(waitMs / SECOND_MS)),
  });
}
