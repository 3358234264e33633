// What an act will do, said before it is done: how much goes dark or comes back, where, for whom, and how it is undone.

import type { Order, OrderActBody, OrderPreview } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

export type Act = OrderActBody['act'];

/** Acts after which things are hidden that were not before. */
const HIDING: ReadonlySet<Act> = new Set<Act>(['release', 'resume']);
/** Acts after which things are seen again. */
const LIFTING: ReadonlySet<Act> = new Set<Act>(['stay', 'revoke']);

interface EffectProps {
  act: Exclude<Act, 'acknowledge'>;
  order: Order;
  /** What an order that is not in force would hide; null before it is known. */
  wouldHide: OrderPreview | null;
}

export function ActEffect({ act, order, wouldHide }: EffectProps) {
  const { t } = useApp();
  const app = order.targets.some(({ kind }) => kind === 'app');
  const hides = HIDING.has(act);
  const lifts = LIFTING.has(act) && order.phase === 'in_force';
  return (
    <div class={hides ? 'order-effect is-dark' : 'order-effect'}>
      {hides && app && <b>{t('orders.hidesApp')}</b>}
      {hides && !app && (
        <b role="status">
          {wouldHide === null ? t('common.loading') : t('orders.hidesCounts', countsOf(wouldHide))}
        </b>
      )}
      {lifts && (
        <b>{app ? t('orders.appBack') : t('orders.comesBack', { count: order.reached })}</b>
      )}
      <ul>
        {hides && (
          <li>
            <Icon name="house" />
            {order.states === undefined ? t('orders.country') : order.states.join(', ')}
          </li>
        )}
        <li>
          <Icon name={hides ? 'hide' : 'check'} />
          {t(`orders.does.${act}`)}
        </li>
        {act === 'release' && (
          <li>
            <Icon name="person" />
            {t(order.confidential ? 'orders.confidentialHint' : 'orders.makersTold')}
          </li>
        )}
        {lifts && (
          <li>
            <Icon name="shield" />
            {t('orders.unlessOther')}
          </li>
        )}
        {hides && (
          <li>
            <Icon name="retry" />
            {t('orders.wayBack')}
          </li>
        )}
      </ul>
    </div>
  );
}

function countsOf({ clips, stories, cards, accounts }: OrderPreview) {
  return { clips, stories, cards, accounts };
}
