// What follows when nobody looks: notices of the provider, and asking about what waits.

import { problem } from '@jhalak/contracts';
import { messageOf, MINUTE_MS } from '@jhalak/kernel';
import type { RawNotice } from '@jhalak/ports';
import { settleRefund } from './refunds.ts';
import { settlePayment } from './top-up.ts';
import type { MoneyDeps } from './types.ts';

/** A notice that was lost is made up for within this time. */
const ASK_AGAIN_MS = MINUTE_MS;
/** Payments and refunds asked about in one run; each is a call to the provider. */
const ASKED_MAX = 50;

/**
 * A webhook. It only says what to ask about, so that repeated, late and reordered ones change nothing.
 *
 * @throws `payment.notice_refused`; `unavailable` when the provider cannot be asked: then it sends the notice again.
 */
export async function takeNotice(deps: MoneyDeps, notice: RawNotice): Promise<void> {
  const reading = deps.payments.readNotice(notice);
  if (reading.kind === 'refused')
    throw problem('payment.notice_refused', `The notice is not taken: ${reading.reason}.`);
  if (reading.kind === 'other') return;
  const [known] = await deps.database.query<{ organisation: string }>(
    {
      name: 'ads.reference',
      text: 'SELECT organisation FROM ad_references WHERE reference = $1',
    },
    [reading.reference],
  );
  // Of another install that uses the same account at the provider.
  if (known === undefined) return;
  const settle = reading.kind === 'payment' ? settlePayment : settleRefund;
  await settle(deps, known.organisation, reading.reference);
}

/** Asks about what waits, the longest not asked first. @returns how many were asked about. */
export async function askAgain(deps: MoneyDeps): Promise<number> {
  const before = deps.clock.nowMs() - ASK_AGAIN_MS;
  const waiting = await deps.database.query<{ organisation: string; id: string; kind: string }>(
    {
      name: 'ads.ask_again',
      text: `(SELECT organisation, payment_id AS id, 'payment' AS kind, asked_at_ms FROM ad_payments
          WHERE state IN ('waiting', 'pending') AND asked_at_ms <= $1 ORDER BY asked_at_ms LIMIT $2)
        UNION ALL (SELECT organisation, refund_id, 'refund', asked_at_ms FROM ad_refunds
          WHERE state IN ('asked', 'pending') AND asked_at_ms <= $1 ORDER BY asked_at_ms LIMIT $2)
        ORDER BY asked_at_ms LIMIT $2`,
    },
    [before, ASKED_MAX],
  );
  for (const { organisation, id, kind } of waiting) {
    const settle = kind === 'payment' ? settlePayment : settleRefund;
    await settle(deps, organisation, id).catch((error: unknown) => {
      deps.logger.warn(
        { [kind]: id, error: messageOf(error) },
        'a payment provider did not answer',
      );
    });
  }
  return waiting.length;
}
