import { useEffect, useState } from 'preact/hooks';
import type { OrderNotice } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';

/** Own clips that an order hides now: which law, and whom to ask. Nothing where there is none. */
export function OwnNotices() {
  const { t, api } = useApp();
  const [notices, setNotices] = useState<readonly OrderNotice[]>([]);
  useEffect(() => {
    void api.get<{ items: OrderNotice[] }>('/v1/profile/notices').then((reply) => {
      if (reply.kind === 'ok') setNotices(reply.value.items);
    });
    // Depends on less than it reads: once
  }, []);
  const now = notices.filter(({ liftedAtMs }) => liftedAtMs === null);
  if (now.length === 0) return null;
  return (
    <ul class="own-notices" aria-label={t('notice.title')}>
      {now.map((notice) => (
        <li key={notice.id}>
          <b>{t('notice.title')}</b>
          <p dir="auto">{notice.caption}</p>
          <p class="soft" dir="auto">
            {[t(`orders.law.${notice.law}`), notice.authority, notice.reference]
              .filter((part) => part !== undefined)
              .join(' · ')}
          </p>
          <p class="soft">{t('notice.appeal')}</p>
        </li>
      ))}
    </ul>
  );
}
