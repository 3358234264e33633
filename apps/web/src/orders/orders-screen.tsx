// The order desk: what the law demands of this region, how much time is left, what it hides, and who must still look at it.

import { useState } from 'preact/hooks';
import type { Order, OrderPage } from '@jhalak/contracts/orders';
import type { Failure } from '../api/client.ts';
import { timeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { isClosed, NoPage } from '../shell/no-page.tsx';
import { failureText } from '../shell/say-failure.ts';
import { Segments } from '../settings/controls.tsx';
import { EnterOrder } from './enter-order.tsx';
import { OrderDetail } from './order-detail.tsx';
import { LostOrders } from './order-losses.tsx';
import { OrderRow } from './order-row.tsx';
import { useOrders, type Shown } from './use-orders.ts';
import { useOneAtATime } from './use-one-at-a-time.ts';
import '../settings/settings.css';
import './orders.css';

export function OrdersScreen() {
  const { t, locale } = useApp();
  const [shown, setShown] = useState<Shown>('open');
  const [entering, setEntering] = useState(false);
  const { page, failure, seenMs, load, chosen, setChosen, open } = useOrders(shown);
  const screen = useOneAtATime(entering ? 'enter' : chosen?.order.id);

  if (failure !== null && isClosed(failure))
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
    <div class={busy ? 'screen orders has-detail' : 'screen orders'} ref={screen}>
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
        <LostOrders open={chosen?.order} />
        <Segments
          label={t('orders.show')}
          value={shown}
          choices={[
            ['open', t('orders.open')],
            ['ended', t('orders.register')],
          ]}
          onChange={setShown}
        />
        {failure !== null && page !== null && (
          <p class="orders-stale" role="alert">
            <Icon name="offline" />
            {t('border.stale', { time: timeText(seenMs, locale) })}
          </p>
        )}
        <List
          page={page}
          failure={failure}
          openId={chosen?.order.id}
          onOpen={(id) => {
            setEntering(false);
            void open(id);
          }}
          onLoad={(cursor) => void load(cursor)}
        />
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

interface ListProps {
  page: OrderPage | null;
  failure: Failure | null;
  openId: string | undefined;
  onOpen: (id: string) => void;
  onLoad: (cursor?: string) => void;
}

function List({ page, failure, openId, onOpen, onLoad }: ListProps) {
  const app = useApp();
  const { t } = app;
  if (page === null && failure !== null)
    return (
      <div class="state is-small" role="alert">
        <Icon name={failure.kind === 'offline' ? 'offline' : 'shield'} />
        <h2>{t('video.serverTitle')}</h2>
        <p>{failureText(app, failure)}</p>
        <button type="button" class="button primary" onClick={() => onLoad()}>
          {t('common.retry')}
        </button>
      </div>
    );
  if (page === null)
    return (
      <div class="order-bones" role="status" aria-label={t('common.loading')}>
        <div class="bone" />
        <div class="bone" />
        <div class="bone" />
      </div>
    );
  if (page.items.length === 0)
    return (
      <div class="state is-small">
        <Icon name="check" />
        <h2>{t('orders.emptyTitle')}</h2>
        <p>{t('orders.emptyText')}</p>
      </div>
    );
  const { next } = page;
  return (
    <>
      <ul>
        {page.items.map((order) => (
          <li key={order.id}>
            <OrderRow order={order} current={order.id === openId} onOpen={() => onOpen(order.id)} />
          </li>
        ))}
      </ul>
      {next !== null && (
        <button type="button" class="button more" onClick={() => onLoad(next)}>
          {t('common.more')}
        </button>
      )}
    </>
  );
}
