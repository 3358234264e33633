// What creators and phone brands are owed: nothing is computed here, the ledger's own lines are shown.

import type { EarnerKind, Earnings } from '@jhalak/contracts/ad-money';
import { cursorOf, readCursor } from '../cursor.ts';
import type { MoneyDeps } from './types.ts';
import { readLines } from './wallet.ts';

type Deps = Pick<MoneyDeps, 'database' | 'ledger'>;

const ACCOUNT = { creator: 'creator_share', brand: 'brand_share' } as const;
const OWNER_CURSOR = /^[a-z0-9._-]{1,60}$/;

/** @returns a page of one earner's lines; the first page also has the months. Cost: reads the account's postings. */
export async function readEarnings(
  deps: Deps,
  kind: EarnerKind,
  owner: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<Earnings> {
  const account = { kind: ACCOUNT[kind], owner };
  const lines = await readLines(deps, account, page);
  return { ...lines, months: page.cursor === undefined ? await monthsOf(deps, kind, owner) : [] };
}

async function monthsOf(
  { database, ledger }: Deps,
  kind: EarnerKind,
  owner: string,
): Promise<Earnings['months']> {
  const id = await ledger.find(database, { kind: ACCOUNT[kind], owner });
  const sums = id === undefined ? [] : await ledger.months(database, id);
  return [...Map.groupBy(sums, ({ month }) => month)].map(([month, all]) => ({
    month,
    amount: all.reduce((sum, one) => sum + one.amount, 0),
    byKind: all.map((one) => ({ kind: one.kind, amount: one.amount, lines: one.lines })),
  }));
}

/** @returns what the ledger booked for an earner in a month. */
export async function bookedIn(
  deps: Deps,
  kind: EarnerKind,
  owner: string,
  month: string,
): Promise<number> {
  const months = await monthsOf(deps, kind, owner);
  return months.find((one) => one.month === month)?.amount ?? 0;
}

/** @returns everybody who ever earned, by owner. @throws `cursor.invalid`. Cost: two reads an earner of the page. */
export async function listEarners(
  { database, ledger }: Deps,
  kind: EarnerKind,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: { owner: string; balance: number }[]; next: string | null }> {
  const [after = ''] = readCursor(page.cursor, OWNER_CURSOR) ?? [];
  const rows = await database.query<{ owner: string }>(
    {
      name: 'ads.earners',
      text: 'SELECT owner FROM ad_share_carries WHERE kind = $1 AND owner > $2 ORDER BY owner LIMIT $3',
    },
    [kind, after, page.limit],
  );
  const ids = new Map<string, string>();
  for (const { owner } of rows) {
    const id = await ledger.find(database, { kind: ACCOUNT[kind], owner });
    if (id !== undefined) ids.set(owner, id);
  }
  const balances = await ledger.balances(database, [...ids.values()]);
  const last = rows.length < page.limit ? undefined : rows.at(-1);
  return {
    items: rows.map(({ owner }) => ({ owner, balance: balances.get(ids.get(owner) ?? '') ?? 0 })),
    next: last === undefined ? null : cursorOf(last.owner),
  };
}
