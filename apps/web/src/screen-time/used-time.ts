// How long somebody was here, by day: counted on the device, kept on the device for two weeks, sent nowhere. A bound that one sets
// for oneself stays here too; a parent's comes from the cell, and its last copy holds without network.

import type { ScreenTime } from '@jhalak/contracts/family';

const USED_KEY = 'jhalak.screenTime';
const OWN_KEY = 'jhalak.screenLimit';
const PARENT_KEY = 'jhalak.screenLimitParent';
/** What the chart shows. */
const DAYS_KEPT = 14;

/** A storage, or none where the browser forbids it: then nothing is counted. */
export type Store = Pick<Storage, 'getItem' | 'setItem'> | undefined;

/** Seconds by day, `YYYY-MM-DD` as the device has it. */
export type UsedTime = Readonly<Record<string, number>>;

export function today(now = new Date()): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** @returns the days that the chart shows, today last. */
export function lastDays(now = new Date()): string[] {
  return Array.from({ length: DAYS_KEPT }, (_, at) =>
    today(new Date(now.getFullYear(), now.getMonth(), now.getDate() - DAYS_KEPT + 1 + at)),
  );
}

export function usedTime(store: Store): UsedTime {
  return read<Record<string, number>>(store, USED_KEY) ?? {};
}

/** Adds to today; what is older than the chart goes. @returns the seconds of today. */
export function addUsed(store: Store, seconds: number, now = new Date()): number {
  const used = usedTime(store);
  const day = today(now);
  const sum = (used[day] ?? 0) + seconds;
  const kept = lastDays(now).flatMap((one) => (used[one] === undefined ? [] : [[one, used[one]]]));
  write(store, USED_KEY, { ...Object.fromEntries(kept), [day]: sum });
  return sum;
}

const NO_LIMIT: ScreenTime = { dailyMinutes: null };

export const ownLimit = (store: Store): ScreenTime => read(store, OWN_KEY) ?? NO_LIMIT;
export const setOwnLimit = (store: Store, limit: ScreenTime): void => write(store, OWN_KEY, limit);
export const parentLimit = (store: Store): ScreenTime => read(store, PARENT_KEY) ?? NO_LIMIT;
export const setParentLimit = (store: Store, limit: ScreenTime): void =>
  write(store, PARENT_KEY, limit);

/** @returns whether today has had its time. */
export function isOver(limit: ScreenTime, usedSeconds: number, day: string): boolean {
  if (limit.dailyMinutes === null) return false;
  const more = limit.more?.day === day ? limit.more.minutes : 0;
  return usedSeconds >= (limit.dailyMinutes + more) * 60;
}

/** @returns the same with some minutes more for one day. */
export function withMore(limit: ScreenTime, minutes: number, day: string): ScreenTime {
  const before = limit.more?.day === day ? limit.more.minutes : 0;
  return { ...limit, more: { day, minutes: before + minutes } };
}

function read<T>(store: Store, key: string): T | undefined {
  try {
    const value: unknown = JSON.parse(store?.getItem(key) ?? 'null');
    return typeof value === 'object' && value !== null ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

function write(store: Store, key: string, value: unknown): void {
  try {
    store?.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs the count, nothing else.
  }
}
