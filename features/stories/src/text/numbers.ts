// Numbers as texts write them: digits of all scripts, `2,000`, `2.000` (Indonesian), `1,45,000`, `14.5 crore`, `२० करोड़`,
// `two hundred`, `200m`, and words that only tell the size (`thousands`, `हजारों`).

import numbers from '../../data/numbers.json' with { type: 'json' };
import type { Token } from './tokens.ts';

export interface NumberMention {
  /** The number; the lower end for a vague one. */
  value: number;
  /** The smallest step that the writing tells apart: 1 for `12`, 100,000 for `1.2 million`. */
  step: number;
  /** `thousands`; then `value` and `high` are its ends. */
  vague?: string;
  high?: number;
  /** First token, and the one behind the last. */
  from: number;
  to: number;
}

type Table = Readonly<Record<string, number>>;
const SCALES = tables(numbers.scales);
const WORDS = tables(numbers.words);
const PERSONS = tables(numbers.people);
const VAGUE: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map(
  Object.entries(numbers.vague),
);
const RANGES: Readonly<Record<string, readonly number[] | undefined>> = numbers.vagueRanges;
const ORDINALS = tables(numbers.ordinals);

/** Abbreviations that are a scale only when they stand at the digits: `200m`. */
const GLUED_SCALES = new Set(['m', 'k', 'b']);
/** Tamil writes case endings onto scales. */
const ENDING_MAX = 6;

function tables(
  all: Readonly<Record<string, Table>>,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  return new Map(
    Object.entries(all).map(([language, table]) => [
      language,
      new Map(Object.entries(table).map(([word, value]) => [word.normalize('NFC'), value])),
    ]),
  );
}

/** @returns the numbers of a sentence in order, apart from each other. Dates and units are not looked at. */
export function findNumbers(tokens: readonly Token[], language: string): NumberMention[] {
  const found: NumberMention[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const mention = vagueAt(tokens, at, language) ?? numberAt(tokens, at, language);
    if (mention === undefined) continue;
    found.push(mention);
    at = mention.to - 1;
  }
  return found;
}

/** @returns whether a lower-case word is a number, or a scale of one. */
export function isNumberWord(lower: string, language: string): boolean {
  return WORDS.get(language)?.has(lower) === true || SCALES.get(language)?.has(lower) === true;
}

/** @returns what the token counts in a row (`second`, `दूसरा`, `ke-2`), or undefined. */
export function ordinalOf(
  token: Token,
  next: Token | undefined,
  language: string,
): number | undefined {
  if (
    token.kind === 'number' &&
    next?.glued === true &&
    /^(?:st|nd|rd|th|वां|वें|वीं|వ|ఓ|ஆவது|வது|ம்)$/u.test(next.lower)
  ) {
    return Number(token.text);
  }
  return ORDINALS.get(language)?.get(token.lower);
}

function numberAt(
  tokens: readonly Token[],
  at: number,
  language: string,
): NumberMention | undefined {
  const sum: Sum = { total: 0, current: -1, last: 0, step: 1, smallest: Infinity, digits: false };
  // `a hundred`, `a million`
  if (language === 'en' && tokens[at - 1]?.lower === 'a' && (scaleOfWord(tokens[at]) ?? 0) >= 100)
    sum.current = 1;
  let to = at;
  for (let index = at; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    const scale = sum.current >= 0 ? scaleOf(token, language) : undefined;
    if (scale !== undefined) {
      applyScale(sum, scale);
    } else if (
      language === 'id' &&
      sum.current > 0 &&
      !sum.digits &&
      indonesianTens(sum, token.lower)
    ) {
      // `dua belas`, `lima puluh`
    } else if (!addNumber(sum, token, language)) {
      // `sixty-two`
      if (token.text === '-' && token.glued && isTens(sum, tokens[index + 1], language)) continue;
      // `two hundred and fifty`
      if (
        token.lower === 'and' &&
        sum.current >= 100 &&
        !sum.digits &&
        plainOf(tokens[index + 1], language) !== undefined
      )
        continue;
      break;
    }
    to = index + 1;
  }
  if (to === at) return undefined;
  const value = sum.total + Math.max(sum.current, 0);
  // `one`, `एक`, `ஒரு` are articles more often than numbers.
  if (value === 1 && !sum.digits) return undefined;
  return { value, step: sum.step, from: at, to };
}

interface Sum {
  total: number;
  /** What the next scale multiplies; -1 before the first number. */
  current: number;
  /** The word that was added last. */
  last: number;
  step: number;
  /** The last scale that was applied: what follows must be smaller. */
  smallest: number;
  digits: boolean;
}

function applyScale(sum: Sum, scale: number): void {
  if (scale === 100 || (sum.current === 0 && sum.total > 0)) {
    // `two hundred`, and `lakh crore`: a scale of what was scaled.
    if (sum.current === 0) {
      sum.total *= scale;
      sum.step *= scale;
      return;
    }
    sum.current *= scale;
    if (scale === 100) {
      sum.step = sum.digits ? sum.step * scale : 1;
      return;
    }
  } else {
    sum.total += sum.current * scale;
    sum.current = 0;
    sum.step *= scale;
    sum.smallest = scale;
  }
}

function addNumber(sum: Sum, token: Token, language: string): boolean {
  if (token.kind === 'number') {
    if (sum.current > 0 || (sum.current === 0 && sum.smallest === Infinity)) return false;
    const { value, step } = parseDigits(token.text, language);
    // `2 lakh 50 thousand`: the second part must be below the first one's scale.
    if (value >= sum.smallest) return false;
    sum.current = value;
    sum.step = step;
    sum.digits = true;
    return true;
  }
  const value = plainOf(token, language);
  if (value === undefined || sum.digits) return false;
  if (sum.current < 0) sum.current = 0;
  if (value >= sum.smallest || (sum.current > 0 && value >= sum.current)) return false;
  sum.current += value;
  sum.last = value;
  return true;
}

function isTens(sum: Sum, next: Token | undefined, language: string): boolean {
  if (next?.glued !== true || sum.digits || sum.last < 20 || sum.last > 90) return false;
  const unit = plainOf(next, language);
  return unit !== undefined && unit < 10;
}

function indonesianTens(sum: Sum, word: string): boolean {
  if (word === 'belas') sum.current += 10;
  else if (word === 'puluh') sum.current += sum.last * 9;
  else return false;
  return true;
}

function plainOf(token: Token | undefined, language: string): number | undefined {
  if (token?.kind !== 'word') return undefined;
  return WORDS.get(language)?.get(token.lower) ?? PERSONS.get(language)?.get(token.lower);
}

function scaleOf(token: Token, language: string): number | undefined {
  if (token.kind !== 'word') return undefined;
  const table = SCALES.get(language);
  const whole =
    table?.get(token.lower) ?? (language === 'en' ? undefined : SCALES.get('en')?.get(token.lower));
  if (whole !== undefined) return GLUED_SCALES.has(token.lower) && !token.glued ? undefined : whole;
  if (table === undefined || (language !== 'ta' && language !== 'te')) return undefined;
  for (
    let length = token.lower.length - 1;
    length >= Math.max(3, token.lower.length - ENDING_MAX);
    length -= 1
  ) {
    const value = table.get(token.lower.slice(0, length));
    if (value !== undefined) return value;
  }
  return undefined;
}

function scaleOfWord(token: Token | undefined): number | undefined {
  return token === undefined || token.lower.length < 4 ? undefined : scaleOf(token, 'en');
}

/** @returns the value and the step of digits as a language separates them. */
function parseDigits(text: string, language: string): { value: number; step: number } {
  let plain = text;
  if (language === 'id') {
    if (/^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(text))
      plain = text.replaceAll('.', '').replace(',', '.');
    else if (/^\d+,\d{1,2}$/.test(text)) plain = text.replace(',', '.');
  }
  plain = plain.replace(/,(?=\d{2,3}(?:\D|$))/g, '').replace(/,.*$/, '');
  const [, fraction = ''] = /^\d+\.(\d+)/.exec(plain) ?? [];
  return { value: Number.parseFloat(plain), step: 10 ** -fraction.length };
}

/** `thousands of`, `thousand of`, `tens of thousands`, `several hundred`, `हजारों`, `ribuan`. */
function vagueAt(
  tokens: readonly Token[],
  at: number,
  language: string,
): NumberMention | undefined {
  const token = tokens[at];
  if (token?.kind !== 'word') return undefined;
  const before = tokens[at - 1];
  if (before?.kind === 'number') return undefined;
  const name = VAGUE.get(language)?.[token.lower];
  if (name !== undefined) return ranged(name, at, at + 1);
  if (language !== 'en') return undefined;
  if (/^(?:tens|hundreds)$/.test(token.lower) && tokens[at + 1]?.lower === 'of') {
    const inner = VAGUE.get('en')?.[tokens[at + 2]?.lower ?? ''];
    const factor = token.lower === 'tens' ? 10 : 100;
    const range = inner === undefined ? undefined : RANGES[inner];
    if (inner !== undefined && range !== undefined) {
      const [low = 0, high = 0] = range;
      return {
        value: low * factor,
        high: high * factor,
        step: low * factor,
        vague: `${token.lower} of ${inner}`,
        from: at,
        to: at + 3,
      };
    }
  }
  const scale = SCALES.get('en')?.get(token.lower);
  const several = before !== undefined && /^(?:several|few|many)$/.test(before.lower);
  if (
    scale === undefined ||
    token.lower.length < 4 ||
    !(several || tokens[at + 1]?.lower === 'of') ||
    plainOf(before, 'en') !== undefined
  )
    return undefined;
  const plural = VAGUE.get('en')?.[`${token.lower}s`];
  return plural === undefined ? undefined : ranged(plural, at, at + 1);
}

function ranged(vague: string, from: number, to: number): NumberMention | undefined {
  const range = RANGES[vague];
  if (range === undefined) return undefined;
  const [low = 0, high = 0] = range;
  return { value: low, high, step: low, vague, from, to };
}
