import { useEffect, useState } from 'preact/hooks';
import type { Brand, BrandRecord } from '@jhalak/contracts/partners';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';

/** What was done with the brand, read anew after each change. */
export function Record({ brand }: { brand: Brand }) {
  const { t, api, locale } = useApp();
  const [items, setItems] = useState<BrandRecord['items']>([]);
  useEffect(() => {
    void api
      .get<BrandRecord>(`/v1/partner/brands/${brand.organisation}/record`)
      .then((reply) => reply.kind === 'ok' && setItems(reply.value.items));
    // Depends on less than it reads: once a change
  }, [brand.changedAtMs, brand.keysInForce]);
  if (items.length === 0) return null;
  return (
    <details class="card-record">
      <summary>{t('partner.record')}</summary>
      <ul>
        {items.map((line) => (
          <li key={`${line.atMs} ${line.action}`}>
            <time>{dateTimeText(line.atMs, locale)}</time> <b>{line.action}</b> (
            {t(`actor.${line.by}`)}) <span dir="auto">{line.note}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
