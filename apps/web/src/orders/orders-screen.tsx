// The order desk: what the law demands of this region, how much time is left, what it hides, and who must still look at it.

import { useEffect, useState } from 'preact/hooks';
import type { Order, OrderPage, OrderRecord } from '@jhalak/contracts/orders';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { NoPage } from '../shell/no-page.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { Segments } from '../settings/controls.tsx';
import { EnterOrder } from './enter-order.tsx';
import { OrderDetail } from './order-detail.tsx';
import { OrderRow } from './order-row.tsx';
import '../settings/settings.css';
import './orders.css';

type Shown = 'open' | 'ended';
/** Clocks run: what another officer did is seen within this time without a touch. */
const REFRESH_MS = 15_000;

export function OrdersScreen() {
  const app = useApp();
  const { t, api } = app;
  const [shown, setShown] = useState<Shown>('open');
  const [page, setPage] = useState<OrderPage | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [chosen, setChosen] = useState<OrderRecord | null>(null);
  const [entering, setEntering] = useState(false);

  async function load(cursor?: string): Promise<void> {
    const more = cursor === undefined ? '' : `&cursor=${cursor}`;
    const reply = await api.get<OrderPage>(`/v1/orders?phase=${shown}${more}`);
    if (reply.kind !== 'ok') {
      // What is on the screen stays there when one look fails.
      if (page === null) setFailure(reply);
      return;
    }
    setFailure(null);
    const { items, next, region } = reply.value;
    setPage((before) => ({
      items: [...(cursor === undefined ? [] : (before?.items ?? [])), ...items],
      next,
      region,
    }));
  }
  async function open(id: string): Promise<void> {
    const reply = await api.get<OrderRecord>(`/v1/orders/${id}`);
    if (reply.kind === 'ok') setChosen(reply.value);
    else sayFailure(app, reply);
  }
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => clearInterval(timer);
    // Depends on less than it reads: another list
  }, [shown]);

  if (failure !== null)
    return (
      <NoPage
        closed={{ title: t('orders.closedTitle'), text: t('orders.closedText') }}
        path="/orders"
        failure={failure}
        onRetry={() => void load()}
      />
    );
  const onEntered = (order: Order): void => {
    setEntering(false);
    void load();
    void open(order.id);
  };
  const busy = entering || chosen !== null;
  return (
    <div class={busy ? 'screen orders has-detail' : 'screen orders'}>
      <header class="orders-head">
        <h1>{t('orders.title')}</h1>
        <button
          type="button"
          class="button primary"
          onClick={() => {
            setChosen(null);
            setEntering(true);
          }}
        >
          <Icon name="plus" />
          {t('orders.enter')}
        </button>
      </header>
      <div class="orders-list">
        <Segments
          label={t('orders.show')}
          value={shown}
          choices={[
            ['open', t('orders.open')],
            ['ended', t('orders.register')],
          ]}
          onChange={(next) => {
            setPage(null);
            setShown(next);
          }}
        />
        {page === null && (
          <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
        )}
        {page?.items.length === 0 && (
          <div class="state is-small">
            <Icon name="check" />
            <h2>{t('orders.emptyTitle')}</h2>
            <p>{t('orders.emptyText')}</p>
          </div>
        )}
        <ul>
          {page?.items.map((order) => (
            <li key={order.id}>
              <OrderRow
                order={order}
                current={order.id === chosen?.order.id}
                onOpen={() => {
                  setEntering(false);
                  void open(order.id);
                }}
              />
            </li>
          ))}
        </ul>
        {page !== null && page.next !== null && (
          <button type="button" class="button more" onClick={() => void load(page.next ?? '')}>
            {t('common.more')}
          </button>
        )}
      </div>
      {entering && <EnterOrder onEntered={onEntered} onBack={() => setEntering(false)} />}
      {chosen !== null && (
        <OrderDetail
          key={chosen.order.id}
          record={chosen}
          onChanged={(record) => {
            setChosen(record);
            void load();
          }}
          onBack={() => setChosen(null)}
        />
      )}
      {!busy && <p class="orders-hint soft">{t('orders.hint')}</p>}
    </div>
  );
}
