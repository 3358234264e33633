import type { Order } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';

/**
 * What an order names, where, and of which kind it is, in a line of small signs.
 *
 * @param props.brief leaves out what most orders have in common.
 */
export function ScopeChips({ order, brief = false }: { order: Order; brief?: boolean }) {
  const { t } = useApp();
  const kinds = [...new Set(order.targets.map(({ kind }) => kind))];
  return (
    <span class="chips scope">
      {kinds.map((kind) => (
        <span key={kind} class={kind === 'app' ? 'chip is-alarm' : 'chip is-scope'}>
          {t(`orders.scope.${kind}`)}
        </span>
      ))}
      {order.states !== undefined && <span class="chip is-plain">{order.states.join(', ')}</span>}
      {order.states === undefined && !brief && (
        <span class="chip is-plain">{t('orders.country')}</span>
      )}
      {order.interim && !brief && <span class="chip is-plain">{t('orders.interim')}</span>}
      {order.emergency && <span class="chip is-alarm">{t('orders.emergency')}</span>}
      {order.confidential && !brief && (
        <span class="chip is-plain">{t('orders.confidential')}</span>
      )}
      {order.contested && <span class="chip is-alarm">{t('orders.contested')}</span>}
    </span>
  );
}
