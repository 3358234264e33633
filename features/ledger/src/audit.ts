import { assert } from '@jhalak/kernel';
import type { Queries } from '@jhalak/ports';
import type { Audit } from './types.ts';

/** Wrong ones that are named; one is enough to stop a closing. */
const NAMED_MAX = 100;

interface AuditRow {
  account_count: number;
  transfer_count: number;
  sum: number;
  wrong_accounts: string[];
  wrong_transfers: string[];
  by_kind: { kind: string; accounts: number; balance: number }[];
}

/** See `Ledger.audit`. One statement, so that it sees one moment. */
export async function auditBook(on: Queries, book: string): Promise<Audit> {
  const [row] = await on.query<AuditRow>(
    {
      name: 'ledger.audit',
      text: `WITH lines AS (
          SELECT account_id, sum(amount) AS moved FROM ledger_postings WHERE book = $1 GROUP BY 1
        ), accounts AS (
          SELECT a.account_id, a.kind, a.balance, a.balance = a.carried + coalesce(l.moved, 0) AS fits
          FROM ledger_accounts a LEFT JOIN lines l USING (account_id) WHERE a.book = $1
        ), unequal AS (
          SELECT t.transfer_id FROM ledger_transfers t LEFT JOIN ledger_postings p
            ON p.book = t.book AND p.transfer_id = t.transfer_id
          WHERE t.book = $1 GROUP BY 1 HAVING count(p.amount) < 2 OR sum(p.amount) <> 0 LIMIT $2
        )
        SELECT (SELECT count(*)::int FROM accounts) AS account_count,
          (SELECT count(*)::int8 FROM ledger_transfers WHERE book = $1) AS transfer_count,
          (SELECT coalesce(sum(balance), 0)::int8 FROM accounts) AS sum,
          ARRAY(SELECT account_id::text FROM accounts WHERE NOT fits LIMIT $2) AS wrong_accounts,
          ARRAY(SELECT transfer_id::text FROM unequal) AS wrong_transfers,
          (SELECT coalesce(jsonb_agg(k ORDER BY k.kind), '[]') FROM (
            SELECT kind, count(*)::int AS accounts, sum(balance)::int8 AS balance FROM accounts GROUP BY kind
          ) k) AS by_kind`,
    },
    [book, NAMED_MAX],
  );
  assert(row, 'an aggregate has one row');
  return {
    accountCount: row.account_count,
    transferCount: row.transfer_count,
    sum: row.sum,
    wrongAccounts: row.wrong_accounts,
    wrongTransfers: row.wrong_transfers,
    byKind: row.by_kind,
  };
}

/** @returns whether the books are right. Cost: none. */
export function isBalanced(audit: Audit): boolean {
  return audit.sum === 0 && audit.wrongAccounts.length === 0 && audit.wrongTransfers.length === 0;
}
