// Money as people write it. Amounts are whole smallest units everywhere else.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';

/** Smallest units of one: both currencies that books are kept in have two decimal places. */
const MINOR = 100;

/** @returns "₹1,200" or "₹1,200.50"; nothing is rounded away. */
export function moneyText(amount: number, currency: string, locale: InterfaceLanguage): string {
  const digits = amount % MINOR === 0 ? 0 : 2;
  return new Intl.NumberFormat(locale === 'en' ? 'en-IN' : locale, {
    ...{ style: 'currency', currency, currencyDisplay: 'narrowSymbol' },
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  }).format(amount / MINOR);
}

/** @returns "₹": stands before a field. */
export function currencySign(currency: string): string {
  const parts = new Intl.NumberFormat('en', {
    ...{ style: 'currency', currency, currencyDisplay: 'narrowSymbol' },
  }).formatToParts(0);
  return parts.find(({ type }) => type === 'currency')?.value ?? currency;
}

/** @returns whole smallest units of what a number field holds; undefined for nothing, less than nothing, or no number. */
export function amountOf(typed: string): number | undefined {
  const number = Number(typed);
  if (typed.trim() === '' || !Number.isFinite(number) || number < 0) return undefined;
  return Math.round(number * MINOR);
}

/** @returns what a number field shows of an amount. */
export const typedOf = (amount: number | undefined): string =>
  amount === undefined ? '' : String(amount / MINOR);
