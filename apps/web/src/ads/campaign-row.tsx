import type { Campaign } from '@jhalak/contracts/ads';
import { dateText } from './dates.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { campaignPath } from './ads-path.ts';
import { BudgetBar } from './budget-bar.tsx';

interface CampaignRowProps {
  campaign: Campaign;
  /** Whole smallest units. */
  spent: number;
  onTurn: (to: 'live' | 'paused') => void;
}

/** One campaign in the list: how it stands, what is spent of its budget, and the switch that pauses it. */
export function CampaignRow({ campaign, spent, onTurn }: CampaignRowProps) {
  const { t, locale } = useApp();
  const { state, creatives } = campaign;
  const pauses = state === 'running' || state === 'scheduled' || state === 'in_review';
  return (
    <article class={`ads-row is-${state}`}>
      <Link href={campaignPath(campaign.organisation, campaign.id)} class="ads-row-open">
        <span class="ads-row-head">
          <b dir="auto">{campaign.name}</b>
          <span class={`chip ads-is-${state}`}>{t(`adState.${state}`)}</span>
        </span>
        <small>
          {t(`adObjective.${campaign.objective}`)} · {dateText(campaign.startsAtMs, locale)} –{' '}
          {dateText(campaign.endsAtMs, locale)}
        </small>
        <BudgetBar campaign={campaign} spent={spent} />
        {(creatives.refused > 0 || creatives.inReview > 0) && (
          <span class="chips">
            {creatives.refused > 0 && (
              <span class="chip chip-hot">{t('ads.refused', { count: creatives.refused })}</span>
            )}
            {creatives.inReview > 0 && (
              <span class="chip ads-is-in_review">
                {t('ads.inReview', { count: creatives.inReview })}
              </span>
            )}
          </span>
        )}
      </Link>
      {(pauses || state === 'paused') && (
        <button
          type="button"
          class="icon-button"
          aria-label={t(pauses ? 'ads.pause' : 'ads.resume', { name: campaign.name })}
          onClick={() => onTurn(pauses ? 'paused' : 'live')}
        >
          <Icon name={pauses ? 'pause' : 'play'} filled={!pauses} />
        </button>
      )}
    </article>
  );
}
