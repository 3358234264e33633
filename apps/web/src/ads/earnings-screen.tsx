// A maker's earnings: what ads beside one's own clips brought, and the terms that everybody can read.

import type { ShareTermsList } from '@jhalak/contracts/ad-money';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { Earned } from './earned.tsx';
import { useAsked } from './use-asked.ts';

export function EarningsScreen() {
  const { t, viewer } = useApp();
  const terms = useAsked<ShareTermsList>('/v1/ads/shares');
  const share = terms.value?.items.findLast(({ placement }) => placement === 'feed');
  if (viewer?.handle === undefined)
    return (
      <div class="screen state">
        <Icon name="spark" />
        <h1>{t('earned.title')}</h1>
        <p>{t('earned.closed')}</p>
        <Link href="/signin?next=/earnings" class="button primary">
          {t('account.signIn')}
        </Link>
      </div>
    );
  return (
    <div class="screen ads">
      <Link href="/me" class="ads-inline">
        <Icon name="back" />
        {t('tabs.me')}
      </Link>
      <h1>{t('earned.title')}</h1>
      <p class="soft">
        {share === undefined
          ? t('earned.text')
          : t('earned.terms', { share: `${share.creatorBps / 100} %` })}
      </p>
      <Earned path="/v1/ads/earnings" empty={t('earned.none')} />
    </div>
  );
}
