// Which ads of a pack may stand on the screen now, and where among its cards. Pure; consent, signatures and the kill list's age
// were asked before. Whatever is doubtful shows no ad.

import type { LockAd, LockPack } from '@jhalak/contracts/lock';
import { AD_SHOWN_LIFE_MS, AD_SHOWN_MAX } from './bounds.ts';
import type { AdShown, LockState } from './state.ts';

const HOUR_MS = 3_600_000;
/** Hidden creatives that are remembered. */
const HIDDEN_MAX = 100;

/** What the device remembers of ads. */
export type AdMemory = Pick<LockState, 'adsShown' | 'adsHidden' | 'cardsSinceAd'>;

/** @param killed ids of the kill list. @returns those that may go on standing where they stand. */
export function adsLit(
  pack: LockPack,
  killed: ReadonlySet<string>,
  memory: AdMemory,
  nowMs: number,
): LockAd[] {
  return (pack.ads ?? []).filter(
    (ad) =>
      ad.untilMs > nowMs &&
      !killed.has(ad.id) &&
      !killed.has(ad.creative) &&
      !memory.adsHidden.includes(ad.creative),
  );
}

/** @returns those of them that may be shown once more, in the pack's order. */
export function adsNow(lit: readonly LockAd[], memory: AdMemory, nowMs: number): LockAd[] {
  return lit.filter(
    (ad) =>
      memory.adsShown.filter(({ token }) => token === ad.token).length < ad.showingsMax &&
      ad.caps.every(
        ({ count, hours }) =>
          memory.adsShown.filter(
            ({ creative, atMs }) => creative === ad.creative && nowMs - atMs < hours * HOUR_MS,
          ).length < count,
      ),
  );
}

/**
 * Puts ads among cards: never first, never two in a row, and never sooner after the last one than the pack says.
 *
 * @param sinceAd cards that were looked at since the last ad.
 */
export function withAds<Card>(
  cards: readonly Card[],
  ads: readonly LockAd[],
  every: number,
  sinceAd: number,
): (Card | LockAd)[] {
  const line: (Card | LockAd)[] = [];
  const waiting = [...ads];
  let since = Math.min(sinceAd, every - 1);
  for (const card of cards) {
    line.push(card);
    since += 1;
    if (since < every) continue;
    const ad = waiting.shift();
    if (ad !== undefined) line.push(ad);
    since = 0;
  }
  return line;
}

export function isLockAd(of: object | undefined): of is LockAd {
  return of !== undefined && 'token' in of && 'creative' in of;
}

/** @returns the memory with this showing; what no cap counts any more is forgotten. */
export function adShown(memory: AdMemory, shown: AdShown): AdMemory {
  const living = memory.adsShown.filter(({ atMs }) => shown.atMs - atMs < AD_SHOWN_LIFE_MS);
  return { ...memory, adsShown: [...living, shown].slice(-AD_SHOWN_MAX), cardsSinceAd: 0 };
}

export function adHidden(memory: AdMemory, creative: string): AdMemory {
  const others = memory.adsHidden.filter((one) => one !== creative);
  return { ...memory, adsHidden: [...others, creative].slice(-HIDDEN_MAX) };
}
