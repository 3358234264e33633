// The desk's list and the order that is open, looked at again and again: clocks run, and another officer may have acted.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { OrderPage, OrderRecord } from '@jhalak/contracts/orders';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { byUrgency } from './clock-words.ts';

export type Shown = 'open' | 'ended';

/** What another officer did is seen within this time without a touch. */
const REFRESH_MS = 15_000;
/** The contract's largest page: what is due first must be among what is read first. */
const PAGE = 100;

interface Looked {
  page: OrderPage | null;
  /** Of the last look; what was seen before stays. */
  failure: Failure | null;
  /** When the list came, by this machine's clock. */
  seenMs: number;
}

const NOTHING: Looked = { page: null, failure: null, seenMs: 0 };

export function useOrders(shown: Shown) {
  const app = useApp();
  const { api } = app;
  const [looked, setLooked] = useState<Looked>(NOTHING);
  const [chosen, setChosen] = useState<OrderRecord | null>(null);
  const wanted = useRef(shown);
  wanted.current = shown;

  async function load(cursor?: string): Promise<void> {
    const more = cursor === undefined ? '' : `&cursor=${cursor}`;
    const reply = await api.get<OrderPage>(`/v1/orders?phase=${shown}&limit=${PAGE}${more}`);
    // A slow answer about the other list comes too late.
    if (wanted.current !== shown) return;
    if (reply.kind !== 'ok') {
      setLooked((before) => ({ ...before, failure: reply }));
      return;
    }
    const { value } = reply;
    setLooked(({ page }) => {
      const before = cursor === undefined ? [] : (page?.items ?? []);
      const items = [...before, ...value.items];
      return {
        page: { ...value, items: shown === 'open' ? byUrgency(items) : items },
        failure: null,
        seenMs: Date.now(),
      };
    });
  }
  async function open(id: string): Promise<void> {
    const reply = await api.get<OrderRecord>(`/v1/orders/${id}`);
    if (reply.kind === 'ok') setChosen(reply.value);
    else sayFailure(app, reply);
  }
  useEffect(() => {
    setLooked(NOTHING);
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => clearInterval(timer);
    // Depends on less than it reads: another list
  }, [shown]);
  const openId = chosen?.order.id;
  useEffect(() => {
    if (openId === undefined) return;
    const timer = setInterval(() => {
      void api.get<OrderRecord>(`/v1/orders/${openId}`).then(
        // Another one may have been opened meanwhile.
        (reply) =>
          reply.kind === 'ok' &&
          setChosen((before) => (before?.order.id === openId ? reply.value : before)),
      );
    }, REFRESH_MS);
    return () => clearInterval(timer);
    // Depends on less than it reads: another order
  }, [openId]);
  return { ...looked, load, chosen, setChosen, open };
}
