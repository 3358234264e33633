// Paying back what was not spent, with the tax that was paid on it. The wallet is charged before the provider is asked, so
// that nothing is spent twice; when the provider refuses, that is taken back.

import { problem } from '@jhalak/contracts';
import { JhalakError, messageOf } from '@jhalak/kernel';
import type { Refund, Tx } from '@jhalak/ports';
import { checkRoom, record } from '../record.ts';
import type { Actor } from '../types.ts';
import { issueRefundVoucher } from './documents/vouchers.ts';
import {
  paymentUnknown,
  readRefunds,
  REFUNDS_PER_PAYMENT_MAX,
  type PaymentRow,
  type RefundRow,
} from './payment-rows.ts';
import { sumOfTaxes, taxBack } from './tax.ts';
import { keepReference } from './top-up.ts';
import { tell, type MoneyDeps } from './types.ts';

/**
 * Takes money out of the wallet and asks the provider to pay it back.
 *
 * @param net whole units without tax. @throws `payment.not_found`; `payment.not_refundable` when so much of the payment is not
 * left; `ledger.overdraft` when it was spent, or is held. A provider that does not answer is asked again later.
 */
export async function refundPayment(
  deps: MoneyDeps,
  organisation: string,
  paymentId: string,
  net: number,
  actor: Actor,
): Promise<void> {
  const refundId = deps.ids.next();
  await deps.database.transaction(async (tx) => {
    const [payment] = await tx.query<PaymentRow>(
      {
        name: 'ads.payment_to_refund',
        text: 'SELECT * FROM ad_payments WHERE organisation = $1 AND payment_id = $2 FOR NO KEY UPDATE',
      },
      [organisation, paymentId],
    );
    if (payment === undefined) throw paymentUnknown();
    if (payment.provider !== deps.payments.provider)
      throw problem('payment.not_refundable', 'It was paid by a provider that is no longer here.');
    const before = await readRefunds(tx, organisation, [paymentId]);
    checkRoom(before.length, REFUNDS_PER_PAYMENT_MAX, 'refunds of one payment');
    const back = before
      .filter((one) => one.state !== 'failed')
      .reduce((sum, one) => sum + one.net, 0);
    if (payment.state !== 'paid' || payment.net - back < net)
      throw problem('payment.not_refundable', 'So much of this payment is not left.');
    const taxes = taxBack(payment, back, net);
    const total = net + sumOfTaxes(taxes);
    await charge(deps, tx, { refundId, organisation, net, total });
    await tx.query(
      {
        name: 'ads.make_refund',
        text: `INSERT INTO ad_refunds (organisation, refund_id, payment_id, net, taxes, total, state, created_by, created_at_ms,
            asked_at_ms) VALUES ($1, $2, $3, $4, $5, $6, 'asked', $7, $8, $8)`,
      },
      [
        ...[organisation, refundId, paymentId, net, JSON.stringify(taxes), total],
        ...[actor.personId, deps.clock.nowMs()],
      ],
    );
    await keepReference(tx, refundId, organisation);
    const act = { organisation, actor, action: 'refund_asked', thingId: refundId };
    await record(deps, tx, { ...act, table: 'ad_refunds' });
  });
  await settleRefund(deps, organisation, refundId).catch((error: unknown) => {
    // It is asked again by the sweep.
    deps.logger.warn(
      { refund: refundId, error: messageOf(error) },
      'a refund waits for its provider',
    );
  });
}

async function charge(
  { ledger }: MoneyDeps,
  tx: Tx,
  of: { refundId: string; organisation: string; net: number; total: number },
): Promise<void> {
  const wallet = await ledger.account(tx, { kind: 'advertiser_wallet', owner: of.organisation });
  const clearing = await ledger.account(tx, { kind: 'payment_clearing' });
  const tax = await ledger.account(tx, { kind: 'tax' });
  const due = of.total - of.net;
  const postings = [
    { accountId: wallet, amount: -of.net },
    ...(due === 0 ? [] : [{ accountId: tax, amount: -due }]),
    { accountId: clearing, amount: of.total },
  ];
  const facts = { organisation: of.organisation };
  await ledger.post(tx, [{ id: of.refundId, kind: 'ads.refunded', postings, facts }]);
}

/** Asks the provider to pay back, or how far it is, and does what follows. Safe to run at any time. @throws `unavailable`. */
export async function settleRefund(
  deps: MoneyDeps,
  organisation: string,
  refundId: string,
): Promise<void> {
  const [row] = await deps.database.query<RefundRow & { provider: string; provider_id: string }>(
    {
      name: 'ads.refund_to_settle',
      text: `UPDATE ad_refunds AS r SET asked_at_ms = $3 FROM ad_payments p
        WHERE r.organisation = $1 AND r.refund_id = $2
          AND p.organisation = r.organisation AND p.payment_id = r.payment_id
        RETURNING r.*, p.provider, p.provider_id`,
    },
    [organisation, refundId, deps.clock.nowMs()],
  );
  if (row === undefined) throw paymentUnknown();
  if (row.state === 'done' || row.state === 'failed' || row.provider !== deps.payments.provider)
    return;
  const found = await ask(deps, row);
  await deps.database.transaction(async (tx) => {
    const [now] = await tx.query<RefundRow>(
      {
        name: 'ads.hold_refund',
        text: 'SELECT * FROM ad_refunds WHERE organisation = $1 AND refund_id = $2 FOR NO KEY UPDATE',
      },
      [organisation, refundId],
    );
    if (now === undefined || now.state === 'done' || now.state === 'failed') return;
    if (found.state === now.state) return;
    await tx.query(
      {
        name: 'ads.turn_refund',
        text: 'UPDATE ad_refunds SET state = $3, reason = $4 WHERE organisation = $1 AND refund_id = $2',
      },
      [organisation, refundId, found.state, found.reason?.slice(0, 200) ?? null],
    );
    if (found.state === 'failed')
      await deps.ledger.reverse(tx, {
        ...{ id: deps.ids.next(), reverses: refundId, kind: 'ads.refund_failed' },
        facts: { organisation },
      });
    if (found.state === 'done') await issueRefundVoucher(deps, tx, now);
    const told = { table: 'ad_refunds', id: refundId };
    await tell(deps, tx, organisation, `refund_${found.state}`, told);
  });
}

/** @returns what the provider says; a refusal for good is a refund that failed. */
async function ask(
  { payments }: MoneyDeps,
  row: RefundRow & { provider_id: string },
): Promise<Pick<Refund, 'state' | 'reason'>> {
  const { refund_id: reference, provider_id: providerId, total: amount } = row;
  if (row.state === 'pending') {
    const found = await payments.findRefund(reference);
    if (found !== undefined) return found;
  }
  try {
    return await payments.refund({ reference, providerId, amount });
  } catch (error) {
    if (error instanceof JhalakError && error.code === 'payment.not_refundable')
      return { state: 'failed', reason: error.message };
    throw error;
  }
}
