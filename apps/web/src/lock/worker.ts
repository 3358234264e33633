// The lock screen's part of the service worker: rounds in the background, where the platform gives any. It keeps no timer:
// a browser ends a worker that waits. Off, it asks nothing, like everybody.

import { LOCK_SYNC_TAG } from './sync-tag.ts';
import { takeRound } from './this-device.ts';

interface SyncEvent extends ExtendableEvent {
  tag: string;
}

/** Listens for background sync, where the browser has it, and for a page that leaves. */
export function keepLockInBackground(scope: ServiceWorkerGlobalScope): void {
  for (const name of ['sync', 'periodicsync']) {
    scope.addEventListener(name, (event) => {
      const { tag } = event as SyncEvent;
      if (tag === LOCK_SYNC_TAG) (event as SyncEvent).waitUntil(takeRound({ lit: false }));
    });
  }
  scope.addEventListener('message', (event) => {
    const data = event.data as { lock?: unknown } | null;
    if (data?.lock === 'round') event.waitUntil(takeRound({ lit: false }));
  });
}
