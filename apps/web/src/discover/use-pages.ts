// A list that is read page by page, and kept for coming back.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { placeHere } from './kept-places.ts';

/** What every paged reply has. */
interface Page {
  next: string | null;
}

interface State<One, Reply> {
  path: string;
  items: readonly One[];
  /** The first page, for what stands above the list. */
  head: Reply | undefined;
  next: string | null;
  status: 'loading' | 'ready' | 'failed';
  failure: Failure | null;
}

export interface Pages<One, Reply> extends Omit<State<One, Reply>, 'path' | 'next'> {
  /** Reads the next page, or the one that failed; undefined at the end, or while one is read. */
  more: (() => void) | undefined;
}

const empty = <One, Reply>(path: string): State<One, Reply> => ({
  ...{ path, items: [], head: undefined, next: null, status: 'loading', failure: null },
});

/**
 * @param path of the first page; another one is another list.
 * @param itemsOf what of a page belongs to the list; two of one id are one.
 */
export function usePages<One, Reply extends Page>(
  path: string,
  itemsOf: (page: Reply) => readonly One[],
  idOf: (one: One) => string,
): Pages<One, Reply> {
  const { api } = useApp();
  const kept = (): State<One, Reply> =>
    (placeHere().lists.get(path) as State<One, Reply> | undefined) ?? empty(path);
  const [state, setState] = useState(kept);
  const now = useRef(path);
  now.current = path;
  const shown = state.path === path ? state : kept();

  function put(next: State<One, Reply>): void {
    if (now.current !== path) return;
    if (next.status === 'ready') placeHere().lists.set(path, next);
    setState(next);
  }

  async function read(before: State<One, Reply>): Promise<void> {
    put({ ...before, status: 'loading', failure: null });
    const cursor = before.next === null ? '' : `cursor=${encodeURIComponent(before.next)}`;
    const joint = path.includes('?') ? '&' : '?';
    const reply = await api.get<Reply>(cursor === '' ? path : `${path}${joint}${cursor}`);
    if (reply.kind !== 'ok') {
      put({ ...before, status: 'failed', failure: reply });
      return;
    }
    const known = new Set(before.items.map(idOf));
    const fresh = itemsOf(reply.value).filter((one) => !known.has(idOf(one)));
    put({
      ...{ path, items: [...before.items, ...fresh], head: before.head ?? reply.value },
      ...{ next: reply.value.next, status: 'ready', failure: null },
    });
  }

  useEffect(() => {
    const first = kept();
    setState(first);
    if (first.status !== 'ready') void read(empty(path));
    // Depends on less than it reads: once a list
  }, [path]);

  const { items, head, status, failure, next } = shown;
  const canGoOn = status === 'failed' || (status === 'ready' && next !== null);
  return {
    ...{ items, head, status, failure },
    more: canGoOn ? () => void read(shown) : undefined,
  };
}
