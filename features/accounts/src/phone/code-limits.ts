// How many codes may be sent: to one number, for one caller, to numbers that begin alike, by the whole cell. Counts are kept by
// our clock under keyed hashes: neither numbers nor addresses. The same whether anybody has the number or not. Who showed before
// that the number is theirs has a share of their own, so that no stranger uses it up: docs/decisions/0017-codes-and-strangers.md.

import { createHmac } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import { DAY_MS, HOUR_MS, SECOND_MS, type Clock } from '@jhalak/kernel';
import type { Database, Keys, Tx } from '@jhalak/ports';
import type { Budget, CodeTerms } from './terms.ts';

/** The pause between two codes to one number never gets longer: who mistyped twice must not lose a quarter of an hour. */
const AGAIN_MAX_MS = 600 * SECOND_MS;
/** Rows forgotten by one sweep. */
const FORGET_MAX = 5_000;

const COUNT = {
  name: 'accounts.code_count',
  text: `INSERT INTO code_sends (key, window_ms, sent, last_at_ms) VALUES ($1, $2, 1, $3)
    ON CONFLICT (key) DO UPDATE SET
      sent = CASE WHEN code_sends.window_ms = $2 THEN code_sends.sent + 1 ELSE 1 END, window_ms = $2, last_at_ms = $3
    WHERE code_sends.window_ms <> $2 OR code_sends.sent < $4 RETURNING sent`,
};
// Each code within an hour of the last one doubles the pause until the next.
const PAUSE = {
  name: 'accounts.code_pause',
  text: `INSERT INTO code_sends (key, window_ms, sent, last_at_ms) VALUES ($1, 0, 1, $2)
    ON CONFLICT (key) DO UPDATE SET
      sent = CASE WHEN code_sends.last_at_ms <= $2 - $5::bigint THEN 1 ELSE code_sends.sent + 1 END, last_at_ms = $2
    WHERE code_sends.last_at_ms + least($4::float8, $3::float8 * power(2, least(20, code_sends.sent - 1))) <= $2
    RETURNING sent`,
};
const STANDS = {
  name: 'accounts.code_sent',
  text: 'SELECT sent, last_at_ms FROM code_sends WHERE key = $1',
};
const FORGET = {
  name: 'accounts.code_forget',
  text: `DELETE FROM code_sends WHERE key IN
    (SELECT key FROM code_sends WHERE last_at_ms <= $1 ORDER BY last_at_ms LIMIT $2) RETURNING key`,
};

export interface SendRequest {
  phone: string;
  /** Who asks; absent without a token. */
  personId: string | undefined;
  /** Who showed before to read the number's messages: a device by its mark, or the account that has the number. */
  known: string | undefined;
  terms: CodeTerms;
  budget: Budget;
}

interface Window {
  what: string;
  spanMs: number;
  max: number;
}

export class CodeLimits {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #secret: Buffer;

  constructor(database: Database, keys: Keys, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#secret = keys.secret('accounts.code_sends');
  }

  /**
   * Counts one code, in the transaction that makes it: what is refused anywhere counts nowhere, so that nobody uses up the
   * others' share, or their own number's, with codes that are never sent.
   *
   * @returns when the next one may go to this number, UTC milliseconds.
   * @throws `code.too_many` with Retry-After. What is shared by all comes last: its rows are locked until the end.
   */
  async count(tx: Tx, request: SendRequest): Promise<number> {
    const { phone, personId, known, terms, budget } = request;
    const window = async (what: string, spanMs: number, max: number): Promise<void> =>
      await this.#window(tx, { what, spanMs, max });
    if (personId !== undefined) await window(`caller ${personId}`, HOUR_MS, terms.caller_hour);
    const asker = known === undefined ? phone : `${phone} ${known}`;
    const againAtMs = await this.#pause(tx, asker, terms);
    await window(`number ${asker}`, HOUR_MS, terms.number_hour);
    if (known !== undefined) await window(`number ${asker}`, DAY_MS, terms.number_day);
    // Who has the number is one alone. Marks can be somebody's who had it once: they keep no other mark out, which is then
    // as good as none.
    const isHolder = known !== undefined && known === personId;
    const marks = { what: `known ${phone}`, spanMs: DAY_MS, max: terms.known_day };
    const isKnown = isHolder || (known !== undefined && (await this.#fits(tx, marks)));
    if (!isKnown) await this.#strangersDay(tx, phone, terms);
    if (personId === undefined && known === undefined)
      await window('nobody', HOUR_MS, terms.nobody_hour);
    // The last part of what all share is for whoever signed in before: strangers without number cannot take it.
    const shareOf = (max: number): number =>
      isKnown ? max : Math.ceil((max * (100 - terms.known_share)) / 100);
    await window(`prefix ${budget.prefix}`, HOUR_MS, shareOf(budget.per_hour));
    await window(`prefix ${budget.prefix}`, DAY_MS, shareOf(budget.per_day));
    await window('cell', HOUR_MS, shareOf(terms.cell_hour));
    return againAtMs;
  }

  /** A number's share of the day; when strangers have used it up, a few each hour, so that nobody closes it for a day. */
  async #strangersDay(tx: Tx, phone: string, terms: CodeTerms): Promise<void> {
    const day = { what: `number ${phone}`, spanMs: DAY_MS, max: terms.number_day };
    if (await this.#fits(tx, day)) return;
    await this.#window(tx, {
      what: `after ${phone}`,
      spanMs: HOUR_MS,
      max: terms.number_after_day,
    });
  }

  async #window(tx: Tx, window: Window): Promise<void> {
    if (await this.#fits(tx, window)) return;
    throw tooMany(window.spanMs - (this.#clock.nowMs() % window.spanMs));
  }

  async #fits(tx: Tx, { what, spanMs, max }: Window): Promise<boolean> {
    if (max <= 0) return false;
    const nowMs = this.#clock.nowMs();
    const key = this.#key(`${what} ${spanMs}`);
    return (await tx.query(COUNT, [key, nowMs - (nowMs % spanMs), nowMs, max])).length > 0;
  }

  async #pause(tx: Tx, asker: string, terms: CodeTerms): Promise<number> {
    const nowMs = this.#clock.nowMs();
    const againMs = terms.again_s * SECOND_MS;
    const key = this.#key(`pause ${asker}`);
    const values = [key, nowMs, againMs, AGAIN_MAX_MS, HOUR_MS];
    const [passed] = await tx.query<{ sent: number }>(PAUSE, values);
    if (passed !== undefined) return nowMs + pauseMs(againMs, passed.sent);
    const [stands] = await tx.query<{ sent: number; last_at_ms: number }>(STANDS, [key]);
    const untilMs =
      stands === undefined ? nowMs : stands.last_at_ms + pauseMs(againMs, stands.sent);
    throw tooMany(untilMs - nowMs);
  }

  #key(what: string): string {
    return createHmac('sha256', this.#secret).update(what).digest('base64url');
  }

  /** Forgets counts that say nothing any more. @returns how many. */
  async sweep(): Promise<number> {
    const before = this.#clock.nowMs() - DAY_MS;
    return (await this.#database.query(FORGET, [before, FORGET_MAX])).length;
  }
}

function pauseMs(againMs: number, sent: number): number {
  return Math.min(AGAIN_MAX_MS, againMs * 2 ** Math.min(20, sent - 1));
}

function tooMany(waitMs: number): Error {
  return problem(
    'code.too_many',
    'No further code is sent for now. Wait, or sign in another way.',
    {
      retryAfterS: Math.max(1, Math.ceil(waitMs / SECOND_MS)),
    },
  );
}
