// A list that comes in pages: the first when it is shown, another when somebody asks for more.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { useApp } from './app-context.ts';
import { sayFailure } from './say-failure.ts';

interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface Pages<Item> {
  /** Null while the first page is on its way. */
  items: Item[] | null;
  hasMore: boolean;
  /** Why there is no first page; that a further one failed is said in passing. */
  failure: Failure | null;
  reload: () => void;
  more: () => void;
  /** What somebody did changes the list without asking for it again. */
  change: (to: (items: Item[]) => Item[]) => void;
}

/** @param path with its query, without a cursor; null: nothing is asked. Another path is another list. */
export function usePages<Item>(path: string | null): Pages<Item> {
  const app = useApp();
  const [page, setPage] = useState<Page<Item> | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  // An answer that comes late is not shown on another list.
  const wanted = useRef(path);
  wanted.current = path;

  async function load(cursor?: string): Promise<void> {
    setFailure(null);
    if (path === null) return;
    const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const reply = await app.api.get<Page<Item>>(`${path}${more}`);
    if (wanted.current !== path) return;
    if (reply.kind === 'ok') {
      const { items, next } = reply.value;
      const before = (old: Page<Item> | null): Item[] =>
        cursor === undefined ? [] : (old?.items ?? []);
      setPage((old) => ({ items: [...before(old), ...items], next }));
    } else if (cursor === undefined) setFailure(reply);
    else sayFailure(app, reply);
  }
  useEffect(() => {
    setPage(null);
    void load();
    // Depends on less than it reads: another list
  }, [path]);

  return {
    items: page?.items ?? null,
    hasMore: page !== null && page.next !== null,
    failure,
    reload: () => void load(),
    more: () => void load(page?.next ?? undefined),
    change: (to) => setPage((old) => old && { ...old, items: to(old.items) }),
  };
}
