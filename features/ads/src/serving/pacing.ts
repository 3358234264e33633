// Pacing: how much of its money a campaign may have spent by now, so that each hour's spend follows the hour's traffic. Pure.
//
// At the beginning of each hour what is left is laid out over the hours that are left, by the traffic that is foretold for them;
// within the hour it becomes free as time passes. So an hour never spends more than its share, and what one hour could not spend
// is laid out over all later ones.

import { HOUR_MS, MINUTE_MS, type Random } from '@jhalak/kernel';
import { hourOfWeek, WEEK_HOURS } from './live-lines.ts';

/** How many questions for ads come in each hour of the week, on the region's clocks; any unit, above 0. */
export interface Forecast {
  /** 168 entries. */
  readonly byHour: Float64Array;
  readonly offsetMinutes: number;
}

/** What is to be spent, and when. */
export interface Flight {
  startsAtMs: number;
  endsAtMs: number;
  /** Hours of the week in which some line item of it may be shown; absent: all. */
  hours: Uint8Array | undefined;
}

/** Where one campaign stands in this hour. */
interface Pace {
  /** When the hour ends. */
  endMs: number;
  /** Free in this hour, micros. */
  target: number;
  spent: number;
  /** Which part of a price must be free already, drawn for each hour: so that an hour's share below one price comes true too. */
  part: number;
}

/** @returns the end of the hour that a time is in, on the region's clocks: in India they turn at half past. */
function endOfHour(atMs: number, offsetMinutes: number): number {
  const offsetMs = offsetMinutes * MINUTE_MS;
  return (Math.floor((atMs + offsetMs) / HOUR_MS) + 1) * HOUR_MS - offsetMs;
}

/** @returns which part of what is left belongs to the hour of `nowMs`, 0 to 1; 1 in the last hour. Cost: some 170 additions. */
function shareOfHour(flight: Flight, forecast: Forecast, nowMs: number): number {
  const from = Math.max(nowMs, flight.startsAtMs);
  if (from >= flight.endsAtMs) return 1;
  const hourEnd = Math.min(endOfHour(from, forecast.offsetMinutes), flight.endsAtMs);
  const now = weight(flight, forecast, from) * (hourEnd - from);
  const later = traffic(flight, forecast, hourEnd);
  return now + later === 0 ? 0 : now / (now + later);
}

function weight({ hours }: Flight, { byHour, offsetMinutes }: Forecast, atMs: number): number {
  const hour = hourOfWeek(atMs, offsetMinutes);
  return hours === undefined || hours[hour] === 1 ? (byHour[hour] ?? 0) : 0;
}

/** Traffic times milliseconds from a time to the flight's end: whole weeks are added at once. */
function traffic(flight: Flight, forecast: Forecast, fromMs: number): number {
  const weekMs = WEEK_HOURS * HOUR_MS;
  const weeks = Math.floor((flight.endsAtMs - fromMs) / weekMs);
  let sum = 0;
  if (weeks > 0) {
    for (let hour = 0; hour < WEEK_HOURS; hour += 1)
      sum += weight(flight, forecast, fromMs + hour * HOUR_MS) * HOUR_MS;
    sum *= weeks;
  }
  let at = fromMs + weeks * weekMs;
  while (at < flight.endsAtMs) {
    const next = Math.min(endOfHour(at, forecast.offsetMinutes), flight.endsAtMs);
    sum += weight(flight, forecast, at) * (next - at);
    at = next;
  }
  return sum;
}

/** The controller of all campaigns of a process. Bounded by its callers: those that left the index go. */
export class Pacer {
  readonly #random: Pick<Random, 'next'>;
  readonly #paces = new Map<string, Pace>();

  constructor(random: Pick<Random, 'next'>) {
    this.#random = random;
  }

  /**
   * @param left what is not spent yet, micros; asked once an hour, so that what was billed late counts.
   * @returns whether a showing at this price may be bid for now. Cost: an addition; some 170 when an hour begins.
   */
  allows(
    campaign: string,
    flight: Flight,
    forecast: Forecast,
    nowMs: number,
    priceMicros: number,
    left: () => number,
  ): boolean {
    const endMs = endOfHour(nowMs, forecast.offsetMinutes);
    let pace = this.#paces.get(campaign);
    if (pace === undefined || pace.endMs !== endMs) {
      const target = Math.max(0, left()) * shareOfHour(flight, forecast, nowMs);
      pace = { endMs, target, spent: 0, part: this.#random.next() };
      this.#paces.set(campaign, pace);
    }
    const begins = Math.max(endMs - HOUR_MS, flight.startsAtMs);
    const ends = Math.min(endMs, flight.endsAtMs);
    const passed = Math.min(1, (nowMs - begins) / Math.max(1, ends - begins));
    return pace.spent + priceMicros * pace.part <= pace.target * passed;
  }

  /** A showing was granted. */
  spent(campaign: string, priceMicros: number): void {
    const pace = this.#paces.get(campaign);
    if (pace !== undefined) pace.spent += priceMicros;
  }

  /** Forgets campaigns that are not there any more. */
  keep(isLive: (campaign: string) => boolean): void {
    for (const campaign of this.#paces.keys()) if (!isLive(campaign)) this.#paces.delete(campaign);
  }
}
