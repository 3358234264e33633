// What waits for a second person: who asked for what and why, and the yes, which says first what it will do.

import { useState } from 'preact/hooks';
import type { OrderApproval, OrderPreview, OrderRecord } from '@jhalak/contracts/orders';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { ActEffect } from './act-effect.tsx';
import { ActSheet } from '../shell/act-sheet.tsx';

interface AsksProps {
  record: OrderRecord;
  wouldHide: OrderPreview | null;
  onChanged: (record: OrderRecord) => void;
}

export function OrderAsks({ record, wouldHide, onChanged }: AsksProps) {
  const app = useApp();
  const { t, api } = app;
  const { order } = record;
  /** As it was when the officer looked: what changed since is refused by its digest. */
  const [looked, setLooked] = useState<OrderApproval | null>(null);
  if (order.approvals.length === 0) return null;
  async function approve({ id, digest }: OrderApproval) {
    const path = `/v1/orders/${order.id}`;
    const reply = await api.send<OrderRecord>('POST', `${path}/approvals/${id}`, { digest });
    if (reply.kind === 'ok') return reply;
    // It may be done without us having heard so: a long one, a bad line.
    const now = await api.get<OrderRecord>(path);
    const open = now.kind !== 'ok' || now.value.order.approvals.some((one) => one.id === id);
    return open ? reply : now;
  }
  return (
    <div class="order-asks">
      {order.approvals.map((approval) => (
        <Ask
          key={approval.id}
          approval={approval}
          hidden={order.phase === 'entered'}
          onLook={() => setLooked(approval)}
        />
      ))}
      {looked !== null && (
        <ActSheet
          title={`${t(`orders.act.${looked.act}`)} · ${order.reference}`}
          button={t('orders.approve', { act: t(`orders.act.${looked.act}`) })}
          working={t('orders.working')}
          send={async () => await approve(looked)}
          onDone={(next) => {
            setLooked(null);
            app.say(t('orders.approved', { act: t(`orders.act.${looked.act}`) }));
            onChanged(next);
          }}
          onClose={() => setLooked(null)}
        >
          <ActEffect act={looked.act} order={order} wouldHide={wouldHide} />
        </ActSheet>
      )}
    </div>
  );
}

interface AskProps {
  approval: OrderApproval;
  /** Whether the order hides nothing yet. */
  hidden: boolean;
  onLook: () => void;
}

function Ask({ approval, hidden, onLook }: AskProps) {
  const { t, locale } = useApp();
  const { act, askedByHandle, expiresAtMs, mine, note } = approval;
  return (
    <div class={mine ? 'order-waiting is-mine' : 'order-waiting'}>
      <p>
        <b>{t('orders.asked', { act: t(`orders.act.${act}`) })}</b>
        <small>
          <bdi>@{askedByHandle}</bdi> ·{' '}
          {t('orders.askedUntil', { when: dateTimeText(expiresAtMs, locale) })}
        </small>
        {note !== '' && <q dir="auto">{note}</q>}
      </p>
      {mine ? (
        <button type="button" class="button primary" onClick={onLook}>
          {t('orders.lookAndApprove')}
        </button>
      ) : (
        <p class="soft">
          {t('orders.waitsForOther')} {hidden && t('orders.notDark')}
        </p>
      )}
    </div>
  );
}
