// What is counted and how much, in the interface's language: the API names quantities in English, after the reports.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { formatCount, formatNumber } from '../i18n/numbers.ts';
import { ACTS, COUNTRIES, NOUNS, RATES, VAGUE, WORD_LANGUAGES } from './quantity-words.ts';

/** Words, and whose they are: English where the interface's language has none here. */
export interface QuantityText {
  text: string;
  language: string;
}

type Rows = typeof NOUNS;

/** @param quantity of the API: `people injured`, `Roposo monthly users`, `apps banned, India`. */
export function quantityText(quantity: string, locale: InterfaceLanguage): QuantityText {
  const english = { text: quantity, language: 'en' };
  if (!WORD_LANGUAGES.some((language) => language === locale)) return english;
  const comma = quantity.lastIndexOf(', ');
  const place = comma < 0 ? '' : quantity.slice(comma + 2);
  const what = comma < 0 ? quantity : quantity.slice(0, comma);
  const act = ending(ACTS, what);
  const noun = ending(NOUNS, act.before);
  if (noun.row === undefined) return english;
  const rate = ending(RATES, noun.before);
  const words = [rate, act, noun].map(({ row }) => wordOf(row, locale));
  const [rateText = '', actText = '', nounText = ''] = words;
  // Whose it is stands first, under its own name; in Indonesian, behind.
  const order =
    locale === 'id'
      ? [nounText, rateText, actText, rate.before]
      : [rate.before, rateText, actText, nounText];
  const text = order.filter((word) => word !== '').join(' ');
  return {
    text:
      place === '' ? text : `${text}${locale === 'ur' ? '،' : ','} ${countryText(place, locale)}`,
    language: locale,
  };
}

/** @returns the longest row whose English ends these words, and what stands before it. */
function ending(rows: Rows, words: string): { row: Rows[number] | undefined; before: string } {
  const row = rows
    .filter(([english]) => words === english || words.endsWith(` ${english}`))
    .toSorted(([a], [b]) => b.length - a.length)[0];
  return { row, before: words.slice(0, words.length - (row?.[0].length ?? 0)).trim() };
}

function wordOf(row: Rows[number] | undefined, locale: InterfaceLanguage): string {
  const at = WORD_LANGUAGES.findIndex((language) => language === locale);
  return row?.[at + 1] ?? '';
}

function countryText(place: string, locale: InterfaceLanguage): string {
  const code = COUNTRIES[place];
  if (code === undefined) return place;
  return new Intl.DisplayNames([locale], { type: 'region' }).of(code) ?? place;
}

/** Counts from here on are read more easily with their word: 20 crore. */
const WORDS_FROM = 100_000;
/** Numbers as a pack writes them. */
const WRITTEN = /^-?\d{1,3}(?:,\d{3})*(?:\.\d+)?$/;

/** @returns a number as the interface writes numbers, vague ones in its words; names and days as they stand. */
export function valueText(value: number | string, locale: InterfaceLanguage): string {
  if (typeof value === 'string' && !WRITTEN.test(value)) {
    const row = VAGUE.find(([english]) => english === value);
    return wordOf(row, locale) || value;
  }
  const number = typeof value === 'string' ? Number(value.replaceAll(',', '')) : value;
  if (!Number.isInteger(number) || number < 0)
    return new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).format(number);
  return number >= WORDS_FROM ? formatCount(number, locale) : formatNumber(number, locale);
}
