// Orders, their events and approvals. Every event changes the order's row, the journal and the public log in one
// transaction, or nothing.

import { randomBytes } from 'node:crypto';
import type { BorderFacts } from '@jhalak/contracts/border';
import type { OrderDoubleAct, OrderPhase } from '@jhalak/contracts/orders';
import type { Clock } from '@jhalak/kernel';
import type { BorderLog, Database, Journal, JsonObject, Queries, Tx } from '@jhalak/ports';
import { contentCommitment, contentJson, idCommitment, SALT_BYTES } from './commitments.ts';
import { afterEvent } from './life.ts';
import {
  COLUMNS,
  effectOf,
  fromRow,
  ORDER_STREAM,
  SECRET_COLUMNS,
  STANDING_COLUMNS,
  standingOf,
  type OrderRow,
} from './rows.ts';
import type { OrderEventType, OrderHappening, OrderWords, StoredOrder } from './types.ts';
import type { WordsSeal } from './words-seal.ts';

const BY_IDS = {
  name: 'orders.by_ids',
  text: `SELECT ${COLUMNS} FROM orders WHERE order_id = ANY($1::uuid[]) ORDER BY order_id`,
};
const LOCK = {
  name: 'orders.lock',
  text: `SELECT ${COLUMNS} FROM orders WHERE order_id = $1 FOR UPDATE`,
};
const INSERT = {
  name: 'orders.insert',
  text: `INSERT INTO orders (order_id, ${STANDING_COLUMNS.join(', ')}, ${SECRET_COLUMNS.join(', ')})
    VALUES (${Array.from({ length: 1 + STANDING_COLUMNS.length + SECRET_COLUMNS.length }, (_, at) => `$${at + 1}`).join(', ')})`,
};
const UPDATE = {
  name: 'orders.update',
  text: `UPDATE orders SET ${STANDING_COLUMNS.map((name, at) => `${name} = $${at + 2}`).join(', ')} WHERE order_id = $1`,
};
/** Orders in force or stayed at once; more are a mistake of somebody's. */
const LIVING_MAX = 10_000;

/** An order with what only the order desk sees. */
export interface FullOrder {
  order: StoredOrder;
  words: OrderWords;
  salt: Buffer;
  commitment: string;
  contentDigest: string;
}

/** One event as it is kept. */
export interface KeptEvent extends OrderHappening {
  seq: number;
  note: string;
}

export interface OrderStoreDeps {
  database: Database;
  journal: Journal;
  log: BorderLog;
  clock: Clock;
  seal: WordsSeal;
  /** Told of every order that changed, after the change is durable. */
  changed: (order: FullOrder) => void;
}

export class OrderStore {
  readonly #deps: OrderStoreDeps;

  constructor(deps: OrderStoreDeps) {
    this.#deps = deps;
  }

  async byIds(on: Queries, ids: readonly string[]): Promise<FullOrder[]> {
    if (ids.length === 0) return [];
    return (await on.query<OrderRow>(BY_IDS, [ids])).map((row) => this.#full(row));
  }

  /** Reads an order and holds it until the transaction ends. */
  async lock(tx: Tx, orderId: string): Promise<FullOrder | undefined> {
    const [row] = await tx.query<OrderRow>(LOCK, [orderId]);
    return row === undefined ? undefined : this.#full(row);
  }

  /** The desk's pages, the newest first. */
  async page(
    on: Queries,
    query: { phases: readonly OrderPhase[]; before: string | undefined; limit: number },
  ): Promise<FullOrder[]> {
    const rows = await on.query<OrderRow>(
      {
        name: 'orders.page',
        text: `SELECT ${COLUMNS} FROM orders WHERE phase = ANY($1::text[]) AND order_id < $2
          ORDER BY order_id DESC LIMIT $3`,
      },
      [query.phases, query.before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', query.limit],
    );
    return rows.map((row) => this.#full(row));
  }

  /** @returns every order that has not ended, at most LIVING_MAX, the oldest first. */
  async living(on: Queries): Promise<FullOrder[]> {
    const rows = await on.query<OrderRow>(
      {
        name: 'orders.living',
        text: `SELECT ${COLUMNS} FROM orders WHERE phase <> 'ended' ORDER BY order_id LIMIT $1`,
      },
      [LIVING_MAX],
    );
    return rows.map((row) => this.#full(row));
  }

  async events(on: Queries, orderId: string): Promise<KeptEvent[]> {
    const rows = await on.query<{
      seq: number;
      type: OrderEventType;
      at_ms: number;
      person_id: string | null;
      facts: Record<string, unknown>;
      note: Buffer | null;
    }>(
      {
        name: 'orders.events',
        text: 'SELECT seq, type, at_ms, person_id, facts, note FROM order_events WHERE order_id = $1 ORDER BY seq',
      },
      [orderId],
    );
    return rows.map((row) => ({
      seq: row.seq,
      type: row.type,
      atMs: row.at_ms,
      personId: row.person_id,
      facts: row.facts,
      note:
        row.note === null
          ? ''
          : this.#deps.seal.open<string>(notePlace(orderId, row.seq), row.note),
    }));
  }

  /** Keeps a new order. */
  async insert(tx: Tx, order: StoredOrder, words: OrderWords, note: string): Promise<FullOrder> {
    const salt = randomBytes(SALT_BYTES);
    const full: FullOrder = {
      order,
      words,
      salt,
      commitment: idCommitment(salt, order.orderId),
      contentDigest: contentCommitment(salt, contentJson(order, words)),
    };
    const entered = {
      type: 'entered',
      atMs: order.enteredAtMs,
      personId: order.enteredBy,
    } as const;
    await this.#put(tx, full, { ...entered, facts: { order } }, note);
    return full;
  }

  /** Keeps an order as the register beside the keys knows it, newer than the rows do. */
  async reinstate(tx: Tx, known: FullOrder, before: FullOrder | undefined): Promise<void> {
    const { order } = known;
    const event: OrderHappening = {
      type: 'reinstated',
      atMs: this.#deps.clock.nowMs(),
      personId: null,
      facts: { order },
    };
    if (before === undefined) await this.#put(tx, known, event, '');
    else {
      await tx.query(UPDATE, [order.orderId, ...standingOf(order)]);
      await this.#tell(tx, known, event, '');
    }
  }

  async #put(tx: Tx, full: FullOrder, event: OrderHappening, note: string): Promise<void> {
    const { order, words, salt, commitment, contentDigest } = full;
    await tx.query(INSERT, [
      order.orderId,
      ...standingOf(order),
      this.#deps.seal.seal(wordsPlace(order.orderId), words),
      salt,
      commitment,
      contentDigest,
    ]);
    await this.#tell(tx, full, event, note);
  }

  /** Adds an event to an order that the transaction holds. @returns the order after it. */
  async add(tx: Tx, before: FullOrder, event: OrderHappening, note = ''): Promise<FullOrder> {
    const order = afterEvent(before.order, event);
    const full = { ...before, order };
    await tx.query(UPDATE, [order.orderId, ...standingOf(order)]);
    await this.#tell(tx, full, event, note);
    return full;
  }

  async #tell(tx: Tx, full: FullOrder, event: OrderHappening, note: string): Promise<void> {
    const { journal, log, seal, changed } = this.#deps;
    const { order } = full;
    await tx.query(
      {
        name: 'orders.event',
        text: `INSERT INTO order_events (order_id, seq, type, at_ms, person_id, facts, note)
          VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      },
      [
        order.orderId,
        order.seq,
        event.type,
        event.atMs,
        event.personId,
        JSON.stringify(event.facts),
        note === '' ? null : seal.seal(notePlace(order.orderId, order.seq), note),
      ],
    );
    // What visibility makes of an order hangs on its effect alone; a proof or a note changes nothing there.
    await journal.append(tx, [
      {
        stream: ORDER_STREAM,
        key: order.orderId,
        type: event.type,
        row: { table: 'orders', key: order.orderId },
        facts: { ...effectOf(order) } as unknown as JsonObject,
      },
    ]);
    await log.append(tx, entryOf(full, event.type));
    tx.afterCommit(() => changed(full));
  }

  #full(row: OrderRow): FullOrder {
    return {
      order: fromRow(row),
      words: this.#deps.seal.open<OrderWords>(wordsPlace(row.order_id), row.words),
      salt: row.salt,
      commitment: row.commitment,
      contentDigest: row.content_commitment,
    };
  }
}

const wordsPlace = (orderId: string): string => `orders.words/${orderId}`;
const notePlace = (orderId: string, seq: number): string => `order_events.note/${orderId}/${seq}`;

/** What the public log says of an event: which kind of order, and commitments. Nothing that it names. */
export function entryOf(
  { order, commitment, contentDigest }: FullOrder,
  type: string,
  counts?: Record<string, number>,
): BorderFacts {
  return {
    kind: 'order',
    act: `orders.${type}`,
    commitment,
    digest: contentDigest,
    codes: [
      `law/${order.law}`,
      ...new Set(order.targets.map(({ kind }) => `scope/${kind}`)),
      order.states === null ? 'territory/country' : 'territory/state',
      order.interim ? 'interim' : 'permanent',
      `phase/${order.phase}`,
    ],
    counts: { ...counts, step: order.seq },
  };
}

/** An act that waits for a second person, or had one. */
export interface StoredApproval {
  approvalId: string;
  orderId: string;
  act: OrderDoubleAct;
  digest: string;
  askedBy: string;
  askedAtMs: number;
  expiresAtMs: number;
  note: string;
  state: 'open' | 'used' | 'void';
}
