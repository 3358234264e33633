import { useMemo } from 'preact/hooks';
import type { Report } from '@jhalak/contracts/ad-reports';
import type { Advertiser, Campaign } from '@jhalak/contracts/ads';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { failureText } from '../shell/say-failure.ts';
import { SureButton } from '../shell/sure-button.tsx';
import { adsPath } from './ads-path.ts';
import { BudgetBar } from './budget-bar.tsx';
import type { Stands } from './draft.ts';
import { adsFailureText } from './failure-text.ts';
import { spentQuery } from './report-query.ts';
import { useAsked } from './use-asked.ts';

interface EditorHeadProps {
  advertiser: Advertiser;
  stands: Stands | undefined;
  /** Words here that the server does not have. */
  isKept: boolean;
  onDiscard: () => void;
  onChanged: () => Promise<void>;
}

/** How a campaign stands, why it does not run where it does not, and the switches for it. */
export function EditorHead(props: EditorHeadProps) {
  const app = useApp();
  const { t } = app;
  const { advertiser, stands } = props;
  const { organisation } = advertiser;
  const campaign = stands?.campaign;
  const root = `/v1/ads/advertisers/${organisation}`;
  const spentPath = useMemo(
    () => (campaign === undefined ? null : `${root}/report?${spentQuery(Date.now(), campaign.id)}`),
    [],
  );
  const spent = useAsked<Report>(spentPath).value?.total.spend ?? 0;
  async function turn(to: 'live' | 'paused' | 'ended'): Promise<void> {
    const path = `${root}/campaigns/${campaign?.id}/turn`;
    const reply = await app.api.send<Campaign>('POST', path, { to });
    if (reply.kind !== 'ok') app.say(adsFailureText(app, reply) ?? failureText(app, reply));
    await props.onChanged();
  }
  return (
    <>
      <div class="ads-edit-head">
        <Link href={adsPath(organisation)} class="icon-button" label={t('common.back')}>
          <Icon name="back" />
        </Link>
        <h2 dir="auto">{campaign?.name ?? t('ads.newCampaign')}</h2>
        {campaign !== undefined && (
          <span class={`chip ads-is-${campaign.state}`}>{t(`adState.${campaign.state}`)}</span>
        )}
      </div>
      {campaign !== undefined && campaign.state !== 'draft' && (
        <div class="ads-standing">
          <BudgetBar campaign={campaign} spent={spent} />
          <p class="soft">
            {campaign.state === 'in_review' && advertiser.verification.state !== 'verified'
              ? t('adVerifiedText.waiting')
              : t(`adStateText.${campaign.state}`)}
          </p>
          {campaign.state !== 'ended' && (
            <div class="row">
              <button
                type="button"
                class="button"
                onClick={() => void turn(campaign.state === 'paused' ? 'live' : 'paused')}
              >
                <Icon name={campaign.state === 'paused' ? 'play' : 'pause'} />
                {t(campaign.state === 'paused' ? 'ads.resumeShort' : 'ads.pauseShort')}
              </button>
              <Link
                href={`${adsPath(organisation, 'reports')}?campaign=${campaign.id}`}
                class="button"
              >
                {t('adsTab.reports')}
              </Link>
              <SureButton onSure={() => void turn('ended')}>{t('ads.end')}</SureButton>
            </div>
          )}
        </div>
      )}
      {props.isKept && (
        <p class="ads-unsent" role="status">
          <Icon name="bookmark" />
          <span>{t('ads.keptHere')}</span>
          <button type="button" class="button text" onClick={props.onDiscard}>
            {t('ads.discard')}
          </button>
        </p>
      )}
    </>
  );
}
