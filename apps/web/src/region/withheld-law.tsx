// Under a page that an order hides: which law, since when unless the order is confidential, and how to object.

import type { Withheld } from '@jhalak/contracts/orders';
import { useEffect, useState } from 'preact/hooks';
import { fullDateText } from '../settings/full-date.ts';
import { useApp } from '../shell/app-context.ts';

export function WithheldLaw({ kind, id }: { kind: 'clip' | 'story'; id: string }) {
  const { t, api, locale, loadMoreMessages } = useApp();
  const [order, setOrder] = useState<Withheld | null>(null);
  useEffect(() => {
    const asked = api.get<Withheld>(`/v1/withheld/${kind}/${encodeURIComponent(id)}`);
    void Promise.all([asked, loadMoreMessages()]).then(([reply]) => {
      if (reply.kind === 'ok') setOrder(reply.value);
    });
    // Depends on less than it reads: once a thing
  }, [kind, id]);
  if (order === null) return null;
  return (
    <>
      <p>
        <b>{t(`orders.law.${order.law}`)}</b>
        {order.sinceMs !== undefined && (
          <>
            <br />
            {fullDateText(order.sinceMs, locale)}
          </>
        )}
        {order.interim === true && ` · ${t('orders.interim')}`}
      </p>
      <p>{t('region.appeal')}</p>
    </>
  );
}
