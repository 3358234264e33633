// Payments and refunds as they are kept, and as they are shown.

import { problem } from '@jhalak/contracts';
import type { AdPayment, AdRefund, TaxLine } from '@jhalak/contracts/ad-money';
import type { Queries } from '@jhalak/ports';
import { cursorOf, ID_CURSOR, readCursor } from '../cursor.ts';
import type { MoneyDeps } from './types.ts';

export interface PaymentRow {
  organisation: string;
  payment_id: string;
  currency: string;
  net: number;
  taxes: TaxLine[];
  total: number;
  provider: string;
  is_test: boolean;
  provider_id: string | null;
  page_url: string | null;
  return_path: string;
  state: AdPayment['state'];
  reason: string | null;
  created_at_ms: number;
  paid_at_ms: number | null;
}

export interface RefundRow {
  organisation: string;
  refund_id: string;
  payment_id: string;
  net: number;
  taxes: TaxLine[];
  total: number;
  state: AdRefund['state'];
  reason: string | null;
  created_at_ms: number;
}

/** Of one payment; a page of payments shows all of theirs. */
export const REFUNDS_PER_PAYMENT_MAX = 20;

async function readPayment(
  on: Queries,
  organisation: string,
  paymentId: string,
): Promise<PaymentRow> {
  const [row] = await on.query<PaymentRow>(
    {
      name: 'ads.payment',
      text: 'SELECT * FROM ad_payments WHERE organisation = $1 AND payment_id = $2',
    },
    [organisation, paymentId],
  );
  if (row === undefined) throw paymentUnknown();
  return row;
}

/** @returns refunds of these payments, the oldest first. */
export async function readRefunds(
  on: Queries,
  organisation: string,
  paymentIds: readonly string[],
): Promise<RefundRow[]> {
  return await on.query<RefundRow>(
    {
      name: 'ads.refunds_of',
      text: 'SELECT * FROM ad_refunds WHERE organisation = $1 AND payment_id = ANY($2) ORDER BY refund_id',
    },
    [organisation, paymentIds],
  );
}

/** @returns a page, the newest first. @throws `cursor.invalid`. */
export async function listPayments(
  deps: MoneyDeps,
  organisation: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: AdPayment[]; next: string | null }> {
  const [before = null] = readCursor(page.cursor, ID_CURSOR) ?? [];
  const rows = await deps.database.query<PaymentRow>(
    {
      name: 'ads.payments',
      text: `SELECT * FROM ad_payments WHERE organisation = $1 AND ($2::uuid IS NULL OR payment_id < $2)
        ORDER BY payment_id DESC LIMIT $3`,
    },
    [organisation, before, page.limit],
  );
  const ids = rows.map((row) => row.payment_id);
  const refunds = await readRefunds(deps.database, organisation, ids);
  const last = rows.length < page.limit ? undefined : rows.at(-1);
  return {
    items: rows.map((row) => shownPayment(deps, row, refunds)),
    next: last === undefined ? null : cursorOf(last.payment_id),
  };
}

/** @throws `payment.not_found`: also for another advertiser's. */
export async function showPayment(
  deps: MoneyDeps,
  organisation: string,
  paymentId: string,
): Promise<AdPayment> {
  const row = await readPayment(deps.database, organisation, paymentId);
  return shownPayment(deps, row, await readRefunds(deps.database, organisation, [paymentId]));
}

function shownPayment(
  { ledger }: Pick<MoneyDeps, 'ledger'>,
  row: PaymentRow,
  refunds: readonly RefundRow[],
): AdPayment {
  const open = row.state === 'waiting' || row.state === 'pending';
  return {
    ...{ id: row.payment_id, organisation: row.organisation, currency: row.currency },
    minorDigits: ledger.book().minorDigits,
    ...{ net: row.net, taxes: row.taxes, total: row.total, state: row.state },
    ...(row.reason !== null && { reason: row.reason }),
    ...{ provider: row.provider, test: row.is_test },
    ...(open && row.page_url !== null && { pageUrl: row.page_url }),
    refunds: refunds.filter((one) => one.payment_id === row.payment_id).map(shownRefund),
    createdAtMs: row.created_at_ms,
    ...(row.paid_at_ms !== null && { paidAtMs: row.paid_at_ms }),
  };
}

function shownRefund(row: RefundRow): AdRefund {
  return {
    ...{ id: row.refund_id, payment: row.payment_id, net: row.net, taxes: row.taxes },
    ...{ total: row.total, state: row.state, createdAtMs: row.created_at_ms },
    ...(row.reason !== null && { reason: row.reason }),
  };
}

export function paymentUnknown(): Error {
  return problem('payment.not_found', 'There is no such payment of this advertiser.');
}
