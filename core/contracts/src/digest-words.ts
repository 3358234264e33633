// A digest in words that two people can read to each other over a telephone, in any language.

/** Proquints (D. S. Wilkerson, arXiv:0901.4016): sixteen bits are five letters that can be spoken. */
const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';
const QUINT_HEX = 4;

/**
 * @param hex even number of hexadecimal digits, 4 a word; a SHA-256 makes 16 words.
 * @returns the words, such as `lusab`. All of them are the whole digest: fewer would be easier to imitate. Cost: none.
 */
export function digestWords(hex: string): string[] {
  const words: string[] = [];
  for (let at = 0; at + QUINT_HEX <= hex.length; at += QUINT_HEX) {
    const bits = Number.parseInt(hex.slice(at, at + QUINT_HEX), 16);
    words.push(
      `${CONSONANTS[(bits >> 12) & 15]}${VOWELS[(bits >> 10) & 3]}${CONSONANTS[(bits >> 6) & 15]}${VOWELS[(bits >> 4) & 3]}${CONSONANTS[bits & 15]}`,
    );
  }
  return words;
}
