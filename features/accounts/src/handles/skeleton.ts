// The skeleton of a handle: two handles that a person could take for one another have the same one, and only one of
// them can exist. UTS #39 confusables, made stricter where Latin handles meet a hurried eye.

import { LOOKS_LIKE } from './characters.ts';

const JOINERS = /[\u200c\u200d]/g;
// Accents on Latin letters vanish on a small screen: `ádmin` is `admin`. Indic signs are letters' halves and stay.
const LATIN_ACCENTS = /(\p{Script=Latin})\p{M}+/gu;
// The standard has 1 = l = capital I and 0 = capital O. Handles are folded to lower case, so that i stands for I.
const LIKE_L = /[i|]/g;
const LIKE_W = /w/g;

/**
 * @param handle a folded handle, as `checkHandle` gives it.
 * @returns a text for comparing only, never for showing; equal for handles that look alike. Idempotent over case.
 * Cost: some microseconds. Source: UTS #39, section 4, with ICU's data.
 */
export function skeletonOf(handle: string): string {
  const plain = withoutAccents(handle.normalize('NFD').replace(JOINERS, ''));
  const drawn = Array.from(plain, (character) => LOOKS_LIKE.get(character) ?? character).join('');
  return withoutAccents(drawn.normalize('NFD').toLowerCase())
    .replace(LIKE_L, 'l')
    .replace(LIKE_W, 'vv');
}

function withoutAccents(text: string): string {
  return text.replace(LATIN_ACCENTS, '$1');
}
