// What an officer can do with an order: what is due first, what ends it apart from the rest, with the way back said.

import { useState } from 'preact/hooks';
import type { OrderClock, OrderPreview, OrderRecord } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { ActEffect, type Act } from './act-effect.tsx';
import { ActSheet } from '../shell/act-sheet.tsx';
import { nextClock } from './clock-words.ts';

/** The contract's bound of a note. */
const NOTE_MAX = 1_000;

/** Acts in the order in which they are needed. */
const ACTS: readonly Act[] = [
  'acknowledge',
  'release',
  'confirm',
  'make_permanent',
  'review',
  'contest',
  'settle_contest',
  'resume',
  'disclose',
];
/** Acts that lift or end an order. */
const ENDING: readonly Act[] = ['stay', 'revoke', 'withdraw'];
/** Acts that one person does alone. */
const SINGLE: ReadonlySet<Act> = new Set<Act>(['contest', 'settle_contest', 'review', 'withdraw']);
const GRAVE: ReadonlySet<Act> = new Set<Act>([...ENDING, 'disclose']);
/** The act that meets a clock. */
const MEETS: Readonly<Record<OrderClock['purpose'], Act>> = {
  acknowledge: 'acknowledge',
  execute: 'release',
  confirm: 'confirm',
  review: 'review',
};

interface ActsProps {
  record: OrderRecord;
  wouldHide: OrderPreview | null;
  onChanged: (record: OrderRecord) => void;
}

export function OrderActs({ record, wouldHide, onChanged }: ActsProps) {
  const app = useApp();
  const { t, api } = app;
  const { order } = record;
  const [chosen, setChosen] = useState<Exclude<Act, 'acknowledge'> | null>(null);
  const asked = new Set<Act>(order.approvals.map(({ act }) => act));
  const fitting = (acts: readonly Act[]): Act[] =>
    acts.filter((act) => order.acts.includes(act) && !asked.has(act));
  const next = nextClock(order.clocks);
  // Where somebody waits for this officer, that comes first.
  const due = next === undefined || order.approvals.some(({ mine }) => mine) ? null : next.purpose;
  const send = (act: Act, note: string) =>
    api.send<OrderRecord>('POST', `/v1/orders/${order.id}/acts`, { act, note });
  async function choose(act: Act): Promise<void> {
    if (act !== 'acknowledge') {
      setChosen(act);
      return;
    }
    const reply = await send(act, '');
    if (reply.kind === 'ok') onChanged(reply.value);
    else sayFailure(app, reply);
  }
  const button = (act: Act) => {
    const kind = ENDING.includes(act)
      ? 'danger'
      : due !== null && MEETS[due] === act
        ? 'primary'
        : '';
    return (
      <button key={act} type="button" class={`button ${kind}`} onClick={() => void choose(act)}>
        {t(`orders.act.${act}`)}
      </button>
    );
  };
  const acts = fitting(ACTS);
  const ending = fitting(ENDING);
  return (
    <>
      {acts.length > 0 && <div class="order-acts">{acts.map(button)}</div>}
      {ending.length > 0 && (
        <div class="order-ending">
          <div class="order-acts">{ending.map(button)}</div>
          {order.phase !== 'entered' && <p class="soft">{t('orders.wayBack')}</p>}
        </div>
      )}
      {chosen !== null && (
        <ActSheet
          title={`${t(`orders.act.${chosen}`)} · ${order.reference}`}
          button={SINGLE.has(chosen) ? t(`orders.act.${chosen}`) : t('orders.askNow')}
          grave={GRAVE.has(chosen)}
          why={{ label: t('orders.note'), max: NOTE_MAX }}
          working={t('orders.working')}
          send={async (note) => await send(chosen, note)}
          onDone={(after) => {
            setChosen(null);
            onChanged(after);
          }}
          onClose={() => setChosen(null)}
        >
          <ActEffect act={chosen} order={order} wouldHide={wouldHide} />
          {!SINGLE.has(chosen) && <p class="soft">{t('orders.waitsForOther')}</p>}
        </ActSheet>
      )}
    </>
  );
}
