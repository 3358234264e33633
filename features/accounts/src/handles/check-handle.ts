// Which handles can be chosen. Pure: whether one is taken is the store's question.

import { SCRIPT_OF, VIRAMA_SIGNS, type HandleScript } from './characters.ts';
import { RESERVED_NAMES, RESERVED_PARTS } from './reserved-names.ts';
import { skeletonOf } from './skeleton.ts';

/** Shorter ones are too few for a country; counted in code points, so that वि fits two. */
export const HANDLE_MIN = 3;
/** Longer ones do not fit a line of 360 px. */
export const HANDLE_MAX = 30;
/** No word of our scripts needs more signs on one letter; more only break layouts. */
const MARKS_MAX = 4;

/** Why a handle is refused. */
export type HandleRule =
  | 'length'
  | 'characters'
  | 'one_script'
  | 'one_kind_of_digits'
  | 'a_letter'
  | 'separators'
  | 'signs'
  | 'joiners'
  | 'reserved';

export type HandleVerdict =
  | { kind: 'accepted'; handle: string; skeleton: string; script: HandleScript }
  | { kind: 'refused'; rule: HandleRule; message: string };

const MESSAGES: Readonly<Record<HandleRule, string>> = {
  length: `A handle has ${HANDLE_MIN} to ${HANDLE_MAX} characters.`,
  characters: 'A handle has letters and digits of Latin or one Indian script, dot and underscore.',
  one_script: 'A handle uses letters of one script only.',
  one_kind_of_digits: 'A handle uses one kind of digits only.',
  a_letter: 'A handle has at least one letter.',
  separators: 'Dot and underscore stand between letters or digits, one at a time.',
  signs: 'A vowel sign or mark stands on a letter, each once.',
  joiners: 'A joiner stands between a virama and a letter.',
  reserved: 'This handle is reserved; choose another one.',
};

const LETTER = /^\p{L}$/u;
const MARK = /^\p{M}$/u;
const ASCII_DIGIT = /^[0-9]$/;
const SEPARATOR = /^[._]$/;
const JOINER = /^[\u200c\u200d]$/;

/**
 * Brings what a person typed to the form that is stored and compared: no `@` or spaces around it, compatibility forms
 * and case folded. Does not judge.
 */
export function foldHandle(typed: string): string {
  return typed
    .replace(/^ *@?| +$/g, '')
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC');
}

/**
 * Judges a handle.
 *
 * @param typed anything; its length is bounded by the caller's schema.
 * @returns accepted with the stored form, or the first rule that it breaks with a sentence to show.
 * Cost: pure, some microseconds. Source: UTS #39 (recommended characters, single script, confusables), RFC 5892
 * appendix A.1 (joiners).
 */
export function checkHandle(typed: string): HandleVerdict {
  const handle = foldHandle(typed);
  const characters = Array.from(handle);
  const rule = lengthRule(characters) ?? scriptRule(characters) ?? placeRule(characters);
  if (rule !== undefined) return refused(rule);
  const script = characters
    .map((character) => SCRIPT_OF.get(character))
    .find((found) => found !== undefined);
  if (script === undefined || !characters.some((character) => LETTER.test(character)))
    return refused('a_letter');
  return { kind: 'accepted', handle, skeleton: skeletonOf(handle), script };
}

/** @returns the verdict of `checkHandle`, with reserved names refused too: for people who sign up by themselves. */
export function checkChosenHandle(typed: string): HandleVerdict {
  const verdict = checkHandle(typed);
  return verdict.kind === 'accepted' && isReserved(verdict.handle) ? refused('reserved') : verdict;
}

function refused(rule: HandleRule): HandleVerdict {
  return { kind: 'refused', rule, message: MESSAGES[rule] };
}

function lengthRule(characters: readonly string[]): HandleRule | undefined {
  return characters.length < HANDLE_MIN || characters.length > HANDLE_MAX ? 'length' : undefined;
}

function scriptRule(characters: readonly string[]): HandleRule | undefined {
  const scripts = new Set<HandleScript>();
  const digits = new Set<string>();
  for (const character of characters) {
    if (SEPARATOR.test(character) || JOINER.test(character)) continue;
    const script = SCRIPT_OF.get(character);
    if (ASCII_DIGIT.test(character)) digits.add('ascii');
    else if (script === undefined) return 'characters';
    else {
      scripts.add(script);
      if (!LETTER.test(character) && !MARK.test(character)) digits.add(script);
    }
  }
  if (scripts.size > 1) return 'one_script';
  return digits.size > 1 ? 'one_kind_of_digits' : undefined;
}

function placeRule(characters: readonly string[]): HandleRule | undefined {
  let marks = 0;
  for (const [index, character] of characters.entries()) {
    const before = characters[index - 1];
    const after = characters[index + 1];
    marks = MARK.test(character) ? marks + 1 : 0;
    if (SEPARATOR.test(character) && !standsBetween(before, after)) return 'separators';
    if (JOINER.test(character) && !joins(before, after)) return 'joiners';
    if (marks > 0 && (marks > MARKS_MAX || before === character || !carries(before)))
      return 'signs';
  }
  return undefined;
}

function standsBetween(before: string | undefined, after: string | undefined): boolean {
  return (
    before !== undefined && after !== undefined && !SEPARATOR.test(before) && !SEPARATOR.test(after)
  );
}

function joins(before: string | undefined, after: string | undefined): boolean {
  return (
    before !== undefined && after !== undefined && VIRAMA_SIGNS.has(before) && LETTER.test(after)
  );
}

function carries(before: string | undefined): boolean {
  return before !== undefined && (LETTER.test(before) || MARK.test(before));
}

/** Digits and signs that people put for letters. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  9: 'g',
};

function reservedKey(handle: string): string {
  const bare = handle
    .replace(/[._]/g, '')
    .replace(/[345789]/g, (digit) => STANDS_FOR[digit] ?? digit);
  return skeletonOf(bare);
}

const RESERVED_KEYS: ReadonlySet<string> = new Set(RESERVED_NAMES.map(reservedKey));
const RESERVED_PART_KEYS: readonly string[] = RESERVED_PARTS.map(reservedKey);

function isReserved(handle: string): boolean {
  const key = reservedKey(handle);
  return RESERVED_KEYS.has(key) || RESERVED_PART_KEYS.some((part) => key.includes(part));
}
