// Counts as people of a language write them: lakh and crore in India, ribu and juta in Indonesia.
// Our own data: browsers lack compact forms for several Indian languages, and disagree on others.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { translator, type CompiledMessages } from './translate.ts';

interface Unit {
  size: number;
  suffix: string;
  /** Where a count of exactly one is written otherwise. */
  singular: string;
}

interface NumberStyle {
  /** Digits in the groups after the first three, from the right. */
  group: 2 | 3;
  groupMark: string;
  decimalMark: string;
}

const INDIAN: NumberStyle = { group: 2, groupMark: ',', decimalMark: '.' };
const STYLES: Readonly<Partial<Record<InterfaceLanguage, NumberStyle>>> = {
  id: { group: 3, groupMark: '.', decimalMark: ',' },
};
const styleOf = (language: InterfaceLanguage): NumberStyle => STYLES[language] ?? INDIAN;

/** Descending by size, of each language whose catalogue has come. Counts below the smallest are written in full. */
const UNITS = new Map<InterfaceLanguage, readonly Unit[]>();

/**
 * Takes the names of large numbers from a catalogue: `1e7 crore|1e5 lakh`, in Telugu with the form for one behind. They are
 * words like others: a page need not carry those of thirteen other languages.
 */
export function takeNumberWords(language: InterfaceLanguage, messages: CompiledMessages): void {
  const t = translator(messages);
  const units = t('number.units')
    .split('|')
    .map((unit) => {
      const [size = '', suffix = '', singular = suffix] = unit.split(' ');
      return { size: Number(size), suffix, singular };
    });
  UNITS.set(language, units);
}

/**
 * @param count a whole number of 0 or more; anything else is shown as 0.
 * @returns at most about nine characters, never more than the true count: "3,204", "1.2 lakh", "12,3 rb".
 */
export function formatCount(count: number, language: InterfaceLanguage): string {
  const whole = Number.isSafeInteger(count) && count > 0 ? count : 0;
  const style = styleOf(language);
  const unit = UNITS.get(language)?.find((one) => whole >= one.size);
  if (unit === undefined) return grouped(whole, style);
  // "12,3 rb" counts thousands although it starts at ten thousand.
  const size = unit.suffix === 'rb' ? 1_000 : unit.size;
  const tenths = Math.floor(whole / (size / 10));
  const digit = tenths % 10;
  const number =
    grouped(Math.floor(tenths / 10), style) + (digit === 0 ? '' : style.decimalMark + digit);
  const suffix = tenths === 10 ? unit.singular : unit.suffix;
  return `${number}\u00a0${suffix}`;
}

/** @returns the whole number with its language's group marks. */
export function formatNumber(count: number, language: InterfaceLanguage): string {
  return grouped(Math.max(0, Math.trunc(count)), styleOf(language));
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
