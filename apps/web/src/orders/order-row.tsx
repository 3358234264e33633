import type { Order } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';
import { ClockBars } from './clock-bars.tsx';
import { ScopeChips } from './scope-chips.tsx';

/** One order in the list. */
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
      aria-current={current ? 'true' : undefined}
      onClick={onOpen}
    >
      <span class="order-top">
        <b dir="auto">{order.authority}</b>
        <span class="order-phase">{t(`orders.phase.${order.phase}`)}</span>
      </span>
      <small dir="auto">
        {t(`orders.law.${order.law}`)} · {order.reference}
      </small>
      <ScopeChips order={order} />
      <ClockBars clocks={order.clocks} running />
      {waits && <span class="order-waits">{t('orders.waitsForYou')}</span>}
    </button>
  );
}
