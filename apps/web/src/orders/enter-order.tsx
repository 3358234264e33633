// Enters an order: what it says, what it names, and, before it is kept, what it would hide.

import { useState } from 'preact/hooks';
import type { Order, OrderBody, OrderPreview, OrderTarget } from '@jhalak/contracts/orders';
import { ORDER_LAWS } from '../contract-values.ts';
import { fromField, toField } from '../desk/when.ts';
import { Switch } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';
import { PreviewGrid } from './preview-grid.tsx';
import { TargetPicker } from './target-picker.tsx';

const STATE_CODES = /[A-Z]{2}-[A-Z0-9]{1,3}/gu;
const TEXT_MAX = 8_000;

type Draft = Omit<OrderBody, 'targets' | 'states' | 'receivedAtMs' | 'expiresAtMs'> & {
  states: string;
  received: string;
  expires: string;
};

const EMPTY: Draft = {
  authority: '',
  law: 's69a',
  reference: '',
  text: '',
  interim: false,
  emergency: false,
  confidential: true,
  states: '',
  received: '',
  expires: '',
};

export function EnterOrder({
  onEntered,
  onBack,
}: {
  onEntered: (order: Order) => void;
  onBack: () => void;
}) {
  const app = useApp();
  const { t, api } = app;
  const [draft, setDraft] = useState<Draft>(() => ({ ...EMPTY, received: toField(Date.now()) }));
  const [targets, setTargets] = useState<readonly OrderTarget[]>([]);
  const [preview, setPreview] = useState<OrderPreview | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const set = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const { received, expires, states, ...said } = draft;
  const codes = [...new Set(states.toUpperCase().match(STATE_CODES) ?? [])];

  async function look(): Promise<void> {
    setProblem(targets.length === 0 ? t('orders.addFirst') : null);
    if (targets.length === 0) return;
    const reply = await api.send<OrderPreview>('POST', '/v1/orders/preview', { targets });
    if (reply.kind === 'ok') setPreview(reply.value);
    else setProblem(failureText(app, reply));
  }
  async function enter(): Promise<void> {
    setBusy(true);
    setProblem(null);
    const expiresAtMs = fromField(expires);
    const reply = await api.send<Order>('POST', '/v1/orders', {
      ...said,
      targets,
      // A field of minutes: now is not later than now.
      receivedAtMs: Math.min(fromField(received) ?? Date.now(), Date.now()),
      ...(codes.length > 0 && { states: codes }),
      ...(expiresAtMs !== undefined && { expiresAtMs }),
    });
    setBusy(false);
    if (reply.kind === 'ok') onEntered(reply.value);
    else setProblem(failureText(app, reply));
  }
  const text = (name: 'authority' | 'reference', label: string) => (
    <label class="field">
      <span>{label}</span>
      <input
        required
        maxLength={200}
        dir="auto"
        value={draft[name]}
        onInput={(event) => set({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <form
      class="order-detail order-enter"
      aria-label={t('orders.enter')}
      onSubmit={(event) => {
        event.preventDefault();
        void (preview === null ? look() : enter());
      }}
    >
      <button type="button" class="button text order-back" onClick={onBack}>
        <Icon name="back" />
        {t('common.back')}
      </button>
      <h2 tabIndex={-1}>{t('orders.enter')}</h2>
      <div class="order-fields">
        {text('authority', t('orders.authority'))}
        {text('reference', t('orders.reference'))}
        <label class="field">
          <span>{t('orders.law')}</span>
          <select
            value={draft.law}
            onChange={(event) => set({ law: event.currentTarget.value as Draft['law'] })}
          >
            {ORDER_LAWS.map((law) => (
              <option key={law} value={law}>
                {t(`orders.law.${law}`)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{t('orders.received')}</span>
          <input
            type="datetime-local"
            required
            value={received}
            onInput={(event) => set({ received: event.currentTarget.value })}
          />
        </label>
      </div>
      <TargetPicker
        targets={targets}
        onChange={(next) => {
          setTargets(next);
          setPreview(null);
        }}
      />
      <div class="order-fields">
        <label class="field">
          <span>{t('orders.states')}</span>
          <input
            value={states}
            placeholder="IN-KA, IN-TN"
            onInput={(event) => set({ states: event.currentTarget.value })}
          />
          <small>{t('orders.statesHint')}</small>
        </label>
        <label class="field">
          <span>{t('orders.expires')}</span>
          <input
            type="datetime-local"
            value={expires}
            onInput={(event) => set({ expires: event.currentTarget.value })}
          />
        </label>
      </div>
      <label class="field">
        <span>{t('orders.words')}</span>
        <textarea
          rows={4}
          maxLength={TEXT_MAX}
          dir="auto"
          value={draft.text}
          onInput={(event) => set({ text: event.currentTarget.value })}
        />
        <small>{t('orders.wordsHint')}</small>
      </label>
      <div class="order-switches">
        <Switch
          label={t('orders.interim')}
          on={draft.interim}
          onChange={(interim) => set({ interim })}
        />
        <Switch
          label={t('orders.emergency')}
          hint={t('orders.emergencyHint')}
          on={draft.emergency}
          onChange={(emergency) =>
            set({ emergency, ...(emergency ? { interim: true, law: 's69a-emergency' } : {}) })
          }
        />
        <Switch
          label={t('orders.confidential')}
          hint={t('orders.confidentialHint')}
          on={draft.confidential}
          onChange={(confidential) => set({ confidential })}
        />
      </div>
      {preview !== null && <Preview preview={preview} />}
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="order-acts">
        <button
          type="button"
          class={preview === null ? 'button primary' : 'button'}
          onClick={() => void look()}
        >
          <Icon name="hide" />
          {t('orders.preview')}
        </button>
        {preview !== null && (
          <button type="submit" class="button primary" disabled={busy}>
            {t('orders.enterNow')}
          </button>
        )}
      </div>
    </form>
  );
}

function Preview({ preview }: { preview: OrderPreview }) {
  const { t } = useApp();
  const { clips, stories, cards, accounts, app, unknown } = preview;
  const counts = { clips, stories, cards, accounts };
  return (
    <div class={app ? 'order-sum is-app' : 'order-sum'} role="status">
      <b>{app ? t('orders.hidesApp') : t('orders.hidesCounts', counts)}</b>
      {unknown.length > 0 && (
        <p class="field-problem">{t('orders.unknown', { count: unknown.length })}</p>
      )}
      <PreviewGrid
        items={preview.preview}
        title={t('orders.wouldHide', { count: clips + stories + cards })}
      />
    </div>
  );
}
