// What ads on the brand's lock screens earned it, and each month as a file that it can compute again from its own events.

import type { Brand } from '@jhalak/contracts/partners';
import { Earned } from '../ads/earned.tsx';
import { useApp } from '../shell/app-context.ts';

export function Revenue({ brand }: { brand: Brand }) {
  const { t } = useApp();
  const path = `/v1/ads/brands/${brand.organisation}/statement`;
  return (
    <section aria-labelledby="revenue-title">
      <h2 id="revenue-title">{t('earned.brandTitle')}</h2>
      <p class="soft">{t('earned.brandText')}</p>
      <Earned
        path={path}
        empty={t('earned.brandNone')}
        file={(month) => `${path}/file?month=${month}`}
      />
    </section>
  );
}
