import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';

export interface Polled<T> {
  value: T | null;
  /** Of the last look; what was seen before stays. */
  failure: Failure | null;
  /** When `value` came, by this machine's clock. */
  seenMs: number;
  reload: () => void;
}

/** Reads again and again while the page is open, and once more when it comes back to the front. */
export function usePolled<T>(path: string, everyMs: number): Polled<T> {
  const { api } = useApp();
  const [state, setState] = useState<Omit<Polled<T>, 'reload'>>({
    value: null,
    failure: null,
    seenMs: 0,
  });
  async function load(): Promise<void> {
    if (document.hidden) return;
    const reply = await api.get<T>(path);
    setState((before) =>
      reply.kind === 'ok'
        ? { value: reply.value, failure: null, seenMs: Date.now() }
        : { ...before, failure: reply },
    );
  }
  const reload = (): void => void load();
  useEffect(() => {
    reload();
    const timer = setInterval(reload, everyMs);
    document.addEventListener('visibilitychange', reload);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', reload);
    };
    // Depends on less than it reads: the path says all
  }, [path]);
  return { ...state, reload };
}
