import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import type { CampaignDraft, Gap } from './draft.ts';
import { dateText } from './dates.ts';
import { moneyText } from './money.ts';

interface StepCheckProps {
  draft: CampaignDraft;
  gaps: readonly Gap[];
  currency: string;
  /** Leads to what is missing. */
  onGo: (gap: Gap) => void;
}

/** What will happen, in a few lines; or what is still missing, each line a way there. */
export function StepCheck({ draft, gaps, currency, onGo }: StepCheckProps) {
  const { t, locale } = useApp();
  const { campaign } = draft;
  if (gaps.length > 0)
    return (
      <ul class="ads-gaps">
        {gaps.map((gap, at) => (
          <li key={at}>
            <button type="button" class="button text" onClick={() => onGo(gap)}>
              <Icon name="next" />
              {gap.what === 'price'
                ? t('adGap.price', { least: moneyText(gap.least ?? 0, currency, locale) })
                : t(`adGap.${gap.what}`)}
            </button>
          </li>
        ))}
      </ul>
    );
  const on = draft.lines.filter((line) => line.on);
  return (
    <dl class="ads-sum">
      <div>
        <dt>{t('adEdit.budget')}</dt>
        <dd>{moneyText(campaign.budget ?? 0, currency, locale)}</dd>
      </div>
      <div>
        <dt>{t('adEdit.runs')}</dt>
        <dd>
          {dateText(campaign.startsAtMs, locale)} – {dateText(campaign.endsAtMs, locale)}
        </dd>
      </div>
      {on.map(({ key, fields }) => (
        <div key={key}>
          <dt dir="auto">{fields.name === '' ? t('adEdit.line') : fields.name}</dt>
          <dd>
            {moneyText(fields.price ?? 0, currency, locale)} {t(`adPer.${fields.pricing}`)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
