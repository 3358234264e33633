// What became of questions to seats, counted in memory and written every second or so. No bill rests on it.

import { messageOf, SECOND_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { seatRows } from '../billing/types.ts';
import { dayStart } from './seat-store.ts';

/** What a kill can lose. */
const FLUSH_EVERY_MS = SECOND_MS;

export interface SeatCounts {
  asked: number;
  bids: number;
  noBid: number;
  faulty: number;
  late: number;
  failed: number;
  refused: number;
  spared: number;
  won: number;
  billed: number;
  spentMicros: number;
}

const NAMES = [
  ...(['asked', 'bids', 'noBid', 'faulty', 'late', 'failed'] as const),
  ...(['refused', 'spared', 'won', 'billed', 'spentMicros'] as const),
];
const COLUMNS = NAMES.map((name) => name.replace(/[A-Z]/g, (char) => `_${char.toLowerCase()}`));

export class SeatCounter {
  readonly #deps: { database: Database; clock: Clock; logger: Logger };
  #waiting = new Map<string, { organisation: string; dayMs: number; counts: SeatCounts }>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: { database: Database; clock: Clock; logger: Logger }) {
    this.#deps = deps;
  }

  add(seat: string, name: keyof SeatCounts, by = 1): void {
    this.#entry(seatRows(seat), dayStart(this.#deps.clock.nowMs())).counts[name] += by;
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  /** Writes what was counted; one write at a time. */
  async flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  #entry(organisation: string, dayMs: number): { counts: SeatCounts } {
    const key = `${organisation} ${dayMs}`;
    let entry = this.#waiting.get(key);
    if (entry === undefined) {
      const counts = Object.fromEntries(NAMES.map((name) => [name, 0]));
      entry = { organisation, dayMs, counts: counts as unknown as SeatCounts };
      // At most a day's turn of SEATS_MAX seats: no further bound is needed.
      this.#waiting.set(key, entry);
    }
    return entry;
  }

  async #write(): Promise<void> {
    const entries = [...this.#waiting.values()];
    if (entries.length === 0) return;
    this.#waiting = new Map();
    try {
      await this.#deps.database.query(
        {
          name: 'ads.count_seats',
          text: `INSERT INTO ad_seat_counts (organisation, day_ms, ${COLUMNS.join(', ')})
            SELECT * FROM unnest($1::text[], $2::bigint[], ${COLUMNS.map((_, at) => `$${at + 3}::bigint[]`).join(', ')})
            ON CONFLICT (organisation, day_ms) DO UPDATE SET
            ${COLUMNS.map((column) => `${column} = ad_seat_counts.${column} + EXCLUDED.${column}`).join(', ')}`,
        },
        [
          entries.map(({ organisation }) => organisation),
          entries.map(({ dayMs }) => dayMs),
          ...NAMES.map((name) => entries.map(({ counts }) => counts[name])),
        ],
      );
    } catch (error) {
      for (const { organisation, dayMs, counts } of entries)
        for (const name of NAMES) this.#entry(organisation, dayMs).counts[name] += counts[name];
      this.#deps.logger.warn(
        { error: messageOf(error) },
        'counts of seats could not be written; the next time takes them along',
      );
    }
  }
}
