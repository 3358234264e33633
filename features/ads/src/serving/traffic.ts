// How many questions for ads each hour of the week brings: what pacing lays money out by. Learned from the questions themselves.

import { DAY_MS, HOUR_MS, MINUTE_MS, messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { hourOfWeek, WEEK_HOURS } from './live-lines.ts';
import type { Forecast } from './pacing.ts';

/** Four weeks: as many Mondays at nine. */
const LEARNED_MS = 28 * DAY_MS;
/** Counts wait so long in memory; a process that dies loses them, and the forecast hardly changes. */
const WRITE_EVERY_MS = MINUTE_MS;
/** How many questions the day that is assumed counts as, each hour: it fades as real ones come. */
const ASSUMED_WEIGHT = 50;
/**
 * A day on phones before anything is learned, from midnight: little at night, a rise to the morning's commute, the most from eight
 * to eleven in the evening. Author: the Jhalak authors.
 */
const ASSUMED_DAY = [
  ...[0.55, 0.3, 0.18, 0.12, 0.12, 0.25, 0.5, 0.8, 0.95, 0.9, 0.85, 0.85],
  ...[1, 1.05, 0.95, 0.9, 0.95, 1.1, 1.25, 1.45, 1.7, 1.8, 1.6, 1.05],
] as const;

export class Traffic {
  readonly #deps: { database: Database; clock: Clock; logger: Logger; offsetMinutes: () => number };
  #learned = new Float64Array(WEEK_HOURS);
  #forecast: Forecast | undefined;
  /** Hours with counts that are not written yet: one, or two around the turn of an hour. */
  #waiting = new Map<number, number>();
  #writtenAtMs: number;
  #writing: Promise<void> | undefined;

  constructor(deps: {
    database: Database;
    clock: Clock;
    logger: Logger;
    offsetMinutes: () => number;
  }) {
    this.#deps = deps;
    this.#writtenAtMs = deps.clock.nowMs();
  }

  /** Reads the last weeks. */
  async load(): Promise<void> {
    const { database, clock, offsetMinutes } = this.#deps;
    const rows = await database.query<{ hour_ms: number; asks: number }>(
      {
        name: 'ads.traffic',
        text: `SELECT hour_ms, asks FROM ad_traffic WHERE book = 'ads' AND hour_ms >= $1 ORDER BY hour_ms LIMIT 1000`,
      },
      [clock.nowMs() - LEARNED_MS],
    );
    const learned = new Float64Array(WEEK_HOURS);
    for (const row of rows) {
      const hour = hourOfWeek(row.hour_ms, offsetMinutes());
      learned[hour] = (learned[hour] ?? 0) + row.asks;
    }
    this.#learned = learned;
    this.#forecast = undefined;
  }

  /** Counts one question. Cost: an addition; a write in the background once a minute. */
  note(nowMs: number): void {
    const hour = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
    this.#waiting.set(hour, (this.#waiting.get(hour) ?? 0) + 1);
    if (nowMs - this.#writtenAtMs < WRITE_EVERY_MS || this.#writing !== undefined) return;
    this.#writtenAtMs = nowMs;
    void this.flush();
  }

  /** @returns what is expected of each hour of the week. The same object until something was learned. */
  forecast(): Forecast {
    this.#forecast ??= {
      byHour: this.#learned.map(
        (asks, hour) => asks + ASSUMED_WEIGHT * (ASSUMED_DAY[hour % 24] ?? 1),
      ),
      offsetMinutes: this.#deps.offsetMinutes(),
    };
    return this.#forecast;
  }

  /** Writes what waits. Never throws: it is tried again with the next. */
  async flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async #write(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    try {
      for (const [hour, asks] of waiting)
        await this.#deps.database.query(
          {
            name: 'ads.note_traffic',
            text: `INSERT INTO ad_traffic (book, hour_ms, asks) VALUES ('ads', $1, $2)
              ON CONFLICT (book, hour_ms) DO UPDATE SET asks = ad_traffic.asks + excluded.asks`,
          },
          [hour, asks],
        );
      if (waiting.size > 0) await this.load();
    } catch (error) {
      this.#deps.logger.warn({ error: messageOf(error) }, 'traffic could not be written down');
      for (const [hour, asks] of waiting)
        this.#waiting.set(hour, (this.#waiting.get(hour) ?? 0) + asks);
    }
  }
}

/** Deletes counts of before. @returns how many. */
export async function forgetTraffic(database: Database, clock: Clock): Promise<number> {
  const rows = await database.query(
    {
      name: 'ads.forget_traffic',
      text: `DELETE FROM ad_traffic WHERE book = 'ads' AND hour_ms < $1 RETURNING hour_ms`,
    },
    [clock.nowMs() - 2 * LEARNED_MS],
  );
  return rows.length;
}
