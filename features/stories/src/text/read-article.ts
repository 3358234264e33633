// An article, read once: sentences, words with their concepts and names, numbers and dates. Everything else in this
// feature works on this and never on raw text.

import { cleanText } from '@jhalak/kernel';
import { findDates, type DateMention } from './calendar.ts';
import { detectLanguage, isCommon, isStopword } from './language.ts';
import { findConcept, type Concept } from './lexicon.ts';
import { isCapital, isTitleCase, lacksCapitals, nameKeys } from './names.ts';
import { findNumbers, isNumberWord, type NumberMention } from './numbers.ts';
import { splitSentences } from './sentences.ts';
import { stem } from './stems.ts';
import { tokenize, type Token } from './tokens.ts';

/** What one publisher wrote. */
export interface Article {
  /** Unique. */
  id: string;
  /** As readers know it; empty when it is not known. */
  publisher: string;
  /** BCP 47; empty to have it recognised. */
  language: string;
  publishedAtMs: number;
  /** May be empty. */
  title: string;
  text: string;
}

export interface ReadToken extends Token {
  /** What the word means, if the lexicon knows; also on the second word of a phrase. */
  concept: Concept | undefined;
  /** Only holds the sentence together. */
  stop: boolean;
  /** Keys of the name that it may be; empty when it is none. */
  names: readonly string[];
  /** Non-empty when it names a place. */
  place: string;
  /** Surely a name: has a capital where common words have none. */
  proper: boolean;
  /** Without endings; empty for marks and stopwords. */
  stem: string;
}

export interface ReadSentence {
  text: string;
  /** Is the headline. */
  title: boolean;
  tokens: readonly ReadToken[];
  numbers: readonly NumberMention[];
  dates: readonly DateMention[];
}

export interface ReadArticle {
  article: Article;
  language: string;
  /** The headline first, where there is one. */
  sentences: readonly ReadSentence[];
}

/** Texts are cut here: the longest reports of agencies; the border of this feature checks no other size. */
const TEXT_MAX = 60_000;
/** Labels that papers put before the text. */
const LABEL =
  /^(?:highlights|summary|synopsis|breaking(?: news)?|exclusive|update|watch|listen)\b[:\s-]*(?=\p{Lu})/iu;

/** Reads an article. Cost: about half a millisecond for 400 words. */
export function readArticle(article: Article): ReadArticle {
  const title = cleanText(article.title.slice(0, TEXT_MAX)).replace(/\s+/g, ' ');
  const text = cleanText(article.text.slice(0, TEXT_MAX)).replace(LABEL, '');
  const language = article.language === '' ? detectLanguage(`${title}\n${text}`) : article.language;
  const texts = splitSentences(text);
  const tokens = texts.map(tokenize);
  const lowered = new Set(
    tokens.flatMap((list) => list.filter((token) => !isCapital(token)).map(({ lower }) => lower)),
  );
  const read = (sentence: string, list: Token[], isTitle: boolean): ReadSentence => ({
    text: sentence,
    title: isTitle,
    ...readTokens(list, article.publishedAtMs, { language, lowered }),
  });
  const sentences = texts.map((sentence, index) => read(sentence, tokens[index] ?? [], false));
  return {
    article,
    language,
    sentences: title === '' ? sentences : [read(title, tokenize(title), true), ...sentences],
  };
}

interface Reading {
  language: string;
  /** Words that the article also writes without a capital. */
  lowered: ReadonlySet<string>;
}

function readTokens(
  list: Token[],
  publishedAtMs: number,
  { language, lowered }: Reading,
): Pick<ReadSentence, 'tokens' | 'numbers' | 'dates'> {
  const dates = findDates(list, language, publishedAtMs);
  const tokens = annotate(list, language, lowered).map((token, at) =>
    // `March` in a date is no protest, `May` no permission.
    dates.some(({ from, to }) => at >= from && at < to)
      ? { ...token, concept: undefined, names: [], place: '', proper: false, stop: true, stem: '' }
      : token,
  );
  return { tokens, numbers: findNumbers(list, language), dates };
}

function annotate(tokens: Token[], language: string, lowered: ReadonlySet<string>): ReadToken[] {
  const words = tokens.map((token) => (token.kind === 'word' ? token.lower : ''));
  const titleCase = isTitleCase(tokens);
  const read: ReadToken[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const sense = findConcept(words, at, language);
    const found =
      sense !== undefined && lacksItsNumber(sense.concept, tokens, at) ? undefined : sense;
    const stop = isStopword(token.lower, language);
    const known = stop || found !== undefined || isNumberWord(token.lower, language);
    const capital = isCapital(token)
      ? capitalOf(tokens, at, { titleCase, lowered, known })
      : 'none';
    const proper = capital === 'sure';
    const mayName =
      token.kind === 'word' &&
      (capital !== 'none' || (lacksCapitals(token) && !known && !isCommon(token.lower, language)));
    const names =
      mayName || isCapital(token) || lacksCapitals(token)
        ? nameKeys(words, at, token.text, known ? 'word' : 'name')
        : undefined;
    const named =
      names !== undefined && (mayName || names.place !== '') && !(stop && names.words === 1)
        ? names
        : undefined;
    const span = Math.max(found?.words ?? 1, named?.words ?? 1);
    for (let inside = 0; inside < span && at + inside < tokens.length; inside += 1) {
      const part = tokens[at + inside];
      if (part === undefined) break;
      read.push({
        ...part,
        concept:
          named?.place === undefined || named.place === '' || found !== undefined
            ? found?.concept
            : undefined,
        stop: stop && found === undefined && named === undefined,
        names: inside === 0 ? (named?.keys ?? []) : [],
        place: named?.place ?? '',
        proper: proper || (named?.place ?? '') !== '',
        stem:
          part.kind === 'word' && !isStopword(part.lower, language)
            ? stem(part.lower, language)
            : '',
      });
    }
    at += span - 1;
  }
  return read;
}

/** `64 runs` are cricket, `runs a factory` is not. */
function lacksItsNumber({ id }: Concept, tokens: readonly Token[], at: number): boolean {
  return (
    id === 'run_cricket' &&
    tokens[at]?.lower.startsWith('run') === true &&
    tokens[at - 1]?.kind !== 'number'
  );
}

interface Capitals {
  titleCase: boolean;
  lowered: ReadonlySet<string>;
  /** The word is in the lexicon or holds sentences together. */
  known: boolean;
}

/**
 * How much a capital says: inside a sentence it makes a name; at its beginning, and where all words have one, a word that
 * is known otherwise is none, and another may be one.
 */
function capitalOf(
  tokens: readonly Token[],
  at: number,
  { titleCase, lowered, known }: Capitals,
): 'sure' | 'perhaps' | 'none' {
  const token = tokens[at];
  if (token === undefined) return 'none';
  // ISRO, TikTok, ByteDance: capitals inside a word make a name anywhere.
  if (/\p{Lu}.*\p{Lu}/u.test(token.text) && token.text.length > 1) return 'sure';
  const first = !tokens.slice(0, at).some(({ kind }) => kind === 'word');
  const opening = first || /^["“'‘:(]$/u.test(tokens[at - 1]?.text ?? '');
  if (!opening && !titleCase) return 'sure';
  if (known || lowered.has(token.lower)) return 'none';
  // `Kestrel Mobility is`: two capitals at the beginning are a name.
  const next = tokens[at + 1];
  return !titleCase && next !== undefined && isCapital(next) ? 'sure' : 'perhaps';
}
