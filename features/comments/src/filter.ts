// A creator's own words: which of them a comment meets, as written or as it sounds. Sound may only make something wait, never
// take it away: it is coarse on purpose. Pure.

import { phoneticKey } from '@jhalak/kernel';
import { foldWords } from '@jhalak/visibility';

/** Sounds that a word must have to be known by them alone: shorter ones are like too many others. */
const SOUNDS_MIN = 3;

/**
 * @param words as the creator wrote them; whole words are meant, phrases too.
 * @returns the first one that the text meets; undefined for none. Cost: microseconds for a hundred words.
 */
export function wordMet(words: readonly string[], text: string): string | undefined {
  if (words.length === 0) return undefined;
  const folded = foldWords(text);
  const sounds = ` ${phoneticKey(text)} `;
  return words.find((word) => {
    const written = foldWords(word);
    if (written === ' ') return false;
    if (folded.includes(written)) return true;
    const key = phoneticKey(word);
    return key.replaceAll(/[ -]/g, '').length >= SOUNDS_MIN && sounds.includes(` ${key} `);
  });
}
