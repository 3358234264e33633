// The law's clocks, as the first migration seeds them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { OrderClockPurpose, OrderLaw } from '@jhalak/contracts/orders';
import { DAY_MS, HOUR_MS } from '@jhalak/kernel';
import { clocksOf, sharesOver, type ClockRule } from './clocks.ts';
import type { StoredOrder } from './types.ts';

const MIGRATION = new URL('../migrations/0001_orders.sql', import.meta.url);
/** 20 February 2026 in India: from then on the amended times hold. */
const AMENDED_MS = Date.parse('2026-02-20T00:00:00+05:30');
const ROW = /\('([a-z0-9-]+)', '([a-z]+)', (\d+), (\d+), '([^']+)', 'seed'\)/g;

const RULES: readonly ClockRule[] = [...readFileSync(MIGRATION, 'utf8').matchAll(ROW)].map(
  ([, law, purpose, from, limit, source = '']) => ({
    law: law as OrderLaw,
    purpose: purpose as OrderClockPurpose,
    ...{ fromMs: Number(from), limitMs: Number(limit), source, author: 'seed' },
  }),
);

function order(law: OrderLaw, receivedAtMs: number): StoredOrder {
  return {
    ...{ orderId: 'o', seq: 2, phase: 'in_force', ended: null, law, targets: [], states: null },
    ...{ interim: true, emergency: true, confidential: true, contested: false, disclosed: false },
    ...{ enteredBy: 'p', enteredAtMs: receivedAtMs, receivedAtMs, expiresAtMs: null },
    ...{ acknowledgedAtMs: null, releasedAtMs: receivedAtMs, executedAtMs: null },
    ...{ confirmedAtMs: null, reviewedAtMs: null, endedAtMs: null },
  };
}

function limitOf(law: OrderLaw, purpose: OrderClockPurpose, receivedAtMs: number) {
  const found = clocksOf(order(law, receivedAtMs), RULES).find((one) => one.purpose === purpose);
  return found === undefined ? undefined : found.dueMs - found.fromMs;
}

test('an order runs by the times that the law gave on the day it was received', () => {
  const before = AMENDED_MS - 1;
  const cases: [OrderLaw, OrderClockPurpose, number, number][] = [
    ['s69a', 'acknowledge', 2 * HOUR_MS, 2 * HOUR_MS],
    ['s69a', 'execute', 36 * HOUR_MS, 3 * HOUR_MS],
    ['s69a-emergency', 'confirm', 48 * HOUR_MS, 48 * HOUR_MS],
    ['s79-3b', 'execute', 36 * HOUR_MS, 3 * HOUR_MS],
    ['court', 'execute', 36 * HOUR_MS, 3 * HOUR_MS],
    ['intimate', 'execute', 24 * HOUR_MS, 2 * HOUR_MS],
    ['grievance-urgent', 'execute', 72 * HOUR_MS, 36 * HOUR_MS],
    ['grievance', 'execute', 15 * DAY_MS, 7 * DAY_MS],
  ];
  for (const [law, purpose, earlierMs, nowMs] of cases) {
    const limits = [limitOf(law, purpose, before), limitOf(law, purpose, AMENDED_MS)];
    assert.deepEqual(limits, [earlierMs, nowMs], `${law} ${purpose}`);
  }
});

test('every clock of every law rings at 50, 80 and 100 percent, and not a moment before', () => {
  assert.ok(RULES.length >= 25, `${RULES.length} rules were read`);
  for (const { law, purpose, fromMs, limitMs } of RULES) {
    const clock = clocksOf(order(law, fromMs + 1), RULES).find((one) => one.purpose === purpose);
    assert.ok(clock, `${law} ${purpose}`);
    assert.equal(clock.dueMs - clock.fromMs, limitMs);
    const heard: number[] = [];
    for (const share of [50, 80, 100]) {
      const atMs: number = clock.fromMs + (limitMs * share) / 100;
      assert.deepEqual(sharesOver(clock, atMs - 1), heard, `${law} ${purpose} before ${share} %`);
      heard.push(share);
      assert.deepEqual(sharesOver(clock, atMs), heard, `${law} ${purpose} at ${share} %`);
    }
    const met = { ...clock, doneMs: clock.fromMs + limitMs / 4 };
    assert.deepEqual(sharesOver(met, clock.dueMs + DAY_MS), [], 'one that was met rings no more');
  }
});
