// Whom an article names as the source of what it tells: `according to Bloomberg`, `a Reuters report`, `ANTARA के अनुसार`.
// Police, ministries and companies that speak for themselves are no origins: a paper that asks them reports itself.

import phrases from '../../data/attribution.json' with { type: 'json' };
import type { ReadArticle, ReadSentence, ReadToken } from '../text/read-article.ts';
import {
  isMediaWord,
  isWeakMediaWord,
  knownMedia,
  saysMedium,
  unknownMedia,
  type MediaName,
} from './media-names.ts';

export interface Attribution {
  source: MediaName;
  /** 0 is the headline or the first sentence. */
  sentence: number;
  /** Speaks of an earlier report. */
  background: boolean;
  /** The named source itself rests on this one: `Reuters reported, citing Bloomberg`. */
  cited: boolean;
}

/** How sure a phrase makes that its name is a medium: 0 only a known one, 1 a likely one, 2 any. */
type Trust = 0 | 1 | 2;

interface Phrase {
  pattern: RegExp;
  trust: Trust;
}

/** A name of a source: up to five words with capitals; in scripts without capitals up to three words. */
const LATIN_NAME =
  "(?-i:[\\p{Lu}][\\p{L}\\d&.'’-]*(?: (?:of|and|the|[\\p{Lu}][\\p{L}\\d&.-]*)){0,4})";
const INDIC_NAME = '[\\p{L}\\p{M}\\u200c\\u200d.]+(?: [\\p{L}\\p{M}\\u200c\\u200d.]+){0,2}';
const MEDIA_BEFORE =
  '(?:news agency|newswire|newspaper|daily|broadcaster|channel|news channel|magazine|portal|website|outlet|paper|business daily|public broadcaster)';
/** Attributions kept of one article: enough to weigh them. */
const KEPT_MAX = 24;

const PHRASES: ReadonlyMap<string, readonly Phrase[]> = new Map(
  (['en', 'hi', 'ta', 'te', 'id'] as const).map((language) => [
    language,
    phrases[language].map(([source, trust]): Phrase => {
      const name = language === 'en' || language === 'id' ? LATIN_NAME : INDIC_NAME;
      const text = String(source).replaceAll('NAME', name).replaceAll('MEDIA', MEDIA_BEFORE);
      return {
        pattern: new RegExp(`(?<![\\p{L}\\p{M}])${text}`, 'giu'),
        trust: trustOf(Number(trust)),
      };
    }),
  ]),
);
const BACKGROUND = perLanguage(phrases.background);
const OWN = perLanguage(phrases.own);
const COMMENT = perLanguage(phrases.comment);

function trustOf(value: number): Trust {
  return value === 2 ? 2 : value === 1 ? 1 : 0;
}

function perLanguage(texts: Readonly<Record<string, string>>): ReadonlyMap<string, RegExp> {
  return new Map(
    Object.entries(texts).map(([language, text]) => [language, new RegExp(text, 'iu')]),
  );
}

/** @returns whom the article names, in the order of its text. Cost: some 0.2 ms. */
export function attributionsOf(read: ReadArticle): Attribution[] {
  const found: Attribution[] = [];
  const principals = principalsOf(read);
  for (const [index, sentence] of read.sentences.entries()) {
    if (COMMENT.get(read.language)?.test(sentence.text) === true) continue;
    const background = index > 0 && BACKGROUND.get(read.language)?.test(sentence.text) === true;
    for (const { source, cited } of sourcesIn(sentence, read.language, principals)) {
      found.push({ source, sentence: index, background, cited });
      if (found.length >= KEPT_MAX) return found;
    }
  }
  return found;
}

/** @returns the first sentence in which the paper asks or hears somebody itself, or -1. */
export function ownReporting(read: ReadArticle): number {
  const pattern = OWN.get(read.language);
  return pattern === undefined ? -1 : read.sentences.findIndex(({ text }) => pattern.test(text));
}

function sourcesIn(
  sentence: ReadSentence,
  language: string,
  principals: ReadonlySet<string>,
): { source: MediaName; cited: boolean }[] {
  const found: { source: MediaName; cited: boolean }[] = [];
  for (const { pattern, trust } of PHRASES.get(language) ?? []) {
    for (const match of sentence.text.matchAll(pattern)) {
      const name = match.groups?.['n'] ?? '';
      const introduced = match.groups?.['w'] !== undefined;
      const source = sourceOf(name, sentence, { trust: introduced ? 2 : trust, principals });
      if (source === undefined || found.some((other) => other.source.key === source.key)) continue;
      found.push({ source, cited: /^(?:citing|quoting)/i.test(match[0]) });
    }
  }
  return found;
}

interface Judging {
  trust: Trust;
  /** Names that the article is about. */
  principals: ReadonlySet<string>;
}

function sourceOf(
  name: string,
  sentence: ReadSentence,
  { trust, principals }: Judging,
): MediaName | undefined {
  const words = name
    .split(' ')
    .map((word) => word.replace(/[.,'’]+$/, ''))
    .filter((word) => word !== '');
  const known = knownMedia(words);
  if (known !== undefined) return known;
  const tokens = tokensOf(words, sentence);
  const own = trailingName(words, tokens);
  if (own.every((word) => isWeakMediaWord(word.toLowerCase()))) return undefined;
  const saysMedia = saysMedium(own) || saysMedium(words);
  if (trust === 0 && !(saysMedia && own.length > 1)) return undefined;
  if (!saysMedia && trust < 2 && !mayBeMedia(own, tokens, principals)) return undefined;
  return unknownMedia(own);
}

/** Papers of one word, that no place, office or abbreviation is, and that the article is not about. */
function mayBeMedia(
  own: readonly string[],
  tokens: ReadonlyMap<string, ReadToken>,
  principals: ReadonlySet<string>,
): boolean {
  if (own.length > 2) return false;
  if (own.some((word) => /^\p{Lu}{2,}$/u.test(word.replace(/\./g, '')))) return false;
  // Two words without a word like `Times` are a person more often than a paper.
  if (own.length === 2) return false;
  return own.every((word) => {
    const token = tokens.get(word);
    if (token === undefined || token.names.length === 0) return false;
    return (
      token.place === '' &&
      token.concept === undefined &&
      !token.names.some((key) => principals.has(key))
    );
  });
}

/** The words at the end of a match that are a name: neither small words nor words of the lexicon, but media words. */
function trailingName(words: readonly string[], tokens: ReadonlyMap<string, ReadToken>): string[] {
  const own: string[] = [];
  for (const word of words.toReversed()) {
    const token = tokens.get(word);
    const plain = word.replace(/['’]s?$/, '').toLowerCase();
    const capital = /^\p{Lu}/u.test(word);
    if (/^(?:of|and|the|The|A|An)$/.test(word)) {
      if (own.length === 0) continue;
      if (/^(?:the|The|A|An)$/.test(word)) break;
    } else if (!isMediaWord(plain)) {
      if (token === undefined || token.stop) break;
      if (token.concept !== undefined && !(capital && own.length > 0)) break;
    }
    own.unshift(word);
  }
  return own;
}

function tokensOf(words: readonly string[], sentence: ReadSentence): Map<string, ReadToken> {
  const found = new Map<string, ReadToken>();
  for (const word of words) {
    const plain = word.replace(/[.'’]s?$/, '');
    const token = sentence.tokens.find(({ text }) => text === word || text === plain);
    if (token !== undefined) found.set(word, token);
  }
  return found;
}

/** Names of the headline and the first sentence that come again and again. */
function principalsOf(read: ReadArticle): Set<string> {
  const counts = new Map<string, number>();
  for (const { tokens } of read.sentences) {
    for (const { names } of tokens) {
      const key = names[0];
      if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const lead = new Set(
    read.sentences
      .slice(0, 2)
      .flatMap(({ tokens }) => tokens.flatMap(({ names }) => names[0] ?? [])),
  );
  return new Set(
    [...counts].filter(([key, count]) => count >= 3 && lead.has(key)).map(([key]) => key),
  );
}
