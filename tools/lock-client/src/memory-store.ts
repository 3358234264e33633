import type { Store } from './lock-client.mjs';

/** Keeps things while the program runs. What it gives is what a disk would give back: never the same object. */
export function memoryStore(): Store {
  const kept = new Map<string, unknown>();
  return {
    get: async (name) => await Promise.resolve(structuredClone(kept.get(name))),
    put: async (name, value) => {
      kept.set(name, structuredClone(value));
      await Promise.resolve();
    },
    remove: async (name) => {
      kept.delete(name);
      await Promise.resolve();
    },
    names: async () => await Promise.resolve([...kept.keys()]),
  };
}
