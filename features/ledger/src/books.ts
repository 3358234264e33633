// Books of a region: currency, on whose clocks a month ends, and for how long the law keeps them. Data with dates: a change
// is a new row, never an edit of an old one.

import { problem } from '@jhalak/contracts';

export interface BookRule {
  /** Of the cell, as in `cell_region`. */
  region: string;
  /** From when on, UTC milliseconds. */
  fromMs: number;
  /** ISO 4217; names the book. */
  currency: string;
  /** Decimal places of the smallest unit: 2 means that 100 of it are one. */
  minorDigits: number;
  /** Of the clocks by which a month ends, in minutes before UTC's. */
  offsetMinutes: number;
  /** Whole years after its month for which a transfer is kept. */
  keptYears: number;
  source: string;
}

/** Author: the Jhalak authors, from the laws named; no end dates are known. */
const BOOK_RULES: readonly BookRule[] = [
  {
    region: 'in',
    fromMs: Date.UTC(2014, 3, 1),
    currency: 'INR',
    minorDigits: 2,
    offsetMinutes: 330,
    // Eight financial years, and the one under way.
    keptYears: 9,
    source: 'Companies Act 2013, s. 128(5); longer than the 72 months of CGST Act 2017, s. 36',
  },
  {
    region: 'id',
    fromMs: Date.UTC(2008, 0, 1),
    currency: 'IDR',
    minorDigits: 2,
    offsetMinutes: 420,
    keptYears: 10,
    source: 'Undang-Undang KUP, art. 28(11): ten years',
  },
];

/** @returns whether a region has a currency at a time: where it has none, nothing is sold. */
export function hasBook(region: string, atMs: number): boolean {
  return BOOK_RULES.some((one) => one.region === region && one.fromMs <= atMs);
}

/**
 * @returns the rule that holds in a region at a time. Cost: none.
 * @throws `ledger.no_currency` for a region without one: money can't be kept there.
 */
export function bookRule(region: string, atMs: number): BookRule {
  const rule = BOOK_RULES.filter((one) => one.region === region && one.fromMs <= atMs).at(-1);
  if (rule === undefined)
    throw problem('ledger.no_currency', 'No currency is on record for this region yet.');
  return rule;
}

/** @returns the month of a time as the region's clocks show it: 12 times the year, and the month from 0. */
export function monthOf(atMs: number, rule: Pick<BookRule, 'offsetMinutes'>): number {
  const local = new Date(atMs + rule.offsetMinutes * 60_000);
  return local.getUTCFullYear() * 12 + local.getUTCMonth();
}

/** @returns `2026-11`. */
export function monthName(month: number): string {
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** @param name `2026-11`, checked before. */
export function monthNumber(name: string): number {
  const [year, month] = name.split('-');
  return Number(year) * 12 + Number(month) - 1;
}
