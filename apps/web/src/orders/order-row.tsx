import type { Order } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';
import { NextClock } from './clock-bars.tsx';
import { ScopeChips } from './scope-chips.tsx';

/** One order in the list: what is due, whose turn it is, and which order it is. */
export function OrderRow({
  order,
  current,
  onOpen,
}: {
  order: Order;
  current: boolean;
  onOpen: () => void;
}) {
  const { t } = useApp();
  const waits = order.approvals.some(({ mine }) => mine);
  return (
    <button
      type="button"
      class={`order is-${order.phase}`}
      data-order={order.id}
      aria-current={current ? 'true' : undefined}
      onClick={onOpen}
    >
      <span class="order-top">
        <span class="order-phase">{t(`orders.phase.${order.phase}`)}</span>
        {waits && <span class="order-waits">{t('orders.waitsForYou')}</span>}
      </span>
      <NextClock clocks={order.clocks} />
      <b dir="auto">{order.authority}</b>
      <small>
        {t(`orders.law.${order.law}`)} · <bdi>{order.reference}</bdi>
      </small>
      <ScopeChips order={order} brief />
    </button>
  );
}
