// What is agreed with a seat: how often it is asked, what it may owe, what it may not sell, and deals.

import { useState } from 'preact/hooks';
import type { Seat, SeatChange } from '@jhalak/contracts/ad-seats';
import { TextField } from '../account/field.tsx';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { DealRows } from './deal-rows.tsx';
import { adsFailureText } from './failure-text.ts';
import { LinesField } from './lines-field.tsx';
import { MoneyField } from './money-field.tsx';

/** @returns what can be changed of it, as it stands. */
export function termsOf(seat: Seat): SeatChange['terms'] {
  const { name, endpoint, version, currency, qps, dailyLimit, parameters } = seat;
  const { noticeHosts, blockedAdvertisers, blockedCategories, deals } = seat;
  return {
    ...{ name, endpoint, version, currency, qps, dailyLimit, parameters },
    ...{ noticeHosts, blockedAdvertisers, blockedCategories, deals },
  };
}

interface SeatTermsProps {
  seat: Seat;
  onClose: () => void;
  onChanged: (fresh: Seat) => void;
}

export function SeatTerms({ seat, onClose, onChanged }: SeatTermsProps) {
  const app = useApp();
  const { t } = app;
  const [terms, setTerms] = useState(termsOf(seat));
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const set = (part: Partial<SeatChange['terms']>): void =>
    setTerms((now) => ({ ...now, ...part }));
  async function save(): Promise<void> {
    const { state, termsVersion: version } = seat;
    const body: SeatChange = { terms, state, version, note: note.trim() };
    const reply = await app.api.send<Seat>('PUT', `/v1/ads/seats/${seat.id}`, body);
    if (reply.kind === 'ok') {
      app.say(t('ads.saved'));
      onChanged(reply.value);
    } else setProblem(adsFailureText(app, reply) ?? failureText(app, reply));
  }
  return (
    <Sheet title={seat.name} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div class="ads-pair">
          <TextField
            label={t('adSeat.qps')}
            value={String(terms.qps)}
            onValue={(text) => set({ qps: Math.max(1, Math.trunc(Number(text)) || 1) })}
            input={{ type: 'number', min: 1, max: 100_000, inputMode: 'numeric' }}
          />
          <MoneyField
            label={t('adSeat.dailyLimit')}
            currency={terms.currency}
            value={terms.dailyLimit}
            onValue={(dailyLimit) => dailyLimit !== undefined && set({ dailyLimit })}
          />
        </div>
        <LinesField
          label={t('adSeat.noticeHosts')}
          hint={t('adSeat.noticeHostsHint')}
          value={terms.noticeHosts}
          onValue={(noticeHosts) => set({ noticeHosts })}
        />
        <LinesField
          label={t('adRules.domains')}
          hint={t('adRules.lines')}
          value={terms.blockedAdvertisers}
          onValue={(blockedAdvertisers) => set({ blockedAdvertisers })}
        />
        <LinesField
          label={t('adRules.categories')}
          hint={t('adRules.categoriesHint')}
          value={terms.blockedCategories}
          onValue={(blockedCategories) => set({ blockedCategories })}
        />
        <DealRows
          hint={t('adDeal.seatHint')}
          deals={terms.deals}
          currency={terms.currency}
          onChange={(deals) => set({ deals })}
          make={() => ({
            ...{ id: '', floor: 0, placements: ['feed'], guaranteed: false },
            price: 'first' as const,
          })}
        >
          {(deal, change) => (
            <label class="field">
              <span>{t('adDeal.price')}</span>
              <select
                value={deal.price}
                onChange={(event) =>
                  change({ price: event.currentTarget.value === 'fixed' ? 'fixed' : 'first' })
                }
              >
                <option value="first">{t('adDealPrice.first')}</option>
                <option value="fixed">{t('adDealPrice.fixed')}</option>
              </select>
            </label>
          )}
        </DealRows>
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
            {t('common.save')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
