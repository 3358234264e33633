import type { CampaignBody } from '@jhalak/contracts/ads';
import { TextField } from '../account/field.tsx';
import { fromField, toField } from '../desk/when.ts';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import type { CampaignDraft } from './draft.ts';
import { MoneyField } from './money-field.tsx';

const OBJECTIVES = [
  'reach',
  'views',
  'visits',
] as const satisfies readonly CampaignBody['objective'][];

interface StepCampaignProps {
  campaign: CampaignDraft['campaign'];
  currency: string;
  onChange: (part: Partial<CampaignDraft['campaign']>) => void;
}

/** What it is for, how much it may cost, from when to when. */
export function StepCampaign({ campaign, currency, onChange }: StepCampaignProps) {
  const { t } = useApp();
  return (
    <>
      <TextField
        label={t('adEdit.name')}
        hint={t('adEdit.nameHint')}
        value={campaign.name}
        onValue={(name) => onChange({ name })}
        input={{ maxLength: 120, dir: 'auto' }}
      />
      <Segments
        label={t('adEdit.objective')}
        value={campaign.objective}
        choices={OBJECTIVES.map((one) => [one, t(`adObjective.${one}`)] as const)}
        onChange={(objective) => onChange({ objective })}
      />
      <p class="soft">{t(`adObjectiveText.${campaign.objective}`)}</p>
      <MoneyField
        label={t('adEdit.budget')}
        hint={t('adEdit.budgetHint')}
        currency={currency}
        value={campaign.budget}
        onValue={(budget) => {
          if (budget !== undefined) onChange({ budget });
        }}
      />
      <div class="ads-pair">
        <TextField
          label={t('adEdit.starts')}
          value={toField(campaign.startsAtMs)}
          onValue={(text) => {
            const startsAtMs = fromField(text);
            if (startsAtMs !== undefined) onChange({ startsAtMs });
          }}
          input={{ type: 'datetime-local', required: true }}
        />
        <TextField
          label={t('adEdit.ends')}
          value={toField(campaign.endsAtMs)}
          onValue={(text) => {
            const endsAtMs = fromField(text);
            if (endsAtMs !== undefined) onChange({ endsAtMs });
          }}
          input={{ type: 'datetime-local', required: true, min: toField(campaign.startsAtMs) }}
        />
      </div>
    </>
  );
}
