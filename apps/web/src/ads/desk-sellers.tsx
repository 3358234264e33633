// Who sells here: the operator as documents name it, and what ads.txt and sellers.json say of the cell.

import { useState } from 'preact/hooks';
import type { SellerBody, SellerView } from '@jhalak/contracts/ad-money';
import type { SeatList, Selling, SellingBody } from '@jhalak/contracts/ad-seats';
import { TextField } from '../account/field.tsx';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { adsFailureText } from './failure-text.ts';
import { readSellers, readSystems, sellerLine, systemLine } from './selling-lines.ts';
import { SmallFailure } from './small-failure.tsx';
import { stateName, statesOf } from './states.ts';
import { useAsked } from './use-asked.ts';

export function DeskSellers() {
  const { t } = useApp();
  const { value: seats } = useAsked<SeatList>('/v1/ads/seats');
  const seller = useAsked<SellerView>('/v1/ads/seller');
  const selling = useAsked<Selling>('/v1/ads/selling');
  const isUnset =
    selling.failure?.kind === 'problem' && selling.failure.code === 'ads.selling_unset';
  return (
    <>
      <section aria-labelledby="seller-title">
        <h2 id="seller-title">{t('adSeller.title')}</h2>
        <p class="soft">{t('adSeller.text')}</p>
        {seller.value === null ? (
          <SmallFailure asked={seller} />
        ) : (
          <SellerForm
            key={seller.value.version}
            view={seller.value}
            currency={seats?.currency}
            onChanged={seller.set}
          />
        )}
      </section>
      <section aria-labelledby="selling-title">
        <h2 id="selling-title">{t('adSelling.title')}</h2>
        <p class="soft">{t('adSelling.text')}</p>
        {selling.value === null && !isUnset ? (
          <SmallFailure asked={selling} />
        ) : (
          <SellingForm
            key={selling.value?.version ?? 0}
            now={selling.value ?? undefined}
            onChanged={selling.set}
          />
        )}
      </section>
    </>
  );
}

interface SellerFormProps {
  view: SellerView;
  currency: string | undefined;
  onChanged: (view: SellerView) => void;
}

function SellerForm({ view, currency, onChanged }: SellerFormProps) {
  const app = useApp();
  const { t, locale } = app;
  const [value, setValue] = useState({
    ...{ legalName: '', address: '', taxId: '', state: '' },
    ...view.seller,
  });
  const [problem, setProblem] = useState<string | null>(null);
  const set = (part: Partial<typeof value>): void => setValue((now) => ({ ...now, ...part }));
  const states = currency === undefined ? [] : statesOf(currency);
  async function save(): Promise<void> {
    const { legalName, address, taxId, state } = value;
    const body: SellerBody = {
      ...{ legalName: legalName.trim(), address: address.trim() },
      ...(taxId !== '' && { taxId }),
      ...(state !== '' && { state }),
    };
    const reply = await app.api.send<SellerView>('PUT', '/v1/ads/seller', body);
    if (reply.kind === 'ok') {
      app.say(t('ads.saved'));
      onChanged(reply.value);
    } else setProblem(failureText(app, reply));
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {view.seller === undefined && <p class="warning">{t('adSeller.unset')}</p>}
      <div class="ads-pair">
        <TextField
          label={t('adForm.legalName')}
          value={value.legalName}
          onValue={(legalName) => set({ legalName })}
          input={{ required: true, maxLength: 200, dir: 'auto', autocomplete: 'organization' }}
        />
        <TextField
          label={t('adMoney.address')}
          value={value.address}
          onValue={(address) => set({ address })}
          input={{ required: true, maxLength: 300, dir: 'auto', autocomplete: 'street-address' }}
        />
        <TextField
          label={t('adDesk.taxId')}
          value={value.taxId}
          onValue={(taxId) => set({ taxId: taxId.toUpperCase().replaceAll(/[^A-Z0-9]/gu, '') })}
          input={{ minLength: 8, maxLength: 20, autocapitalize: 'characters', autocomplete: 'off' }}
        />
        {states.length > 0 && (
          <label class="field">
            <span>{t('adForm.state')}</span>
            <select
              value={value.state}
              onChange={(event) => set({ state: event.currentTarget.value })}
            >
              <option value="">{t('adForm.noState')}</option>
              {states.map((code) => (
                <option key={code} value={code}>
                  {stateName(code, locale)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div class="actions is-near">
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button primary">
          {t('adSeller.save')}
        </button>
        {view.changedAtMs !== undefined && (
          <small class="soft">{dateTimeText(view.changedAtMs, locale)}</small>
        )}
      </div>
    </form>
  );
}

interface SellingFormProps {
  now: Selling | undefined;
  onChanged: (selling: Selling) => void;
}

function SellingForm({ now, onChanged }: SellingFormProps) {
  const app = useApp();
  const { t } = app;
  const [domain, setDomain] = useState(now?.domain ?? '');
  const [ownSeller, setOwnSeller] = useState(now?.ownSeller ?? '');
  const [contact, setContact] = useState(now?.contact ?? '');
  const [sellers, setSellers] = useState((now?.sellers ?? []).map(sellerLine).join('\n'));
  const [systems, setSystems] = useState((now?.systems ?? []).map(systemLine).join('\n'));
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function save(): Promise<void> {
    const [ours, others] = [readSellers(sellers), readSystems(systems)];
    if (!ours.ok || !others.ok) {
      const name = t(ours.ok ? 'adSelling.systems' : 'adSelling.sellers');
      const line = ours.ok ? (others.ok ? 0 : others.line) : ours.line;
      setProblem(t('adSelling.badLine', { name, line }));
      return;
    }
    const body: SellingBody = {
      selling: { domain, ownSeller, contact, sellers: ours.items, systems: others.items },
      ...{ version: now?.version ?? 0, note: note.trim() },
    };
    const reply = await app.api.send<Selling>('PUT', '/v1/ads/selling', body);
    if (reply.kind === 'ok') {
      app.say(t('ads.saved'));
      onChanged(reply.value);
    } else setProblem(adsFailureText(app, reply) ?? failureText(app, reply));
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div class="ads-pair">
        <TextField
          label={t('adSelling.domain')}
          value={domain}
          onValue={(text) => setDomain(text.trim().toLowerCase())}
          input={{ required: true, maxLength: 253, inputMode: 'url' }}
        />
        <TextField
          label={t('adSelling.own')}
          hint={t('adSelling.ownHint')}
          value={ownSeller}
          onValue={(text) => setOwnSeller(text.trim())}
          input={{ required: true, maxLength: 60 }}
        />
        <TextField
          label={t('adSelling.contact')}
          value={contact}
          onValue={setContact}
          input={{ maxLength: 200, type: 'email', autocomplete: 'email' }}
        />
      </div>
      <Lines
        label={t('adSelling.sellers')}
        hint={t('adSelling.sellersHint')}
        value={sellers}
        onValue={setSellers}
      />
      <Lines
        label={t('adSelling.systems')}
        hint={t('adSelling.systemsHint')}
        value={systems}
        onValue={setSystems}
      />
      <TextField
        label={t('adDesk.why')}
        value={note}
        onValue={setNote}
        input={{ required: true, maxLength: 500, dir: 'auto' }}
      />
      <div class="actions is-near">
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button primary">
          {t('adSelling.save')}
        </button>
      </div>
      {now !== undefined && (
        <details class="ads-more">
          <summary>{t('adSelling.files')}</summary>
          <pre class="seat-answer" tabIndex={0}>
            {now.files.adsTxt}
          </pre>
          <pre class="seat-answer" tabIndex={0}>
            {now.files.sellersJson}
          </pre>
        </details>
      )}
    </form>
  );
}

interface LinesProps {
  label: string;
  hint: string;
  value: string;
  onValue: (value: string) => void;
}

function Lines({ label, hint, value, onValue }: LinesProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <textarea
        rows={4}
        spellcheck={false}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <small>{hint}</small>
    </label>
  );
}
