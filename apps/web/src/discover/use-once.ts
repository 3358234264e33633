// One reply of the API, kept for coming back.

import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { placeHere } from './kept-places.ts';

interface Once<Value> {
  value: Value | undefined;
  failure: Failure | null;
  retry: () => void;
}

/** @param path null asks for nothing. */
export function useOnce<Value>(path: string | null): Once<Value> {
  const { api } = useApp();
  const [found, setFound] = useState<{ path: string; value?: Value; failure?: Failure }>();
  const [round, setRound] = useState(0);
  const kept = path === null ? undefined : (placeHere().lists.get(path) as Value | undefined);
  useEffect(() => {
    if (path === null || kept !== undefined) return;
    const { lists } = placeHere();
    let isOld = false;
    void api.get<Value>(path).then((reply) => {
      if (reply.kind === 'ok') lists.set(path, reply.value);
      if (isOld) return;
      setFound({
        path,
        ...(reply.kind === 'ok' ? { value: reply.value } : { failure: reply }),
      });
    });
    return () => {
      isOld = true;
    };
    // Depends on less than it reads: once a path, and once more when it failed
  }, [path, round]);
  const here = found?.path === path ? found : undefined;
  return {
    value: here?.value ?? kept,
    failure: here?.failure ?? null,
    retry() {
      if (path !== null) placeHere().lists.delete(path);
      setFound(undefined);
      setRound((count) => count + 1);
    },
  };
}
