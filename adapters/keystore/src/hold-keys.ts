// Keys with an end. Each use asks the store: holds are few, and an end must be felt at once everywhere.

import { randomBytes, randomUUID } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import { assert, DAY_MS, isUuid, type Clock } from '@jhalak/kernel';
import { UnopenableError, type Holds, type HoldTerms } from '@jhalak/ports';
import type pg from 'pg';
import type { ClassKeys } from './class-keys.ts';
import { KEY_BYTES, seal, unseal, unwrap, wrap } from './sealing.ts';
import { ask } from './store.ts';

/** No duty of ours is longer; a longer hold is a mistake in somebody's table. */
const AHEAD_MAX_MS = 3_660 * DAY_MS;
const REASON = /^[a-z][a-z0-9_.]{0,79}$/;
/** As in person-keys.ts: a class key that a rotation has just made or taken away is there at the next look. */
const LOOKS_MAX = 5;

interface HoldRow {
  hold_id: string;
  key_class: HoldTerms['holdClass'];
  generation: number;
  wrapped: Buffer | null;
  until_ms: number;
}

const BEGIN = {
  name: 'keystore.hold.begin',
  // As for people: nothing is made under a class key that a rotation has retired.
  text: `WITH present AS MATERIALIZED (
      SELECT generation FROM keystore.class_keys
      WHERE key_class = $2 AND generation = $3 AND fingerprint = $4 AND retired_at_ms IS NULL FOR SHARE
    )
    INSERT INTO keystore.hold_keys (hold_id, key_class, generation, reason, day, wrapped, created_at_ms, until_ms)
    SELECT $1, $2, generation, $5, $6, $7, $8, $9 FROM present
    ON CONFLICT DO NOTHING RETURNING hold_id`,
};
const FIND = {
  name: 'keystore.hold.find',
  text: `SELECT hold_id, key_class, generation, wrapped, until_ms FROM keystore.hold_keys WHERE hold_id = $1`,
};
const FIND_DAY = {
  name: 'keystore.hold.find_day',
  text: `SELECT hold_id FROM keystore.hold_keys WHERE reason = $1 AND day = $2`,
};
const EXTEND = {
  name: 'keystore.hold.extend',
  text: `UPDATE keystore.hold_keys SET until_ms = greatest(until_ms, $2)
    WHERE hold_id = $1 AND wrapped IS NOT NULL AND until_ms > $3 RETURNING hold_id`,
};
const END = {
  name: 'keystore.hold.end',
  text: `WITH turn AS (UPDATE keystore.cell SET generation = generation + 1 RETURNING generation)
    UPDATE keystore.hold_keys SET wrapped = NULL, destroyed_at_ms = $2, destroyed_generation = turn.generation
    FROM turn WHERE hold_id = $1 AND wrapped IS NOT NULL RETURNING until_ms`,
};
const EXPIRE = {
  name: 'keystore.hold.expire',
  text: `UPDATE keystore.hold_keys SET wrapped = NULL, destroyed_at_ms = $1 WHERE hold_id IN (
      SELECT hold_id FROM keystore.hold_keys WHERE wrapped IS NOT NULL AND until_ms <= $1
      ORDER BY until_ms LIMIT $2 FOR UPDATE SKIP LOCKED)`,
};

export class HoldKeys implements Holds {
  readonly #pool: pg.Pool;
  readonly #classes: ClassKeys;
  readonly #region: string;
  readonly #clock: Clock;
  /** Called after a hold was ended before its time, which backups do not know. */
  readonly #ended: () => Promise<void>;
  /** The keys of the day, by reason: one entry each. */
  readonly #days = new Map<string, { day: number; holdId: string }>();

  constructor(parts: {
    pool: pg.Pool;
    classes: ClassKeys;
    region: string;
    clock: Clock;
    ended: () => Promise<void>;
  }) {
    this.#pool = parts.pool;
    this.#classes = parts.classes;
    this.#region = parts.region;
    this.#clock = parts.clock;
    this.#ended = parts.ended;
  }

  async begin(terms: HoldTerms): Promise<string> {
    const holdId = randomUUID();
    for (let look = 1; ; look += 1) {
      if (await this.#insert(holdId, terms, null)) return holdId;
      assert(look < LOOKS_MAX, 'the present class key shows after a refresh');
      await this.#classes.refresh();
    }
  }

  async daily(log: { reason: string; atMs: number; days: number }): Promise<string> {
    const day = Math.floor(log.atMs / DAY_MS);
    const kept = this.#days.get(log.reason);
    if (kept?.day === day) return kept.holdId;
    const terms = {
      holdClass: 'log',
      untilMs: (day + 1 + log.days) * DAY_MS,
      reason: log.reason,
    } as const;
    for (let look = 1; ; look += 1) {
      const [found] = await ask<{ hold_id: string }>(this.#pool, FIND_DAY, [log.reason, day]);
      if (found !== undefined) {
        this.#days.set(log.reason, { day, holdId: found.hold_id });
        return found.hold_id;
      }
      assert(look < LOOKS_MAX, "a day's key shows after it was made");
      if (look > 1) await this.#classes.refresh();
      await this.#insert(randomUUID(), terms, day);
    }
  }

  async seal(holdId: string, context: string, plain: Uint8Array): Promise<Buffer> {
    const found = await this.#find(holdId);
    if (found === undefined || found === 'ended') {
      throw problem(
        'unavailable',
        'There is no hold to keep this under: it has ended, or never was.',
      );
    }
    return seal(found.key, found.owner, context, plain);
  }

  async open(holdId: string, context: string, sealed: Uint8Array): Promise<Buffer | undefined> {
    const found = await this.#find(holdId);
    if (found === 'ended') return undefined;
    if (found === undefined) {
      throw new UnopenableError(
        'key_missing',
        'The key of a hold is missing: restore the backup of the key store.',
      );
    }
    return unseal(found.key, found.owner, context, sealed);
  }

  async extend(holdId: string, untilMs: number): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    checkEnd(untilMs, nowMs);
    return (await ask(this.#pool, EXTEND, [checked(holdId), untilMs, nowMs])).length > 0;
  }

  async end(holdId: string): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    const [row] = await ask<{ until_ms: number }>(this.#pool, END, [checked(holdId), nowMs]);
    await this.#ended();
    return row !== undefined && row.until_ms > nowMs;
  }

  async expire(max: number): Promise<number> {
    const result = await this.#pool.query({ ...EXPIRE, values: [this.#clock.nowMs(), max] });
    return result.rowCount ?? 0;
  }

  async #insert(holdId: string, terms: HoldTerms, day: number | null): Promise<boolean> {
    const { holdClass, untilMs, reason } = terms;
    const nowMs = this.#clock.nowMs();
    checkEnd(untilMs, nowMs);
    if (!REASON.test(reason)) throw new RangeError('a reason is a code, like orders.preservation');
    const { generation, fingerprint, key } = this.#classes.current(holdClass);
    const owner = { region: this.#region, id: holdId, keyClass: holdClass };
    const wrapped = wrap(key, owner, randomBytes(KEY_BYTES));
    const values = [
      holdId,
      holdClass,
      generation,
      fingerprint,
      reason,
      day,
      wrapped,
      nowMs,
      untilMs,
    ];
    return (await ask(this.#pool, BEGIN, values)).length > 0;
  }

  async #find(holdId: string) {
    for (let look = 1; ; look += 1) {
      const [row] = await ask<HoldRow>(this.#pool, FIND, [checked(holdId)]);
      if (row === undefined) return undefined;
      if (row.wrapped === null || row.until_ms <= this.#clock.nowMs()) return 'ended';
      const owner = { region: this.#region, id: holdId, keyClass: row.key_class };
      const classKey = this.#classes.find(row.key_class, row.generation);
      if (classKey !== undefined) return { key: unwrap(classKey.key, owner, row.wrapped), owner };
      const changed = await this.#classes.refresh();
      if (look === LOOKS_MAX || (!changed && look > 1)) {
        throw new UnopenableError('key_missing', 'The key of a class is missing.');
      }
    }
  }
}

function checkEnd(untilMs: number, nowMs: number): void {
  if (Number.isSafeInteger(untilMs) && untilMs > nowMs && untilMs <= nowMs + AHEAD_MAX_MS) return;
  throw new RangeError('a hold ends later than now and within ten years');
}

// The id is part of the associated data, so its spelling must be one.
function checked(holdId: string): string {
  if (!isUuid(holdId)) throw new RangeError('a hold id is a lower-case UUID');
  return holdId;
}
