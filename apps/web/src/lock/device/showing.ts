// What may stand on the screen now, of a pack and a kill list whose signatures are good; and in which order.

import type { KillList, LockCard, LockPack } from '@jhalak/contracts/lock';
import { SEEN_LIFE_MS, SEEN_MAX } from './bounds.ts';
import { endOf } from './judge.ts';
import type { SeenMark } from './state.ts';

/** Why there is a neutral card instead of cards. */
export type DarkReason =
  /** No pack has come yet. */
  | 'no_pack'
  | 'expired'
  /** What was taken back cannot be known: the list is missing, too old, or older than the pack. */
  | 'kill_list_old'
  /** The operator turned the surface off. */
  | 'all_dark'
  /** The device's clock went back. */
  | 'clock'
  /** What is kept does not verify. */
  | 'unverified'
  /** The pack has nothing for now. */
  | 'empty';

export type Shown =
  | { kind: 'cards'; cards: readonly LockCard[] }
  | { kind: 'dark'; because: DarkReason };

/** @param kill null where none is kept. Fails dark: whatever is missing or too old shows nothing. */
export function cardsNow(pack: LockPack, kill: KillList | null, nowMs: number): Shown {
  if (endOf(pack) <= nowMs) return dark('expired');
  if (kill === null || endOf(kill) <= nowMs || kill.version < pack.killVersion)
    return dark('kill_list_old');
  if (kill.cell !== pack.cell || kill.region !== pack.region) return dark('kill_list_old');
  if (kill.allDark) return dark('all_dark');
  const killed = new Set(kill.cards);
  const cards = pack.cards.filter(
    (card) =>
      !killed.has(card.id) &&
      card.fromMs <= nowMs &&
      card.untilMs > nowMs &&
      // Nobody's age is known behind a contextual pack.
      (card.age === 'all' || pack.kind === 'personal'),
  );
  return cards.length === 0 ? dark('empty') : { kind: 'cards', cards };
}

export interface Order {
  /** Not seen here, in the pack's order. */
  fresh: readonly LockCard[];
  /** Seen here, the longest ago first. */
  again: readonly LockCard[];
}

/** What was seen since the pack was made comes last, what was dismissed not at all. */
export function orderOf(cards: readonly LockCard[], seen: readonly SeenMark[]): Order {
  const marks = new Map(seen.map((mark) => [mark.open, mark]));
  const seenAtMs = (card: LockCard) => marks.get(card.open)?.atMs ?? 0;
  const wanted = cards.filter((card) => marks.get(card.open)?.dismissed !== true);
  return {
    fresh: wanted.filter((card) => !marks.has(card.open)),
    again: wanted
      .filter((card) => marks.has(card.open))
      .toSorted((a, b) => seenAtMs(a) - seenAtMs(b)),
  };
}

/** @returns the marks with this one; dismissed stays dismissed. */
export function marked(seen: readonly SeenMark[], mark: SeenMark): SeenMark[] {
  const before = seen.find((one) => one.open === mark.open);
  const dismissed = mark.dismissed || before?.dismissed === true;
  return [
    ...seen.filter((one) => one !== before && mark.atMs - one.atMs < SEEN_LIFE_MS),
    { ...mark, dismissed },
  ].slice(-SEEN_MAX);
}

const dark = (because: DarkReason): Shown => ({ kind: 'dark', because });
