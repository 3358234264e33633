// Orders that this cell lost: the public log outlives a machine, rows and register may not. What an order named cannot be
// read from the log, so the loss is told, and kept as a row until an officer has entered the order again.

import { problem } from '@jhalak/contracts';
import type { BorderFacts } from '@jhalak/contracts/border';
import {
  ORDER_TARGET_KINDS,
  type OrderLaw,
  type OrderLoss,
  type OrderPhase,
} from '@jhalak/contracts/orders';
import { MINUTE_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { BorderLog, Database, Queries, Sweep } from '@jhalak/ports';
import type { OrderRegister } from './register.ts';
import type { OrderStore } from './store.ts';
import { lostAmong, SETTLED_ACT, toldOrders, type KnownOrder } from './told-orders.ts';

/** Files may come beside rows while the cell runs; nobody waits long to hear of it. */
const LOOK_EVERY_MS = 10 * MINUTE_MS;
/** Losses shown at once; a cell that lost more has to be looked at as a whole. */
const LOSSES_MAX = 1_000;

/** Entries of kind `order`, the oldest first. */
type Told = AsyncIterable<{ atMs: number; facts: BorderFacts }>;

export interface LossesDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  log: BorderLog;
  store: OrderStore;
  register: OrderRegister;
  told: () => Told;
}

export class Losses {
  readonly #deps: LossesDeps;
  readonly sweep: Sweep;

  constructor(deps: LossesDeps) {
    this.#deps = deps;
    const run = async (): Promise<number> => (await this.look()).length;
    this.sweep = { name: 'orders.losses', everyMs: LOOK_EVERY_MS, run };
  }

  /**
   * Compares what the log tells with rows and register, and keeps what is lost.
   *
   * @param told the log's entries; its own unless others are given. @returns every loss that is not settled.
   * Cost: the log's entries about orders, one row each, and the register's file.
   */
  async look(told: Told = this.#deps.told()): Promise<OrderLoss[]> {
    const { database, clock, logger, register } = this.#deps;
    // What is known is read after what is told: whatever is told by then is in the rows.
    const orders = await toldOrders(told);
    const known = await knownIn(database);
    for (const [commitment, line] of await register.known()) {
      if ((known.get(commitment)?.seq ?? 0) < line.seq) known.set(commitment, line);
    }
    const lost = lostAmong(orders, known);
    if (lost.length > 0) {
      await database.query(
        {
          name: 'orders.lost',
          text: `INSERT INTO order_losses (commitment, known, phase, codes, step, entered_at_ms, last_at_ms, found_at_ms)
            SELECT commitment, known, phase, ARRAY(SELECT jsonb_array_elements_text(codes)), step, entered_at_ms, last_at_ms, $2
            FROM jsonb_to_recordset($1::jsonb) AS l(commitment text, known text, phase text, codes jsonb, step int,
              entered_at_ms bigint, last_at_ms bigint)
            ON CONFLICT (commitment) DO UPDATE SET settled_at_ms = NULL, known = excluded.known, phase = excluded.phase,
              codes = excluded.codes, step = excluded.step, last_at_ms = excluded.last_at_ms
              WHERE order_losses.settled_by IS NULL`,
        },
        [
          JSON.stringify(
            lost.map(({ enteredAtMs, lastAtMs, ...one }) => ({
              ...one,
              entered_at_ms: enteredAtMs,
              last_at_ms: lastAtMs,
            })),
          ),
          clock.nowMs(),
        ],
      );
    }
    await this.#returned(known);
    const open = await openLosses(database);
    if (open.length > 0)
      logger.error(
        { orders: open.length },
        'the public log tells of orders that this cell does not know; what they hid may be shown until they are entered again',
      );
    return open;
  }

  // A newer register knows a lost order after all.
  async #returned(known: ReadonlyMap<string, KnownOrder>): Promise<void> {
    const { database, clock } = this.#deps;
    const open = await openRows(database);
    const back = open.filter(
      ({ commitment, known: how, step }) =>
        how === 'nothing' && (known.get(commitment)?.seq ?? -1) >= step,
    );
    if (back.length === 0) return;
    await database.query(
      {
        name: 'orders.loss_returned',
        text: 'UPDATE order_losses SET settled_at_ms = $2 WHERE commitment = ANY($1::text[])',
      },
      [back.map(({ commitment }) => commitment), clock.nowMs()],
    );
  }

  /**
   * Says which order stands in a lost one's place; goes into the public log.
   *
   * @throws `order.not_found` for what is not lost, or no order; `order.state` for an order that nobody released or ended.
   */
  async settle(commitment: string, by: { personId: string; orderId: string }): Promise<void> {
    const { database, clock, log, store } = this.#deps;
    await database.transaction(async (tx) => {
      const full = await store.lock(tx, by.orderId);
      if (full === undefined) throw problem('order.not_found', 'There is no such order.');
      if (full.order.phase === 'entered')
        throw problem('order.state', 'The order in its place must be released first.');
      const rows = await tx.query(
        {
          name: 'orders.loss_settle',
          text: `UPDATE order_losses SET settled_at_ms = $2, settled_by = $3, order_id = $4
            WHERE commitment = $1 AND settled_at_ms IS NULL RETURNING 1`,
        },
        [commitment, clock.nowMs(), by.personId, by.orderId],
      );
      if (rows.length === 0) throw problem('order.not_found', 'No such order is missing.');
      await log.append(tx, {
        kind: 'order',
        act: SETTLED_ACT,
        commitment,
        digest: full.contentDigest,
      });
    });
  }
}

async function knownIn(on: Queries): Promise<Map<string, KnownOrder>> {
  const rows = await on.query<KnownOrder & { commitment: string }>({
    name: 'orders.known',
    text: 'SELECT commitment, seq, phase FROM orders',
  });
  return new Map(rows.map(({ commitment, seq, phase }) => [commitment, { seq, phase }]));
}

interface LossRow {
  commitment: string;
  known: OrderLoss['known'];
  phase: OrderPhase;
  codes: string[];
  step: number;
  entered_at_ms: number;
  last_at_ms: number;
  found_at_ms: number;
}

async function openRows(on: Queries): Promise<LossRow[]> {
  return await on.query<LossRow>(
    {
      name: 'orders.losses',
      text: `SELECT commitment, known, phase, codes, step, entered_at_ms, last_at_ms, found_at_ms FROM order_losses
        WHERE settled_at_ms IS NULL ORDER BY entered_at_ms, commitment LIMIT $1`,
    },
    [LOSSES_MAX],
  );
}

/** @returns orders that are lost and not settled, at most LOSSES_MAX, the oldest first. Cost: one small query. */
export async function openLosses(on: Queries): Promise<OrderLoss[]> {
  return (await openRows(on)).map((row) => ({
    commitment: row.commitment,
    known: row.known,
    phase: row.phase,
    law: after('law/', row.codes)[0] as OrderLaw,
    scope: ORDER_TARGET_KINDS.filter((kind) => row.codes.includes(`scope/${kind}`)),
    territory: row.codes.includes('territory/state') ? 'state' : 'country',
    enteredAtMs: row.entered_at_ms,
    lastAtMs: row.last_at_ms,
    foundAtMs: row.found_at_ms,
  }));
}

function after(prefix: string, codes: readonly string[]): string[] {
  return codes.flatMap((code) => (code.startsWith(prefix) ? [code.slice(prefix.length)] : []));
}
