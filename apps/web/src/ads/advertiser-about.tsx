import { useState } from 'preact/hooks';
import type { Advertiser } from '@jhalak/contracts/ads';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { AdKeys } from './ad-keys.tsx';
import { AdvertiserFields, advertiserChange } from './advertiser-fields.tsx';

interface AdvertiserAboutProps {
  advertiser: Advertiser;
  currency: string;
  onChanged: (fresh: Advertiser) => void;
}

/** Who it says it is, and what the operator found. A change is looked at again. */
export function AdvertiserAbout({ advertiser, currency, onChanged }: AdvertiserAboutProps) {
  const app = useApp();
  const { t, locale } = app;
  const { verification } = advertiser;
  const [value, setValue] = useState({
    ...{ name: advertiser.name, legalName: advertiser.legalName, website: advertiser.website },
    ...{ taxId: advertiser.taxId ?? '', state: advertiser.state ?? '' },
  });
  const [problem, setProblem] = useState<string | null>(null);
  async function save(): Promise<void> {
    setProblem(null);
    const path = `/v1/ads/advertisers/${advertiser.organisation}`;
    const reply = await app.api.send<Advertiser>('PATCH', path, advertiserChange(value));
    if (reply.kind === 'ok') {
      onChanged(reply.value);
      app.say(t('ads.saved'));
    } else setProblem(failureText(app, reply));
  }
  return (
    <section class="ads-about">
      <div class={`ads-verdict is-${verification.state}`} role="status">
        <b>{t(`adVerified.${verification.state}`)}</b>
        <p>{t(`adVerifiedText.${verification.state}`)}</p>
        {verification.note !== undefined && (
          <p>
            <q dir="auto">{verification.note}</q>
            {verification.atMs !== undefined && (
              <small> {dateTimeText(verification.atMs, locale)}</small>
            )}
          </p>
        )}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <AdvertiserFields value={value} onChange={setValue} currency={currency} />
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <p class="soft">{t('ads.verifiedAgain')}</p>
        <div class="actions">
          <button type="submit" class="button primary">
            {t('common.save')}
          </button>
        </div>
      </form>
      <AdKeys organisation={advertiser.organisation} />
    </section>
  );
}
