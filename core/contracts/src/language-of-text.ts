// Guesses the language of a caption or comment by its script, so that a forgotten choice is usually right. Pure.

import { CONTENT_LANGUAGES } from './languages.ts';

type Script = (typeof CONTENT_LANGUAGES)[number]['script'];

const SCRIPTS: readonly (readonly [Script, RegExp])[] = [
  ['Deva', /\p{Script=Devanagari}/gu],
  ['Taml', /\p{Script=Tamil}/gu],
  ['Telu', /\p{Script=Telugu}/gu],
  ['Beng', /\p{Script=Bengali}/gu],
  ['Gujr', /\p{Script=Gujarati}/gu],
  ['Knda', /\p{Script=Kannada}/gu],
  ['Mlym', /\p{Script=Malayalam}/gu],
  ['Guru', /\p{Script=Gurmukhi}/gu],
  ['Orya', /\p{Script=Oriya}/gu],
  ['Arab', /\p{Script=Arabic}/gu],
];

/** Fewer letters than this say nothing: a name, a sign. */
const LETTERS_MIN = 3;

/**
 * @param own the person's languages, most wanted first: of several languages in one script, theirs is meant.
 * @returns null where the script is Latin, which says little, or where the present choice already fits the script.
 */
export function languageOfText(
  text: string,
  present: string,
  own: readonly string[],
): string | null {
  const counted = SCRIPTS.map(([script, letters]) => ({
    script,
    count: text.match(letters)?.length ?? 0,
  }));
  const most = counted.reduce((best, one) => (one.count > best.count ? one : best));
  if (most.count < LETTERS_MIN) return null;
  const fitting: string[] = CONTENT_LANGUAGES.filter(({ script }) => script === most.script).map(
    ({ code }) => code,
  );
  if (fitting.includes(present)) return null;
  return own.find((code) => fitting.includes(code)) ?? fitting[0] ?? null;
}
