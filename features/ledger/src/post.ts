// Posting. The order of locks is the same everywhere: months, ids of transfers, accounts by id.

import { problem } from '@jhalak/contracts';
import { assert, type Clock } from '@jhalak/kernel';
import type { Journal, Tx } from '@jhalak/ports';
import { bookRule, monthName, monthOf, type BookRule } from './books.ts';
import { checkTransfers, digestOf } from './check-transfer.ts';
import type { PostOutcome, Transfer } from './types.ts';

export interface PostDeps {
  journal: Journal;
  clock: Clock;
  region: string;
}

/** A transfer with what follows from it. */
interface Due {
  transfer: Transfer;
  reverses: string | undefined;
  month: number;
  atMs: number;
  digest: Buffer;
}

interface AccountState {
  account_id: string;
  kind: string;
  may_overdraw: boolean;
  balance: number;
  entry_count: number;
}

interface Line {
  transferId: string;
  accountId: string;
  amount: number;
  balanceAfter: number;
  entry: number;
}

/** @param reverses which transfer each one takes back, by id. See `Ledger.post`. */
export async function postTransfers(
  deps: PostDeps,
  tx: Tx,
  transfers: readonly Transfer[],
  reverses: ReadonlyMap<string, string> = new Map(),
): Promise<PostOutcome[]> {
  const nowMs = deps.clock.nowMs();
  checkTransfers(transfers, nowMs);
  if (transfers.length === 0) return [];
  const rule = bookRule(deps.region, nowMs);
  const all = transfers.map((transfer) => dueOf(transfer, reverses.get(transfer.id), rule, nowMs));
  const fresh = await enter(tx, rule.currency, all, nowMs);
  // A repetition is answered although its month was closed meanwhile.
  await holdMonths(
    tx,
    rule.currency,
    all.filter(({ transfer }) => fresh.has(transfer.id)),
  );
  const posted = all.filter(({ transfer }) => fresh.has(transfer.id));
  if (posted.length > 0) {
    const accounts = await holdAccounts(tx, rule.currency, posted);
    await writeLines(tx, rule.currency, accounts, linesOf(posted, accounts));
    await deps.journal.append(
      tx,
      posted.map((due) => eventOf(due, rule.currency)),
    );
  }
  return transfers.map(({ id }) => (fresh.has(id) ? 'posted' : 'repeated'));
}

function dueOf(
  transfer: Transfer,
  reverses: string | undefined,
  rule: BookRule,
  nowMs: number,
): Due {
  const atMs = transfer.atMs ?? nowMs;
  return {
    ...{ transfer, reverses, atMs },
    month: monthOf(atMs, rule),
    digest: digestOf(transfer, reverses),
  };
}

/**
 * Enters transfers that are not there yet. Somebody who posts the same id at the same moment is waited for.
 *
 * @returns ids of those that were entered. @throws `ledger.transfer_differs`.
 */
async function enter(
  tx: Tx,
  book: string,
  all: readonly Due[],
  nowMs: number,
): Promise<Set<string>> {
  const months = [...new Set(all.map(({ month }) => month))];
  await tx.query(
    {
      name: 'ledger.open_months',
      text: `INSERT INTO ledger_months (book, month) SELECT $1, unnest($2::int[]) ORDER BY 2 ON CONFLICT DO NOTHING`,
    },
    [book, months],
  );
  const entered = await tx.query<{ transfer_id: string }>(
    {
      name: 'ledger.enter',
      text: `INSERT INTO ledger_transfers (book, transfer_id, month, kind, reverses, facts, digest, at_ms, posted_at_ms)
        SELECT $1, t.id, t.month, t.kind, t.reverses, t.facts, t.digest, t.at_ms, $9
        FROM unnest($2::uuid[], $3::int[], $4::text[], $5::uuid[], $6::jsonb[], $7::bytea[], $8::bigint[])
          AS t (id, month, kind, reverses, facts, digest, at_ms)
        ORDER BY t.id ON CONFLICT (book, transfer_id) DO NOTHING RETURNING transfer_id`,
    },
    [
      book,
      all.map(({ transfer }) => transfer.id),
      all.map(({ month }) => month),
      all.map(({ transfer }) => transfer.kind),
      all.map(({ reverses }) => reverses ?? null),
      all.map(({ transfer }) => JSON.stringify(transfer.facts ?? {})),
      all.map(({ digest }) => digest),
      all.map(({ atMs }) => atMs),
      nowMs,
    ],
  );
  const fresh = new Set(entered.map((row) => row.transfer_id));
  await checkRepeated(
    tx,
    book,
    all.filter(({ transfer }) => !fresh.has(transfer.id)),
  );
  return fresh;
}

async function checkRepeated(tx: Tx, book: string, repeated: readonly Due[]): Promise<void> {
  if (repeated.length === 0) return;
  const rows = await tx.query<{ transfer_id: string; digest: Buffer }>(
    {
      name: 'ledger.known',
      text: 'SELECT transfer_id, digest FROM ledger_transfers WHERE book = $1 AND transfer_id = ANY($2)',
    },
    [book, repeated.map(({ transfer }) => transfer.id)],
  );
  const known = new Map(rows.map((row) => [row.transfer_id, row.digest]));
  for (const { transfer, digest } of repeated) {
    if (known.get(transfer.id)?.equals(digest) !== true)
      throw problem(
        'ledger.transfer_differs',
        'This transfer was posted already and said something else.',
      );
  }
}

/** Holds months open until the transaction ends: a closing waits. @throws `ledger.month_closed`. */
async function holdMonths(tx: Tx, book: string, fresh: readonly Due[]): Promise<void> {
  if (fresh.length === 0) return;
  const rows = await tx.query<{ month: number; closed: boolean }>(
    {
      name: 'ledger.hold_months',
      text: `SELECT month, closed_at_ms IS NOT NULL AS closed FROM ledger_months
        WHERE book = $1 AND month = ANY($2) ORDER BY month FOR SHARE`,
    },
    [book, [...new Set(fresh.map(({ month }) => month))]],
  );
  const closed = rows.find((row) => row.closed);
  if (closed !== undefined)
    throw problem(
      'ledger.month_closed',
      `The books of ${monthName(closed.month)} are closed; post it in the month that is open.`,
    );
}

async function holdAccounts(
  tx: Tx,
  book: string,
  posted: readonly Due[],
): Promise<Map<string, AccountState>> {
  const ids = new Set(
    posted.flatMap(({ transfer }) => transfer.postings.map((one) => one.accountId)),
  );
  const rows = await tx.query<AccountState>(
    {
      name: 'ledger.hold_accounts',
      text: `SELECT account_id, kind, may_overdraw, balance, entry_count FROM ledger_accounts
        WHERE book = $1 AND account_id = ANY($2) ORDER BY account_id FOR NO KEY UPDATE`,
    },
    [book, [...ids]],
  );
  if (rows.length !== ids.size)
    throw problem('ledger.account_unknown', 'There is no such account in this book.');
  return new Map(rows.map((row) => [row.account_id, row]));
}

/** Computes all lines and moves `accounts` along. @throws `ledger.overdraft`. */
function linesOf(posted: readonly Due[], accounts: ReadonlyMap<string, AccountState>): Line[] {
  return posted.flatMap(({ transfer }) =>
    transfer.postings.map(({ accountId, amount }) => {
      const account = accounts.get(accountId);
      assert(account, 'every account is held');
      account.balance += amount;
      account.entry_count += 1;
      if (account.balance < 0 && !account.may_overdraw)
        throw problem('ledger.overdraft', `There is not enough in the account ${account.kind}.`);
      return {
        ...{ transferId: transfer.id, accountId, amount },
        balanceAfter: account.balance,
        entry: account.entry_count,
      };
    }),
  );
}

async function writeLines(
  tx: Tx,
  book: string,
  accounts: ReadonlyMap<string, AccountState>,
  lines: readonly Line[],
): Promise<void> {
  await tx.query(
    {
      name: 'ledger.write_lines',
      text: `INSERT INTO ledger_postings (book, transfer_id, account_id, amount, balance_after, entry)
        SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[])`,
    },
    [
      book,
      lines.map((line) => line.transferId),
      lines.map((line) => line.accountId),
      lines.map((line) => line.amount),
      lines.map((line) => line.balanceAfter),
      lines.map((line) => line.entry),
    ],
  );
  const moved = [...accounts.values()];
  await tx.query(
    {
      name: 'ledger.move_balances',
      text: `UPDATE ledger_accounts AS a SET balance = m.balance, entry_count = m.entry_count
        FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS m (account_id, balance, entry_count)
        WHERE a.book = $1 AND a.account_id = m.account_id`,
    },
    [
      book,
      moved.map((account) => account.account_id),
      moved.map((account) => account.balance),
      moved.map((account) => account.entry_count),
    ],
  );
}

function eventOf({ transfer, reverses, atMs }: Due, book: string) {
  return {
    stream: 'ledger.transfer',
    key: transfer.id,
    type: 'posted',
    row: { table: 'ledger_transfers', key: `${book}/${transfer.id}` },
    facts: {
      ...{ book, kind: transfer.kind, atMs },
      postings: transfer.postings.map(({ accountId, amount }) => [accountId, amount]),
      ...(reverses === undefined ? {} : { reverses }),
      ...(transfer.facts === undefined ? {} : { facts: transfer.facts }),
    },
  };
}
