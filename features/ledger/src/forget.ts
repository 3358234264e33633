// What the law no longer keeps goes: transfers and their lines, month by month. Balances stay what they are.

import type { Tx } from '@jhalak/ports';
import { bookRule, monthOf } from './books.ts';
import type { MonthDeps } from './close-month.ts';

/** Transfers of one run: one transaction of some hundred milliseconds. */
const TRANSFERS_MAX = 5_000;

/** Deletes some of the oldest closed month whose years are over. @returns how many transfers went. */
export async function forgetTransfers(deps: MonthDeps): Promise<number> {
  const nowMs = deps.clock.nowMs();
  const kept = bookRule(deps.region, nowMs);
  return await deps.database.transaction(async (tx) => {
    const [month] = await tx.query<{ month: number }>(
      {
        name: 'ledger.month_to_forget',
        text: `SELECT month FROM ledger_months WHERE book = $1 AND month < $2 AND closed_at_ms IS NOT NULL
          AND forgotten_at_ms IS NULL ORDER BY month LIMIT 1 FOR UPDATE`,
      },
      [kept.currency, monthOf(nowMs, kept) - 12 * kept.keptYears],
    );
    if (month === undefined) return 0;
    const gone = await forgetSome(tx, kept.currency, month.month);
    if (gone < TRANSFERS_MAX)
      await tx.query(
        {
          name: 'ledger.month_forgotten',
          text: 'UPDATE ledger_months SET forgotten_at_ms = $3 WHERE book = $1 AND month = $2',
        },
        [kept.currency, month.month, nowMs],
      );
    return gone;
  });
}

async function forgetSome(tx: Tx, book: string, month: number): Promise<number> {
  const rows = await tx.query<{ transfer_id: string }>(
    {
      name: 'ledger.to_forget',
      text: 'SELECT transfer_id FROM ledger_transfers WHERE book = $1 AND month = $2 ORDER BY transfer_id LIMIT $3',
    },
    [book, month, TRANSFERS_MAX],
  );
  const ids = rows.map((row) => row.transfer_id);
  // Accounts are held in the order in which postings hold them.
  await tx.query(
    {
      name: 'ledger.hold_to_forget',
      text: `SELECT account_id FROM ledger_accounts WHERE book = $1 AND account_id IN
        (SELECT account_id FROM ledger_postings WHERE book = $1 AND transfer_id = ANY($2))
        ORDER BY account_id FOR NO KEY UPDATE`,
    },
    [book, ids],
  );
  await tx.query(
    {
      name: 'ledger.carry',
      text: `WITH gone AS (DELETE FROM ledger_postings WHERE book = $1 AND transfer_id = ANY($2) RETURNING account_id, amount),
          sums AS (SELECT account_id, sum(amount)::int8 AS amount FROM gone GROUP BY 1)
        UPDATE ledger_accounts a SET carried = a.carried + s.amount FROM sums s
        WHERE a.book = $1 AND a.account_id = s.account_id`,
    },
    [book, ids],
  );
  await tx.query(
    {
      name: 'ledger.forget',
      text: 'DELETE FROM ledger_transfers WHERE book = $1 AND transfer_id = ANY($2)',
    },
    [book, ids],
  );
  return ids.length;
}
