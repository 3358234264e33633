// Events wait until the network takes them, each under the pseudonym and the receipt of its time.

import type { LockEventsBody } from '@jhalak/contracts/lock';
import {
  LOCK_EVENTS_MAX,
  PACK_EVENTS_AFTER_MS,
  PACK_LIFE_MS,
  RECEIPT_TEXT_MAX,
  WAITING_EVENTS_MAX,
} from './bounds.ts';
import type { Exchange } from './exchange.ts';
import type { WaitingEvent } from './state.ts';
import type { LockStore } from './store.ts';

type Numbered = Awaited<ReturnType<LockStore['events']>>[number];

/** Whole replies of a full batch: a short line an event. */
const REPLY_MAX = RECEIPT_TEXT_MAX * 4;
/** After this many batches in one talk the rest waits for the next: a week's events are six. */
const BATCHES_MAX = 10;
/** Slots take no events after this. */
const EVENT_LIFE_MS = PACK_LIFE_MS + PACK_EVENTS_AFTER_MS;

/** Sends what waits. A batch that the cell refuses is dropped: trying again would change nothing. */
export async function sendEvents(exchange: Exchange): Promise<void> {
  const { store } = exchange.parts;
  for (let batches = 0; batches < BATCHES_MAX; batches += 1) {
    const state = await exchange.state();
    const receipts = new Map(state.identities.map((one) => [one.device, one.receipt?.id]));
    const { nowMs } = exchange.reading(state);
    const waiting = await store.events();
    const lost = waiting.filter(
      ({ event }) => !receipts.has(event.device) || nowMs - event.event.at > EVENT_LIFE_MS,
    );
    if (lost.length > 0) await store.removeEvents(lost.map(({ number }) => number));
    const batch = batchOf(
      waiting.filter((one) => !lost.includes(one)),
      receipts,
    );
    const first = batch[0]?.event;
    if (first === undefined) return;
    const body: LockEventsBody = {
      device: first.device,
      consent: first.learns && state.wishes.learns,
      receipt: receipts.get(first.device) ?? '',
      events: batch.map(({ event }) => event.event),
    };
    const reply = await exchange.ask({
      method: 'POST',
      path: '/lock/v1/events',
      body,
      maxBytes: REPLY_MAX,
      named: body.consent,
    });
    if (reply === null || reply.status === 429 || reply.status >= 500) return;
    await store.removeEvents(batch.map(({ number }) => number));
  }
}

/** The oldest that has a receipt, and what goes with it under the same name and permission. */
function batchOf(
  waiting: readonly Numbered[],
  receipts: ReadonlyMap<string, string | undefined>,
): Numbered[] {
  const ready = waiting.filter(({ event }) => receipts.get(event.device) !== undefined);
  const first = ready[0]?.event;
  return ready
    .filter(({ event }) => event.device === first?.device && event.learns === first.learns)
    .slice(0, LOCK_EVENTS_MAX);
}

/** Keeps one more. When it is too many, the oldest dwell goes, or the oldest of all. */
export async function keepEvent(store: LockStore, event: WaitingEvent): Promise<void> {
  await store.addEvent(event);
  const waiting = await store.events();
  const excess = waiting.length - WAITING_EVENTS_MAX;
  if (excess <= 0) return;
  const dwells = waiting.filter((one) => one.event.event.type === 'dwell');
  const going = [...dwells, ...waiting].slice(0, excess);
  await store.removeEvents(going.map(({ number }) => number));
}
