// One order: what it says, what it hides, what waits, what every surface showed, and what happened.

import { useState } from 'preact/hooks';
import type { OrderApproval, OrderRecord } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';
import { dateTimeText } from '../desk/when.ts';
import { ClockBars } from './clock-bars.tsx';
import { NoteSheet } from './note-sheet.tsx';
import { OrderProof } from './order-proof.tsx';
import { PreviewGrid } from './preview-grid.tsx';
import { ScopeChips } from './scope-chips.tsx';

type Act = OrderRecord['order']['acts'][number];

interface DetailProps {
  record: OrderRecord;
  onChanged: (record: OrderRecord) => void;
  onBack: () => void;
}

export function OrderDetail({ record, onChanged, onBack }: DetailProps) {
  const { t } = useApp();
  const { order } = record;
  return (
    <section class="order-detail" aria-label={order.reference}>
      <button type="button" class="button text order-back" onClick={onBack}>
        <Icon name="back" />
        {t('common.back')}
      </button>
      <header>
        <h2 dir="auto">{order.authority}</h2>
        <p class="soft" dir="auto">
          {t(`orders.law.${order.law}`)} · {order.reference}
        </p>
        <p class={`order-standing is-${order.phase}`}>
          <b>{t(`orders.phase.${order.phase}`)}</b>
          {order.reached > 0 && <span>{t('orders.reached', { count: order.reached })}</span>}
        </p>
        <ScopeChips order={order} />
      </header>
      {order.approvals.map((approval) => (
        <Waiting key={approval.id} approval={approval} onChanged={onChanged} />
      ))}
      <ClockBars clocks={order.clocks} />
      <OrderActs record={record} onChanged={onChanged} />
      <Text text={order.text} />
      <PreviewGrid items={record.preview} total={order.reached} />
      <OrderProof record={record} onChanged={onChanged} />
      <History record={record} />
    </section>
  );
}

function Waiting({
  approval,
  onChanged,
}: {
  approval: OrderApproval;
  onChanged: (record: OrderRecord) => void;
}) {
  const app = useApp();
  const { t, api, locale } = app;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function approve(): Promise<void> {
    setBusy(true);
    const path = `/v1/orders/${approval.orderId}/approvals/${approval.id}`;
    const reply = await api.send<OrderRecord>('POST', path, { digest: approval.digest });
    setBusy(false);
    if (reply.kind === 'ok') onChanged(reply.value);
    else setProblem(failureText(app, reply));
  }
  const act = t(`orders.act.${approval.act}`);
  return (
    <div class={approval.mine ? 'order-waiting is-mine' : 'order-waiting'}>
      <p>
        <b>{t('orders.asked', { act })}</b>
        <small>
          {t('orders.askedUntil', { when: dateTimeText(approval.expiresAtMs, locale) })}
        </small>
        <small>
          <code>{approval.digest.slice(0, 12)}</code>
        </small>
      </p>
      {approval.mine ? (
        <button type="button" class="button primary" disabled={busy} onClick={() => void approve()}>
          {busy ? t('orders.working') : t('orders.approve', { act })}
        </button>
      ) : (
        <p class="soft">{t('orders.waitsForOther')}</p>
      )}
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** Acts in the order in which they are needed; what ends an order stands last. */
const ACT_ORDER: readonly Act[] = [
  'acknowledge',
  'release',
  'confirm',
  'make_permanent',
  'review',
  'contest',
  'settle_contest',
  'stay',
  'resume',
  'disclose',
  'revoke',
  'withdraw',
];
const GRAVE: ReadonlySet<Act> = new Set<Act>(['revoke', 'withdraw', 'stay']);

function OrderActs({ record, onChanged }: Omit<DetailProps, 'onBack'>) {
  const { t, api } = useApp();
  const { order } = record;
  const [chosen, setChosen] = useState<Act | null>(null);
  const asked = new Set<Act>(order.approvals.map(({ act }) => act));
  const acts = ACT_ORDER.filter((act) => order.acts.includes(act) && !asked.has(act));
  const send = (act: Act, note: string) =>
    api.send<OrderRecord>('POST', `/v1/orders/${order.id}/acts`, { act, note });
  async function acknowledge(): Promise<void> {
    const reply = await send('acknowledge', '');
    if (reply.kind === 'ok') onChanged(reply.value);
  }
  if (acts.length === 0) return null;
  return (
    <div class="order-acts">
      {acts.map((act) => (
        <button
          key={act}
          type="button"
          class={GRAVE.has(act) ? 'button danger' : 'button'}
          onClick={() => (act === 'acknowledge' ? void acknowledge() : setChosen(act))}
        >
          {t(`orders.act.${act}`)}
        </button>
      ))}
      {chosen !== null && (
        <NoteSheet
          title={t(`orders.act.${chosen}`)}
          send={(note) => send(chosen, note)}
          onDone={(next) => {
            setChosen(null);
            onChanged(next);
          }}
          onClose={() => setChosen(null)}
        />
      )}
    </div>
  );
}

// Words of an order are not for who looks over a shoulder.
function Text({ text }: { text: string }) {
  const { t } = useApp();
  if (text === '') return null;
  return (
    <details class="order-text">
      <summary>
        <Icon name="hide" />
        {t('orders.words')}
      </summary>
      <blockquote dir="auto">{text}</blockquote>
    </details>
  );
}

function History({ record }: { record: OrderRecord }) {
  const { t, locale } = useApp();
  const { preserved } = record;
  return (
    <section class="order-history">
      <h3>{t('orders.history')}</h3>
      <ol>
        {record.events.map((event) => (
          <li key={event.seq}>
            <b>{t(`orders.event.${event.type as 'entered'}`)}</b>
            <small>
              {dateTimeText(event.atMs, locale)}
              {event.by !== null && ` · @${event.by}`}
            </small>
            {event.note !== '' && <q dir="auto">{event.note}</q>}
          </li>
        ))}
      </ol>
      {preserved.items > 0 && preserved.untilMs !== null && (
        <p class="soft">
          {t('orders.preserved', {
            count: preserved.items,
            when: dateTimeText(preserved.untilMs, locale),
          })}
        </p>
      )}
      <p class="soft order-commitment">
        {t('orders.commitment')} <code>{record.order.commitment}</code>
      </p>
    </section>
  );
}
