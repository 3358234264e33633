// What was searched for on this device: kept here alone, never sent, and deletable.

import { createSignal } from '../shell/signal.ts';

const KEY = 'jhalak.searches';
/** What fits on a phone without scrolling. */
const KEPT_MAX = 8;

/** Newest first. */
export const recentSearches = createSignal<readonly string[]>(read());

/** Puts it first, once. */
export function rememberSearch(words: string): void {
  write([words, ...recentSearches.get().filter((one) => one !== words)].slice(0, KEPT_MAX));
}

/** @param words undefined: all of them. */
export function forgetSearch(words?: string): void {
  write(words === undefined ? [] : recentSearches.get().filter((one) => one !== words));
}

function write(searches: readonly string[]): void {
  recentSearches.set(searches);
  try {
    if (searches.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(searches));
  } catch {
    // Where nothing can be stored it lasts as long as the page.
  }
}

function read(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    if (!Array.isArray(value)) return [];
    return value.filter((one) => typeof one === 'string').slice(0, KEPT_MAX);
  } catch {
    return [];
  }
}
