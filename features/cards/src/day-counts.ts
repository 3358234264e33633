// What was delivered and shown on a day, by brand and language. Deliveries are gathered in memory and written every few
// seconds; what was shown is written with the events that say so.

import { DAY_MS, messageOf, SECOND_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { Database, Journal, JournalEntry, Queries } from '@jhalak/ports';

/** A process that dies loses at most this much of what it delivered; nothing is billed by it. */
const FLUSH_EVERY_MS = 5 * SECOND_MS;
/** Days read at once. */
export const DAYS_MAX = 100;

/** What was delivered, and what devices reported. */
export interface LockCounts {
  packs: number;
  notModified: number;
  packBytes: number;
  files: number;
  fileBytes: number;
  /** Cards that stood on a lit screen under a receipt that was in force. */
  shown: number;
  /** The same, reported after the receipt was withdrawn. */
  shownAfterWithdrawal: number;
  /** The same without any receipt. */
  shownWithoutReceipt: number;
  opens: number;
  dismisses: number;
}
type CountName = keyof LockCounts;

const COLUMNS: Readonly<Record<CountName, string>> = {
  packs: 'packs',
  notModified: 'not_modified',
  packBytes: 'pack_bytes',
  files: 'files',
  fileBytes: 'file_bytes',
  shown: 'shown',
  shownAfterWithdrawal: 'shown_after_withdrawal',
  shownWithoutReceipt: 'shown_without_receipt',
  opens: 'opens',
  dismisses: 'dismisses',
};
const NAMES = Object.keys(COLUMNS) as CountName[];
const COLUMN_LIST = NAMES.map((name) => COLUMNS[name]);
const ADD = {
  name: 'cards.add_days',
  text: `INSERT INTO lock_days (day, brand, language, ${COLUMN_LIST.join(', ')})
    SELECT * FROM unnest($1::int[], $2::text[], $3::text[], ${COLUMN_LIST.map((_name, at) => `$${at + 4}::bigint[]`).join(', ')})
    ON CONFLICT (brand, day, language) DO UPDATE SET
      ${COLUMN_LIST.map((name) => `${name} = lock_days.${name} + excluded.${name}`).join(', ')}`,
};

/** Of which day, brand and language something is counted. */
interface DayKey {
  /** Days since 1970, UTC. */
  day: number;
  /** '' for none. */
  brand: string;
  /** '' where it is not known. */
  language: string;
}

/** A row of the report. */
export type DayRow = DayKey & LockCounts;

/** Sums by day, brand and language. */
export class DaySums {
  readonly #sums = new Map<string, DayRow>();

  get size(): number {
    return this.#sums.size;
  }

  add(key: DayKey, counts: Partial<LockCounts>): void {
    const name = `${key.brand}\n${key.day}\n${key.language}`;
    const row = this.#sums.get(name) ?? { ...key, ...ZERO };
    for (const count of NAMES) row[count] += counts[count] ?? 0;
    this.#sums.set(name, row);
  }

  /** @returns which rows change, for whoever follows them. */
  entries(): JournalEntry[] {
    return [...this.#sums.values()].map(({ day, brand, language }) => {
      const key = `${brand}/${day}/${language}`;
      return {
        stream: 'cards.day',
        key,
        type: 'counted',
        row: { table: 'lock_days', key },
        facts: {},
      };
    });
  }

  /** Adds the sums to the table. In one order, so that two of us cannot wait for each other. */
  async write(on: Queries): Promise<void> {
    if (this.#sums.size === 0) return;
    const rows = [...this.#sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    await on.query(ADD, [
      rows.map((row) => row.day),
      rows.map((row) => row.brand),
      rows.map((row) => row.language),
      ...NAMES.map((name) => rows.map((row) => row[name])),
    ]);
  }
}

const ZERO: LockCounts = {
  packs: 0,
  notModified: 0,
  packBytes: 0,
  files: 0,
  fileBytes: 0,
  shown: 0,
  shownAfterWithdrawal: 0,
  shownWithoutReceipt: 0,
  opens: 0,
  dismisses: 0,
};

export class DayCounts {
  readonly #database: Database;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #sums = new DaySums();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(database: Database, journal: Journal, clock: Clock, logger: Logger) {
    this.#database = database;
    this.#journal = journal;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Counts a delivery. Cost: nanoseconds. */
  delivered(brand: string, language: string, counts: Partial<LockCounts>): void {
    this.#sums.add({ day: dayOf(this.#clock.nowMs()), brand, language }, counts);
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  /** Writes what was gathered; one write at a time. */
  async flush(): Promise<void> {
    this.#flushing = this.#flushing.then(async () => {
      const sums = this.#sums;
      if (sums.size === 0) return;
      this.#sums = new DaySums();
      try {
        await this.#database.transaction(async (tx) => {
          await sums.write(tx);
          await this.#journal.append(tx, sums.entries());
        });
      } catch (error) {
        this.#logger.warn(
          { error: messageOf(error) },
          'counts of delivered packs were lost: the database did not take them',
        );
      }
    });
    await this.#flushing;
  }

  /** @returns the sums of the present day. */
  async today(): Promise<LockCounts> {
    const sum = { ...ZERO };
    for (const row of await this.read(dayOf(this.#clock.nowMs())))
      for (const name of NAMES) sum[name] += row[name];
    return sum;
  }

  /** @param brand one brand's rows only. @returns the newest days first, at most DAYS_MAX of them. */
  async read(fromDay: number, brand?: string): Promise<DayRow[]> {
    await this.flush();
    const rows = await this.#database.query<Record<string, number | string>>(
      {
        name: 'cards.days',
        text: `SELECT day, brand, language, ${COLUMN_LIST.join(', ')} FROM lock_days
          WHERE day >= $1 AND ($2::text IS NULL OR brand = $2) ORDER BY day DESC, brand, language`,
      },
      [Math.max(fromDay, dayOf(this.#clock.nowMs()) - DAYS_MAX), brand ?? null],
    );
    return rows.map((row) => ({
      day: Number(row['day']),
      brand: String(row['brand']),
      language: String(row['language']),
      ...(Object.fromEntries(
        NAMES.map((name) => [name, Number(row[COLUMNS[name]])]),
      ) as unknown as LockCounts),
    }));
  }
}

/** @returns the day that a moment belongs to, since 1970, UTC. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}
