import type { Order } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';

/** What an order names, where, and of which kind it is, in a line of small signs. */
export function ScopeChips({ order }: { order: Order }) {
  const { t } = useApp();
  const kinds = [...new Set(order.targets.map(({ kind }) => kind))];
  return (
    <span class="chips scope">
      {kinds.map((kind) => (
        <span key={kind} class="chip is-scope">
          {t(`orders.scope.${kind}`)}
        </span>
      ))}
      <span class="chip is-plain">
        {order.states === undefined ? t('orders.country') : order.states.join(', ')}
      </span>
      {order.interim && <span class="chip is-plain">{t('orders.interim')}</span>}
      {order.emergency && <span class="chip is-alarm">{t('orders.emergency')}</span>}
      {order.confidential && <span class="chip is-plain">{t('orders.confidential')}</span>}
      {order.contested && <span class="chip is-alarm">{t('orders.contested')}</span>}
    </span>
  );
}
