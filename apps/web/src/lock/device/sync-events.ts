// Events wait until the network takes them, each under the pseudonym and the receipt of its time.

import type { AdEventsBody } from '@jhalak/contracts/ad-events';
import type { LockEventsBody } from '@jhalak/contracts/lock';
import {
  AD_EVENTS_MAX,
  LOCK_EVENTS_MAX,
  PACK_EVENTS_AFTER_MS,
  PACK_LIFE_MS,
  RECEIPT_TEXT_MAX,
  WAITING_EVENTS_MAX,
} from './bounds.ts';
import type { Exchange } from './exchange.ts';
import type { LineRequest } from './line.ts';
import type { LockState, WaitingAdEvent, WaitingCardEvent, WaitingEvent } from './state.ts';
import type { LockStore } from './store.ts';

interface Numbered<Event extends WaitingEvent = WaitingEvent> {
  number: number;
  event: Event;
}

/** Whole replies of a full batch: a short line an event. */
const REPLY_MAX = RECEIPT_TEXT_MAX * 4;
/** After this many batches in one talk the rest waits for the next: a week's events are six. */
const BATCHES_MAX = 10;
/** Slots take no events after this; ads' tokens neither. */
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
      ({ event }) =>
        !receipts.has(event.device) ||
        nowMs - atOf(event) > EVENT_LIFE_MS ||
        // What names the viewer is no longer sent.
        ('ad' in event && event.named && !state.wishes.learns),
    );
    if (lost.length > 0) await store.removeEvents(lost.map(({ number }) => number));
    const ready = waiting.filter(
      (one) => !lost.includes(one) && receipts.get(one.event.device) !== undefined,
    );
    const delivery = cardsDelivery(ready.filter(isOfCard), receipts, state) ?? adsDelivery(ready);
    if (delivery === undefined) return;
    const { batch, ...request } = delivery;
    const reply = await exchange.ask({ method: 'POST', maxBytes: REPLY_MAX, ...request });
    if (reply === null || reply.status === 429 || reply.status >= 500) return;
    await store.removeEvents(batch.map(({ number }) => number));
  }
}

type Delivery = Pick<LineRequest, 'path' | 'body' | 'named'> & { batch: readonly Numbered[] };

/** The oldest of cards, and what goes with it under the same name and permission. */
function cardsDelivery(
  ready: readonly Numbered<WaitingCardEvent>[],
  receipts: ReadonlyMap<string, string | undefined>,
  state: LockState,
): Delivery | undefined {
  const first = ready[0]?.event;
  if (first === undefined) return undefined;
  const batch = ready
    .filter(({ event }) => event.device === first.device && event.learns === first.learns)
    .slice(0, LOCK_EVENTS_MAX);
  const body: LockEventsBody = {
    device: first.device,
    consent: first.learns && state.wishes.learns,
    receipt: receipts.get(first.device) ?? '',
    events: batch.map(({ event }) => event.event),
  };
  return { path: '/lock/v1/events', body, named: body.consent, batch };
}

/** The same of ads. Those of a viewer's own pack are the viewer's; the others' name nobody. */
function adsDelivery(ready: readonly Numbered[]): Delivery | undefined {
  const ads = ready.filter(isOfAd);
  const first = ads[0]?.event;
  if (first === undefined) return undefined;
  const batch = ads
    .filter(({ event }) => event.device === first.device && event.named === first.named)
    .slice(0, AD_EVENTS_MAX);
  const body: AdEventsBody = {
    device: first.device,
    events: batch.map(({ event }) => event.ad),
  };
  return { path: '/v1/ads/events', body, named: first.named, batch };
}

const isOfCard = (one: Numbered): one is Numbered<WaitingCardEvent> => 'event' in one.event;
const isOfAd = (one: Numbered): one is Numbered<WaitingAdEvent> => 'ad' in one.event;
const atOf = (event: WaitingEvent): number => ('ad' in event ? event.ad.atMs : event.event.at);

/** Keeps one more. When it is too many, the oldest dwell goes, or the oldest of all. */
export async function keepEvent(store: LockStore, event: WaitingEvent): Promise<void> {
  await store.addEvent(event);
  const waiting = await store.events();
  const excess = waiting.length - WAITING_EVENTS_MAX;
  if (excess <= 0) return;
  const dwells = waiting.filter((one) => isOfCard(one) && one.event.event.type === 'dwell');
  const going = [...dwells, ...waiting].slice(0, excess);
  await store.removeEvents(going.map(({ number }) => number));
}
