// Whether a text says what an order names. One folding for every script, so that case, width, accents on Latin letters and
// invisible signs do not help anybody around an order.

const JOINERS = /[\u200b-\u200f\u2060\ufeff\u00ad]/gu;
/** Accents over Latin, Greek and Cyrillic; marks of Indic scripts are letters of their own and stay. */
const ACCENTS = /[\u0300-\u036f]/gu;
const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}]+/gu;

/**
 * @returns the words of a text, folded, each between single spaces, with one space at both ends; ` ` for no word.
 * Cost: microseconds for a caption.
 */
export function foldWords(text: string): string {
  const plain = text.normalize('NFKD').replace(ACCENTS, '').normalize('NFKC');
  const words = plain.toLowerCase().replace(JOINERS, '').replace(BETWEEN_WORDS, ' ').trim();
  return words === '' ? ' ' : ` ${words} `;
}

/** What a clip, story or card says: its texts, and its tags without `#`. */
export interface ItemWords {
  texts: readonly string[];
  tags: readonly string[];
  /** Who made it, where a person did. */
  personId?: string;
  /** Of a clip: the clip where what is heard in it was first. */
  soundId?: string;
  /** Of a card: the clip or story that it tells of. */
  itemId?: string;
  /** Of a card: in which it is told. */
  language?: string;
}

/** @returns whether whole words of a text, or a tag, are the keyword. An empty keyword is nothing. */
export function saysKeyword(words: ItemWords, keyword: string): boolean {
  const folded = foldWords(keyword);
  if (folded === ' ') return false;
  return [...words.texts, ...words.tags].some((text) => foldWords(text).includes(folded));
}

/** @returns whether a tag is among the tags, or stands in a text as a hashtag. */
export function hasTag(words: ItemWords, tag: string): boolean {
  const folded = foldWords(tag);
  if (folded === ' ') return false;
  if (words.tags.some((one) => foldWords(one) === folded)) return true;
  return words.texts.some((text) =>
    [...text.matchAll(HASHTAGS)].some((found) => foldWords(found[1] ?? '') === folded),
  );
}

/** As creators write them; the joiners keep Indic words whole. */
const HASHTAGS = /[#＃]([\p{L}\p{M}\p{N}_\u200c\u200d]+)/gu;
