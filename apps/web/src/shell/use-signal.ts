import { useEffect, useReducer } from 'preact/hooks';
import type { Signal } from './signal.ts';

/** @returns the present value; the component renders again when it changes. */
export function useSignal<T>(signal: Signal<T>): T {
  const [, again] = useReducer<number, void>((count) => count + 1, 0);
  const seen = signal.get();
  useEffect(() => {
    // It may have changed between rendering and watching.
    if (!Object.is(signal.get(), seen)) again();
    return signal.watch(() => again());
    // Depends on less than it reads: `seen` matters only at the first watch
  }, [signal]);
  return seen;
}
