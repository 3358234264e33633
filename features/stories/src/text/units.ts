// What a number is a number of, as far as the words beside it say: money, a share, a length, a time; or a count.

import units from '../../data/units.json' with { type: 'json' };
import type { NumberMention } from './numbers.ts';
import type { Token } from './tokens.ts';

export interface UnitMention {
  /** `count`, `money:INR`, `percent`, `km`, `year`, `age`, `magnitude`, `score`, or `none` for what measures nothing. */
  unit: string;
  /** The number with its unit: first token, and the one behind the last. */
  from: number;
  to: number;
}

const SIGNS: Readonly<Record<string, string>> = units.signs;
const BEFORE: Readonly<Record<string, string>> = units.before;
const AFTER = new Map<string, ReadonlyMap<string, string>>(
  Object.entries(units.after).map(([language, table]) => [
    language,
    new Map(Object.entries(table).map(([word, unit]) => [word.normalize('NFC'), unit])),
  ]),
);

/** Shorter beginnings are those of other words; longer endings make other words. */
const UNIT_MIN = 4;
const ENDING_MAX = 6;
/** The sign that a bare unit ends on, and that an ending takes away. */
const VIRAMAS: Readonly<Record<string, string>> = { ta: '்', te: '్' };

/** Clock times: `5 pm`, `10 बजे`. */
const CLOCK = /^(?:am|pm|hrs|gmt|ist|wib|wita|wit|बजे|बजकर|மணிக்கு|మణికి|గంటలకు|oclock)$/u;
const CLOCK_BEFORE = /^(?:pukul|jam)$/u;
/** Things of a list, a law, a flight: no amounts. */
const LABEL_BEFORE =
  /^(?:section|article|no|number|chapter|phase|act|clause|flight|page|group|gate|ward|seksi|pasal|nomor|धारा|अनुच्छेद|பிரிவு|సెక్షన్|no\.|article|top|class|level|kelas|covid|round|week|day|hari|ke)$/u;

/** @returns the number's unit. Cost: looks at five tokens. */
export function unitOf(
  tokens: readonly Token[],
  number: NumberMention,
  language: string,
): UnitMention {
  const { from, to } = number;
  const before = tokens[from - 1];
  const after = tokens[to];
  if (isPartOfName(tokens, number)) return { unit: 'none', from, to };
  if (isScore(tokens, number)) return { unit: 'score', from, to };
  const sign = SIGNS[before?.text ?? ''];
  if (sign?.startsWith('money') === true) return { unit: sign, from: from - 1, to };
  const dot = before?.text === '.' ? 1 : 0;
  const currency = BEFORE[tokens[from - 1 - dot]?.lower ?? ''];
  if (currency !== undefined) return { unit: currency, from: from - 1 - dot, to };
  const oldAt = ageAt(tokens, to);
  if (oldAt !== undefined) return { unit: 'age', from, to: oldAt };
  const joined = after?.text === '-' && after.glued ? 1 : 0;
  const found = unitAfter(tokens, to + joined, language);
  if (found !== undefined) return { unit: found.unit, from, to: to + joined + found.words };
  if (
    CLOCK.test(after?.lower ?? '') ||
    after?.text === ':' ||
    CLOCK_BEFORE.test(before?.lower ?? '')
  ) {
    return { unit: 'none', from, to };
  }
  if (LABEL_BEFORE.test(before?.lower ?? '') && number.value < 1_000)
    return { unit: 'none', from, to };
  return { unit: 'count', from, to };
}

function unitAfter(
  tokens: readonly Token[],
  at: number,
  language: string,
): { unit: string; words: number } | undefined {
  const table = AFTER.get(language);
  const first = tokens[at]?.lower ?? '';
  const sign = SIGNS[tokens[at]?.text ?? ''];
  if (sign !== undefined && !sign.startsWith('money')) return { unit: sign, words: 1 };
  const both = table?.get(`${first}_${tokens[at + 1]?.lower ?? ''}`);
  if (both !== undefined) return { unit: both, words: 2 };
  const one =
    table?.get(first) ??
    (language === 'en' ? undefined : AFTER.get('en')?.get(first)) ??
    inflected(table, first, language);
  if (one === undefined) return undefined;
  // `கி.மீ.` and `కి.మీ` are three tokens.
  const dotted = one === 'km' && first.length <= 2 && tokens[at + 1]?.text === '.' ? 3 : 1;
  return { unit: one, words: dotted };
}

/** Tamil and Telugu hang endings onto units: டாலராக, డాలర్లకు. */
function inflected(
  table: ReadonlyMap<string, string> | undefined,
  word: string,
  language: string,
): string | undefined {
  if (table === undefined || (language !== 'ta' && language !== 'te')) return undefined;
  for (
    let length = word.length;
    length >= Math.max(UNIT_MIN, word.length - ENDING_MAX);
    length -= 1
  ) {
    const beginning = word.slice(0, length);
    const unit = table.get(beginning) ?? table.get(`${beginning}${VIRAMAS[language] ?? ''}`);
    if (unit !== undefined) return unit;
  }
  return undefined;
}

/** `34-year-old`, `34 years old`, `berusia 34 tahun` is left to the concept words. */
function ageAt(tokens: readonly Token[], to: number): number | undefined {
  const words = tokens
    .slice(to, to + 4)
    .map(({ lower }) => lower)
    .join('');
  const match = /^-?years?-?olds?/.exec(words) ?? /^-?(?:month|week|day)-?olds?/.exec(words);
  if (match === null) return undefined;
  return (
    to +
    tokens
      .slice(to, to + 4)
      .filter(({ lower }) => /^(?:-|years?|olds?|month|week|day)$/.test(lower)).length
  );
}

/** `A320`, `COVID-19`, `Chandrayaan-3`, `G20`. */
function isPartOfName(tokens: readonly Token[], { from }: NumberMention): boolean {
  const here = tokens[from];
  const before = tokens[from - 1];
  if (here?.kind !== 'number' || !here.glued || before === undefined) return false;
  if (before.kind === 'word') return BEFORE[before.lower] === undefined;
  const further = tokens[from - 2];
  return before.text === '-' && before.glued && further?.kind === 'word';
}

/** `2-1`, `21-19`, `2020-21`, `10–15`: two numbers tied together. */
function isScore(tokens: readonly Token[], { from, to }: NumberMention): boolean {
  const tied = (mark: Token | undefined, other: Token | undefined): boolean =>
    mark !== undefined && /^[-–:/]$/.test(mark.text) && other?.kind === 'number';
  const next = tokens[to + 1];
  return (
    (tied(tokens[to], next) && tokens[to]?.glued === true && next?.glued === true) ||
    (tied(tokens[from - 1], tokens[from - 2]) && tokens[from]?.glued === true)
  );
}
