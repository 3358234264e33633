import { useState } from 'preact/hooks';
import type { Advertiser, AdvertiserPage, VerificationBody } from '@jhalak/contracts/ads';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { failureText } from '../shell/say-failure.ts';
import { adsPath } from './ads-path.ts';
import { DeskList } from './desk-list.tsx';
import { adsFailureText } from './failure-text.ts';
import { GiveCredit } from './give-credit.tsx';
import { stateName } from './states.ts';
import { useAsked } from './use-asked.ts';

/** Who advertises, those who wait first; each is verified on evidence, or refused with a reason. */
export function DeskAdvertisers() {
  const { t } = useApp();
  const asked = useAsked<AdvertiserPage>('/v1/ads/advertisers?limit=100');
  return (
    <DeskList
      asked={asked}
      isEmpty={({ items }) => items.length === 0}
      empty={{ title: t('ads.noneTitle'), text: t('ads.noneText') }}
    >
      {(page) => (
        <ul class="ad-desk-rows">
          {waitingFirst(page.items).map((one) => (
            <li key={`${one.organisation} ${one.version}`}>
              <Row
                advertiser={one}
                currency={page.currency}
                onChanged={(fresh) =>
                  asked.set({
                    ...page,
                    items: page.items.map((each) =>
                      each.organisation === fresh.organisation ? fresh : each,
                    ),
                  })
                }
                onStale={() => void asked.reload()}
              />
            </li>
          ))}
        </ul>
      )}
    </DeskList>
  );
}

const waitingFirst = (items: readonly Advertiser[]): readonly Advertiser[] =>
  items.toSorted(
    (a, b) =>
      Number(b.verification.state === 'waiting') - Number(a.verification.state === 'waiting') ||
      b.changedAtMs - a.changedAtMs,
  );

interface RowProps {
  advertiser: Advertiser;
  currency: string | undefined;
  onChanged: (fresh: Advertiser) => void;
  onStale: () => void;
}

function Row({ advertiser, currency, onChanged, onStale }: RowProps) {
  const app = useApp();
  const { t, locale } = app;
  const { organisation, verification, version } = advertiser;
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function decide(verdict: VerificationBody['verdict']): Promise<void> {
    if (note.trim() === '') {
      setProblem(t('adDesk.evidenceMissing'));
      return;
    }
    const body: VerificationBody = { verdict, note: note.trim(), version };
    const path = `/v1/ads/advertisers/${organisation}/verdict`;
    const reply = await app.api.send<Advertiser>('POST', path, body);
    if (reply.kind === 'ok') {
      app.say(t(`adVerified.${reply.value.verification.state}`));
      onChanged(reply.value);
      return;
    }
    setProblem(adsFailureText(app, reply) ?? failureText(app, reply));
    if (reply.kind === 'problem' && reply.code === 'ads.review_state') onStale();
  }
  return (
    <details class="ad-desk-row" open={verification.state === 'waiting'}>
      <summary>
        <b dir="auto">{advertiser.name}</b>
        <span class={`chip ads-${verification.state}`}>
          {t(`adVerified.${verification.state}`)}
        </span>
      </summary>
      <dl class="ads-sum">
        <div>
          <dt>{t('adForm.legalName')}</dt>
          <dd dir="auto">{advertiser.legalName}</dd>
        </div>
        <div>
          <dt>{t('adForm.website')}</dt>
          <dd>
            <a class="ads-inline" href={advertiser.website} target="_blank" rel="noreferrer">
              {advertiser.website}
            </a>
          </dd>
        </div>
        {advertiser.taxId !== undefined && (
          <div>
            <dt>{t('adDesk.taxId')}</dt>
            <dd>{advertiser.taxId}</dd>
          </div>
        )}
        {advertiser.state !== undefined && (
          <div>
            <dt>{t('adForm.state')}</dt>
            <dd>{stateName(advertiser.state, locale)}</dd>
          </div>
        )}
        <div>
          <dt>{t('adForm.shortName')}</dt>
          <dd>
            <bdi>{organisation}</bdi> · {dateTimeText(advertiser.changedAtMs, locale)}
          </dd>
        </div>
      </dl>
      {verification.note !== undefined && (
        <p class="soft">
          <q dir="auto">{verification.note}</q>
        </p>
      )}
      <label class="field">
        <span>{t('adDesk.evidence')}</span>
        <textarea
          rows={2}
          maxLength={1_000}
          dir="auto"
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="row ad-decide">
        {verification.state !== 'verified' && (
          <button type="button" class="button primary" onClick={() => void decide('verified')}>
            <Icon name="check" />
            {t('adDesk.verify')}
          </button>
        )}
        {verification.state !== 'refused' && (
          <button type="button" class="button danger" onClick={() => void decide('refused')}>
            {t('adDesk.refuse')}
          </button>
        )}
        {currency !== undefined && <GiveCredit advertiser={advertiser} currency={currency} />}
        <Link href={adsPath(organisation)} class="button text">
          {t('ads.campaigns')}
        </Link>
      </div>
    </details>
  );
}
