// The ledger: double entry in whole smallest units. It knows accounts and transfers, and nothing of ads, creators or brands:
// those say what moves, in their own transactions.

import { HOUR_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { Database, Feature, Journal } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { findAccount, openAccount } from './accounts.ts';
import { auditBook } from './audit.ts';
import { bookRule, hasBook } from './books.ts';
import { forgetTransfers } from './forget.ts';
import { postTransfers } from './post.ts';
import { reverseTransfer } from './reverse.ts';
import { ledgerRoutes } from './routes/desk.ts';
import { readBalances, readMonths, readStatement } from './statement.ts';
import type { Ledger } from './types.ts';

export interface LedgerDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  ids: Ids;
  region: string;
}

export function createLedger(deps: LedgerDeps): Ledger & Feature {
  const rule = () => bookRule(deps.region, deps.clock.nowMs());
  const book = (): string => rule().currency;
  return {
    book: () => {
      const { currency, minorDigits, offsetMinutes } = rule();
      return { currency, minorDigits, offsetMinutes };
    },
    isOpen: () => hasBook(deps.region, deps.clock.nowMs()),
    account: async (tx, ref) => await openAccount(deps, tx, ref),
    find: async (on, ref) => await findAccount(deps, on, ref),
    post: async (tx, transfers) => await postTransfers(deps, tx, transfers),
    reverse: async (tx, reversal) => await reverseTransfer(deps, tx, reversal),
    balances: async (on, accountIds) => await readBalances(on, book(), accountIds),
    statement: async (on, accountId, page) => await readStatement(on, book(), accountId, page),
    months: async (on, accountId) => await readMonths(on, book(), accountId),
    audit: async (on) => await auditBook(on, book()),
    manifest,
    routes: ledgerRoutes(deps),
    jobs: {},
    consumers: [],
    sweeps: [
      { name: 'ledger.forget', everyMs: HOUR_MS, run: async () => await forgetTransfers(deps) },
    ],
  };
}
