// Every amount that a report gives, with what it is an amount of.

import type { NumberMention } from '../text/numbers.ts';
import type { ReadArticle, ReadSentence } from '../text/read-article.ts';
import { unitOf } from '../text/units.ts';
import { clausesOf, ownersOf, type Clause, type Owners } from './clauses.ts';
import { amountOf, measuredOf, moneyConcept } from './measured.ts';
import { wordingOf, type Wording } from './wording.ts';

export interface Mention {
  report: string;
  language: string;
  sentence: number;
  value: number;
  /** The upper end, for vague ones. */
  high: number;
  vague: string;
  step: number;
  /** See UnitMention. */
  unit: string;
  /** What is counted or measured; never empty. */
  noun: string;
  nounText: string;
  act: string;
  owners: Owners;
  wording: Wording;
  /** The year, month or day that it is of, where its part of the sentence says one. */
  period: string;
  /** Concepts and names of its sentence: what it is said among. */
  context: ReadonlySet<string>;
}

/** Sentences read for amounts, and amounts kept of one report: bounds the work of comparing them. */
const SENTENCES_READ = 60;
const MENTIONS_MAX = 60;
/** Units whose amounts say little by themselves: compared only between reports that say whose they are. */
const TIMES = new Set(['year', 'month', 'week', 'day', 'hour', 'minute', 'second']);

/** @param excluded keys of names that own no amount. @returns the amounts in order. Cost: some 0.3 ms. */
export function mentionsOf(read: ReadArticle, excluded: ReadonlySet<string>): Mention[] {
  const mentions: Mention[] = [];
  for (const [index, sentence] of read.sentences.slice(0, SENTENCES_READ).entries()) {
    const before = index > 0 ? read.sentences[index - 1] : undefined;
    for (const number of sentence.numbers) {
      if (sentence.dates.some((date) => number.from < date.to && number.to > date.from)) continue;
      const mention = mentionOf(read, { sentence, index, before, number, excluded });
      if (mention !== undefined) mentions.push(mention);
      if (mentions.length >= MENTIONS_MAX) return mentions;
    }
  }
  return mentions;
}

interface Where {
  sentence: ReadSentence;
  index: number;
  before: ReadSentence | undefined;
  number: NumberMention;
  excluded: ReadonlySet<string>;
}

function mentionOf(read: ReadArticle, where: Where): Mention | undefined {
  const { sentence, index, before, number, excluded } = where;
  const { language } = read;
  const { tokens } = sentence;
  const { unit, from, to } = unitOf(tokens, number, language);
  if (unit === 'none' || unit === 'score') return undefined;
  const clause = clausesOf(sentence, language).find((one) => from >= one.from && from < one.to) ?? {
    from: 0,
    to: tokens.length,
  };
  const what = whatOf(tokens, { from, to }, { unit, clause, language, value: number.value });
  if (what === undefined) return undefined;
  const text = (start: number, end: number): string =>
    tokens
      .slice(Math.max(0, start), end)
      .map(({ lower, text: raw, kind }) => (kind === 'word' ? lower : raw))
      .join(' ');
  return {
    report: read.article.id,
    language,
    sentence: index,
    value: number.value,
    high: number.high ?? number.value,
    vague: number.vague ?? '',
    step: number.step,
    unit: what.unit,
    noun: what.noun,
    nounText: what.nounText,
    act: what.act,
    owners: ownersOf(sentence, from, language, {
      ...{ before, excluded },
      noun: what.noun.startsWith('w:') ? `n:${what.noun.slice(2)}` : '',
    }),
    wording: wordingOf({
      before: text(from - 4, from),
      after: text(to, to + 6),
      clause: text(clause.from, clause.to),
      language,
    }),
    period: periodOf(sentence, clause),
    context: contextOf(sentence),
  };
}

interface Measuring {
  unit: string;
  clause: Clause;
  language: string;
  value: number;
}

function whatOf(
  tokens: ReadSentence['tokens'],
  at: { from: number; to: number },
  { unit, clause, language, value }: Measuring,
): { unit: string; noun: string; nounText: string; act: string } | undefined {
  if (unit === 'count') {
    const magnitude = isMagnitude(tokens, at, value);
    if (magnitude) return { unit: 'magnitude', noun: 'magnitude', nounText: 'magnitude', act: '' };
    const measured = measuredOf(tokens, at, clause, language);
    return measured.noun === '' ? undefined : { unit, ...measured };
  }
  if (unit === 'age') return { unit, noun: 'age', nounText: 'age', act: '' };
  // Degrees, kilometres and tonnes say themselves what they measure.
  if (
    !unit.startsWith('money') &&
    unit !== 'percent' &&
    unit !== 'basis_point' &&
    !TIMES.has(unit)
  ) {
    return { unit, noun: unit, nounText: unit, act: '' };
  }
  const amount = amountOf(tokens, at, clause);
  // A length, weight or time of nothing in particular can't be held against another.
  if (amount === undefined && TIMES.has(unit)) return undefined;
  const id =
    amount === undefined ? unit : unit.startsWith('money') ? moneyConcept(amount.id) : amount.id;
  return {
    unit,
    noun: id,
    nounText: id.replaceAll('_', ' '),
    act: '',
  };
}

/** `magnitude 6.1`, `6.1-magnitude`, `रिक्टर पैमाने पर 6.1`: the concept stands within a few words. */
function isMagnitude(
  tokens: ReadSentence['tokens'],
  { from, to }: { from: number; to: number },
  value: number,
): boolean {
  if (value < 1 || value >= 10) return false;
  return tokens
    .slice(Math.max(0, from - 5), to + 5)
    .some(({ concept }) => concept?.id === 'magnitude');
}

function periodOf({ dates }: ReadSentence, { from, to }: Clause): string {
  return dates.find((date) => date.from >= from && date.from < to)?.date ?? '';
}

function contextOf({ tokens }: ReadSentence): Set<string> {
  const keys = new Set<string>();
  for (const { names, concept, stem, stop } of tokens) {
    if (names[0] !== undefined) keys.add(names[0]);
    if (concept !== undefined && concept.kind !== 'g') keys.add(`c:${concept.id}`);
    else if (!stop && stem.length > 3) keys.add(`w:${stem}`);
  }
  return keys;
}
