// Documents of payments: a receipt voucher when one is made (CGST Rules 2017, rule 50), a refund voucher when it goes back
// (rule 51).

import type { Tx } from '@jhalak/ports';
import type { PaymentRow, RefundRow } from '../payment-rows.ts';
import { taxRule } from '../tax.ts';
import type { MoneyDeps } from '../types.ts';
import { issueDocument, localDate, type IssuedDocument } from './issue.ts';

/** In the transaction that books the payment. */
export async function issueReceipt(
  deps: MoneyDeps,
  tx: Tx,
  payment: PaymentRow,
): Promise<IssuedDocument> {
  const { serviceName } = taxRule({ region: deps.region, atMs: deps.clock.nowMs() });
  return await issueDocument(deps, tx, {
    ...{ organisation: payment.organisation, kind: 'receipt', about: payment.payment_id },
    isTest: payment.is_test,
    lines: [{ what: `Advance for: ${serviceName}`, net: payment.net }],
    taxes: payment.taxes,
    notes: [`Payment ${payment.payment_id}, received by ${payment.provider}.`],
  });
}

/** In the transaction that takes the provider's word that the money is back. */
export async function issueRefundVoucher(
  deps: MoneyDeps,
  tx: Tx,
  refund: RefundRow,
): Promise<IssuedDocument> {
  const [payment] = await tx.query<{ is_test: boolean; paid_at_ms: number; number: string | null }>(
    {
      name: 'ads.refunded_payment',
      text: `SELECT p.is_test, p.paid_at_ms, d.number FROM ad_payments p
        LEFT JOIN ad_documents d ON d.organisation = p.organisation AND d.kind = 'receipt' AND d.about = p.payment_id::text
        WHERE p.organisation = $1 AND p.payment_id = $2`,
    },
    [refund.organisation, refund.payment_id],
  );
  return await issueDocument(deps, tx, {
    ...{ organisation: refund.organisation, kind: 'refund', about: refund.refund_id },
    isTest: payment?.is_test ?? false,
    lines: [{ what: 'Advance paid back: nothing was supplied for it', net: refund.net }],
    taxes: refund.taxes,
    refersTo: {
      number: payment?.number ?? refund.payment_id,
      date: localDate(deps, payment?.paid_at_ms ?? refund.created_at_ms),
    },
    notes: [`Refund ${refund.refund_id} of payment ${refund.payment_id}.`],
  });
}
