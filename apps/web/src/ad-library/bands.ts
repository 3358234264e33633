// Bands of figures as people read them.

import type { Band } from '@jhalak/contracts/ad-library';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { formatCount } from '../i18n/numbers.ts';
import type { Translate } from '../i18n/translate.ts';

/** @param sign stands before each number: of a currency. @returns "under 1K", "1K – 10K", "1Cr and more". */
export function bandText(
  { from, below }: Band,
  { t, locale }: { t: Translate; locale: InterfaceLanguage },
  sign = '',
): string {
  const told = (value: number): string => `${sign}${formatCount(value, locale)}`;
  if (below === undefined) return t('adLib.atLeast', { from: told(from) });
  if (from === 0) return t('adLib.under', { value: told(below) });
  return t('adLib.between', { from: told(from), below: told(below) });
}

/** @returns "₹" for INR; the code itself where there is no sign. */
export function signOf(currency: string): string {
  const parts = new Intl.NumberFormat('en', {
    ...{ style: 'currency', currency, currencyDisplay: 'narrowSymbol' },
  }).formatToParts(0);
  return parts.find(({ type }) => type === 'currency')?.value ?? currency;
}
