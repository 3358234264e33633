// What every surface showed when it was asked: the proof that an order was carried out.

import { useState } from 'preact/hooks';
import type { OrderRecord } from '@jhalak/contracts/orders';
import type { Translate } from '../i18n/translate.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
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
  const staff = surfaces.filter(({ how }) => how === 'staff');
  const dark = asked.filter(({ shown }) => shown === 0);
  const lastMs = Math.max(...dark.map(({ darkMs }) => darkMs ?? 0));
  return (
    <section class="order-proof">
      <h3>{t('orders.proof')}</h3>
      {surfaces.length === 0 ? (
        <p>{t('orders.restored', { when: dateTimeText(receipt.atMs, locale) })}</p>
      ) : (
        <>
          <p class={dark.length === asked.length ? 'proof-sum is-dark' : 'proof-sum is-shown'}>
            {t('orders.proofSum', { dark: dark.length, all: asked.length })}
            <small>
              {dark.length > 0 && `${t('orders.lastDark', { time: darkText(lastMs) })} · `}
              {dateTimeText(receipt.atMs, locale)}
            </small>
          </p>
          <details>
            <summary>
              <Icon name="down" />
              {t('orders.perSurface')}
            </summary>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('orders.surface')}</th>
                  <th scope="col">{t('orders.found')}</th>
                  <th scope="col">{t('orders.timeToDark')}</th>
                </tr>
              </thead>
              <tbody>
                {[...asked, ...staff].map((one) => (
                  <tr key={one.surface}>
                    <th scope="row">
                      {nameOf(one.surface, t)} <small>{t(`orders.how.${one.how}`)}</small>
                    </th>
                    <td>{one.how === 'staff' ? '–' : `${one.shown} / ${one.items}`}</td>
                    <td>{one.darkMs === null ? '–' : darkText(one.darkMs)}</td>
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

const SECOND_MS = 1_000;

/** @returns "38 ms", from a second on "1.2 s". */
function darkText(ms: number): string {
  return ms < SECOND_MS ? `${ms}\u00a0ms` : `${(ms / SECOND_MS).toFixed(1)}\u00a0s`;
}

/** Surfaces that have words, with an underscore for the dot; a new one is shown by the name in its manifest until it has. */
const NAMED = [
  'feed_for_you',
  'feed_following',
  'videos_page',
  'videos_media',
  'videos_profile',
  'social_like',
  'social_person',
  'safety_report',
  'safety_queue',
  'stories_page',
  'stories_list',
  'publishers_picture',
  'publishers_desk',
  'cards_pack',
  'cards_device',
  'exports_archive',
  'cards_picture',
  'cards_desk',
] as const;

function nameOf(surface: string, t: Translate) {
  const named = NAMED.find((one) => one === surface.replace('.', '_'));
  return named === undefined ? (
    <code>{surface}</code>
  ) : (
    <b title={surface}>{t(`surface.${named}`)}</b>
  );
}
