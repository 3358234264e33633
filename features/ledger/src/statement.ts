// What an account's owner is shown: its lines, the newest first, page by page.

import { problem } from '@jhalak/contracts';
import { assert } from '@jhalak/kernel';
import type { JsonObject, Queries } from '@jhalak/ports';
import { monthName } from './books.ts';
import type { MonthSum, Statement, StatementLine } from './types.ts';

/** Lines of one page. */
const LIMIT_MAX = 100;
/** Months that are added up: two years, as far back as anybody asks without the books themselves. */
const MONTHS_MAX = 24;

interface LineRow {
  transfer_id: string;
  kind: string;
  amount: number;
  balance_after: number;
  entry: number;
  at_ms: number;
  reverses: string | null;
  facts: JsonObject;
}

/** See `Ledger.statement`. Cost: two reads by key. */
export async function readStatement(
  on: Queries,
  book: string,
  accountId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<Statement> {
  assert(page.limit >= 1 && page.limit <= LIMIT_MAX, `1 to ${LIMIT_MAX} lines a page`);
  const before = page.cursor === undefined ? null : entryOf(page.cursor, accountId);
  const balance = (await readBalances(on, book, [accountId])).get(accountId);
  if (balance === undefined)
    throw problem('ledger.account_unknown', 'There is no such account in this book.');
  const rows = await on.query<LineRow>(
    {
      name: 'ledger.statement',
      text: `SELECT p.transfer_id, t.kind, p.amount, p.balance_after, p.entry, t.at_ms, t.reverses, t.facts
        FROM ledger_postings p JOIN ledger_transfers t ON t.book = p.book AND t.transfer_id = p.transfer_id
        WHERE p.book = $1 AND p.account_id = $2 AND ($3::bigint IS NULL OR p.entry < $3)
        ORDER BY p.entry DESC LIMIT $4`,
    },
    [book, accountId, before, page.limit],
  );
  const last = rows.at(-1);
  const more = last !== undefined && rows.length === page.limit && last.entry > 1;
  return {
    ...{ balance, currency: book },
    lines: rows.map(lineOf),
    next: more ? cursorOf(last.entry, accountId) : null,
  };
}

/** See `Ledger.months`. */
export async function readMonths(
  on: Queries,
  book: string,
  accountId: string,
): Promise<MonthSum[]> {
  const rows = await on.query<Omit<MonthSum, 'month'> & { month: number }>(
    {
      name: 'ledger.month_sums',
      text: `SELECT t.month, t.kind, sum(p.amount)::bigint AS amount, count(*)::int AS lines
        FROM ledger_postings p JOIN ledger_transfers t ON t.book = p.book AND t.transfer_id = p.transfer_id
        WHERE p.book = $1 AND p.account_id = $2 GROUP BY t.month, t.kind ORDER BY t.month DESC, t.kind`,
    },
    [book, accountId],
  );
  const newest = [...new Set(rows.map((row) => row.month))].slice(0, MONTHS_MAX);
  return rows
    .filter((row) => newest.includes(row.month))
    .map((row) => ({ ...row, month: monthName(row.month) }));
}

/** See `Ledger.balances`. */
export async function readBalances(
  on: Queries,
  book: string,
  accountIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await on.query<{ account_id: string; balance: number }>(
    {
      name: 'ledger.balances',
      text: 'SELECT account_id, balance FROM ledger_accounts WHERE book = $1 AND account_id = ANY($2)',
    },
    [book, accountIds],
  );
  return new Map(rows.map((row) => [row.account_id, row.balance]));
}

function lineOf(row: LineRow): StatementLine {
  return {
    transferId: row.transfer_id,
    kind: row.kind,
    amount: row.amount,
    balanceAfter: row.balance_after,
    entry: row.entry,
    atMs: row.at_ms,
    ...(row.reverses === null ? {} : { reverses: row.reverses }),
    facts: row.facts,
  };
}

function cursorOf(entry: number, accountId: string): string {
  return Buffer.from(`${entry}.${accountId}`).toString('base64url');
}

// A cursor of another account is refused: it would be one of another's pages.
function entryOf(cursor: string, accountId: string): number {
  const [entry = '', whose] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  if (!/^\d{1,15}$/.test(entry) || whose !== accountId)
    throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
  return Number(entry);
}
