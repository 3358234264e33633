// New events out of the labelled ones, for long streams: all names of an event sound otherwise, alike in every script, its
// numbers are others, and what happens to what is something else, alike in every language. The texts become nonsense; how
// much of one event's reports is shared, and how much of two events', stays as in the labelled set.

import { seededRandom, type Random } from '@jhalak/kernel';
import { readArticle } from '../src/text/read-article.ts';
import { conceptsOf, wordFor } from '../src/text/lexicon.ts';
import { indicOffset, scriptOf } from '../src/text/scripts.ts';
import type { Labelled } from './labelled-set.ts';

/** Consonants by class, in Latin letters and as offsets in the Indic blocks; Tamil lacks voiced and breathed ones. */
const CLASSES = [
  { latin: 'kgqc', indic: [0x15, 0x16, 0x17, 0x18], to: { latin: 'k', indic: 0x15 } },
  {
    latin: 'td',
    indic: [0x1f, 0x20, 0x21, 0x22, 0x24, 0x25, 0x26, 0x27],
    to: { latin: 't', indic: 0x24 },
  },
  { latin: 'pbf', indic: [0x2a, 0x2b, 0x2c, 0x2d], to: { latin: 'p', indic: 0x2a } },
  {
    latin: 'jsz',
    indic: [0x1a, 0x1b, 0x1c, 0x1d, 0x36, 0x37, 0x38],
    to: { latin: 's', indic: 0x1a },
  },
  { latin: 'm', indic: [0x2e], to: { latin: 'm', indic: 0x2e } },
  { latin: 'n', indic: [0x23, 0x28, 0x29], to: { latin: 'n', indic: 0x28 } },
  { latin: 'r', indic: [0x30, 0x31], to: { latin: 'r', indic: 0x30 } },
  { latin: 'l', indic: [0x32, 0x33, 0x34], to: { latin: 'l', indic: 0x32 } },
  { latin: 'vw', indic: [0x35], to: { latin: 'v', indic: 0x35 } },
] as const;

/** Numbers below are ordinals, scores and shares that many events have. */
const NUMBER_MIN = 10;

/**
 * @param seed another seed, another event.
 * @param atMs when its first article is published; the others keep their distance.
 */
export function substituted(event: readonly Labelled[], seed: number, atMs: number): Labelled[] {
  const random = seededRandom(seed);
  const order = shuffled(
    CLASSES.map((_, index) => index),
    random,
  );
  const meanings = otherMeanings(random);
  const factor = 0.4 + random.next() * 2;
  const firstMs = Math.min(...event.map(({ article }) => article.publishedAtMs));
  return event.map((one) => {
    const change = (text: string): string =>
      withNumbers(withWords(one, text, { order, meanings }), factor);
    return {
      ...one,
      event: `${one.event}~${seed}`,
      article: {
        ...one.article,
        id: `${one.article.id}~${seed}`,
        publishedAtMs: atMs + one.article.publishedAtMs - firstMs,
        title: change(one.article.title),
        text: change(one.article.text),
      },
    };
  });
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Each act for another act, each thing for another thing. */
function otherMeanings(random: Random): Map<string, string> {
  const meanings = new Map<string, string>();
  for (const kind of ['e', 'n'] as const) {
    const ids = conceptsOf(kind);
    const others = shuffled(ids, random);
    for (const [at, id] of ids.entries()) meanings.set(id, others[at] ?? id);
  }
  return meanings;
}

interface Changes {
  order: readonly number[];
  meanings: ReadonlyMap<string, string>;
}

function withWords({ article }: Labelled, text: string, { order, meanings }: Changes): string {
  const read = readArticle({ ...article, title: '', text });
  const changed = new Map<string, string>();
  for (const token of read.sentences.flatMap(({ tokens }) => tokens)) {
    const id = token.concept?.id;
    const other = id === undefined ? undefined : meanings.get(id);
    if (id === undefined && token.names.length > 0)
      changed.set(token.text, renamed(token.text, order));
    else if (other !== undefined)
      changed.set(token.text, wordFor(other, read.language) ?? token.text);
  }
  return text.replace(/[\p{L}\p{M}\u200c\u200d]+/gu, (word) => changed.get(word) ?? word);
}

function renamed(word: string, order: readonly number[]): string {
  return Array.from(word, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    const offset = indicOffset(code);
    const lower = letter.toLowerCase();
    const from = CLASSES.findIndex(({ latin, indic }) =>
      offset >= 0 ? (indic as readonly number[]).includes(offset) : latin.includes(lower),
    );
    const to = CLASSES[order[from] ?? -1]?.to;
    if (to === undefined || (offset < 0 && scriptOf(code) !== 'Latn')) return letter;
    if (offset >= 0) return String.fromCodePoint(code - offset + to.indic);
    return letter === lower ? to.latin : to.latin.toUpperCase();
  }).join('');
}

function withNumbers(text: string, factor: number): string {
  return text.replace(/\d[\d,.]*\d/g, (digits) => {
    const plain = Number(digits.replace(/[,.](?=\d{3}(?:\D|$))/g, '').replace(',', '.'));
    if (!Number.isFinite(plain) || plain < NUMBER_MIN || /^(?:19|20)\d\d$/.test(digits))
      return digits;
    return String(Math.round(plain * factor) + 1);
  });
}
