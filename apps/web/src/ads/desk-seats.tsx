import { useState } from 'preact/hooks';
import type { Seat, SeatBody, SeatChange, SeatList, SeatTest } from '@jhalak/contracts/ad-seats';
import { TextField } from '../account/field.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { formatNumber } from '../i18n/numbers.ts';
import { DeskList } from './desk-list.tsx';
import { MoneyField } from './money-field.tsx';
import { moneyText } from './money.ts';
import { SeatTerms, termsOf } from './seat-terms.tsx';
import { useAsked } from './use-asked.ts';

/** Outside systems that bid for places here: each asked at once, within the limits that are set for it. */
export function DeskSeats() {
  const { t } = useApp();
  const asked = useAsked<SeatList>('/v1/ads/seats');
  const currency = asked.value?.currency;
  const [making, setMaking] = useState(false);
  const put = (fresh: Seat): void => {
    const items = asked.value?.items ?? [];
    const known = items.some(({ id }) => id === fresh.id);
    asked.set({
      ...asked.value,
      items: known ? items.map((one) => (one.id === fresh.id ? fresh : one)) : [...items, fresh],
    });
  };
  return (
    <>
      {currency !== undefined && (
        <button type="button" class="button" onClick={() => setMaking(true)}>
          <Icon name="plus" />
          {t('adSeat.add')}
        </button>
      )}
      {asked.value !== null && currency === undefined && (
        <p class="warning">{t('ads.noCurrency')}</p>
      )}
      <DeskList
        asked={asked}
        isEmpty={({ items }) => items.length === 0}
        empty={{ title: t('adSeat.noneTitle'), text: t('adSeat.noneText') }}
      >
        {({ items }) => (
          <ul class="ad-desk-rows">
            {items.map((seat) => (
              <li key={seat.id}>
                <Row seat={seat} onChanged={put} />
              </li>
            ))}
          </ul>
        )}
      </DeskList>
      {making && currency !== undefined && (
        <NewSeat
          currency={currency}
          onClose={() => setMaking(false)}
          onMade={(seat) => {
            setMaking(false);
            put(seat);
          }}
        />
      )}
    </>
  );
}

const FIGURES = ['asked', 'bids', 'noBid', 'late', 'faulty', 'failed', 'won', 'billed'] as const;

function Row({ seat, onChanged }: { seat: Seat; onChanged: (seat: Seat) => void }) {
  const app = useApp();
  const { t, locale } = app;
  const [test, setTest] = useState<SeatTest | undefined>(seat.lastTest);
  const [busy, setBusy] = useState(false);
  const [changing, setChanging] = useState(false);
  async function turn(): Promise<void> {
    const state = seat.state === 'on' ? 'paused' : 'on';
    const body: SeatChange = {
      ...{ terms: termsOf(seat), state, version: seat.termsVersion },
      note: t(state === 'on' ? 'adSeat.turnedOn' : 'adSeat.paused'),
    };
    const reply = await app.api.send<Seat>('PUT', `/v1/ads/seats/${seat.id}`, body);
    if (reply.kind === 'ok') onChanged(reply.value);
    else sayFailure(app, reply);
  }
  async function ask(): Promise<void> {
    setBusy(true);
    const reply = await app.api.send<SeatTest>('POST', `/v1/ads/seats/${seat.id}/test`);
    setBusy(false);
    if (reply.kind === 'ok') setTest(reply.value);
    else sayFailure(app, reply);
  }
  const { today, circuit } = seat;
  return (
    <article class="ad-desk-row">
      <header class="seat-head">
        <b>{seat.name}</b>
        {circuit.state !== 'closed' && (
          <span class="chip chip-hot">{t(`adCircuit.${circuit.state}`)}</span>
        )}
        <span class={`chip ${seat.state === 'on' ? 'ads-verified' : 'ads-is-draft'}`}>
          {t(`adSeatState.${seat.state}`)}
        </span>
      </header>
      <p class="soft">
        <bdi>{seat.endpoint}</bdi> · <bdi>OpenRTB {seat.version}</bdi> ·{' '}
        {t('adSeat.qpsOf', { count: seat.qps })} ·{' '}
        {t('adSeat.limitOf', { amount: moneyText(seat.dailyLimit, seat.currency, locale) })}
      </p>
      <dl class="seat-figures">
        {FIGURES.map((name) => (
          <div key={name}>
            <dt>{t(`adSeatDay.${name}`)}</dt>
            <dd>{formatNumber(today[name], locale)}</dd>
          </div>
        ))}
      </dl>
      <div class="row">
        <button type="button" class="button" onClick={() => void turn()}>
          <Icon name={seat.state === 'on' ? 'pause' : 'play'} />
          {t(seat.state === 'on' ? 'ads.pauseShort' : 'ads.resumeShort')}
        </button>
        <button type="button" class="button" disabled={busy} onClick={() => void ask()}>
          {t('adSeat.test')}
        </button>
        <button type="button" class="button text" onClick={() => setChanging(true)}>
          {t('adSeat.change')}
        </button>
      </div>
      {changing && (
        <SeatTerms
          seat={seat}
          onClose={() => setChanging(false)}
          onChanged={(fresh) => {
            setChanging(false);
            onChanged(fresh);
          }}
        />
      )}
      {test !== undefined && (
        <details class="ads-more">
          <summary>
            {t(`adSeatTest.${test.result}`)} · {test.tookMs} ms
          </summary>
          {test.detail !== undefined && <p>{test.detail}</p>}
          <ul>
            {test.faults.map((fault, at) => (
              <li key={at}>
                <code>{fault.field}</code>: {fault.sentence}
              </li>
            ))}
          </ul>
          {test.answer !== undefined && (
            <pre class="seat-answer" tabIndex={0}>
              {test.answer}
            </pre>
          )}
        </details>
      )}
    </article>
  );
}

const NEW_SEAT: Omit<SeatBody, 'currency'> = {
  ...{ id: '', name: '', endpoint: 'https://', version: '2.6' },
  ...{ qps: 50, dailyLimit: 1_000_000, parameters: {} },
  ...{ noticeHosts: [], blockedAdvertisers: [], blockedCategories: [], deals: [] },
};

interface NewSeatProps {
  /** Of the region: seats bid in it, and nothing is converted. */
  currency: string;
  onClose: () => void;
  onMade: (seat: Seat) => void;
}

function NewSeat({ currency, onClose, onMade }: NewSeatProps) {
  const app = useApp();
  const { t } = app;
  const [seat, setSeat] = useState<SeatBody>({ ...NEW_SEAT, currency });
  const [problem, setProblem] = useState<string | null>(null);
  const set = (part: Partial<SeatBody>): void => setSeat((now) => ({ ...now, ...part }));
  async function make(): Promise<void> {
    const reply = await app.api.send<Seat>('POST', '/v1/ads/seats', seat);
    if (reply.kind === 'ok') onMade(reply.value);
    else setProblem(failureText(app, reply));
  }
  return (
    <Sheet title={t('adSeat.add')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <TextField
          label={t('adForm.name')}
          value={seat.name}
          onValue={(name) => set({ name })}
          input={{ required: true, maxLength: 80 }}
        />
        <TextField
          label={t('adForm.shortName')}
          value={seat.id}
          onValue={(id) => set({ id: id.toLowerCase() })}
          input={{ required: true, maxLength: 40, pattern: '[a-z][a-z0-9\\-]*' }}
        />
        <TextField
          label={t('adSeat.endpoint')}
          hint={t('adSeat.endpointHint')}
          value={seat.endpoint}
          onValue={(endpoint) => set({ endpoint: endpoint.trim() })}
          input={{ required: true, type: 'url', pattern: 'https://[^\\s#]+', maxLength: 500 }}
        />
        <div class="ads-pair">
          <TextField
            label={t('adSeat.qps')}
            value={String(seat.qps)}
            onValue={(text) => set({ qps: Math.max(1, Math.trunc(Number(text)) || 1) })}
            input={{ type: 'number', min: 1, max: 100_000, inputMode: 'numeric' }}
          />
          <MoneyField
            label={t('adSeat.dailyLimit')}
            currency={seat.currency}
            value={seat.dailyLimit}
            onValue={(dailyLimit) => dailyLimit !== undefined && set({ dailyLimit })}
          />
        </div>
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
