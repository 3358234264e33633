import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';

export interface Asked<T> {
  value: T | null;
  /** Of the last look; what was seen before stays. */
  failure: Failure | null;
  reload: () => Promise<void>;
  set: (value: T) => void;
}

/** Asks once a path. @param path null: nothing is asked yet. */
export function useAsked<T>(path: string | null): Asked<T> {
  const { api } = useApp();
  const [state, setState] = useState<{ value: T | null; failure: Failure | null }>({
    ...{ value: null, failure: null },
  });
  const now = useRef(path);
  now.current = path;
  async function reload(): Promise<void> {
    if (path === null) return;
    const reply = await api.get<T>(path);
    // Another one is asked for by now.
    if (now.current !== path) return;
    setState((before) =>
      reply.kind === 'ok'
        ? { value: reply.value, failure: null }
        : { value: before.value, failure: reply },
    );
  }
  useEffect(() => {
    setState({ value: null, failure: null });
    void reload();
    // Depends on less than it reads: the path says all
  }, [path]);
  return { ...state, reload, set: (value) => setState({ value, failure: null }) };
}
