// Headline and summary out of the reports' own sentences: those that carry most of the story, short, and not twice the same.

import type { ReadArticle, ReadSentence } from '../text/read-article.ts';

/** A sentence with whose it is. */
interface Quote {
  text: string;
  report: string;
}

export interface Telling {
  language: string;
  headline: Quote;
  /** 1 to 3 sentences; empty when no report has text beside its headline. */
  summary: readonly Quote[];
}

/** Where headlines and summaries are looked for. */
const SENTENCES_LOOKED_AT = 8;
const HEADLINE_MAX = 140;
/** Letters that a headline reads well at; Indic scripts need no more. */
const HEADLINE_GOOD = [30, 110] as const;
const SUMMARY_SENTENCES = 3;
const SUMMARY_SENTENCE_MAX = 320;
const SUMMARY_SENTENCE_MIN = 25;
/** Two sentences that share this much of the shorter one's keys say the same. */
const SAME_SHARE = 0.6;

interface Candidate {
  quote: Quote;
  sentence: ReadSentence;
  keys: ReadonlySet<string>;
  score: number;
}

/** @param weights keys of the story to what they weigh. @returns one telling a language. */
export function extractTelling(
  reports: readonly ReadArticle[],
  weights: ReadonlyMap<string, number>,
): Telling[] {
  const languages = [...new Set(reports.map(({ language }) => language))];
  return languages.flatMap((language) => {
    const own = reports.filter((read) => read.language === language);
    const candidates = own.flatMap((read) => candidatesOf(read, weights));
    const headline = bestHeadline(candidates);
    if (headline === undefined) return [];
    return [{ language, headline: headline.quote, summary: summaryOf(candidates, headline) }];
  });
}

function candidatesOf(read: ReadArticle, weights: ReadonlyMap<string, number>): Candidate[] {
  return read.sentences.slice(0, SENTENCES_LOOKED_AT).map((sentence, index) => {
    const keys = keysOf(sentence);
    let sum = 0;
    for (const key of keys) sum += weights.get(key) ?? 0;
    return {
      quote: { text: sentence.text, report: read.article.id },
      sentence,
      keys,
      score: sum / Math.sqrt(6 + sentence.tokens.length) / (1 + 0.12 * index),
    };
  });
}

function keysOf({ tokens }: ReadSentence): Set<string> {
  return new Set(
    tokens.flatMap(({ names, concept }) => [
      ...names.slice(0, 1),
      ...(concept === undefined ? [] : [`c:${concept.id}`]),
    ]),
  );
}

function bestHeadline(candidates: readonly Candidate[]): Candidate | undefined {
  const titles = candidates.filter(({ sentence }) => sentence.title);
  const from = titles.length > 0 ? titles : candidates;
  const scored = from.map((candidate) => ({
    candidate,
    score: candidate.score * lengthShare(candidate.quote.text),
  }));
  const [best] = scored.toSorted((a, b) => b.score - a.score);
  if (best === undefined) return undefined;
  const { candidate } = best;
  return { ...candidate, quote: { ...candidate.quote, text: asHeadline(candidate.quote.text) } };
}

function lengthShare(text: string): number {
  const [least, most] = HEADLINE_GOOD;
  if (text.length < least) return text.length / least;
  return text.length > most ? Math.sqrt(most / text.length) : 1;
}

/** Without the full stop; a long sentence ends at its last comma or word within the bound. */
function asHeadline(sentence: string): string {
  const plain = sentence.replace(/[.।]+$/u, '');
  if (plain.length <= HEADLINE_MAX) return plain;
  const cut = plain.slice(0, HEADLINE_MAX);
  const comma = cut.lastIndexOf(',');
  const end = comma > HEADLINE_MAX / 2 ? comma : cut.lastIndexOf(' ');
  return `${cut.slice(0, end > 0 ? end : HEADLINE_MAX)}…`;
}

function summaryOf(candidates: readonly Candidate[], headline: Candidate): Quote[] {
  const chosen: Candidate[] = [];
  // Many papers begin their text with its headline.
  const titles = new Set(
    candidates.filter(({ sentence }) => sentence.title).map(({ quote }) => bare(quote.text)),
  );
  const pool = candidates
    .filter(
      ({ sentence, quote }) =>
        !sentence.title &&
        !titles.has(bare(quote.text)) &&
        quote.text.length >= SUMMARY_SENTENCE_MIN &&
        quote.text.length <= SUMMARY_SENTENCE_MAX,
    )
    .toSorted((a, b) => b.score - a.score);
  for (const candidate of pool) {
    if (chosen.length >= SUMMARY_SENTENCES) break;
    if (
      candidate.sentence === headline.sentence &&
      headline.quote.text.length > candidate.quote.text.length - 3
    )
      continue;
    if (chosen.some((other) => saysTheSame(other.keys, candidate.keys))) continue;
    chosen.push(candidate);
  }
  return chosen.map(({ quote }) => quote);
}

function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

function saysTheSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  let shared = 0;
  for (const key of a) if (b.has(key)) shared += 1;
  return shared >= SAME_SHARE * Math.max(1, Math.min(a.size, b.size));
}
