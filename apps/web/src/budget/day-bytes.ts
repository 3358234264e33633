// What this device fetched today, by what for, and what its data budget leaves. Kept in local storage, never sent; several
// tabs write to the same count. Days are the person's own, as data plans mostly count.

import { fittingEncodings } from '@jhalak/contracts/data-budget';
import type { Rendition } from '@jhalak/contracts/videos';
import { createSignal, type Signal } from '../shell/signal.ts';

/** `feed`: clips that were on screen. `ahead`: clips prepared and not seen. `page`: pictures, words and code. */
export const DATA_SURFACES = ['feed', 'ahead', 'page', 'lock'] as const;
export type DataSurface = (typeof DATA_SURFACES)[number];

export type DayUse = Record<DataSurface, number>;

interface Day extends DayUse {
  /** Local date as YYYY-MM-DD. */
  day: string;
  /** Allowed beyond the budget, by taps on "go on". */
  more: number;
}

interface Kept {
  today: Day;
  /** Newest first, without today. */
  before: readonly Day[];
  /** The lock screen is on: its part of the day is set aside, because it fetches while no page is open. */
  lockIsOn: boolean;
}

const STORE_KEY = 'jhalak.data';
/** With today, a week. */
const DAYS_BEFORE_MAX = 6;
export const MEGABYTE = 1_000_000;
/** One tap on "go on"; some twenty small clips. */
export const MORE_BYTES = 20 * MEGABYTE;
/** Heads of the few answers in which a clip comes. */
const CLIP_HEAD_BYTES = 2_000;
/** Of the budget, the lock screen gets this part, and never more than it takes of itself. */
const LOCK_SHARE = 0.2;
/** What the lock screen takes of itself; the contract's bound of a day. */
const LOCK_BYTES_MAX = 6 * MEGABYTE;

/** @returns what the lock screen may fetch on a day of so large a budget; null where there is none. */
export const lockDayBytes = (budgetMb: number | null): number | null =>
  budgetMb === null ? null : Math.min(LOCK_BYTES_MAX, budgetMb * MEGABYTE * LOCK_SHARE);

export class DayBytes {
  /** Grows when something was counted here that changes what may be fetched. */
  readonly changes: Signal<number> = createSignal(0);
  readonly #storage: Storage | undefined;
  readonly #budgetMb: () => number | null;
  readonly #nowMs: () => number;
  /** Where nothing can be stored it counts as long as the page lives. */
  #memory: Kept | undefined;

  /** @param budgetMb of a day, in millions of bytes; null: no limit. */
  constructor(
    storage: Storage | undefined,
    budgetMb: () => number | null,
    nowMs: () => number = () => Date.now(),
  ) {
    this.#storage = storage;
    this.#budgetMb = budgetMb;
    this.#nowMs = nowMs;
  }

  /** Bytes that may still be fetched today, 0 or more; null without a budget. Cost: reads the storage. */
  left(): number | null {
    const budgetMb = this.#budgetMb();
    if (budgetMb === null) return null;
    const { today, lockIsOn } = this.#read();
    const { feed, ahead, page, lock, more } = today;
    const setAside = lockIsOn ? Math.max(lock, lockDayBytes(budgetMb) ?? 0) : lock;
    return Math.max(0, budgetMb * MEGABYTE + more - feed - ahead - page - setAside);
  }

  /** @returns the encodings of a clip that fit what is left, ascending as they came. */
  fit(renditions: readonly Rendition[]): readonly Rendition[] {
    const left = this.left();
    return left === null ? renditions : fittingEncodings(renditions, left);
  }

  /** Counts a clip that is about to be fetched. @returns null where the budget does not leave it. */
  book(bytes: number, isPresent: boolean): Booking | null {
    const left = this.left() ?? Infinity;
    const sent = bytes + CLIP_HEAD_BYTES;
    // The present clip may go over the end by itself, one alone; what is only prepared may not.
    if (isPresent ? left === 0 : sent > left) return null;
    return new Booking(this, sent, isPresent ? 'feed' : 'ahead');
  }

  /** Counts bytes; below 0: what was counted and not fetched after all. */
  add(surface: DataSurface, bytes: number): void {
    this.#change((kept) => ({
      ...kept,
      today: { ...kept.today, [surface]: Math.max(0, kept.today[surface] + bytes) },
    }));
  }

  /** What the lock screen says of itself. @param bytes of today. */
  noteLock(isOn: boolean, bytes: number): void {
    this.#change((kept) => ({ ...kept, lockIsOn: isOn, today: { ...kept.today, lock: bytes } }));
  }

  /** The person goes on: MORE_BYTES more for today. */
  goOn(): void {
    this.#change((kept) => ({
      ...kept,
      today: { ...kept.today, more: kept.today.more + MORE_BYTES },
    }));
  }

  /** Today first, up to a week; days without the app are absent. `more`: what was allowed beyond the budget. */
  week(): readonly Readonly<Day>[] {
    const { today, before } = this.#read();
    return [today, ...before];
  }

  #change(change: (kept: Kept) => Kept): void {
    this.#memory = change(this.#read());
    try {
      this.#storage?.setItem(STORE_KEY, JSON.stringify(this.#memory));
    } catch {
      // Full or forbidden: this page goes on counting for itself.
    }
    this.changes.set(this.changes.get() + 1);
  }

  #read(): Kept {
    const kept = this.#stored() ?? this.#memory;
    const day = localDay(this.#nowMs());
    if (kept === undefined) return { today: nothing(day), before: [], lockIsOn: false };
    if (kept.today.day === day) return kept;
    const before = [kept.today, ...kept.before].slice(0, DAYS_BEFORE_MAX);
    return { ...kept, today: nothing(day), before };
  }

  #stored(): Kept | undefined {
    try {
      const kept = JSON.parse(this.#storage?.getItem(STORE_KEY) ?? 'null') as Kept | null;
      return typeof kept?.today?.day === 'string' ? kept : undefined;
    } catch {
      return undefined;
    }
  }
}

/**
 * One clip's bytes on their way. All of them are counted when they begin, because the browser fetches as it likes; what it did
 * not fetch is given back when the clip is let go.
 */
export class Booking {
  readonly #ledger: DayBytes;
  readonly #bytes: number;
  #surface: DataSurface;

  constructor(ledger: DayBytes, bytes: number, surface: DataSurface) {
    this.#ledger = ledger;
    this.#bytes = bytes;
    this.#surface = surface;
    ledger.add(surface, bytes);
  }

  /** It is on screen now. */
  shown(): void {
    if (this.#surface === 'feed') return;
    this.#ledger.add(this.#surface, -this.#bytes);
    this.#surface = 'feed';
    this.#ledger.add('feed', this.#bytes);
  }

  /** It is let go. @param fetchedBytes at most; more than the whole counts as the whole. */
  settle(fetchedBytes: number): void {
    const back = this.#bytes - fetchedBytes;
    if (back > 0) this.#ledger.add(this.#surface, -back);
  }
}

function localDay(ms: number): string {
  const at = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

const nothing = (day: string): Day => ({ day, feed: 0, ahead: 0, page: 0, lock: 0, more: 0 });
