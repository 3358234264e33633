// The end of a month: nothing more is posted in it, and its digest says what was.

import { createHash } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import type { LedgerMonth } from '@jhalak/contracts/ledger';
import { assert } from '@jhalak/kernel';
import type { Database, Queries, Tx } from '@jhalak/ports';
import { auditBook, isBalanced } from './audit.ts';
import { bookRule, monthName, monthOf } from './books.ts';
import type { PostDeps } from './post.ts';

/** Digests read at once; a busy month has millions. */
const PAGE_MAX = 10_000;
/** Pages of one month: a hundred million transfers; more need another way of closing. */
const PAGES_MAX = 10_000;
/** Months on the list: two years. */
const MONTHS_SHOWN_MAX = 24;

export interface MonthDeps extends PostDeps {
  database: Database;
}

interface MonthRow {
  month: number;
  closed_at_ms: number | null;
  transfer_count: number | null;
  turnover: number | null;
  changes: { kind: string; change: number }[] | null;
  digest: Buffer | null;
}

/**
 * Closes a month that is over. The months before it must be closed.
 *
 * @throws `ledger.month_open` while it is not over or an earlier one is open, `ledger.month_closed` when it is closed
 * already, `ledger.unbalanced` when the books are wrong. Cost: reads all postings, and waits for transfers under way.
 */
export async function closeMonth(deps: MonthDeps, month: number, personId: string): Promise<void> {
  const nowMs = deps.clock.nowMs();
  const rule = bookRule(deps.region, nowMs);
  const book = rule.currency;
  if (month >= monthOf(nowMs, rule))
    throw problem('ledger.month_open', `${monthName(month)} is not over yet.`);
  await deps.database.transaction(async (tx) => {
    await holdMonth(tx, book, month);
    if (!isBalanced(await auditBook(tx, book)))
      throw problem('ledger.unbalanced', 'The books do not sum to zero; nothing may be closed.');
    const sums = await sumsOf(tx, book, month);
    const digest = await digestOfMonth(tx, book, month);
    await tx.query(
      {
        name: 'ledger.close_month',
        text: `UPDATE ledger_months SET closed_at_ms = $3, closed_by = $4, transfer_count = $5, turnover = $6,
          changes = $7, digest = $8 WHERE book = $1 AND month = $2`,
      },
      [
        book,
        month,
        nowMs,
        personId,
        sums.count,
        sums.turnover,
        JSON.stringify(sums.changes),
        digest,
      ],
    );
    const facts = { book, month: monthName(month), digest: digest.toString('hex') };
    await deps.journal.append(tx, [
      {
        ...{ stream: 'ledger.month', key: `${book}/${month}`, type: 'closed', facts },
        row: { table: 'ledger_months', key: `${book}/${month}` },
      },
    ]);
  });
}

/** Holds the month against postings. @throws `ledger.month_closed`, `ledger.month_open`. */
async function holdMonth(tx: Tx, book: string, month: number): Promise<void> {
  await tx.query(
    {
      name: 'ledger.note_month',
      text: 'INSERT INTO ledger_months (book, month) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    },
    [book, month],
  );
  const rows = await tx.query<{ month: number; closed_at_ms: number | null }>(
    {
      name: 'ledger.hold_month',
      text: `SELECT month, closed_at_ms FROM ledger_months WHERE book = $1 AND month <= $2
        AND (month = $2 OR closed_at_ms IS NULL) ORDER BY month FOR UPDATE`,
    },
    [book, month],
  );
  const earlier = rows.find((row) => row.month < month);
  if (earlier !== undefined)
    throw problem('ledger.month_open', `Close ${monthName(earlier.month)} first.`);
  if (rows.at(-1)?.closed_at_ms !== null)
    throw problem('ledger.month_closed', `${monthName(month)} is closed already.`);
}

async function sumsOf(tx: Tx, book: string, month: number) {
  const [row] = await tx.query<{
    count: number;
    turnover: number;
    changes: { kind: string; change: number }[];
  }>(
    {
      name: 'ledger.month_sums',
      text: `WITH moved AS (
          SELECT a.kind, p.amount FROM ledger_transfers t
          JOIN ledger_postings p ON p.book = t.book AND p.transfer_id = t.transfer_id
          JOIN ledger_accounts a ON a.book = p.book AND a.account_id = p.account_id
          WHERE t.book = $1 AND t.month = $2
        )
        SELECT (SELECT count(*)::int8 FROM ledger_transfers WHERE book = $1 AND month = $2) AS count,
          (SELECT coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::int8 FROM moved) AS turnover,
          (SELECT coalesce(jsonb_agg(k ORDER BY k.kind), '[]') FROM (
            SELECT kind, sum(amount)::int8 AS change FROM moved GROUP BY kind) k) AS changes`,
    },
    [book, month],
  );
  assert(row, 'an aggregate has one row');
  const sum = row.changes.reduce((total, one) => total + one.change, 0);
  assert(sum === 0, 'transfers that sum to zero make months that do');
  return row;
}

/** SHA-256 of the digest of the closed month before, the month's name, and its transfers' digests in the order of their ids. */
async function digestOfMonth(tx: Tx, book: string, month: number): Promise<Buffer> {
  const [before] = await tx.query<{ digest: Buffer }>(
    {
      name: 'ledger.digest_before',
      text: `SELECT digest FROM ledger_months WHERE book = $1 AND month < $2 AND digest IS NOT NULL
        ORDER BY month DESC LIMIT 1`,
    },
    [book, month],
  );
  const hash = createHash('sha256');
  hash.update(before?.digest ?? '').update(`${book} ${monthName(month)}\n`);
  let after = '00000000-0000-0000-0000-000000000000';
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const rows = await tx.query<{ transfer_id: string; digest: Buffer }>(
      {
        name: 'ledger.month_digests',
        text: `SELECT transfer_id, digest FROM ledger_transfers WHERE book = $1 AND month = $2 AND transfer_id > $3
          ORDER BY transfer_id LIMIT $4`,
      },
      [book, month, after, PAGE_MAX],
    );
    for (const row of rows) hash.update(row.digest);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_MAX) return hash.digest();
    after = last.transfer_id;
  }
  throw new Error('the month has more transfers than can be closed');
}

/** @returns months in which something was posted, the newest first. Cost: one read. */
export async function listMonths(deps: MonthDeps, on: Queries): Promise<LedgerMonth[]> {
  const rows = await on.query<MonthRow>(
    {
      name: 'ledger.months',
      text: `SELECT month, closed_at_ms, transfer_count, turnover, changes, digest FROM ledger_months
        WHERE book = $1 ORDER BY month DESC LIMIT $2`,
    },
    [bookRule(deps.region, deps.clock.nowMs()).currency, MONTHS_SHOWN_MAX],
  );
  return rows.map((row) => ({
    month: monthName(row.month),
    ...(row.closed_at_ms === null
      ? {}
      : {
          closed: {
            atMs: row.closed_at_ms,
            transferCount: row.transfer_count ?? 0,
            turnover: row.turnover ?? 0,
            changes: row.changes ?? [],
            digest: row.digest?.toString('hex') ?? '',
          },
        }),
  }));
}
