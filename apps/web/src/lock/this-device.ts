// The device that this page or worker is: one over the browser's storage, network and clock.

import { LOCK_NOTICE_VERSION } from './device/bounds.ts';
import { LockDevice } from './device/device.ts';
import { memoryStore } from './device/store.ts';
import type { Round, RoundResult } from './device/sync.ts';
import { fetchLine } from './fetch-line.ts';
import { openIndexedStore } from './indexed-store.ts';

/** Tabs and the worker tell each other that something changed; and whoever hears it looks for themselves. */
const CHANNEL = 'jhalak-lock';
const TURN = 'jhalak-lock-round';

let opened: Promise<LockDevice> | undefined;
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL);
const watchers = new Set<() => void>();
if (channel !== null) channel.onmessage = tellHere;

/** Always the same one. Where storage is forbidden it lasts as long as the page, and the next page is off. */
export function thisDevice(): Promise<LockDevice> {
  opened ??= openIndexedStore()
    .catch(() => memoryStore())
    .then(
      (store) =>
        new LockDevice({
          store,
          line: fetchLine,
          wallMs: () => Date.now(),
          randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
          noticeVersion: LOCK_NOTICE_VERSION,
          changed: () => {
            tellHere();
            channel?.postMessage('changed');
          },
        }),
    );
  return opened;
}

/** Calls when something changed, in whichever tab. @returns a function that stops it. */
export function watchDevice(look: () => void): () => void {
  watchers.add(look);
  return () => watchers.delete(look);
}

/** One round, unless another tab or the worker is at it: then theirs will do. */
export async function takeRound(round: Round): Promise<RoundResult | 'elsewhere'> {
  const device = await thisDevice();
  // Old engines have no locks between tabs; two rounds at once cost bytes and nothing else.
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return await device.round(round);
  return await locks.request(TURN, { ifAvailable: true }, async (turn) =>
    turn === null ? 'elsewhere' : await device.round(round),
  );
}

function tellHere(): void {
  for (const look of watchers) look();
}
