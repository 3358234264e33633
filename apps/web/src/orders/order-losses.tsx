// Orders that were lost with a machine: the public log tells of them, and what they hid may be shown until they are entered
// again. What they name nobody here can say.

import { useEffect, useState } from 'preact/hooks';
import type { Order, OrderLoss, OrderLosses } from '@jhalak/contracts/orders';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { ActSheet } from '../shell/act-sheet.tsx';

/** They are found at a start; another officer may settle one meanwhile. */
const REFRESH_MS = 60_000;
/** Enough of a commitment to find it in the public log. */
const SHORT = 12;

/** @param props.open the order that stands open beside the list: it may be one that was entered in a lost one's place. */
export function LostOrders({ open }: { open: Order | undefined }) {
  const { t, api } = useApp();
  const [lost, setLost] = useState<readonly OrderLoss[]>([]);
  const [chosen, setChosen] = useState<OrderLoss | null>(null);
  useEffect(() => {
    const load = async (): Promise<void> => {
      const reply = await api.get<OrderLosses>('/v1/order-losses');
      // The list below tells when nothing can be reached; what was missing before is missing still.
      if (reply.kind === 'ok') setLost(reply.value.items);
    };
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => clearInterval(timer);
    // Depends on less than it reads: once
  }, []);
  if (lost.length === 0) return null;
  const stands = open !== undefined && open.phase !== 'entered' ? open : undefined;
  return (
    <section class="order-losses" role="alert">
      <h2>
        <Icon name="shield" />
        {t('orders.lossTitle', { count: lost.length })}
      </h2>
      <p>{t('orders.lossText')}</p>
      <ul>
        {lost.map((one) => (
          <li key={one.commitment}>
            <LossLine loss={one} />
            {stands !== undefined && (
              <button type="button" class="button" onClick={() => setChosen(one)}>
                {t('orders.lossSettle', { reference: stands.reference })}
              </button>
            )}
          </li>
        ))}
      </ul>
      {stands === undefined && <p>{t('orders.lossOpen')}</p>}
      {chosen !== null && stands !== undefined && (
        <ActSheet
          title={stands.reference}
          button={t('orders.lossConfirm')}
          working={t('orders.working')}
          send={async () =>
            await api.send<OrderLosses>(
              'POST',
              `/v1/order-losses/${chosen.commitment}/settlements`,
              { orderId: stands.id },
            )
          }
          onDone={({ items }) => {
            setChosen(null);
            setLost(items);
          }}
          onClose={() => setChosen(null)}
        >
          <LossLine loss={chosen} />
          <p class="soft">{t('orders.lossWord')}</p>
        </ActSheet>
      )}
    </section>
  );
}

function LossLine({ loss }: { loss: OrderLoss }) {
  const { t, locale } = useApp();
  return (
    <p class="loss">
      <b>{t(`orders.law.${loss.law}`)}</b>
      <span class="chips">
        {loss.scope.map((kind) => (
          <span key={kind} class="chip is-plain">
            {t(`orders.scope.${kind}`)}
          </span>
        ))}
        <span class="chip is-plain">
          {t(loss.territory === 'country' ? 'orders.country' : 'audit.state')}
        </span>
        <span class="chip is-plain">{t(`orders.phase.${loss.phase}`)}</span>
        {loss.known === 'older' && <span class="chip is-plain">{t('orders.lossOlder')}</span>}
      </span>
      <small>
        {dateTimeText(loss.enteredAtMs, locale)} · <code>{loss.commitment.slice(0, SHORT)}…</code>
      </small>
    </p>
  );
}
