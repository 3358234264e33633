// One order: what it says, what it hides, what waits, what every surface showed, and what happened.

import type { OrderRecord } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { dateTimeText } from '../desk/when.ts';
import { NextClock, OtherClocks } from './clock-bars.tsx';
import { OrderActs } from './order-acts.tsx';
import { OrderAsks } from './order-asks.tsx';
import { OrderProof } from './order-proof.tsx';
import { PreviewGrid } from './preview-grid.tsx';
import { ScopeChips } from './scope-chips.tsx';
import { useWouldHide } from './use-would-hide.ts';

interface DetailProps {
  record: OrderRecord;
  onChanged: (record: OrderRecord) => void;
  onBack: () => void;
}

export function OrderDetail({ record, onChanged, onBack }: DetailProps) {
  const { t } = useApp();
  const { order } = record;
  const wouldHide = useWouldHide(order);
  const total = wouldHide === null ? 0 : wouldHide.clips + wouldHide.stories + wouldHide.cards;
  return (
    <section class="order-detail" aria-label={order.reference}>
      <button type="button" class="button text order-back" onClick={onBack}>
        <Icon name="back" />
        {t('common.back')}
      </button>
      <header>
        <h2 dir="auto" tabIndex={-1}>
          {order.authority}
        </h2>
        <p class="soft">
          {t(`orders.law.${order.law}`)} · <bdi>{order.reference}</bdi>
        </p>
        <p class={`order-standing is-${order.phase}`}>
          <b>{t(`orders.phase.${order.phase}`)}</b>
          {order.reached > 0 && <span>{t('orders.reached', { count: order.reached })}</span>}
        </p>
        <ScopeChips order={order} />
      </header>
      <NextClock clocks={order.clocks} />
      <OrderAsks record={record} wouldHide={wouldHide} onChanged={onChanged} />
      <OtherClocks clocks={order.clocks} />
      {wouldHide !== null && (
        <PreviewGrid items={wouldHide.preview} title={t('orders.wouldHide', { count: total })} />
      )}
      <OrderProof record={record} onChanged={onChanged} />
      <OrderActs record={record} wouldHide={wouldHide} onChanged={onChanged} />
      <Text text={order.text} />
      <PreviewGrid items={record.preview} title={t('orders.hides', { count: order.reached })} />
      <History record={record} />
    </section>
  );
}

// Words of an order are not for who looks over a shoulder.
function Text({ text }: { text: string }) {
  const { t } = useApp();
  if (text === '') return null;
  return (
    <details class="order-text">
      <summary>
        <Icon name="hide" />
        {t('orders.words')}
      </summary>
      <blockquote dir="auto">{text}</blockquote>
    </details>
  );
}

function History({ record }: { record: OrderRecord }) {
  const { t, locale } = useApp();
  const { preserved } = record;
  return (
    <section class="order-history">
      <h3>{t('orders.history')}</h3>
      <ol>
        {record.events.map((event) => (
          <li key={event.seq}>
            <b>{t(`orders.event.${event.type as 'entered'}`)}</b>
            <small>
              {dateTimeText(event.atMs, locale)}
              {event.by !== null && ` · @${event.by}`}
            </small>
            {event.note !== '' && <q dir="auto">{event.note}</q>}
          </li>
        ))}
      </ol>
      {preserved.items > 0 && preserved.untilMs !== null && (
        <p class="soft">
          {t('orders.preserved', {
            count: preserved.items,
            when: dateTimeText(preserved.untilMs, locale),
          })}
        </p>
      )}
      <p class="soft order-commitment">
        {t('orders.commitment')} <code>{record.order.commitment}</code>
      </p>
    </section>
  );
}
