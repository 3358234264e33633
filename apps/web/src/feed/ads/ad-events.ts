// What happens to ads travels like what happens to clips: in batches, kept over a reload and while the network is away, each
// with its number. What its token no longer pays for is not kept.

import type { AdEvent as ToldEvent, TimelineStep } from '@jhalak/contracts/ad-events';
import {
  EventQueue,
  type EventStore,
  type EventTransport,
  type SendOutcome,
} from '../event-queue.ts';

/** An event as it waits here; `at` and `untilMs` by the device's clock. */
export interface AdEvent {
  type: ToldEvent['type'];
  token: string;
  at: number;
  /** When the ad's token ends. */
  untilMs: number;
  /** Of a view: how much of it was seen, and when. */
  timeline?: TimelineStep[];
}

const STORE_KEY = 'jhalak.adEvents';
const TIMEOUT_MS = 10_000;

/** The contract's bound of one delivery. */
const DELIVERY_MAX = 50;

const transport: EventTransport<AdEvent> = {
  async send(events, leaving) {
    const living = events.filter((event) => event.untilMs > Date.now());
    for (let from = 0; from < living.length; from += DELIVERY_MAX) {
      const outcome = await deliver(living.slice(from, from + DELIVERY_MAX), leaving);
      if (outcome === 'later') return outcome;
    }
    return 'accepted';
  },
};

async function deliver(events: readonly AdEvent[], leaving: boolean): Promise<SendOutcome> {
  try {
    const response = await fetch('/v1/ads/events', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      credentials: 'same-origin',
      keepalive: leaving,
      body: JSON.stringify({ events: events.map(toldOf) }),
      ...(!leaving && { signal: AbortSignal.timeout(TIMEOUT_MS) }),
    });
    if (response.ok) return 'accepted';
    return response.status === 429 || response.status >= 500 ? 'later' : 'refused';
  } catch {
    return 'later';
  }
}

function toldOf({ type, token, at: atMs, timeline }: AdEvent): ToldEvent {
  return { type, token, atMs, ...(timeline !== undefined && { timeline }) };
}

/** Undefined where the browser forbids it, which throws. */
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

const store: EventStore<AdEvent> = {
  load() {
    try {
      const value: unknown = JSON.parse(storage()?.getItem(STORE_KEY) ?? '[]');
      const events = Array.isArray(value) ? (value as AdEvent[]) : [];
      return events.filter((event) => event.untilMs > Date.now());
    } catch {
      return [];
    }
  },
  save(events) {
    try {
      if (events.length === 0) storage()?.removeItem(STORE_KEY);
      else storage()?.setItem(STORE_KEY, JSON.stringify(events));
    } catch {
      // A full or forbidden storage costs at most events of a page that closes offline.
    }
  },
};

const FLUSH_EVERY_MS = 5_000;

let opened: EventQueue<AdEvent> | undefined;

/** Another person may use this device next. */
export function forgetAdEvents(): void {
  if (opened === undefined) store.save([]);
  else opened.forget();
}

/** Opens the page's one queue and keeps it moving while the page lives. */
export function openAdEvents(): EventQueue<AdEvent> {
  const queue = new EventQueue(transport, store, () => Date.now());
  opened = queue;
  setInterval(() => void queue.flush(), FLUSH_EVERY_MS);
  addEventListener('online', () => void queue.flush(true));
  addEventListener('pagehide', () => queue.leave());
  document.addEventListener(
    'visibilitychange',
    () => document.visibilityState === 'hidden' && void queue.flush(),
  );
  void queue.flush();
  return queue;
}
