// Days that a text speaks of, as dates: `13 फरवरी`, `on Saturday`, `kemarin`, `last year`. Relative ones are counted from
// the day of publication.

import calendar from '../../data/calendar.json' with { type: 'json' };
import { DAY_MS } from '@jhalak/kernel';
import type { Token } from './tokens.ts';

export interface DateMention {
  /** `2021-02-13`, `2021-02` or `2021`. */
  date: string;
  /** Said as a day of the week or `yesterday`, not by its number. */
  relative: boolean;
  /** First token, and the one behind the last. */
  from: number;
  to: number;
}

type Lists = Readonly<Record<string, readonly string[]>>;
const MONTHS = byWord(calendar.months);
const WEEKDAYS = byWord(calendar.weekdays);
const DAYS: Readonly<Record<string, Readonly<Record<string, number>>>> = calendar.days;
const BEFORE = wordSets(calendar.before);
const THIS = wordSets(calendar.this);
const NEXT = wordSets(calendar.next);
const FUTURE = wordSets(calendar.future);

/** A date without a year lies at most so far ahead, else it is last year's; further in a sentence about the future. */
const AHEAD_MAX_MS = 45 * DAY_MS;
const AHEAD_OF_PLANS_MS = 240 * DAY_MS;
const DAYS_A_WEEK = 7;
/** Letters that Tamil and Telugu hang onto a month's or day's name. */
const ENDING_MAX = 6;

function byWord(lists: Lists): ReadonlyMap<string, ReadonlyMap<string, number>> {
  return new Map(
    Object.entries(lists).map(([language, names]) => [
      language,
      new Map(
        names.flatMap((list, index) =>
          list
            .normalize('NFC')
            .split(' ')
            .map((name): [string, number] => [name, index]),
        ),
      ),
    ]),
  );
}

function wordSets(
  lists: Readonly<Record<string, string>>,
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    Object.entries(lists).map(([language, words]) => [language, new Set(words.split(' '))]),
  );
}

function look(
  tables: ReadonlyMap<string, ReadonlyMap<string, number>>,
  word: string,
  language: string,
): number | undefined {
  const table = tables.get(language);
  const whole = table?.get(word);
  if (whole !== undefined || table === undefined || (language !== 'ta' && language !== 'te'))
    return whole;
  for (let length = word.length - 1; length >= Math.max(4, word.length - ENDING_MAX); length -= 1) {
    const index = table.get(word.slice(0, length));
    if (index !== undefined) return index;
  }
  return undefined;
}

/**
 * @param tokens one sentence.
 * @param publishedAtMs counts relative days, in UTC.
 * @returns the dates in order, apart from each other.
 */
export function findDates(
  tokens: readonly Token[],
  language: string,
  publishedAtMs: number,
): DateMention[] {
  const found: DateMention[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const mention =
      numbered(tokens, at, language, publishedAtMs) ??
      slashed(tokens, at, publishedAtMs) ??
      spoken(tokens, at, language, publishedAtMs) ??
      period(tokens, at, language, publishedAtMs);
    if (mention === undefined) continue;
    found.push(mention);
    at = mention.to - 1;
  }
  return found;
}

/** `13 February 2021`, `Feb 13, 2021`, `பிப்ரவரி 13`, `फरवरी 2021`, `December 2020`. */
function numbered(
  tokens: readonly Token[],
  at: number,
  language: string,
  publishedAtMs: number,
): DateMention | undefined {
  const here = tokens[at];
  if (here === undefined) return undefined;
  const anchor = { publishedAtMs, ahead: looksAhead(tokens, at, language) };
  const dayFirst = dayOf(here);
  if (dayFirst !== undefined) {
    const skip = /^(?:st|nd|rd|th|of)$/.test(tokens[at + 1]?.lower ?? '') ? 1 : 0;
    const month = look(MONTHS, tokens[at + 1 + skip]?.lower ?? '', language);
    if (month === undefined) return undefined;
    const year = yearAt(tokens, at + 2 + skip);
    return {
      date: dated(dayFirst, month, year, anchor),
      relative: false,
      from: at,
      to: at + 2 + skip + (year === undefined ? 0 : 1),
    };
  }
  const month = look(MONTHS, here.lower, language);
  if (month === undefined || (language === 'en' && !/^\p{Lu}/u.test(here.text))) return undefined;
  const day = dayOf(tokens[at + 1]);
  if (day !== undefined && tokens[at + 1]?.text.length !== 4) {
    const comma = tokens[at + 2]?.text === ',' ? 1 : 0;
    const year = yearAt(tokens, at + 2 + comma);
    return {
      date: dated(day, month, year, anchor),
      relative: false,
      from: at,
      to: year === undefined ? at + 2 : at + 3 + comma,
    };
  }
  const year = yearAt(tokens, at + 1);
  // A bare `May` or `March` is more often something else.
  if (year === undefined && (here.lower.length <= 3 || here.lower === 'march')) return undefined;
  const nearest = year ?? nearestYear(month, 15, anchor);
  return {
    date: `${nearest}-${pad(month + 1)}`,
    relative: false,
    from: at,
    to: at + (year === undefined ? 1 : 2),
  };
}

/** `(13/2)` and `13/02/2021`, day first, as Indonesian and Indian papers write. */
function slashed(
  tokens: readonly Token[],
  at: number,
  publishedAtMs: number,
): DateMention | undefined {
  const [day, slash, month, again, year] = tokens.slice(at, at + 5);
  const dayNumber = dayOf(day);
  const monthNumber = Number(month?.text);
  if (dayNumber === undefined || slash?.text !== '/' || month?.kind !== 'number' || !month.glued)
    return undefined;
  if (!(monthNumber >= 1 && monthNumber <= 12)) return undefined;
  const full = again?.text === '/' && again.glued ? yearOf(year) : undefined;
  return {
    date: dated(dayNumber, monthNumber - 1, full, { publishedAtMs, ahead: false }),
    relative: false,
    from: at,
    to: at + (full === undefined ? 3 : 5),
  };
}

/** `yesterday`, `on Saturday`, `शनिवार को`; a weekday is the last one unless the sentence looks ahead. */
function spoken(
  tokens: readonly Token[],
  at: number,
  language: string,
  publishedAtMs: number,
): DateMention | undefined {
  const word = tokens[at]?.lower ?? '';
  const shift =
    DAYS[language]?.[word] ??
    (language === 'id' && word === 'hari' && tokens[at + 1]?.lower === 'ini' ? 0 : undefined);
  if (shift !== undefined) {
    return { date: isoDay(publishedAtMs + shift * DAY_MS), relative: true, from: at, to: at + 1 };
  }
  const weekday = look(WEEKDAYS, word, language);
  if (weekday === undefined || (word === 'minggu' && !/^\p{Lu}/u.test(tokens[at]?.text ?? '')))
    return undefined;
  const today = new Date(publishedAtMs).getUTCDay();
  const back = (today - weekday + DAYS_A_WEEK) % DAYS_A_WEEK;
  const ahead = looksAhead(tokens, at, language) && back !== 0;
  const days = ahead ? DAYS_A_WEEK - back : -back;
  return { date: isoDay(publishedAtMs + days * DAY_MS), relative: true, from: at, to: at + 1 };
}

/** `last year`, `पिछले महीने`, `bulan depan`, `in 2020`. */
function period(
  tokens: readonly Token[],
  at: number,
  language: string,
  publishedAtMs: number,
): DateMention | undefined {
  const year = yearOf(tokens[at]);
  if (year !== undefined && !measures(tokens[at + 1])) {
    return { date: String(year), relative: false, from: at, to: at + 1 };
  }
  const first = tokens[at]?.lower ?? '';
  const second = tokens[at + 1]?.lower ?? '';
  const [word, unit] = language === 'id' ? [second, first] : [first, second];
  const shift =
    BEFORE.get(language)?.has(word) === true
      ? -1
      : NEXT.get(language)?.has(word) === true
        ? 1
        : THIS.get(language)?.has(word) === true
          ? 0
          : undefined;
  if (shift === undefined) return undefined;
  const length = PERIODS.find(([, words]) => words.some((name) => unit.startsWith(name)))?.[0];
  if (length === undefined) return undefined;
  const now = new Date(publishedAtMs);
  const date =
    length === 'year'
      ? String(now.getUTCFullYear() + shift)
      : isoDay(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + shift, 1)).slice(0, 7);
  return { date, relative: true, from: at, to: at + 2 };
}

const PERIODS: readonly (readonly ['year' | 'month', readonly string[]])[] = [
  ['year', ['year', 'साल', 'वर्ष', 'ஆண்டு', 'வருட', 'ఏడాది', 'సంవత్సర', 'tahun']],
  ['month', ['month', 'महीने', 'माह', 'மாத', 'నెల', 'bulan']],
];

function measures(next: Token | undefined): boolean {
  // `2,000 people` has a comma; `2021 people` is no year either.
  return (
    next !== undefined &&
    /^(?:people|crore|lakh|million|करोड़|लाख|கோடி|லட்சம்|కోట్లు|లక్షల|మంది|juta|orang|%|rupees|रुपये|ரூபாய்)$/u.test(
      next.lower,
    )
  );
}

function looksAhead(tokens: readonly Token[], at: number, language: string): boolean {
  const ahead = FUTURE.get(language);
  const next = NEXT.get(language);
  const before = tokens
    .slice(Math.max(0, at - 2), at)
    .some(({ lower }) => next?.has(lower) === true);
  if (before) return true;
  const from = Math.max(0, at - 8);
  return tokens
    .slice(from, at + 8)
    .some(({ lower }) =>
      language === 'ta' || language === 'te'
        ? [...(ahead ?? [])].some(
            (ending) => ending.length > 3 && lower !== ending && lower.endsWith(ending),
          )
        : ahead?.has(lower) === true,
    );
}

function dayOf(token: Token | undefined): number | undefined {
  if (token?.kind !== 'number' || !/^\d{1,2}$/.test(token.text)) return undefined;
  const day = Number(token.text);
  return day >= 1 && day <= 31 ? day : undefined;
}

function yearOf(token: Token | undefined): number | undefined {
  if (token?.kind !== 'number' || !/^(?:19|20)\d\d$/.test(token.text)) return undefined;
  return Number(token.text);
}

function yearAt(tokens: readonly Token[], at: number): number | undefined {
  return yearOf(tokens[at]);
}

interface Anchor {
  publishedAtMs: number;
  /** The sentence speaks of what will be. */
  ahead: boolean;
}

function dated(day: number, month: number, year: number | undefined, anchor: Anchor): string {
  return `${year ?? nearestYear(month, day, anchor)}-${pad(month + 1)}-${pad(day)}`;
}

function nearestYear(month: number, day: number, { publishedAtMs, ahead }: Anchor): number {
  const year = new Date(publishedAtMs).getUTCFullYear();
  const latestMs = publishedAtMs + (ahead ? AHEAD_OF_PLANS_MS : AHEAD_MAX_MS);
  return [year + 1, year, year - 1].find((one) => Date.UTC(one, month, day) <= latestMs) ?? year;
}

/** @returns `2021-02-13`, in UTC. */
function isoDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
