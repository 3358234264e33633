// What happens to the card on the screen: seen, looked at for how long. Nothing is counted while the page is hidden.

import { useEffect } from 'preact/hooks';
import type { LockCard } from '@jhalak/contracts/lock';
import { thisDevice } from './this-device.ts';

/** Shorter than this was a swipe past. */
const GLANCE_MS = 600;
const DWELL_MIN_MS = 1_000;

/** @param lit whether the card is on a lit screen, with nothing over it. */
export function useAttention(card: LockCard | undefined, lit: boolean): void {
  useEffect(() => {
    if (card === undefined || !lit) return;
    const sinceMs = performance.now();
    const timer = setTimeout(() => {
      void thisDevice().then(async (device) => {
        await device.happened('glance', card.slot);
        await device.seen(card.open, false);
      });
    }, GLANCE_MS);
    return () => {
      clearTimeout(timer);
      const dwellMs = Math.round(performance.now() - sinceMs);
      if (dwellMs >= DWELL_MIN_MS)
        void thisDevice().then((device) => device.happened('dwell', card.slot, { dwellMs }));
    };
  }, [card?.id, lit]);
}
