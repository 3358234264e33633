// Counts as people of a language write them: lakh and crore in India, ribu and juta in Indonesia.
// Our own data: browsers lack compact forms for several Indian languages, and disagree on others.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';

interface Unit {
  size: number;
  suffix: string;
  /** Where a count of exactly one, two … is written otherwise. */
  singular?: string;
}

interface NumberStyle {
  /** Digits in the groups after the first three, from the right. */
  group: 2 | 3;
  groupMark: string;
  decimalMark: string;
  /** Descending by size. Counts below the smallest are written in full. */
  units: readonly Unit[];
}

const LAKH = 100_000;
const CRORE = 10_000_000;

const indian = (
  lakh: string,
  crore: string,
  one?: { lakh: string; crore: string },
): NumberStyle => ({
  group: 2,
  groupMark: ',',
  decimalMark: '.',
  units: [
    { size: CRORE, suffix: crore, ...(one && { singular: one.crore }) },
    { size: LAKH, suffix: lakh, ...(one && { singular: one.lakh }) },
  ],
});

const STYLES: Readonly<Record<InterfaceLanguage, NumberStyle>> = {
  en: indian('lakh', 'crore'),
  hi: indian('लाख', 'करोड़'),
  ta: indian('லட்சம்', 'கோடி'),
  te: indian('లక్షలు', 'కోట్లు', { lakh: 'లక్ష', crore: 'కోటి' }),
  id: {
    group: 3,
    groupMark: '.',
    decimalMark: ',',
    units: [
      { size: 1_000_000_000, suffix: 'M' },
      { size: 1_000_000, suffix: 'jt' },
      { size: 10_000, suffix: 'rb' },
    ],
  },
};

/**
 * @param count a whole number of 0 or more; anything else is shown as 0.
 * @returns at most about nine characters, never more than the true count: "3,204", "1.2 lakh", "12,3 rb".
 */
export function formatCount(count: number, language: InterfaceLanguage): string {
  const whole = Number.isSafeInteger(count) && count > 0 ? count : 0;
  const style = STYLES[language];
  const unit = style.units.find((one) => whole >= one.size);
  if (unit === undefined) return grouped(whole, style);
  // "12,3 rb" counts thousands although it starts at ten thousand.
  const size = unit.suffix === 'rb' ? 1_000 : unit.size;
  const tenths = Math.floor(whole / (size / 10));
  const digit = tenths % 10;
  const number =
    grouped(Math.floor(tenths / 10), style) + (digit === 0 ? '' : style.decimalMark + digit);
  const suffix = tenths === 10 ? (unit.singular ?? unit.suffix) : unit.suffix;
  return `${number}\u00a0${suffix}`;
}

/** @returns the whole number with its language's group marks. */
export function formatNumber(count: number, language: InterfaceLanguage): string {
  return grouped(Math.max(0, Math.trunc(count)), STYLES[language]);
}

function grouped(whole: number, style: NumberStyle): string {
  const digits = String(whole);
  const head = digits.slice(0, -3);
  if (head === '') return digits;
  const marked = head.replace(
    style.group === 2 ? /\B(?=(?:\d{2})+$)/gu : /\B(?=(?:\d{3})+$)/gu,
    style.groupMark,
  );
  return marked + style.groupMark + digits.slice(-3);
}
