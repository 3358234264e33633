// The device's memory on IndexedDB: one for all tabs and the service worker. The state is changed in one transaction, which
// the browser lets no other one overlap.

import type { WaitingEvent } from './device/state.ts';
import type { LockStore } from './device/store.ts';

const NAME = 'jhalak-lock';
const STATE = 'state';
const THINGS = 'things';
const EVENTS = 'events';
/** The one record of the table of states. */
const DEVICE = 'device';

/** @throws where the browser forbids storage. */
export async function openIndexedStore(): Promise<LockStore> {
  const database = await openDatabase();
  const table = (name: string, mode: IDBTransactionMode): IDBObjectStore =>
    database.transaction(name, mode).objectStore(name);
  return {
    readState: () => settled(table(STATE, 'readonly').get(DEVICE)),
    async changeState(change) {
      const states = table(STATE, 'readwrite');
      const done = finished(states.transaction);
      const before = states.get(DEVICE);
      before.onsuccess = () => {
        try {
          states.put(change(before.result), DEVICE);
        } catch (error) {
          states.transaction.abort();
          throw error;
        }
      };
      await done;
    },
    getThing: async (name) => {
      const bytes = await settled<ArrayBuffer | undefined>(table(THINGS, 'readonly').get(name));
      return bytes === undefined ? undefined : new Uint8Array(bytes);
    },
    async putThing(name, bytes) {
      await settled(table(THINGS, 'readwrite').put(bytes.slice().buffer, name));
    },
    async thingNames() {
      return (await settled(table(THINGS, 'readonly').getAllKeys())).map(String);
    },
    async removeThings(names) {
      await removeAll(table(THINGS, 'readwrite'), names);
    },
    async addEvent(event) {
      await settled(table(EVENTS, 'readwrite').add(event));
    },
    async events() {
      const events = table(EVENTS, 'readonly');
      const [numbers, kept] = await Promise.all([
        settled(events.getAllKeys()),
        settled(events.getAll() as IDBRequest<WaitingEvent[]>),
      ]);
      return kept.map((event, at) => ({ number: Number(numbers[at]), event }));
    },
    async removeEvents(numbers) {
      await removeAll(table(EVENTS, 'readwrite'), numbers);
    },
  };
}

async function removeAll(table: IDBObjectStore, keys: readonly IDBValidKey[]): Promise<void> {
  const done = finished(table.transaction);
  for (const key of keys) table.delete(key);
  await done;
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STATE);
    request.result.createObjectStore(THINGS);
    request.result.createObjectStore(EVENTS, { autoIncrement: true });
  };
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the device store failed'));
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the device store failed'));
  });
}
