// What an advertiser has, and the lines of any account as its owner sees them.

import {
  TOP_UP_MAX,
  TOP_UP_MIN,
  type AdWallet,
  type MoneyStatement,
} from '@jhalak/contracts/ad-money';
import type { Ledger } from '@jhalak/ledger';
import { readBilling, readSeller } from './sellers.ts';
import { taxHeads } from './tax.ts';
import { readAdvertiser, type MoneyDeps } from './types.ts';

type AccountRef = Parameters<Ledger['find']>[1];

/** @throws `ads.not_found`. Cost: eight point reads. */
export async function readWallet(deps: MoneyDeps, organisation: string): Promise<AdWallet> {
  const { database, ledger, payments, clock, region } = deps;
  const advertiser = await readAdvertiser(database, organisation);
  const [balance, credit, held, { seller }, address] = await Promise.all([
    balanceOf(deps, { kind: 'advertiser_wallet', owner: organisation }),
    balanceOf(deps, { kind: 'promotional', owner: organisation }),
    balanceOf(deps, { kind: 'held', owner: organisation }),
    readSeller(database),
    readBilling(database, organisation),
  ]);
  const buyerState = advertiser.state ?? undefined;
  const book = ledger.book();
  return {
    ...{ currency: book.currency, minorDigits: book.minorDigits },
    ...{ balance, credit, held, provider: payments.provider, test: payments.isTest },
    ...{ topUpMin: TOP_UP_MIN, topUpMax: TOP_UP_MAX },
    taxes: taxHeads({ region, atMs: clock.nowMs(), sellerState: seller?.state, buyerState }),
    missing: payments.isTest
      ? []
      : [
          ...(seller === undefined ? (['seller'] as const) : []),
          ...(address === undefined ? (['address'] as const) : []),
        ],
  };
}

/** @returns 0 for an account that was never used. Cost: two point reads. */
async function balanceOf(
  { database, ledger }: Pick<MoneyDeps, 'database' | 'ledger'>,
  account: AccountRef,
): Promise<number> {
  const id = await ledger.find(database, account);
  return id === undefined ? 0 : ((await ledger.balances(database, [id])).get(id) ?? 0);
}

/** @returns a page of an account's lines, exactly as the ledger has them. @throws `cursor.invalid`. */
export async function readLines(
  { database, ledger }: Pick<MoneyDeps, 'database' | 'ledger'>,
  account: AccountRef,
  page: { limit: number; cursor?: string | undefined },
): Promise<MoneyStatement> {
  const { currency, minorDigits } = ledger.book();
  const id = await ledger.find(database, account);
  if (id === undefined) return { currency, minorDigits, balance: 0, items: [], next: null };
  const { balance, lines, next } = await ledger.statement(database, id, page);
  return {
    ...{ currency, minorDigits, balance, next },
    items: lines.map((line) => ({
      ...{ id: line.transferId, kind: line.kind, amount: line.amount },
      ...{ balanceAfter: line.balanceAfter, atMs: line.atMs },
      ...(line.reverses !== undefined && { reverses: line.reverses }),
    })),
  };
}
