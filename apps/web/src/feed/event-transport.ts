// The browser's side of the event queue: how batches travel and where they wait.

import type { PlayerEvent } from '@jhalak/contracts/feed';
import { tellProblem } from '../session/problems.ts';
import type { EventStore, EventTransport, SendOutcome } from './event-queue.ts';

const STORE_KEY = 'jhalak.events';
const TIMEOUT_MS = 10_000;

/** POSTs to /v1/events; `keepalive` lets a request outlive its page (64 KB in flight at most, which a batch stays below). */
export const eventTransport: EventTransport = {
  async send(events, leaving): Promise<SendOutcome> {
    try {
      const response = await fetch('/v1/events', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        credentials: 'same-origin',
        keepalive: leaving,
        body: JSON.stringify({ events }),
        ...(!leaving && { signal: AbortSignal.timeout(TIMEOUT_MS) }),
      });
      if (response.status === 401) tellProblem('auth.required');
      if (response.ok) return 'accepted';
      return response.status === 429 || response.status >= 500 ? 'later' : 'refused';
    } catch {
      return 'later';
    }
  },
};

/** @param storage undefined where the browser forbids it; then events live as long as the page. */
export function eventStore(storage: Storage | undefined): EventStore {
  return {
    load() {
      try {
        const value: unknown = JSON.parse(storage?.getItem(STORE_KEY) ?? '[]');
        return Array.isArray(value) ? (value as PlayerEvent[]) : [];
      } catch {
        return [];
      }
    },
    save(events) {
      try {
        if (events.length === 0) storage?.removeItem(STORE_KEY);
        else storage?.setItem(STORE_KEY, JSON.stringify(events));
      } catch {
        // A full or forbidden storage costs at most events of a page that closes offline.
      }
    },
  };
}
