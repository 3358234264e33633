import { useState } from 'preact/hooks';
import type { AdPolicy, AdPolicyBody, AdPolicyState } from '@jhalak/contracts/ad-slots';
import { TextField } from '../account/field.tsx';
import { useApp } from '../shell/app-context.ts';
import { GenreTiles } from '../shell/choice-tiles.tsx';
import { failureText } from '../shell/say-failure.ts';
import { DealRows } from './deal-rows.tsx';
import { DeskList } from './desk-list.tsx';
import { LinesField } from './lines-field.tsx';
import { MoneyField } from './money-field.tsx';
import { useAsked } from './use-asked.ts';

/** How many ads people bear, the least prices, what no ad may lead to, and whose ads cost nothing. */
export function DeskRules() {
  const { t } = useApp();
  const asked = useAsked<AdPolicyState>('/v1/ads/policy');
  return (
    <DeskList
      asked={asked}
      isEmpty={() => false}
      empty={{ title: t('adDesk.doneTitle'), text: t('adDesk.doneText') }}
    >
      {(state) => <Rules key={state.version} state={state} onChanged={asked.set} />}
    </DeskList>
  );
}

const LOADS = [
  ['firstAfter', 1, 100],
  ['gap', 1, 100],
  ['perSession', 0, 100],
  ['perPack', 0, 5],
] as const satisfies readonly (readonly [keyof AdPolicy['load'], number, number])[];
const PLACES = ['feed', 'lock'] as const;

interface RulesProps {
  state: AdPolicyState;
  onChanged: (state: AdPolicyState) => void;
}

function Rules({ state, onChanged }: RulesProps) {
  const app = useApp();
  const { t } = app;
  const { currency } = state;
  const [policy, setPolicy] = useState<AdPolicy>(state.coming ?? state.policy);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function save(): Promise<void> {
    setProblem(null);
    const body: AdPolicyBody = {
      ...{ policy, note: note.trim(), version: state.version },
      fromMs: Date.now(),
    };
    const reply = await app.api.send<AdPolicyState>('PUT', '/v1/ads/policy', body);
    if (reply.kind === 'ok') {
      app.say(t('ads.saved'));
      onChanged(reply.value);
    } else setProblem(failureText(app, reply));
  }
  return (
    <form
      class="ads-rules"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {LOADS.map(([name, least, most]) => (
        <TextField
          key={name}
          label={t(`adLoad.${name}`)}
          value={String(policy.load[name])}
          onValue={(text) => {
            const value = Math.min(most, Math.max(least, Math.trunc(Number(text)) || least));
            setPolicy((now) => ({ ...now, load: { ...now.load, [name]: value } }));
          }}
          input={{ type: 'number', inputMode: 'numeric', min: least, max: most }}
        />
      ))}
      {currency === undefined ? (
        <p class="warning is-wide">{t('ads.noCurrency')}</p>
      ) : (
        PLACES.map((place) => (
          <MoneyField
            key={place}
            label={t(`adFloor.${place}`)}
            currency={currency}
            value={policy.floors[place]}
            onValue={(floor) => {
              if (floor !== undefined)
                setPolicy((now) => ({ ...now, floors: { ...now.floors, [place]: floor } }));
            }}
          />
        ))
      )}
      <LinesField
        label={t('adRules.domains')}
        hint={t('adRules.lines')}
        value={policy.blockedDomains}
        onValue={(blockedDomains) => setPolicy((now) => ({ ...now, blockedDomains }))}
      />
      <LinesField
        label={t('adRules.house')}
        hint={t('adRules.houseHint')}
        value={policy.houseAdvertisers}
        onValue={(houseAdvertisers) => setPolicy((now) => ({ ...now, houseAdvertisers }))}
      />
      <LinesField
        label={t('adRules.categories')}
        hint={t('adRules.categoriesHint')}
        value={policy.blockedCategories}
        onValue={(blockedCategories) => setPolicy((now) => ({ ...now, blockedCategories }))}
      />
      {currency !== undefined && (
        <div class="is-wide">
          <DealRows
            hint={t('adDeal.lineHint')}
            deals={policy.deals}
            currency={currency}
            onChange={(deals) => setPolicy((now) => ({ ...now, deals }))}
            make={() => ({
              ...{ id: '', organisation: '', lineItem: '', floor: 0 },
              ...{ placements: ['feed'], guaranteed: false },
            })}
          >
            {(deal, set) => (
              <>
                <TextField
                  label={t('adDeal.advertiser')}
                  value={deal.organisation}
                  onValue={(organisation) => set({ organisation: organisation.trim() })}
                  input={{ required: true, maxLength: 60 }}
                />
                <TextField
                  label={t('adDeal.lineItem')}
                  hint={t('adDeal.lineItemHint')}
                  value={deal.lineItem}
                  onValue={(lineItem) => set({ lineItem: lineItem.trim() })}
                  input={{ required: true, pattern: '[0-9a-f\\-]{36}' }}
                />
              </>
            )}
          </DealRows>
        </div>
      )}
      <div class="field is-wide">
        <span class="field-label">{t('adRules.genres')}</span>
        <GenreTiles
          chosen={policy.genresWithoutAds}
          onChange={(genres) => setPolicy((now) => ({ ...now, genresWithoutAds: [...genres] }))}
        />
      </div>
      <div class="is-wide">
        <TextField
          label={t('adDesk.why')}
          value={note}
          onValue={setNote}
          input={{ required: true, maxLength: 500, dir: 'auto' }}
        />
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="button primary">
            {t('adRules.save')}
          </button>
        </div>
      </div>
    </form>
  );
}
