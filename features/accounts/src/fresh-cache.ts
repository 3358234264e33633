// A bounded cache by our clock whose entries are forgotten the moment this process changes what they show, and soon
// when another process does.

import { atMostEntries, type Clock } from '@jhalak/kernel';
import { LRUCache } from 'lru-cache';

interface Held<Value> {
  value: Value;
  loadedAtMs: number;
}

export interface FreshCacheOptions {
  clock: Clock;
  /** Entries at most; the least recently used goes first. */
  max: number;
  /** How old an entry may be: how late another process's change is seen. */
  maxAgeMs: number;
}

/** Marks the beginning of a load, so that a change during the load wins over what was loaded. */
export type LoadTicket = number & { readonly ticket: unique symbol };

export class FreshCache<Value extends object> {
  readonly #clock: Clock;
  readonly #maxAgeMs: number;
  readonly #held: LRUCache<string, Held<Value>>;
  #changes = 0;

  constructor(options: FreshCacheOptions, onGone?: (key: string, value: Value) => void) {
    this.#clock = options.clock;
    this.#maxAgeMs = options.maxAgeMs;
    this.#held = new LRUCache({
      ...atMostEntries(options.max),
      ...(onGone === undefined ? {} : { dispose: (held, key) => onGone(key, held.value) }),
    });
  }

  /** @returns the value while it is fresh. Cost: under a microsecond. */
  get(key: string): Value | undefined {
    const held = this.#held.get(key);
    if (held === undefined) return undefined;
    const ageMs = this.#clock.nowMs() - held.loadedAtMs;
    // A clock that stepped back must not make an entry immortal.
    return ageMs >= 0 && ageMs < this.#maxAgeMs ? held.value : undefined;
  }

  /** Call before reading from the database. */
  beginLoad(): LoadTicket {
    return this.#changes as LoadTicket;
  }

  /** Keeps what was loaded, unless something was forgotten meanwhile. @returns whether it was kept. */
  keep(ticket: LoadTicket, key: string, value: Value): boolean {
    if (ticket !== this.#changes) return false;
    this.#held.set(key, { value, loadedAtMs: this.#clock.nowMs() });
    return true;
  }

  /** Call after the change was committed. */
  forget(key: string): void {
    this.#changes += 1;
    this.#held.delete(key);
  }
}
