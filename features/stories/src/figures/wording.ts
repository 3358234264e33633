// How a number is qualified: at least, about, from an earlier value, of a part, in all, each month.

import phrases from '../../data/quantities.json' with { type: 'json' };

type Bound = 'exact' | 'over' | 'about';
type Rate = '' | 'daily' | 'weekly' | 'monthly' | 'annual';

export interface Wording {
  bound: Bound;
  /** What was before: `from 12 to 18`. */
  past: boolean;
  /** A part of what is counted: `58 others`, `of whom 12`, `among dozens`. */
  partial: boolean;
  /** One order, round or list out of several. */
  batch: boolean;
  /** In all, so far. */
  total: boolean;
  rate: Rate;
}

/** The text around a number, in lower case with one space between words. */
export interface Around {
  /** Up to four words before the number. */
  before: string;
  /** Up to five words behind it. */
  after: string;
  /** The part of the sentence that the number stands in. */
  clause: string;
  language: string;
}

type PerLanguage = ReadonlyMap<string, RegExp>;

const OVER = { before: ending(phrases.over.before), after: compiled(phrases.over.after) };
const ABOUT = { before: ending(phrases.about.before), after: compiled(phrases.about.after) };
const PAST = { before: ending(phrases.past.before), after: compiled(phrases.past.after) };
const PARTIAL = compiled(phrases.partial);
const BATCH = compiled(phrases.batch);
const TOTAL = compiled(phrases.total);
const RATES: readonly (readonly [Rate, PerLanguage])[] = [
  ['monthly', compiled(phrases.rates.monthly)],
  ['daily', compiled(phrases.rates.daily)],
  ['weekly', compiled(phrases.rates.weekly)],
  ['annual', compiled(phrases.rates.annual)],
];

function compiled(texts: Readonly<Record<string, string>>): PerLanguage {
  return new Map(
    Object.entries(texts).map(([language, text]) => [
      language,
      new RegExp(text.normalize('NFC'), 'u'),
    ]),
  );
}

/** Phrases that stand right before the number, with at most one word between. */
function ending(texts: Readonly<Record<string, string>>): PerLanguage {
  return new Map(
    Object.entries(texts).map(([language, text]) => [
      language,
      new RegExp(
        `(?:^|\\s)(?:${text.normalize('NFC')})(?: (?:a|an|the|of|rs|us|\\$|₹|rp|usd))*$`,
        'u',
      ),
    ]),
  );
}

/** @returns how a number is qualified. Cost: some 10 µs. */
export function wordingOf(around: Around): Wording {
  const { before, after, clause, language } = around;
  const near = `${before} # ${after}`;
  const bound = matches(OVER, around) ? 'over' : matches(ABOUT, around) ? 'about' : 'exact';
  return {
    bound,
    past: matches(PAST, around),
    partial: PARTIAL.get(language)?.test(near) === true,
    batch: BATCH.get(language)?.test(clause) === true,
    total: TOTAL.get(language)?.test(clause) === true,
    rate:
      RATES.find(
        ([, pattern]) => pattern.get(language)?.test(`${before} ${after}`) === true,
      )?.[0] ?? '',
  };

  function matches(
    phrase: { before: PerLanguage; after: PerLanguage },
    { before: left, after: right }: Around,
  ): boolean {
    return (
      phrase.before.get(language)?.test(left) === true ||
      phrase.after.get(language)?.test(right) === true
    );
  }
}
