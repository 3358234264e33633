// The sheets of an ad on the lock screen. They need no network: why it is here came signed with it.

import type { LockAd, LockPack } from '@jhalak/contracts/lock';
import { AdReportSheet } from '../feed/ads/ad-sheets.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon, type IconName } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { Sheet } from '../shell/sheet.tsx';
import type { AdOnLock } from './use-ad.ts';

export type OpenAdSheet = 'ad' | 'ad_why' | 'ad_report';

interface LockAdSheetsProps {
  sheet: OpenAdSheet;
  ad: LockAd;
  pack: LockPack;
  acts: AdOnLock;
  open: (sheet: OpenAdSheet) => void;
  onClose: () => void;
}

export function LockAdSheets({ sheet, ad, pack, acts, open, onClose }: LockAdSheetsProps) {
  if (sheet === 'ad_report')
    return <AdReportSheet token={ad.token} send={(body) => acts.report(body)} onClose={onClose} />;
  return sheet === 'ad' ? (
    <MoreSheet acts={acts} open={open} onClose={onClose} />
  ) : (
    <WhySheet ad={ad} pack={pack} open={open} onClose={onClose} />
  );
}

function MoreSheet({ acts, open, onClose }: Pick<LockAdSheetsProps, 'acts' | 'open' | 'onClose'>) {
  const { t } = useApp();
  const items: readonly (readonly [IconName, string, () => void])[] = [
    ['question', t('ad.why'), () => open('ad_why')],
    [
      'hide',
      t('ad.hide'),
      () => {
        onClose();
        void acts.hide();
      },
    ],
    ['flag', t('ad.report'), () => open('ad_report')],
  ];
  return (
    <Sheet title={t('ad.acts')} onClose={onClose}>
      <ul class="menu">
        {items.map(([icon, label, run]) => (
          <li key={icon}>
            <button type="button" onClick={run}>
              <Icon name={icon} />
              {label}
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

function WhySheet({ ad, pack, open, onClose }: Omit<LockAdSheetsProps, 'sheet' | 'acts'>) {
  const { t } = useApp();
  return (
    <Sheet title={t('ad.why')} onClose={onClose}>
      <div class="ad-why">
        <p class="ad-payer">{t('ad.paidBy', { name: ad.sponsor })}</p>
        <ul class="ad-reasons">
          {ad.why.map((code) => (
            <li key={code}>
              <Icon name="check" />
              <span>{t(`ad.because_${code}`)}</span>
            </li>
          ))}
        </ul>
        {pack.kind === 'contextual' && <p class="soft">{t('ad.whyContextual')}</p>}
        <div class="row">
          <button type="button" class="button" onClick={() => open('ad')}>
            <Icon name="hide" />
            {t('ad.acts')}
          </button>
          <Link href="/settings" class="button quiet">
            <Icon name="settings" />
            {t('ad.choices')}
          </Link>
        </div>
      </div>
    </Sheet>
  );
}
