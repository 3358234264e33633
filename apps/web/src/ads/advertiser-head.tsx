import type { Advertiser } from '@jhalak/contracts/ads';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { TabRow } from '../shell/tab-row.tsx';
import { adsPath, type AdsPlace } from './ads-path.ts';

const TABS = ['', 'reports', 'money', 'about'] as const;
/** Which tab holds a place. */
const TAB_OF: Partial<Record<AdsPlace['name'], (typeof TABS)[number]>> = {
  ...{ reports: 'reports', money: 'money', about: 'about' },
};

interface AdvertiserHeadProps {
  advertiser: Advertiser;
  all: readonly Advertiser[];
  place: AdsPlace['name'];
}

/** Who advertises, whether it was verified, and the ways to its campaigns, reports and money. */
export function AdvertiserHead({ advertiser, all, place }: AdvertiserHeadProps) {
  const { t, navigate } = useApp();
  const { organisation, name, verification } = advertiser;
  const here = TAB_OF[place] ?? '';
  return (
    <header class="ads-head">
      <div class="ads-who">
        <h1 dir="auto">{name}</h1>
        <Link href={adsPath(organisation, 'about')} class={`chip ads-${verification.state}`}>
          <Icon name={verification.state === 'verified' ? 'check' : 'clock'} />
          {t(`adVerified.${verification.state}`)}
        </Link>
        {all.length > 1 && (
          <select
            class="input"
            aria-label={t('ads.advertiser')}
            value={organisation}
            onChange={(event) => navigate(adsPath(event.currentTarget.value))}
          >
            {all.map((one) => (
              <option key={one.organisation} value={one.organisation}>
                {one.name}
              </option>
            ))}
          </select>
        )}
      </div>
      <TabRow class="ads-tabs" label={t('ads.title')}>
        {TABS.map((tab) => (
          <Link
            key={tab}
            href={adsPath(organisation, tab)}
            current={tab !== here ? false : place === 'campaigns' || tab !== '' ? true : 'section'}
          >
            {t(`adsTab.${tab === '' ? 'campaigns' : tab}`)}
          </Link>
        ))}
      </TabRow>
    </header>
  );
}
