// The law's clocks as dated data: read by all, changed by the operator with a record.

import { problem } from '@jhalak/contracts';
import type { OrderClock, OrderClockPurpose, OrderLaw } from '@jhalak/contracts/orders';
import type { Clock, Logger } from '@jhalak/kernel';
import type { BorderLog, Database, Queries, Sweep } from '@jhalak/ports';
import { clocksOf, sharesOver, type ClockRule } from './clocks.ts';
import type { OrderStore } from './store.ts';
import type { StoredOrder } from './types.ts';

/** Alarms look this often: a two-hour clock is half over for at most this long unheard. */
const ALARM_EVERY_MS = 15_000;

interface RuleRow {
  law: OrderLaw;
  purpose: OrderClockPurpose;
  from_ms: number;
  limit_ms: number;
  source: string;
  author: string;
}

export interface ClockRulesDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  log: BorderLog;
  store: OrderStore;
}

export class ClockRules {
  readonly #deps: ClockRulesDeps;
  readonly sweep: Sweep;

  constructor(deps: ClockRulesDeps) {
    this.#deps = deps;
    this.sweep = { name: 'orders.alarms', everyMs: ALARM_EVERY_MS, run: () => this.#ring() };
  }

  async all(on: Queries): Promise<ClockRule[]> {
    const rows = await on.query<RuleRow>({
      name: 'orders.clock_rules',
      text: 'SELECT law, purpose, from_ms, limit_ms, source, author FROM order_clock_rules ORDER BY law, purpose, from_ms',
    });
    return rows.map((row) => ({
      law: row.law,
      purpose: row.purpose,
      fromMs: row.from_ms,
      limitMs: row.limit_ms,
      source: row.source,
      author: row.author,
    }));
  }

  /** Adds a rule; the one before it ends where this one begins. @throws `order.times` for one that begins in the past. */
  async add(rule: ClockRule): Promise<void> {
    const { database, clock, log } = this.#deps;
    if (rule.fromMs < clock.nowMs())
      throw problem('order.times', 'A clock is never changed for what is past.');
    await database.transaction(async (tx) => {
      await tx.query(
        {
          name: 'orders.add_clock_rule',
          text: `INSERT INTO order_clock_rules (law, purpose, from_ms, limit_ms, source, author) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (law, purpose, from_ms) DO UPDATE SET limit_ms = excluded.limit_ms, source = excluded.source,
              author = excluded.author`,
        },
        [rule.law, rule.purpose, rule.fromMs, rule.limitMs, rule.source, rule.author],
      );
      await log.append(tx, {
        kind: 'policy',
        act: 'orders.clock_changed',
        codes: [`law/${rule.law}`, `clock/${rule.purpose}`],
        counts: { limitMs: rule.limitMs },
        fromMs: rule.fromMs,
      });
    });
  }

  /** @returns an order's clocks with what rang, by order. */
  async of(on: Queries, orders: readonly StoredOrder[]): Promise<Map<string, OrderClock[]>> {
    const rules = await this.all(on);
    const rows = await on.query<{
      order_id: string;
      purpose: string;
      due_ms: number;
      share: 50 | 80 | 100;
    }>(
      {
        name: 'orders.rung',
        text: `SELECT order_id, purpose, due_ms, max(share) AS share FROM order_rings WHERE order_id = ANY($1::uuid[])
          GROUP BY order_id, purpose, due_ms`,
      },
      [orders.map(({ orderId }) => orderId)],
    );
    const rung = new Map(
      rows.map((row) => [`${row.order_id}/${row.purpose}/${row.due_ms}`, row.share]),
    );
    return new Map(
      orders.map((order) => [
        order.orderId,
        clocksOf(order, rules).map((one) => ({
          ...one,
          rang: rung.get(`${order.orderId}/${one.purpose}/${one.dueMs}`) ?? 0,
        })),
      ]),
    );
  }

  // Each alarm once, whichever process rings it.
  async #ring(): Promise<number> {
    const { database, clock, logger, store } = this.#deps;
    const nowMs = clock.nowMs();
    const rules = await this.all(database);
    let rang = 0;
    for (const { order } of await store.living(database)) {
      for (const one of clocksOf(order, rules)) {
        for (const share of sharesOver(one, nowMs)) {
          const rows = await database.query(
            {
              name: 'orders.ring',
              text: `INSERT INTO order_rings (order_id, purpose, due_ms, share, at_ms) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT DO NOTHING RETURNING share`,
            },
            [order.orderId, one.purpose, one.dueMs, share, nowMs],
          );
          if (rows.length === 0) continue;
          rang += 1;
          const what = { orderId: order.orderId, purpose: one.purpose, share, dueMs: one.dueMs };
          if (share === 100) logger.error(what, 'a legal clock of an order has run out');
          else logger.warn(what, 'a legal clock of an order is running out');
        }
      }
    }
    return rang;
  }
}
