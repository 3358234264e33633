// What a number counts or measures: the thing (`users`, `houses`) and what happens to it (`killed`, `banned`), as concepts
// of the lexicon, so that all languages meet; else as the word sounds, so that `drones` and ड्रोन do.

import type { Concept } from '../text/lexicon.ts';
import type { ReadToken } from '../text/read-article.ts';
import { skeletonOf } from '../text/skeleton.ts';
import { bareWord } from '../text/stems.ts';
import type { Clause } from './clauses.ts';

export interface Measured {
  /** Concept id, or `w:` and how the word sounds; empty when nothing was found. */
  noun: string;
  /** As the text says it; for labels. */
  nounText: string;
  /** Concept id of what happens to it; empty when nothing does. */
  act: string;
  /** Last token that was read. */
  at: number;
}

/** Words between a number and what it counts. */
const AHEAD_MAX = 6;
const BACK_MAX = 7;
/** Words between a thing and what happens to it. */
const ACT_MAX = 8;

/** What happens to people. */
const TO_PEOPLE = new Set([
  'die',
  'injure',
  'missing',
  'rescue',
  'evacuate',
  'trap',
  'displace',
  'infect',
  'recover',
  'arrest',
  'convict',
  'layoff',
  'poison',
  'murder',
  'attack',
  'worker_death',
  'appoint',
  'expel',
  'vaccine',
]);
/** What happens to things. */
const TO_THINGS = new Set([
  'ban',
  'sell',
  'buy',
  'cancel',
  'postpone',
  'launch',
  'close',
  'damage',
  'seize',
  'steal',
  'fine',
  'win',
  'lose',
  'export',
  'import',
  'collapse',
  'fire',
  'flood',
  'allow',
  'capsize',
  'leak',
  'download',
  'score',
  'evacuate',
  'rescue',
  'crash',
  'layoff',
  'raise_funds',
  'invest',
  'birth',
  'compensation',
]);
/** What an app had before it was banned are not banned users. */
const ACTS_OF: Readonly<Record<string, ReadonlySet<string>>> = {
  user: new Set(['leak']),
  seat: new Set(['win', 'lose']),
  download: new Set(),
};
/** One word for several: a house that burns is damaged. */
const AS_ONE: Readonly<Record<string, string>> = {
  fire: 'damage',
  flood: 'damage',
  collapse: 'damage',
  murder: 'die',
  worker_death: 'die',
};
const PEOPLE = new Set([
  'people',
  'man',
  'woman',
  'child',
  'victim',
  'employee',
  'passenger',
  'student',
  'farmer',
  'tourist',
  'migrate',
  'family',
  'member',
  'doctor',
  'teacher',
  'spectator',
  'player',
  'soldier',
]);
/** Say of what kind the thing behind them is: `इलेक्ट्रिक बसें`. */
const MODIFIERS = new Set(['ev']);
/** Said for anybody. */
const ANYBODY = new Set(['people', 'victim']);
/** Concepts that never are what is counted. */
const NEVER = new Set([
  'worth_money',
  'country',
  'state',
  'say',
  'government',
  'police',
  'company',
  'team',
  'active',
  'monthly',
  'daily',
  'annual',
  'year',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'head',
  'plan',
  'order',
  'confirm',
  'demand',
  'record',
  'party',
  'official_person',
  'bank',
  'source',
  'expert',
  'information',
  'project',
]);

/**
 * @param to token behind the number and its unit.
 * @param from token of the number.
 */
export function measuredOf(
  tokens: readonly ReadToken[],
  { from, to }: { from: number; to: number },
  clause: Clause,
  language: string,
): Measured {
  const ahead = lookAhead(tokens, to, language);
  const noun = ahead ?? lookBack(tokens, from, clause);
  if (noun === undefined) return { noun: '', nounText: '', act: '', at: to };
  if (noun.act !== '') return noun;
  const act = actOf(tokens, { from, to: noun.at + 1 }, clause, noun.noun);
  const kind = kindOfPeople(tokens, { from, to: noun.at + 1 }, clause, noun.noun);
  if (kind !== undefined) return { ...noun, ...kind, act: '' };
  return { ...noun, act };
}

function lookAhead(
  tokens: readonly ReadToken[],
  to: number,
  language: string,
): Measured | undefined {
  let found: Measured | undefined;
  let unknown: Measured | undefined;
  for (let at = to; at < Math.min(tokens.length, to + AHEAD_MAX); at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'mark') {
      if (/^[-'"“”‘’]$/.test(token.text) && found === undefined) continue;
      break;
    }
    if (token.kind === 'number') break;
    const { concept } = token;
    if (concept?.kind === 'n' && !NEVER.has(concept.id)) {
      // `school students` are students; in Indonesian the first noun is the head, but `orang` says only people.
      const better =
        found === undefined ||
        ANYBODY.has(found.noun) ||
        (at === found.at + 1 && (language === 'en' || MODIFIERS.has(found.noun)));
      if (better) found = { noun: concept.id, nounText: token.text, act: '', at };
      if (found !== undefined && at > found.at + 1) break;
      continue;
    }
    if (found !== undefined) {
      if (!ANYBODY.has(found.noun) || token.stop) break;
      continue;
    }
    if (concept !== undefined && TO_PEOPLE.has(concept.id) && isWhole(tokens, at)) {
      return { noun: 'people', nounText: token.text, act: AS_ONE[concept.id] ?? concept.id, at };
    }
    if (skips(token, language)) continue;
    if (token.stop) {
      if (unknown !== undefined) break;
      continue;
    }
    if (concept === undefined && !token.proper && token.stem.length > 2) {
      // `60 ड्रोन मंगाए`: where the verb ends the sentence, its last word is no thing.
      if (unknown !== undefined && language !== 'en' && endsClause(tokens, at)) break;
      unknown = { noun: soundOf(token, language), nounText: token.text, act: '', at };
      if (language === 'id') break;
    } else if (unknown !== undefined) break;
  }
  return found ?? unknown;
}

function endsClause(tokens: readonly ReadToken[], at: number): boolean {
  return tokens[at + 1] === undefined || tokens[at + 1]?.kind === 'mark';
}

/** Shorter sounds are those of many words: such a word is compared within its language only. */
const SOUND_MIN = 3;

function soundOf({ lower, stem }: ReadToken, language: string): string {
  const sound = skeletonOf(language === 'en' || language === 'id' ? stem : bareWord(lower));
  return sound.length < SOUND_MIN || sound.startsWith('-') ? `w:${language}:${stem}` : `w:${sound}`;
}

/** `30 injured` counts people; `30 injured passengers` does not end there. */
function isWhole(tokens: readonly ReadToken[], at: number): boolean {
  const next = tokens[at + 1]?.concept;
  return next === undefined || next.kind !== 'n';
}

function skips({ lower, place }: ReadToken, language: string): boolean {
  if (place !== '') return true;
  return (
    language === 'en' &&
    /^(?:of|other|others|more|new|the|its|their|such|different|additional|active|registered|total|odd|plus|strong)$/.test(
      lower,
    )
  );
}

function lookBack(
  tokens: readonly ReadToken[],
  from: number,
  clause: Clause,
): Measured | undefined {
  for (let at = from - 1; at >= Math.max(clause.from, from - BACK_MAX); at -= 1) {
    const token = tokens[at];
    const concept = token?.concept;
    if (token === undefined || concept === undefined || NEVER.has(concept.id)) continue;
    if (TO_PEOPLE.has(concept.id)) {
      return {
        noun: 'people',
        nounText: token.text,
        act: AS_ONE[concept.id] ?? concept.id,
        at: from,
      };
    }
    if (concept.kind === 'n' || concept.kind === 'm')
      return { noun: concept.id, nounText: token.text, act: '', at: from };
  }
  return undefined;
}

/** `200 million people using the app`, `employs about 12,000 people`. */
function kindOfPeople(
  tokens: readonly ReadToken[],
  { from, to }: { from: number; to: number },
  clause: Clause,
  noun: string,
): { noun: string; nounText: string } | undefined {
  if (!ANYBODY.has(noun)) return undefined;
  const behind = tokens.slice(to, to + 4).map(({ concept }) => concept?.id);
  if (behind.includes('use') || behind.includes('user')) return { noun: 'user', nounText: 'users' };
  const near = tokens
    .slice(Math.max(clause.from, from - 4), to + 4)
    .map(({ concept }) => concept?.id);
  return near.includes('employ') ? { noun: 'employee', nounText: 'employees' } : undefined;
}

const RELATIVE = /^(?:that|which|who|yang)$/;
const RELATIVE_MAX = 5;

/** What happens to the thing, nearest first, within its part of the sentence. */
function actOf(
  tokens: readonly ReadToken[],
  { from, to }: { from: number; to: number },
  clause: Clause,
  noun: string,
): string {
  const acts = ACTS_OF[noun] ?? (PEOPLE.has(noun) ? TO_PEOPLE : TO_THINGS);
  let best = '';
  let nearest = Infinity;
  // `apps that were banned`: a relative clause says what happens to its noun.
  const relative = RELATIVE.test(tokens[clause.to]?.lower ?? '');
  const end = relative ? clause.to + RELATIVE_MAX : clause.to;
  for (let at = Math.max(clause.from, from - ACT_MAX); at < Math.min(end, to + ACT_MAX); at += 1) {
    const id = tokens[at]?.concept?.id ?? '';
    if (!acts.has(id) || (at >= from && at < to && id === noun)) continue;
    const distance = at < from ? from - at : Math.max(0, at - to);
    if (distance < nearest) {
      nearest = distance;
      best = id;
    }
  }
  return AS_ONE[best] ?? best;
}

/**
 * For money and shares: what amount it is (`price`, `profit`, `fine`), the nearest concept of an amount or act.
 *
 * @returns a concept, or undefined.
 */
export function amountOf(
  tokens: readonly ReadToken[],
  { from, to }: { from: number; to: number },
  clause: Clause,
): Concept | undefined {
  return (
    nearestAmount(tokens, { from, to }, clause, GENERAL_ACTS) ??
    nearestAmount(tokens, { from, to }, clause, ANNOUNCING)
  );
}

function nearestAmount(
  tokens: readonly ReadToken[],
  { from, to }: { from: number; to: number },
  clause: Clause,
  left: ReadonlySet<string>,
): Concept | undefined {
  let best: Concept | undefined;
  let bestDistance = Infinity;
  for (let at = clause.from; at < clause.to; at += 1) {
    const concept = tokens[at]?.concept;
    if (
      concept === undefined ||
      NEVER.has(concept.id) ||
      (concept.kind !== 'm' && concept.kind !== 'e')
    )
      continue;
    if (left.has(concept.id) || (at >= from && at < to)) continue;
    const distance = (at < from ? from - at : at - to + 1) + (concept.kind === 'm' ? 0 : 2);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = concept;
    }
  }
  return best;
}

/** Acts that have no amount of their own. */
const ANNOUNCING = new Set([
  'announce',
  'visit',
  'meet',
  'talks',
  'warn',
  'return',
  'join',
  'protest',
  'investigate',
  'court',
  'open',
  'order',
]);
/** Which way an amount went is no amount: `a 7.8 percent rise in profit` is of profit. */
const GENERAL_ACTS = new Set([...ANNOUNCING, 'hike', 'cut', 'launch']);

/** What papers call one amount by several words: what a company is sold for is its price, its value, the deal. */
const ONE_AMOUNT: Readonly<Record<string, string>> = {
  buy: 'deal',
  sell: 'deal',
  merge: 'deal',
  valuation: 'deal',
  payment: 'deal',
};

/** @param concept of an amount of money. @returns the one that stands for all words of it. */
export function moneyConcept(concept: string): string {
  return ONE_AMOUNT[concept] ?? concept;
}
