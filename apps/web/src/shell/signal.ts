// A value that can be watched. The smallest thing that keeps state outside of components.

export interface Signal<T> {
  get(): T;
  set(value: T): void;
  /** @returns a function that stops watching. */
  watch(look: () => void): () => void;
}

export function createSignal<T>(first: T): Signal<T> {
  let value = first;
  const watchers = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const look of [...watchers]) look();
    },
    watch(look) {
      watchers.add(look);
      return () => watchers.delete(look);
    },
  };
}
