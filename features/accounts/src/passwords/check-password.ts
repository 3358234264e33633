// Which passwords are refused. After NIST SP 800-63B: length and a list of what everybody uses, no rules of composition.

import { PASSWORD_MAX, PASSWORD_MIN } from '@jhalak/contracts/accounts';

/** A handle shorter than this is found in honest passwords by chance. */
const HANDLE_INSIDE_MIN = 4;
/** Fewer different characters than this are a pattern, not a password. */
const DIFFERENT_MIN = 5;

/** Words that people dress up with a year and a sign; bare of those, a password must not be one. */
const DRESSED_UP_WORDS: ReadonlySet<string> = new Set([
  'password',
  'passwort',
  'passcode',
  'welcome',
  'jhalak',
  'india',
  'bharat',
  'hindustan',
  'indonesia',
  'iloveyou',
  'qwerty',
  'qwertyuiop',
  'admin',
  'administrator',
  'letmein',
  'login',
  'krishna',
  'ganesh',
  'saibaba',
  'cricket',
  'secret',
  'changeme',
  'default',
  'test',
  'testtest',
  'abc',
  'abcd',
  'abcdef',
  'asdfghjkl',
  'zxcvbnm',
]);

let common: Promise<ReadonlySet<string>> | undefined;

// Loaded at the first sign-up, not at start: half a megabyte that most processes never need.
async function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) =>
      new Set(dictionary['passwords-common'].filter((word) => word.length >= PASSWORD_MIN)),
  );
  return await common;
}

/** @returns the form that is hashed and compared, so that another keyboard's way of typing an accent still signs in. */
export function foldPassword(typed: string): string {
  return typed.normalize('NFKC');
}

/**
 * @param handle the folded handle of the same account.
 * @returns why the password is refused, as a sentence to show; undefined when it is good.
 * Cost: microseconds; the first call loads the list (some 30 ms).
 */
export async function passwordWeakness(typed: string, handle: string): Promise<string | undefined> {
  const password = foldPassword(typed);
  const characters = Array.from(password);
  if (characters.length < PASSWORD_MIN) {
    return `A password has at least ${PASSWORD_MIN} characters; a few words in a row are easy to keep.`;
  }
  if (characters.length > PASSWORD_MAX) return `A password has at most ${PASSWORD_MAX} characters.`;
  const lower = password.toLowerCase();
  if (handle.length >= HANDLE_INSIDE_MIN && lower.includes(handle)) {
    return 'A password must not contain the handle.';
  }
  return isGuessable(lower, await commonPasswords())
    ? 'This password is among the first that a stranger would try; choose another one.'
    : undefined;
}

function isGuessable(lower: string, list: ReadonlySet<string>): boolean {
  const characters = Array.from(lower);
  if (new Set(characters).size < DIFFERENT_MIN || isRun(characters)) return true;
  const undecorated = lower.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const letters = lower.replace(/[^\p{L}]/gu, '');
  return list.has(lower) || list.has(undecorated) || DRESSED_UP_WORDS.has(letters);
}

// abcdefghij, 0987654321
function isRun(characters: readonly string[]): boolean {
  const points = characters.map((character) => character.codePointAt(0) ?? 0);
  return [1, -1].some((step) =>
    points.every((point, index) => index === 0 || point - (points[index - 1] ?? 0) === step),
  );
}
