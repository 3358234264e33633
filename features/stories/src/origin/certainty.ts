// Whether what a story tells is confirmed: somebody who can know said so in the open, or the reports state it as a fact,
// or they only hear, consider and expect it. Looked for in the sentences that carry the event, not in the background.

import phrases from '../../data/certainty.json' with { type: 'json' };
import type { ReadArticle, ReadSentence } from '../text/read-article.ts';

/** How sure one report is of the event. */
export type Certainty = 'official' | 'stated' | 'hedged';

/** Sentences looked at: the event stands at the top. */
const SENTENCES_LOOKED_AT = 8;
/** A sentence carries the event when it shares at least this much of what the best one shares with the story. */
const CENTRAL_SHARE = 0.55;
const CENTRAL_MAX = 4;

const HEDGE = compiled(phrases.hedge);
const WEAK = compiled(phrases.weak);
const OFFICIAL = compiled(phrases.official);
const CONFIRM = compiled(phrases.confirm);
const NEGATED = compiled(phrases.negated);

function compiled(texts: Readonly<Record<string, string>>): ReadonlyMap<string, RegExp> {
  return new Map(
    Object.entries(texts).map(([language, text]) => [
      language,
      new RegExp(`(?<![\\p{L}\\p{M}])(?:${text.normalize('NFC')})(?![\\p{L}\\p{M}])`, 'giu'),
    ]),
  );
}

/**
 * @param profile keys of the story with what each weighs in it; a report is judged by its sentences that share most.
 */
export function certaintyOf(read: ReadArticle, profile: ReadonlyMap<string, number>): Certainty {
  const central = centralSentences(read, profile);
  const judged = central.map(({ text }, index) => judge(text, read.language, index === 0));
  if (judged.includes('hedged') && !judged.includes('official')) return 'hedged';
  // Said openly in one sentence and only heard in another: the open word is usually about something else.
  if (judged.includes('hedged')) return judged[0] === 'official' ? 'official' : 'hedged';
  return judged.includes('official') ? 'official' : 'stated';
}

/** @returns whether a story is confirmed, by what its reports say. */
export function isConfirmed(certainties: readonly Certainty[]): boolean {
  if (certainties.includes('official')) return true;
  const hedged = certainties.filter((one) => one === 'hedged').length;
  return hedged * 2 < certainties.length;
}

/** @returns the sentences that carry the event, the strongest first, at most 4. */
function centralSentences(read: ReadArticle, profile: ReadonlyMap<string, number>): ReadSentence[] {
  const scored = read.sentences.slice(0, SENTENCES_LOOKED_AT).map((sentence, index) => ({
    sentence,
    score: shareOf(sentence, profile) / (1 + 0.08 * index),
  }));
  const best = Math.max(...scored.map(({ score }) => score), 0);
  return scored
    .filter(({ score }) => score >= best * CENTRAL_SHARE)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, CENTRAL_MAX)
    .map(({ sentence }) => sentence);
}

/** How much of the story a sentence carries; long sentences carry more by being long. */
function shareOf({ tokens }: ReadSentence, profile: ReadonlyMap<string, number>): number {
  const keys = new Set(
    tokens.flatMap(({ names, concept }) => [
      ...names.slice(0, 1),
      ...(concept === undefined ? [] : [`c:${concept.id}`]),
    ]),
  );
  let sum = 0;
  for (const key of keys) sum += profile.get(key) ?? 0;
  return sum / Math.sqrt(8 + tokens.length);
}

function judge(sentence: string, language: string, leads: boolean): Certainty {
  const text = sentence.replaceAll(NEGATED.get(language) ?? /$^/g, ' ⊘ ');
  const negated = text.includes('⊘');
  const hedged = has(HEDGE, text, language) || (negated && !has(CONFIRM, text, language));
  if (hedged)
    return has(CONFIRM, text, language) && !anonymous(text, language) ? 'official' : 'hedged';
  if (has(OFFICIAL, text, language)) return 'official';
  return leads && has(WEAK, mainClause(text, language), language) ? 'hedged' : 'stated';
}

function has(patterns: ReadonlyMap<string, RegExp>, text: string, language: string): boolean {
  const pattern = patterns.get(language);
  return pattern !== undefined && text.search(pattern) >= 0;
}

/** `12 were killed in the fire, which may have been set`: the side clause guesses. Where the verb is last, all is main. */
function mainClause(text: string, language: string): string {
  const comma = language === 'en' || language === 'id' ? text.indexOf(',') : -1;
  return comma > 0 ? text.slice(0, comma) : text;
}

/** Whoever may not be named confirms nothing. */
const ANONYMOUS =
  /people familiar|person familiar|sources|anonymous|unnamed|reportedly|सूत्रों|வட்டார|వర్గాల|sumber|dikabarkan|कथित/iu;

function anonymous(text: string, language: string): boolean {
  return language !== '' && ANONYMOUS.test(text);
}
