import { useEffect, useState } from 'preact/hooks';
import type { AuditLogPage, LogKind } from '@jhalak/contracts/audit';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';

type Page = AuditLogPage;

export interface LogReading {
  items: Page['items'] | null;
  size: number;
  failure: Failure | null;
  /** Absent at the end. */
  more: (() => void) | undefined;
  reload: () => void;
}

/** Reads the log from its newest entry on, a page at a time. */
export function useLog(kind: LogKind | '', limit: number): LogReading {
  const { api } = useApp();
  const [items, setItems] = useState<Page['items'] | null>(null);
  const [page, setPage] = useState<Pick<Page, 'next' | 'size'>>({ size: 0 });
  const [failure, setFailure] = useState<Failure | null>(null);
  async function load(cursor?: number): Promise<void> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (kind !== '') query.set('kind', kind);
    if (cursor !== undefined) query.set('cursor', String(cursor));
    const reply = await api.get<Page>(`/v1/audit/log?${query.toString()}`);
    if (reply.kind !== 'ok') {
      setFailure(reply);
      return;
    }
    const { value } = reply;
    setFailure(null);
    setPage(value);
    setItems((before) => [...(cursor === undefined ? [] : (before ?? [])), ...value.items]);
  }
  useEffect(() => {
    setItems(null);
    void load();
    // Depends on less than it reads: the kind says all
  }, [kind]);
  const { next, size } = page;
  return {
    ...{ items, size, failure },
    more: next === undefined ? undefined : () => void load(next),
    reload: () => void load(),
  };
}
