// What officers do with orders: enter, act, approve.

import { problem } from '@jhalak/contracts';
import {
  ORDER_DOUBLE_ACTS,
  type OrderBody,
  type OrderDoubleAct,
  type OrderSingleAct,
  type OrderTarget,
} from '@jhalak/contracts/orders';
import { cleanText, DAY_MS, MINUTE_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { Database, Tx } from '@jhalak/ports';
import { foldWords } from '@jhalak/visibility';
import type { Approvals } from './approvals.ts';
import { eventOf } from './life.ts';
import type { FullOrder, OrderStore, StoredApproval } from './store.ts';
import type { StoredOrder } from './types.ts';

/** An order that is said to have come earlier than this was not handled in time anyway: somebody mistyped. */
const RECEIVED_BACK_MAX_MS = 366 * DAY_MS;
/** An officer's machine may be ahead of ours by this much: what it calls now is our now. */
const CLOCK_AHEAD_MS = 10 * MINUTE_MS;

export interface OrderDeskDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  store: OrderStore;
  approvals: Approvals;
}

export class OrderDesk {
  readonly #deps: OrderDeskDeps;

  constructor(deps: OrderDeskDeps) {
    this.#deps = deps;
  }

  /** Keeps a new order, which waits for another person's release. @throws `order.scope`, `order.times`. */
  async enter(body: OrderBody, personId: string): Promise<FullOrder> {
    const { database, clock, ids, store, approvals } = this.#deps;
    const nowMs = clock.nowMs();
    checkTimes(body, nowMs);
    const order: StoredOrder = {
      orderId: ids.next(),
      seq: 1,
      phase: 'entered',
      ended: null,
      law: body.law,
      targets: cleanTargets(body.targets),
      states: body.states ?? null,
      interim: body.interim,
      emergency: body.emergency,
      confidential: body.confidential,
      contested: false,
      disclosed: false,
      enteredBy: personId,
      enteredAtMs: nowMs,
      receivedAtMs: Math.min(body.receivedAtMs, nowMs),
      expiresAtMs: body.expiresAtMs ?? null,
      acknowledgedAtMs: null,
      releasedAtMs: null,
      executedAtMs: null,
      confirmedAtMs: null,
      reviewedAtMs: null,
      endedAtMs: null,
    };
    const words = {
      authority: cleanText(body.authority),
      reference: cleanText(body.reference),
      text: cleanText(body.text),
    };
    return await database.transaction(async (tx) => {
      const full = await store.insert(tx, order, words, '');
      await approvals.ask(tx, full, 'release', personId, '');
      return full;
    });
  }

  /** Does what one person may do, or asks a second one. @throws `order.not_found`, `order.state`, `order.note_required`. */
  async act(
    orderId: string,
    act: OrderSingleAct | OrderDoubleAct,
    by: { personId: string; note: string },
  ): Promise<{ full: FullOrder; approval?: StoredApproval }> {
    const { database, clock, store, approvals } = this.#deps;
    return await database.transaction(async (tx) => {
      const full = await this.#locked(tx, orderId);
      const type = eventOf(full.order, act);
      if (type === undefined) throw wrongState(act);
      if (by.note === '' && act !== 'acknowledge' && act !== 'release') {
        throw problem('order.note_required', 'Say why in a sentence: the register keeps it.');
      }
      if (isDouble(act))
        return { full, approval: await approvals.ask(tx, full, act, by.personId, by.note) };
      const event = { type, atMs: clock.nowMs(), personId: by.personId, facts: {} };
      return { full: await store.add(tx, full, event, by.note) };
    });
  }

  /**
   * The second person's part: exactly what was asked for is done.
   *
   * @throws `order.not_found`, `order.state`, and what `Approvals.take` throws.
   */
  async approve(
    orderId: string,
    approvalId: string,
    by: { personId: string; digest: string },
  ): Promise<FullOrder> {
    const { database, clock, store, approvals } = this.#deps;
    return await database.transaction(async (tx) => {
      const full = await this.#locked(tx, orderId);
      const { act, askedBy, note } = await approvals.take(tx, full, approvalId, by);
      const type = eventOf(full.order, act);
      if (type === undefined) throw wrongState(act);
      const facts = { askedBy, approvalId };
      const event = { type, atMs: clock.nowMs(), personId: by.personId, facts };
      return await store.add(tx, full, event, note);
    });
  }

  async #locked(tx: Tx, orderId: string): Promise<FullOrder> {
    const full = await this.#deps.store.lock(tx, orderId);
    if (full === undefined) throw problem('order.not_found', 'There is no such order.');
    return full;
  }
}

function isDouble(act: OrderSingleAct | OrderDoubleAct): act is OrderDoubleAct {
  return (ORDER_DOUBLE_ACTS as readonly string[]).includes(act);
}

function checkTimes(body: OrderBody, nowMs: number): void {
  if (
    body.receivedAtMs > nowMs + CLOCK_AHEAD_MS ||
    body.receivedAtMs < nowMs - RECEIVED_BACK_MAX_MS
  )
    throw problem('order.times', 'An order is received before it is entered, within a year.');
  if (body.expiresAtMs !== undefined && body.expiresAtMs <= nowMs)
    throw problem('order.times', 'The order would be over before it began.');
}

/** @returns what an order names, cleaned. @throws `order.scope` for what cannot be named. */
export function cleanTargets(targets: readonly OrderTarget[]): OrderTarget[] {
  return targets.map((target) => {
    if (target.kind !== 'tag' && target.kind !== 'keyword') return target;
    const text = cleanText('text' in target ? target.text : '').replace(/^#/u, '');
    if (foldWords(text) === ' ')
      throw problem('order.scope', 'A tag or keyword needs at least one letter or digit.');
    return { kind: target.kind, text };
  });
}

function wrongState(act: string): Error {
  return problem(
    'order.state',
    `The order is in no state in which one can ${act.replace('_', ' ')}.`,
  );
}
