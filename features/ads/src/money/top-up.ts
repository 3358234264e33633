// Paying in. Our row comes first and its id is what the provider knows the payment by; what the provider says is asked, never
// taken from a browser or a notice; the ledger takes it under the row's id, once.

import { problem } from '@jhalak/contracts';
import type { PaymentBody } from '@jhalak/contracts/ad-money';
import { HOUR_MS } from '@jhalak/kernel';
import type { Payment, Tx } from '@jhalak/ports';
import { locked, record, checkRoom } from '../record.ts';
import type { Actor } from '../types.ts';
import { issueReceipt } from './documents/vouchers.ts';
import { paymentUnknown, type PaymentRow } from './payment-rows.ts';
import { readBilling, readSeller } from './sellers.ts';
import { sumOfTaxes, taxHeads, taxOn } from './tax.ts';
import { tell, type MoneyDeps } from './types.ts';

/** Payments of one advertiser that wait: a hand that tries again, not a script. */
const OPEN_PAYMENTS_MAX = 20;
/** A payment that its provider never heard of is given up then: nobody can have paid it. */
const UNHEARD_MS = HOUR_MS;

/**
 * Makes a payment, and its page at the provider.
 *
 * @returns its id. @throws `ads.not_found`, `ads.too_many`, `ads.incomplete`; `unavailable` when the provider does not answer:
 * then it stays on the list and fails after an hour.
 */
export async function createTopUp(
  deps: MoneyDeps,
  organisation: string,
  body: PaymentBody,
  actor: Actor,
): Promise<string> {
  const { payments, ledger } = deps;
  const paymentId = deps.ids.next();
  const row = await locked(deps, organisation, async (tx, advertiser) => {
    const buyerState = advertiser.state ?? undefined;
    const { seller } = await readSeller(tx);
    await checkComplete(deps, tx, organisation, seller !== undefined);
    await checkOpen(tx, organisation);
    const { region } = deps;
    const place = { region, atMs: deps.clock.nowMs(), sellerState: seller?.state, buyerState };
    const taxes = taxOn(body.amount, taxHeads(place));
    const total = body.amount + sumOfTaxes(taxes);
    const [made] = await tx.query<PaymentRow>(
      {
        name: 'ads.make_payment',
        text: `INSERT INTO ad_payments (organisation, payment_id, currency, net, taxes, total, provider, is_test, return_path,
            state, created_by, created_at_ms, asked_at_ms)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, $11, $11) RETURNING *`,
      },
      [
        ...[organisation, paymentId, ledger.book().currency, body.amount, JSON.stringify(taxes)],
        ...[total, payments.provider, payments.isTest, body.returnPath],
        ...[actor.personId, deps.clock.nowMs()],
      ],
    );
    await keepReference(tx, paymentId, organisation);
    const act = { organisation, actor, action: 'payment_asked', thingId: paymentId };
    await record(deps, tx, { ...act, table: 'ad_payments' });
    return made;
  });
  if (row === undefined) throw paymentUnknown();
  const made = await payments.create({
    ...{ reference: paymentId, amount: row.total, currency: row.currency },
    purpose: `Ad wallet of ${organisation}`,
    returnUrl: `${row.return_path}${row.return_path.includes('?') ? '&' : '?'}payment=${paymentId}`,
  });
  await deps.database.query(
    {
      name: 'ads.payment_page',
      text: 'UPDATE ad_payments SET provider_id = $3, page_url = $4 WHERE organisation = $1 AND payment_id = $2',
    },
    [organisation, paymentId, made.providerId, made.pageUrl],
  );
  return paymentId;
}

async function checkComplete(
  { payments }: MoneyDeps,
  tx: Tx,
  organisation: string,
  hasSeller: boolean,
): Promise<void> {
  if (payments.isTest) return;
  if (!hasSeller)
    throw problem('ads.incomplete', 'The operator has not filled in who it is; documents need it.');
  if ((await readBilling(tx, organisation)) === undefined)
    throw problem('ads.incomplete', 'Fill in the address first; documents need it.');
}

async function checkOpen(tx: Tx, organisation: string): Promise<void> {
  const [open] = await tx.query<{ count: number }>(
    {
      name: 'ads.open_payments',
      text: `SELECT count(*)::int AS count FROM ad_payments WHERE organisation = $1 AND state IN ('waiting', 'pending')`,
    },
    [organisation],
  );
  checkRoom(open?.count ?? 0, OPEN_PAYMENTS_MAX, 'payments that wait');
}

/** Keeps of which advertiser a payment or refund is that a provider names. */
export async function keepReference(
  tx: Tx,
  reference: string,
  organisation: string,
): Promise<void> {
  await tx.query(
    {
      name: 'ads.keep_reference',
      text: 'INSERT INTO ad_references (reference, organisation) VALUES ($1, $2)',
    },
    [reference, organisation],
  );
}

/**
 * Asks the provider how a payment stands, and does what follows. Safe to run at any time, any number of times, by anybody at
 * once: what is paid is booked once.
 *
 * @throws `payment.not_found`, `unavailable`.
 */
export async function settlePayment(
  deps: MoneyDeps,
  organisation: string,
  paymentId: string,
): Promise<void> {
  // Before the answer: a payment whose provider does not answer must not be asked about first for ever.
  const [row] = await deps.database.query<PaymentRow>(
    {
      name: 'ads.payment_asked',
      text: 'UPDATE ad_payments SET asked_at_ms = $3 WHERE organisation = $1 AND payment_id = $2 RETURNING *',
    },
    [organisation, paymentId, deps.clock.nowMs()],
  );
  if (row === undefined) throw paymentUnknown();
  if (row.state === 'paid' || row.provider !== deps.payments.provider) return;
  const found = await deps.payments.find(paymentId);
  await deps.database.transaction(async (tx) => {
    const [now] = await tx.query<PaymentRow>(
      {
        name: 'ads.hold_payment',
        text: 'SELECT * FROM ad_payments WHERE organisation = $1 AND payment_id = $2 FOR NO KEY UPDATE',
      },
      [organisation, paymentId],
    );
    if (now === undefined || now.state === 'paid') return;
    await follow(deps, tx, now, found);
  });
}

async function follow(
  deps: MoneyDeps,
  tx: Tx,
  row: PaymentRow,
  found: Payment | undefined,
): Promise<void> {
  const nowMs = deps.clock.nowMs();
  if (found === undefined) {
    if (nowMs - row.created_at_ms >= UNHEARD_MS && row.state !== 'failed')
      await turn(deps, tx, row, 'failed', 'the payment provider never heard of it');
    return;
  }
  if (found.amount !== row.total || found.currency !== row.currency) {
    const said = { payment: row.payment_id, amount: found.amount, asked: row.total };
    deps.logger.error(said, 'a payment provider says another amount than was asked; not booked');
    return;
  }
  if (found.state === 'paid') await book(deps, tx, row);
  else if (found.state !== row.state) await turn(deps, tx, row, found.state, found.reason);
}

async function book(deps: MoneyDeps, tx: Tx, row: PaymentRow): Promise<void> {
  const { ledger, clock } = deps;
  const { organisation, payment_id: paymentId, net, taxes, total } = row;
  const wallet = await ledger.account(tx, { kind: 'advertiser_wallet', owner: organisation });
  const clearing = await ledger.account(tx, { kind: 'payment_clearing' });
  const tax = await ledger.account(tx, { kind: 'tax' });
  const due = total - net;
  const postings = [
    { accountId: clearing, amount: -total },
    { accountId: wallet, amount: net },
    ...(due === 0 ? [] : [{ accountId: tax, amount: due }]),
  ];
  const facts = {
    organisation,
    provider: row.provider,
    taxes: Object.fromEntries(taxes.map(({ name, amount }) => [name, amount])),
    ...(row.is_test && { test: true }),
  };
  await ledger.post(tx, [{ id: paymentId, kind: 'ads.topped_up', postings, facts }]);
  const paidAtMs = clock.nowMs();
  await tx.query(
    {
      name: 'ads.payment_paid',
      text: `UPDATE ad_payments SET state = 'paid', reason = NULL, paid_at_ms = $3
        WHERE organisation = $1 AND payment_id = $2`,
    },
    [organisation, paymentId, paidAtMs],
  );
  await issueReceipt(deps, tx, row);
  const told = { table: 'ad_payments', id: paymentId };
  await tell(deps, tx, organisation, 'payment_paid', told);
}

async function turn(
  deps: MoneyDeps,
  tx: Tx,
  { organisation, payment_id: paymentId }: PaymentRow,
  state: PaymentRow['state'],
  reason: string | undefined,
): Promise<void> {
  await tx.query(
    {
      name: 'ads.turn_payment',
      text: 'UPDATE ad_payments SET state = $3, reason = $4 WHERE organisation = $1 AND payment_id = $2',
    },
    [organisation, paymentId, state, reason?.slice(0, 200) ?? null],
  );
  const told = { table: 'ad_payments', id: paymentId };
  await tell(deps, tx, organisation, `payment_${state}`, told);
}
