// Makes receipts durable. Those that come while a write is on its way share the next one: one row, one sync, whatever the number
// of auctions.

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { problem } from '@jhalak/contracts';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { digestOf } from './batch-tree.ts';
import { receiptOf } from './receipt-text.ts';
import { noteSeatAd } from '../library/library-store.ts';
import type { AuctionReceipts, AuctionRecord, SeatAd } from './receipts.ts';

/** The table's own bound. */
const RECEIPTS_PER_ROW_MAX = 256;
/** Receipts that may wait, some 15 MB: beyond it the database is too slow, and slots stay without ads. */
const WAITING_MAX = 5_000;

/** Ads of seats that are remembered: beyond it some are noted twice, which changes nothing. */
const NOTED_MAX = 10_000;

const gzipped = promisify(gzip);

interface Waiting {
  id: string;
  text: string;
  seatAd: SeatAd | undefined;
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface Deps {
  database: Database;
  clock: Clock;
  ids: Ids;
}

export class ReceiptWriter implements AuctionReceipts {
  readonly #deps: Deps;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  /** Ads of seats that stand in the library for certain. */
  readonly #noted = new Set<string>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async keep(record: AuctionRecord): Promise<void> {
    if (this.#waiting.length >= WAITING_MAX)
      throw problem('unavailable', 'More auctions wait to be written down than may.', {
        retryAfterS: 1,
      });
    const text = receiptOf(record, this.#deps.clock.nowMs());
    const done = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ id: record.id, text, seatAd: record.seatAd, resolve, reject });
    });
    this.#writing ??= this.#writeAll();
    await done;
  }

  /** Resolves when nothing waits any more. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, RECEIPTS_PER_ROW_MAX);
      try {
        await this.#noteAds(group);
        await this.#write(group);
        for (const one of group) one.resolve();
      } catch (error) {
        for (const one of group) one.reject(error);
      }
    }
    this.#writing = undefined;
  }

  // Before the receipts: an ad of a seat that is shown without standing in the library would be one too many.
  async #noteAds(group: readonly Waiting[]): Promise<void> {
    const { database, clock, ids } = this.#deps;
    for (const { seatAd } of group) {
      const key = JSON.stringify(seatAd ?? null);
      if (seatAd === undefined || this.#noted.has(key)) continue;
      await noteSeatAd(database, ids, seatAd, clock.nowMs());
      if (this.#noted.size >= NOTED_MAX) this.#noted.clear();
      this.#noted.add(key);
    }
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const { database, clock, ids } = this.#deps;
    const receiptIds = group.map(({ id }) => id);
    const sorted = receiptIds.toSorted();
    const digests = Buffer.concat(group.map(({ text }) => digestOf(text)));
    const body = await gzipped(group.map(({ text }) => text).join('\n'));
    await database.query(
      {
        name: 'ads.keep_receipts',
        text: `INSERT INTO ad_receipt_rows (row_id, first_id, last_id, ids, digests, body, kept_at_ms)
          VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      },
      [ids.next(), sorted[0], sorted.at(-1), receiptIds, digests, body, clock.nowMs()],
    );
  }
}
