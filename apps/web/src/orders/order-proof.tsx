// What every surface showed when it was asked: the proof that an order was carried out.

import { useState } from 'preact/hooks';
import type { OrderRecord } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { dateTimeText } from '../desk/when.ts';

export function OrderProof({
  record,
  onChanged,
}: {
  record: OrderRecord;
  onChanged: (record: OrderRecord) => void;
}) {
  const app = useApp();
  const { t, api, locale } = app;
  const [busy, setBusy] = useState(false);
  const [receipt] = record.receipts;
  if (receipt === undefined) return null;
  async function again(): Promise<void> {
    setBusy(true);
    const reply = await api.send<OrderRecord>('POST', `/v1/orders/${record.order.id}/proofs`, {});
    setBusy(false);
    if (reply.kind === 'ok') onChanged(reply.value);
    else sayFailure(app, reply);
  }
  const { surfaces } = receipt;
  const asked = surfaces.filter(({ how }) => how !== 'staff');
  const dark = asked.filter(({ shown }) => shown === 0);
  return (
    <section class="order-proof">
      <h3>{t('orders.proof')}</h3>
      {surfaces.length === 0 ? (
        <p>{t('orders.restored', { when: dateTimeText(receipt.atMs, locale) })}</p>
      ) : (
        <>
          <p class={dark.length === asked.length ? 'proof-sum is-dark' : 'proof-sum is-shown'}>
            {t('orders.proofSum', { dark: dark.length, all: asked.length })}
            <small>{dateTimeText(receipt.atMs, locale)}</small>
          </p>
          <details>
            <summary>{t('orders.perSurface')}</summary>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('orders.surface')}</th>
                  <th scope="col">{t('orders.found')}</th>
                  <th scope="col">{t('orders.timeToDark')}</th>
                </tr>
              </thead>
              <tbody>
                {surfaces.map((one) => (
                  <tr key={one.surface}>
                    <th scope="row">
                      <code>{one.surface}</code> <small>{t(`orders.how.${one.how}`)}</small>
                    </th>
                    <td>{one.how === 'staff' ? '–' : `${one.shown} / ${one.items}`}</td>
                    <td>{one.darkMs === null ? '–' : `${one.darkMs}\u00a0ms`}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      )}
      <button type="button" class="button" disabled={busy} onClick={() => void again()}>
        {busy ? t('orders.working') : t('orders.proveAgain')}
      </button>
    </section>
  );
}
