// The advertiser's console: who advertises, its campaigns, what they cost and what they did. One screen for all of /ads.

import { useEffect } from 'preact/hooks';
import type { AdvertiserPage } from '@jhalak/contracts/ads';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { isClosed, NoPage } from '../shell/no-page.tsx';
import { ScreenSkeleton } from '../shell/screen-skeleton.tsx';
import { AdvertiserAbout } from './advertiser-about.tsx';
import { AdvertiserHead } from './advertiser-head.tsx';
import { adsPlace } from './ads-path.ts';
import { Campaigns } from './campaigns.tsx';
import { Editor } from './editor.tsx';
import { Reports } from './reports.tsx';
import { SignUp } from './sign-up.tsx';
import { useAsked } from './use-asked.ts';
import { Wallet } from './wallet.tsx';
import '../settings/settings.css';
import '../desk/desk.css';
import './ads.css';

/** One page: an operator finds the others by their address, or at the desk of ads. */
const LIST = '/v1/ads/advertisers?limit=100';
/** Which advertiser was looked at last, on this device. */
const LAST_KEY = 'jhalak.ads.last';

export function AdsScreen() {
  const app = useApp();
  const { t } = app;
  const list = useAsked<AdvertiserPage>(LIST);
  // What is shown follows the address; the app draws anew with each step.
  const place = adsPlace(location.pathname);
  const named = 'organisation' in place ? place.organisation : undefined;
  useEffect(() => {
    if (named !== undefined) remember(named);
  }, [named]);
  if (list.failure !== null && isClosed(list.failure))
    return app.viewer?.handle === undefined ? <Welcome /> : <SignUp first onDone={list.reload} />;
  if (list.failure !== null)
    return (
      <NoPage
        closed={{ title: t('ads.welcomeTitle'), text: t('ads.welcomeText') }}
        path="/ads"
        failure={list.failure}
        onRetry={() => void list.reload()}
      />
    );
  if (list.value === null) return <ScreenSkeleton />;
  const { items, operator, currency } = list.value;
  if (place.name === 'sign-up' || (items.length === 0 && !operator))
    return <SignUp first={items.length === 0} onDone={list.reload} />;
  if (currency === undefined) return <NoCurrency />;
  const last = lastSeen();
  const shown =
    named === undefined
      ? (items.find(({ organisation }) => organisation === last) ?? items[0])
      : items.find(({ organisation }) => organisation === named);
  if (shown === undefined && named === undefined) return <NoAdvertiser />;
  if (shown === undefined || place.name === 'nothing') return <Gone />;
  if (place.name === 'new' || place.name === 'campaign')
    return (
      <div class="screen ads is-editing">
        <Editor
          key={'campaign' in place ? place.campaign : 'new'}
          advertiser={shown}
          currency={currency}
          {...('campaign' in place && { campaignId: place.campaign })}
        />
      </div>
    );
  return (
    <div class="screen ads">
      <AdvertiserHead advertiser={shown} all={items} place={place.name} />
      {place.name === 'about' ? (
        <AdvertiserAbout
          key={shown.organisation}
          advertiser={shown}
          currency={currency}
          onChanged={(fresh) =>
            list.set({
              ...{ operator, currency, next: null },
              items: items.map((one) => (one.organisation === fresh.organisation ? fresh : one)),
            })
          }
        />
      ) : place.name === 'reports' ? (
        <Reports key={shown.organisation} advertiser={shown} />
      ) : place.name === 'money' ? (
        <Wallet key={shown.organisation} advertiser={shown} />
      ) : (
        <Campaigns key={shown.organisation} advertiser={shown} />
      )}
    </div>
  );
}

/** To whom nobody is signed in: what this is, and the two ways in. */
function Welcome() {
  const { t } = useApp();
  return (
    <div class="screen state">
      <Icon name="spark" />
      <h1>{t('ads.welcomeTitle')}</h1>
      <p>{t('ads.welcomeText')}</p>
      <Link href="/signin?next=/ads" class="button primary">
        {t('account.signIn')}
      </Link>
      <Link href="/signup?next=/ads" class="button">
        {t('account.signUp')}
      </Link>
    </div>
  );
}

/** The operator of a cell where nobody advertises yet. */
function NoAdvertiser() {
  const { t } = useApp();
  return (
    <div class="screen state">
      <Icon name="people" />
      <h1>{t('ads.noneTitle')}</h1>
      <p>{t('ads.noneText')}</p>
      <Link href="/ads/_new" class="button">
        {t('ads.signUp')}
      </Link>
    </div>
  );
}

/** Of a region whose currency is not on record. */
function NoCurrency() {
  const { t } = useApp();
  return (
    <div class="screen state">
      <Icon name="question" />
      <h1>{t('ads.noCurrencyTitle')}</h1>
      <p>{t('ads.noCurrency')}</p>
    </div>
  );
}

function Gone() {
  const { t } = useApp();
  return (
    <div class="screen state">
      <Icon name="question" />
      <h1>{t('ads.goneTitle')}</h1>
      <p>{t('ads.goneText')}</p>
      <Link href="/ads" class="button">
        {t('ads.campaigns')}
      </Link>
    </div>
  );
}

function remember(organisation: string): void {
  try {
    localStorage.setItem(LAST_KEY, organisation);
  } catch {
    // A browser that keeps nothing begins with the first one.
  }
}

function lastSeen(): string | undefined {
  try {
    return localStorage.getItem(LAST_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
