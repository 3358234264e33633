// Names and days that reports give for one thing: who holds an office, on which day something happens. Strict: a report
// counts only when it gives exactly one.

import type { ReadArticle, ReadSentence, ReadToken } from '../text/read-article.ts';
import { clausesOf, type Clause } from './clauses.ts';

export interface Fact {
  report: string;
  /** What is told: `ceo`, or `date:launch`. */
  of: string;
  /** Keys of whose it is: the company of its chief. */
  owners: readonly string[];
  ownerText: string;
  /** Keys of the name; a day has one. */
  keys: readonly string[];
  /** As it is shown. */
  value: string;
  context: ReadonlySet<string>;
}

/** Offices that one person holds at a time. */
const OFFICES = new Set([
  'ceo',
  'chief_minister',
  'prime_minister',
  'president',
  'governor',
  'mayor',
  'captain',
  'coach',
]);
const FORMER =
  /^(?:former|ex|outgoing|then|late|deputy|vice|पूर्व|उप|முன்னாள்|துணை|మాజీ|ఉప|mantan|wakil|eks)$/u;
/** Offices and days are looked for where the event is told. */
const SENTENCES_READ = 12;
const NAME_WORDS_MAX = 4;
/** Acts that carry no day of the event. */
const NO_EVENT = new Set([
  'announce',
  'talks',
  'meet',
  'visit',
  'warn',
  'investigate',
  'hike',
  'cut',
  'return',
  'join',
  'order',
]);

/** @returns the offices' holders and the days of acts that a report tells. Cost: some 0.1 ms. */
export function factsOf(read: ReadArticle): Fact[] {
  const facts: Fact[] = [];
  for (const sentence of read.sentences.slice(0, SENTENCES_READ)) {
    for (const clause of clausesOf(sentence, read.language)) {
      facts.push(...holdersIn(read, sentence, clause), ...daysIn(read, sentence, clause));
    }
  }
  return facts;
}

function holdersIn(read: ReadArticle, sentence: ReadSentence, clause: Clause): Fact[] {
  const { tokens } = sentence;
  const facts: Fact[] = [];
  for (let at = clause.from; at < clause.to; at += 1) {
    const role = tokens[at]?.concept?.id ?? '';
    if (!OFFICES.has(role) || tokens[at + 1]?.concept?.id === role) continue;
    if (tokens.slice(Math.max(0, at - 3), at).some(({ lower }) => FORMER.test(lower))) continue;
    const person = nameAt(tokens, at + 1, clause.to) ?? apposed(tokens, at);
    if (person === undefined) continue;
    const keys = person.flatMap(({ names }) => names[0] ?? []);
    const owners = tokens
      .slice(clause.from, clause.to)
      .filter((token) => token.names.length > 0 && !person.includes(token));
    facts.push({
      report: read.article.id,
      of: role,
      owners: owners.flatMap(({ names }) => names[0] ?? []),
      ownerText: owners[0]?.text.replace(/['’]s?$/, '') ?? '',
      keys,
      value: person.map(({ text }) => text.replace(/['’]s?$/, '')).join(' '),
      context: contextOf(tokens),
    });
  }
  return facts;
}

/** `chief executive Ravi Kumar`. */
function nameAt(tokens: readonly ReadToken[], from: number, end: number): ReadToken[] | undefined {
  const name: ReadToken[] = [];
  for (let at = from; at < Math.min(end, from + NAME_WORDS_MAX); at += 1) {
    const token = tokens[at];
    if (
      token === undefined ||
      token.names.length === 0 ||
      token.place !== '' ||
      token.concept !== undefined
    )
      break;
    name.push(token);
  }
  return name.length === 0 ? undefined : name;
}

/** `Ravi Kumar, the chief executive`. */
function apposed(tokens: readonly ReadToken[], at: number): ReadToken[] | undefined {
  let comma = at - 1;
  while (comma > at - 4 && tokens[comma]?.text !== ',') comma -= 1;
  if (tokens[comma]?.text !== ',') return undefined;
  const name: ReadToken[] = [];
  for (let index = comma - 1; index >= Math.max(0, comma - NAME_WORDS_MAX); index -= 1) {
    const token = tokens[index];
    if (token === undefined || !token.proper || token.names.length === 0 || token.place !== '')
      break;
    name.unshift(token);
  }
  // One word before a comma is more often something else.
  return name.length < 2 ? undefined : name;
}

function daysIn(read: ReadArticle, sentence: ReadSentence, clause: Clause): Fact[] {
  return sentence.dates
    .filter(
      ({ date, relative, from }) =>
        date.length === 10 && !relative && from >= clause.from && from < clause.to,
    )
    .flatMap(({ date, from, to }) => {
      const act = nearestAct(sentence.tokens, { from, to }, clause);
      if (act === undefined) return [];
      const owners = sentence.tokens.filter(({ names, place }) => names.length > 0 && place === '');
      return [
        {
          report: read.article.id,
          of: `date:${act}`,
          owners: owners.flatMap(({ names }) => names[0] ?? []),
          ownerText: owners[0]?.text.replace(/['’]s?$/, '') ?? '',
          keys: [date],
          value: date,
          context: contextOf(sentence.tokens),
        },
      ];
    });
}

function nearestAct(
  tokens: readonly ReadToken[],
  { from, to }: { from: number; to: number },
  clause: Clause,
): string | undefined {
  let best: string | undefined;
  let nearest = Infinity;
  for (let at = clause.from; at < clause.to; at += 1) {
    const concept = tokens[at]?.concept;
    if (concept?.kind !== 'e' || NO_EVENT.has(concept.id)) continue;
    const distance = at < from ? from - at : at - to;
    if (distance < nearest) {
      nearest = distance;
      best = concept.id;
    }
  }
  return best;
}

function contextOf(tokens: readonly ReadToken[]): Set<string> {
  return new Set(
    tokens.flatMap(({ names, concept }) => [
      ...names.slice(0, 1),
      ...(concept === undefined || concept.kind === 'g' ? [] : [concept.id]),
    ]),
  );
}
