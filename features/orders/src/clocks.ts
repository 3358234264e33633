// The law's clocks of one order. Pure; how long each runs comes from dated rules.

import type { OrderClock, OrderClockPurpose, OrderLaw } from '@jhalak/contracts/orders';
import type { StoredOrder } from './types.ts';

/** One rule as it is kept. It holds until the next one of the same law and purpose begins. */
export interface ClockRule {
  law: OrderLaw;
  purpose: OrderClockPurpose;
  fromMs: number;
  limitMs: number;
  source: string;
  author: string;
}

/** Alarms ring when this much of the time is over, in percent. */
const ALARM_SHARES = [50, 80, 100] as const;

/** @returns the rule that held at a time: the last that began by then. */
function ruleAt(
  rules: readonly ClockRule[],
  law: OrderLaw,
  purpose: OrderClockPurpose,
  atMs: number,
): ClockRule | undefined {
  return rules
    .filter((rule) => rule.law === law && rule.purpose === purpose && rule.fromMs <= atMs)
    .toSorted((a, b) => b.fromMs - a.fromMs)[0];
}

/** A clock without what rang. */
export type RunningClock = Omit<OrderClock, 'rang'>;

/**
 * @returns an order's clocks, those of its law only. A clock that was begun under one rule runs by it to its end: the rule
 * that held when the order was received.
 */
export function clocksOf(order: StoredOrder, rules: readonly ClockRule[]): RunningClock[] {
  const clock = (
    purpose: OrderClockPurpose,
    fromMs: number | null,
    doneMs: number | null,
  ): RunningClock[] => {
    const rule = ruleAt(rules, order.law, purpose, order.receivedAtMs);
    if (rule === undefined || fromMs === null) return [];
    const done = doneMs ?? order.endedAtMs;
    return [
      { purpose, fromMs, dueMs: fromMs + rule.limitMs, ...(done === null ? {} : { doneMs: done }) },
    ];
  };
  return [
    ...clock('acknowledge', order.receivedAtMs, order.acknowledgedAtMs),
    ...clock('execute', order.receivedAtMs, order.executedAtMs),
    ...(order.emergency ? clock('confirm', order.receivedAtMs, order.confirmedAtMs) : []),
    ...clock('review', order.reviewedAtMs ?? order.releasedAtMs, null),
  ];
}

/** @returns the shares of a clock's time that are over by now, in percent; none once it was met in time. */
export function sharesOver(clock: RunningClock, nowMs: number): number[] {
  const untilMs = Math.min(clock.doneMs ?? nowMs, nowMs);
  const share = ((untilMs - clock.fromMs) / (clock.dueMs - clock.fromMs)) * 100;
  return ALARM_SHARES.filter((one) => share >= one);
}
