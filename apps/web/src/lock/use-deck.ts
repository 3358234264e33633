// The line of cards that one swipes through: what was not seen, then an end, from which one may look again. What may no
// longer be shown leaves the line at once.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { LockAd, LockCard } from '@jhalak/contracts/lock';
import { isLockAd, withAds } from './device/ads.ts';
import type { LockView } from './device/device.ts';

/** What stands in the line: cards, and ads among them. */
export type InLine = LockCard | LockAd;

export interface Deck {
  line: readonly InLine[];
  /** Place in the line; its length is the end. */
  at: number;
  card: InLine | undefined;
  /** True while cards that were seen before are shown. */
  again: boolean;
  /** How many there are to look at again. */
  againCount: number;
  go(step: 1 | -1): void;
  lookAgain(): void;
  /** The screen was dark for a while: begins with what was not seen. */
  wake(): void;
}

interface Line {
  pack: string;
  again: boolean;
  cards: readonly InLine[];
  at: number;
}

const NO_LINE: Line = { pack: '', again: false, cards: [], at: 0 };

export function useDeck(view: LockView | null): Deck {
  const [line, setLine] = useState<Line>(NO_LINE);
  const latest = useRef(view);
  latest.current = view;
  useEffect(() => setLine((before) => nextLine(before, view)), [view]);
  // A line that an effect has not caught up with yet must not show what the view no longer holds.
  const now = nextLine(line, view);
  return {
    line: now.cards,
    at: now.at,
    card: now.cards[now.at],
    again: now.again,
    againCount: view?.kind === 'cards' ? view.order.again.length : 0,
    go(step) {
      setLine((before) => ({ ...before, at: clamp(before.at + step, before.cards.length) }));
    },
    lookAgain() {
      const { current } = latest;
      if (current?.kind !== 'cards') return;
      const { pack, order } = current;
      setLine({ pack: pack.pack, again: true, cards: order.again, at: 0 });
    },
    wake() {
      setLine(nextLine(NO_LINE, latest.current));
    },
  };
}

/** @returns the line without what may not be shown any more; a new line where there is another pack. */
function nextLine(before: Line, view: LockView | null): Line {
  if (view?.kind !== 'cards') return NO_LINE;
  const { pack, order } = view;
  if (before.pack !== pack.pack) {
    const present = before.cards[before.at];
    const shown = present === undefined || isLockAd(present) ? undefined : present.open;
    // What one is reading stays where it is when the pack around it changes.
    const same = [...order.fresh, ...order.again].filter((card) => card.open === shown);
    const others = order.fresh.filter((card) => card.open !== shown);
    const line = [...same.slice(0, 1), ...others];
    // Whoever never says how far ads stand apart gets none.
    const ads = pack.adEvery === undefined ? [] : view.ads;
    const cards = withAds(line, ads, pack.adEvery ?? 2, view.sinceAd);
    return { pack: pack.pack, again: false, cards, at: 0 };
  }
  const allowed = new Set([...order.fresh, ...order.again, ...view.adsLit].map(({ id }) => id));
  if (before.cards.every((card) => allowed.has(card.id))) return before;
  const stays = before.cards.filter((card) => allowed.has(card.id));
  // Where cards between went, two ads would meet.
  const cards = stays.filter((card, at) => !isLockAd(card) || (at > 0 && !isLockAd(stays[at - 1])));
  const gone = before.cards.slice(0, before.at).filter((card) => !cards.includes(card)).length;
  return { ...before, cards, at: clamp(before.at - gone, cards.length) };
}

const clamp = (at: number, length: number): number => Math.min(Math.max(at, 0), length);
