// Rates that nobody reaches by watching. Counted in memory, by the minute: a server forgets them when it ends.

import { MINUTE_MS } from '@jhalak/kernel';
import type { AdEventType } from '@jhalak/contracts/ad-events';

/** Of one person or device within a minute. The load limits let through far fewer ads; a tap needs an ad that is looked at. */
const PER_PERSON: Readonly<Record<AdEventType, number>> = {
  ...{ render: 20, view: 20, click: 6, hide: 20, report: 20 },
};
/** Of one address: a mobile network puts thousands of people behind one. */
const PER_ADDRESS: Readonly<Record<AdEventType, number>> = {
  ...{ render: 6_000, view: 6_000, click: 600, hide: 600, report: 600 },
};
/** Counters kept; with more people at once in a minute all begin again, and only then is somebody too fast let through. */
const COUNTERS_MAX = 200_000;

export class EventRates {
  readonly #counts = new Map<string, number>();
  #minute = 0;

  /**
   * @param atMs when it is said to have happened: a device that was offline tells of days at once.
   * @returns whether this event is one too many. Cost: microseconds.
   */
  isTooFast(
    event: { type: AdEventType; atMs: number },
    who: string,
    address: string | undefined,
    nowMs: number,
  ): boolean {
    const now = Math.floor(nowMs / MINUTE_MS);
    if (this.#minute !== now || this.#counts.size >= COUNTERS_MAX) this.#counts.clear();
    this.#minute = now;
    const minute = Math.floor(event.atMs / MINUTE_MS);
    const person = this.#count(`${event.type} ${who} ${minute}`) > PER_PERSON[event.type];
    if (address === undefined) return person;
    return this.#count(`${event.type} ${address}`) > PER_ADDRESS[event.type] || person;
  }

  #count(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }
}
