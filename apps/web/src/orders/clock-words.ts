// What is due next, and how long that is, in words.

import type { Order, OrderClock } from '@jhalak/contracts/orders';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** From this share of its time on, in percent, a clock is near its end: the second of its three alarms. */
const NEAR_SHARE = 80;

/** How pressing a clock is: `calm` has more than a day, `late` is over. */
export type Pressing = 'calm' | 'running' | 'near' | 'late';

/** @returns the running clock that is over first; undefined where none runs. */
export function nextClock(clocks: readonly OrderClock[]): OrderClock | undefined {
  return clocks
    .filter(({ doneMs }) => doneMs === undefined)
    .toSorted((a, b) => a.dueMs - b.dueMs)[0];
}

/** @returns orders with what is due first at the top; those without a running clock stand last. */
export function byUrgency<Some extends Pick<Order, 'clocks'>>(orders: readonly Some[]): Some[] {
  const dueMs = ({ clocks }: Some): number => nextClock(clocks)?.dueMs ?? Infinity;
  // A stable sort: as long as nothing is due, the newest stays first.
  return orders.toSorted((a, b) => (dueMs(a) === dueMs(b) ? 0 : dueMs(a) - dueMs(b)));
}

/** @returns how much of a clock's time is over at a moment, in percent from 0 to 100. */
export function shareOver({ fromMs, dueMs }: OrderClock, atMs: number): number {
  return Math.min(100, Math.max(0, ((atMs - fromMs) / (dueMs - fromMs)) * 100));
}

export function pressing(clock: OrderClock, nowMs: number): Pressing {
  if (nowMs > clock.dueMs) return 'late';
  if (shareOver(clock, nowMs) >= NEAR_SHARE) return 'near';
  return clock.dueMs - nowMs > DAY_MS ? 'calm' : 'running';
}

/** @returns "2 hrs 14 mins", in at most two units and without zeros; never less than a minute. */
export function lengthText(ms: number, locale: InterfaceLanguage): string {
  const minutes = Math.max(1, Math.floor(ms / MINUTE_MS));
  const parts: (readonly [number, 'day' | 'hour' | 'minute'])[] = [
    [Math.floor(ms / DAY_MS), 'day'],
    [Math.floor((ms % DAY_MS) / HOUR_MS), 'hour'],
    [ms < HOUR_MS ? minutes : Math.floor((ms % HOUR_MS) / MINUTE_MS), 'minute'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) =>
      new Intl.NumberFormat(locale === 'en' ? 'en-IN' : locale, {
        style: 'unit',
        unit,
        unitDisplay: 'short',
      }).format(count),
    )
    .join(' ');
}
