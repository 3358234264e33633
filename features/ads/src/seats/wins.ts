// Showings that seats won, kept until they are billed: the billing notice may be due in another process and half an hour later.
// Written in batches; what a killed process had not written is not told when it is billed, and is billed all the same.

import type { Winner } from '@jhalak/openrtb';
import { DAY_MS, messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { seatRows } from '../billing/types.ts';

/** How long wins and bills wait to be written together. */
const BATCH_MS = 100;
/** Of each; beyond it, which takes a database that is away for some time, the newest is not kept. */
const WAITING_MAX = 20_000;
/** A feed's token lives for half an hour. */
const KEPT_MS = DAY_MS;
/** Rows deleted by one sweep. */
const ROWS_MAX = 20_000;

/** What a billing notice is made of. */
export interface Win {
  winner: Winner;
  auctionId: string;
  currency: string;
}

/** A bill that was told of: once a grant. */
interface BilledWin extends Win {
  seat: string;
  atMs: number;
}

interface WinsDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  /** Called once for each grant that is billed and was known. */
  billed: (win: BilledWin) => void;
}

interface Waiting {
  seat: string;
  grant: string;
}

export class Wins {
  readonly #deps: WinsDeps;
  #won: (Waiting & { win: Win; wonAtMs: number })[] = [];
  #billed: (Waiting & { atMs: number })[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: WinsDeps) {
    this.#deps = deps;
  }

  won(seat: string, grant: string, win: Win): void {
    if (this.#won.length >= WAITING_MAX) return;
    this.#won.push({ seat, grant, win, wonAtMs: this.#deps.clock.nowMs() });
    this.#soon();
  }

  billed(seat: string, grant: string, atMs: number): void {
    if (this.#billed.length >= WAITING_MAX) return;
    this.#billed.push({ seat, grant, atMs });
    this.#soon();
  }

  /** @returns what is won and not billed, by seat: micro-units for a thousand showings, summed. */
  async outstanding(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#deps.database.query<{ organisation: string; micros: number }>(
      {
        name: 'ads.seat_outstanding',
        text: `SELECT organisation, sum(price_micros)::bigint AS micros FROM ad_seat_wins
          WHERE billed_at_ms IS NULL AND won_at_ms > $1 GROUP BY organisation`,
      },
      [this.#deps.clock.nowMs() - TOKEN_MS],
    );
    return new Map(rows.map((row) => [row.organisation.slice('seat:'.length), row.micros]));
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  async forget(): Promise<number> {
    const rows = await this.#deps.database.query(
      {
        name: 'ads.forget_wins',
        text: `DELETE FROM ad_seat_wins WHERE (organisation, grant_id) IN
          (SELECT organisation, grant_id FROM ad_seat_wins WHERE won_at_ms < $1 LIMIT $2) RETURNING grant_id`,
      },
      [this.#deps.clock.nowMs() - KEPT_MS, ROWS_MAX],
    );
    return rows.length;
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => void this.flush(), BATCH_MS).unref();
  }

  async #write(): Promise<void> {
    const won = this.#won;
    const billed = this.#billed;
    this.#won = [];
    this.#billed = [];
    try {
      if (won.length > 0) await this.#insert(won);
      if (billed.length > 0) await this.#tellBilled(billed);
    } catch (error) {
      // Wins are tried again; both writes are harmless twice.
      this.#won.unshift(...won);
      this.#billed.unshift(...billed);
      this.#soon();
      this.#deps.logger.warn(
        { error: messageOf(error) },
        'what seats won could not be written; it is tried again',
      );
    }
  }

  async #insert(won: readonly (Waiting & { win: Win; wonAtMs: number })[]): Promise<void> {
    await this.#deps.database.query(
      {
        name: 'ads.keep_wins',
        text: `INSERT INTO ad_seat_wins (organisation, grant_id, win, price_micros, won_at_ms)
          SELECT * FROM unnest($1::text[], $2::uuid[], $3::jsonb[], $4::bigint[], $5::bigint[])
          ON CONFLICT (organisation, grant_id) DO NOTHING`,
      },
      [
        won.map(({ seat }) => seatRows(seat)),
        won.map(({ grant }) => grant),
        won.map(({ win }) => JSON.stringify(win)),
        won.map(({ win }) => win.winner.priceMicros),
        won.map(({ wonAtMs }) => wonAtMs),
      ],
    );
  }

  async #tellBilled(billed: readonly (Waiting & { atMs: number })[]): Promise<void> {
    const rows = await this.#deps.database.query<{
      organisation: string;
      win: Win;
      billed_at_ms: number;
    }>(
      {
        name: 'ads.bill_wins',
        text: `UPDATE ad_seat_wins w SET billed_at_ms = b.at_ms
          FROM unnest($1::text[], $2::uuid[], $3::bigint[]) AS b(organisation, grant_id, at_ms)
          WHERE w.organisation = b.organisation AND w.grant_id = b.grant_id AND w.billed_at_ms IS NULL
          RETURNING w.organisation, w.win, w.billed_at_ms`,
      },
      [
        billed.map(({ seat }) => seatRows(seat)),
        billed.map(({ grant }) => grant),
        billed.map(({ atMs }) => atMs),
      ],
    );
    for (const { organisation, win, billed_at_ms: atMs } of rows)
      this.#deps.billed({ ...win, seat: organisation.slice('seat:'.length), atMs });
  }
}

/** A won showing that was not billed within a token's life will not be any more. */
const TOKEN_MS = 30 * 60_000;
