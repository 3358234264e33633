// Where a device keeps things. One adapter lies on IndexedDB, shared by all tabs and the service worker; the one here
// lives as long as its object, for tests and for browsers that forbid storage (there, a reload is off).

import type { WaitingEvent } from './state.ts';

export interface LockStore {
  /** @returns what was last written, of unchecked shape; undefined when there is nothing. */
  readState(): Promise<unknown>;
  /** Reads, changes and writes as one step, beside which no other step runs, in any tab. */
  changeState(change: (before: unknown) => unknown): Promise<void>;
  /** Files by their digest, signed texts by their signature. */
  getThing(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  putThing(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  thingNames(): Promise<string[]>;
  removeThings(names: readonly string[]): Promise<void>;
  addEvent(event: WaitingEvent): Promise<void>;
  /** Oldest first, with the numbers to remove them by. */
  events(): Promise<{ number: number; event: WaitingEvent }[]>;
  removeEvents(numbers: readonly number[]): Promise<void>;
}

export function memoryStore(): LockStore {
  let state: unknown;
  let last = 0;
  const things = new Map<string, Uint8Array<ArrayBuffer>>();
  const events = new Map<number, WaitingEvent>();
  return {
    readState: () => Promise.resolve(structuredClone(state)),
    changeState(change) {
      state = structuredClone(change(structuredClone(state)));
      return Promise.resolve();
    },
    getThing: (name) => Promise.resolve(things.get(name)),
    putThing(name, bytes) {
      things.set(name, bytes.slice());
      return Promise.resolve();
    },
    thingNames: () => Promise.resolve([...things.keys()]),
    removeThings(names) {
      for (const name of names) things.delete(name);
      return Promise.resolve();
    },
    addEvent(event) {
      last += 1;
      events.set(last, structuredClone(event));
      return Promise.resolve();
    },
    events: () => Promise.resolve([...events].map(([number, event]) => ({ number, event }))),
    removeEvents(numbers) {
      for (const number of numbers) events.delete(number);
      return Promise.resolve();
    },
  };
}
