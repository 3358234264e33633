// What the ledger gives to features that move money.

import type { JsonObject, Queries, Tx } from '@jhalak/ports';
import type { AccountKindName } from './account-kinds.ts';

/** More lines than this are several transfers. */
export const POSTINGS_MAX = 16;
/** Transfers of one call: a batch of billed events, in one transaction of some milliseconds. */
export const TRANSFERS_MAX = 500;
/** Of one line, in smallest units: a thousand million rupees in paise; sums stay far below 2^53. */
export const AMOUNT_MAX = 100_000_000_000;

/** Whose account, and what for. */
export interface AccountRef {
  kind: AccountKindName;
  /** Organisation or person id; absent for accounts of the house. */
  owner?: string;
}

/** One line. Positive is added to what the house owes to the account's owner, negative is taken from it. */
interface Posting {
  accountId: string;
  /** Whole smallest units, not 0, at most AMOUNT_MAX either way. */
  amount: number;
}

/** Money that moves, once. */
export interface Transfer {
  /** Of the caller, the same at each repetition: posted twice it counts once. */
  id: string;
  /** `feature.what`. */
  kind: string;
  /** 2 to POSTINGS_MAX lines of different accounts, which sum to zero. */
  postings: readonly Posting[];
  /** When it happened, UTC milliseconds, not after now; default: now. Decides its month. */
  atMs?: number;
  /** Ids and codes without personal content; part of what a repetition must say again. */
  facts?: JsonObject;
}

export type PostOutcome = 'posted' | 'repeated';

/** Takes a transfer back, whole and once. */
export interface Reversal {
  id: string;
  reverses: string;
  /** `feature.what`. */
  kind: string;
  facts?: JsonObject;
}

/** A line as its account's owner sees it. */
export interface StatementLine {
  transferId: string;
  kind: string;
  amount: number;
  balanceAfter: number;
  /** The account's first has 1. */
  entry: number;
  atMs: number;
  reverses?: string;
  facts: JsonObject;
}

export interface Statement {
  balance: number;
  currency: string;
  /** The newest first. */
  lines: StatementLine[];
  /** Opaque; null at the end. */
  next: string | null;
}

/** Lines of one account in one month under one kind of transfer. */
export interface MonthSum {
  /** `2026-11`, as the region's clocks show it. */
  month: string;
  kind: string;
  amount: number;
  lines: number;
}

/** What is wrong with the books: all empty when nothing is. */
export interface Audit {
  accountCount: number;
  transferCount: number;
  /** Of all balances; 0. */
  sum: number;
  /** Accounts whose balance is not what their postings say; at most 100 are named. */
  wrongAccounts: string[];
  /** Transfers whose lines do not sum to zero; at most 100 are named. */
  wrongTransfers: string[];
  byKind: { kind: string; accounts: number; balance: number }[];
}

/** The one ledger of a cell. */
export interface Ledger {
  /** @returns whether the region has a currency on record: where it has none, nothing can be sold. */
  isOpen(): boolean;
  /** @returns the book that is written now: the region's currency. @throws `ledger.no_currency`. */
  book(): {
    currency: string;
    /** Decimal places of the smallest unit. */
    minorDigits: number;
    /** Of the region's clocks, before UTC's. */
    offsetMinutes: number;
  };
  /** @returns the id of an account, which is opened when there is none. Cost: a statement, or three. */
  account(tx: Tx, ref: AccountRef): Promise<string>;
  /** @returns the id of an account that was opened. Cost: a point read. */
  find(on: Queries, ref: AccountRef): Promise<string | undefined>;
  /**
   * Posts transfers in the caller's transaction, in order: all of them, or none and it throws, and then the caller's
   * transaction must not be committed. Accounts are held until the transaction ends; who posts more than once in one
   * transaction may meet a deadlock, so hand over all transfers at once.
   *
   * @returns for each whether it was posted now or before.
   * @throws `ledger.overdraft`, `ledger.transfer_differs` (the id was used for something else), `ledger.month_closed`,
   * `ledger.account_unknown`. Cost: seven statements for all.
   */
  post(tx: Tx, transfers: readonly Transfer[]): Promise<PostOutcome[]>;
  /** Posts the opposite of a transfer, in the month of now. @throws as `post`; `ledger.reversed`, `ledger.transfer_unknown`. */
  reverse(tx: Tx, reversal: Reversal): Promise<PostOutcome>;
  /** @returns balances by account id; unknown ones are absent. */
  balances(on: Queries, accountIds: readonly string[]): Promise<Map<string, number>>;
  /** @throws `cursor.invalid`, `ledger.account_unknown`. */
  statement(
    on: Queries,
    accountId: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Statement>;
  /**
   * What an account got and gave month by month, by kind of transfer; the newest month first, at most 24.
   * Cost: reads the account's postings.
   */
  months(on: Queries, accountId: string): Promise<MonthSum[]>;
  /** Adds up everything, in one snapshot. Cost: reads all postings; for closing a month, proofs and tests. */
  audit(on: Queries): Promise<Audit>;
}
