import type { OrderRecord } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

/** What an order hides, blurred for who has to look at it, with words below. */
export function PreviewGrid({ items, title }: { items: OrderRecord['preview']; title: string }) {
  const { t } = useApp();
  if (items.length === 0) return null;
  return (
    <section class="order-preview">
      <h3>{title}</h3>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            {item.picture === null ? (
              <span class="order-nopicture">
                <Icon name={item.kind === 'card' ? 'bookmark' : 'spark'} />
              </span>
            ) : (
              <img src={item.picture} alt="" loading="lazy" />
            )}
            <small dir="auto">{item.words || t(`orders.scope.${item.kind}`)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
