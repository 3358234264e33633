// What the browser may do for the lock screen while no page is open. Chromium has one-shot sync (events are sent when the
// network is back) and, for installed apps, periodic sync at its own pace, twice a day at best; others have neither.

import { KILL_POLL_DARK_MS } from './device/bounds.ts';
import { thisDevice } from './this-device.ts';
import { LOCK_SYNC_TAG } from './sync-tag.ts';

interface SyncManagers {
  sync?: { register(tag: string): Promise<void> };
  periodicSync?: {
    register(tag: string, options: { minInterval: number }): Promise<void>;
    unregister(tag: string): Promise<void>;
  };
}

/** The page is leaving: the worker sends what waits, now or when the network is back. */
export async function stayInBackground(): Promise<void> {
  const registration = await readyWorker();
  if (registration === undefined || (await (await thisDevice()).facts()).consent !== 'on') return;
  registration.active?.postMessage({ lock: 'round' });
  const { sync, periodicSync } = registration as SyncManagers;
  await ignoreRefusal(sync?.register(LOCK_SYNC_TAG));
  await ignoreRefusal(periodicSync?.register(LOCK_SYNC_TAG, { minInterval: KILL_POLL_DARK_MS }));
}

/** On: the worker keeps the lock screen's own files, so that it opens without network, and the browser is asked to. */
export async function beginBackground(): Promise<void> {
  try {
    // It may be the first page of all: the others register it once the first clip plays.
    await navigator.serviceWorker?.register('/sw.js');
    (await navigator.serviceWorker?.ready)?.active?.postMessage({ lock: 'keep' });
  } catch {
    // Forbidden by the browser or its settings: it works the same, only not without network.
  }
  await ignoreRefusal(navigator.storage?.persist?.());
}

/** Off: no background sync is left behind. */
export async function endBackground(): Promise<void> {
  const registration = await readyWorker();
  const { periodicSync } = (registration ?? {}) as SyncManagers;
  await ignoreRefusal(periodicSync?.unregister(LOCK_SYNC_TAG));
}

/** Absent without TLS, or where it is forbidden: the lock screen works the same, only not while it is closed. */
async function readyWorker(): Promise<ServiceWorkerRegistration | undefined> {
  try {
    return await navigator.serviceWorker?.getRegistration('/');
  } catch {
    return undefined;
  }
}

/** Permission for background work is the browser's to give; without, nothing is lost that the next page does not do. */
async function ignoreRefusal(asked: Promise<unknown> | undefined): Promise<void> {
  try {
    await asked;
  } catch {
    // Refused.
  }
}
