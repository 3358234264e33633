// Urdu by ear. It writes long vowels with letters that are consonants elsewhere, and short ones not at all: what is missing
// costs little when sounds are compared.

const LETTERS: Readonly<Record<string, string>> = {
  ...{ ب: 'b', پ: 'p', ت: 't', ٹ: 't', ث: 's', ج: 'j', چ: 'c', ح: 'h', خ: 'k', د: 'd', ڈ: 'd' },
  ...{ ذ: 'j', ر: 'r', ڑ: 'r', ز: 'j', ژ: 'j', س: 's', ش: 's', ص: 's', ض: 'j', ط: 't', ظ: 'j' },
  ...{ ع: 'a', غ: 'g', ف: 'p', ق: 'k', ک: 'k', ك: 'k', گ: 'g', ل: 'l', م: 'm', ن: 'n', ں: 'n' },
  ...{ ا: 'a', آ: 'a', أ: 'a', إ: 'a', ے: 'e', ئ: 'i', ۓ: 'e', ؤ: 'o' },
};
const HE = 'ہهةۃ';
const YE = 'یيى';
const VAV = 'و';
const ALEF = 'ا';
const VOWELS = 'aeiou';

/** @param run letters of one word that are Arabic ones. @returns its sounds. */
export function arabicSounds(run: string): string {
  const letters = Array.from(run);
  let sound = '';
  for (const [at, letter] of letters.entries())
    sound += soundOf(letter, letters[at - 1], letters[at + 1], sound);
  return sound;
}

function soundOf(
  letter: string,
  before: string | undefined,
  next: string | undefined,
  sound: string,
): string {
  // A bare alef before another vowel's letter only carries it: اولمپک.
  if (letter === ALEF && before === undefined && next !== undefined && isCarried(next)) return '';
  if (YE.includes(letter)) return before === undefined ? 'y' : 'i';
  if (letter === VAV) return vav(before, next, sound);
  // At the end it is heard as an a: مدینہ. The other h only gives breath.
  if (HE.includes(letter)) return next === undefined ? 'a' : 'h';
  return LETTERS[letter] ?? '';
}

function vav(before: string | undefined, next: string | undefined, sound: string): string {
  if (before === undefined) return 'v';
  if (before === ALEF && sound === '') return 'o';
  if (next !== undefined && (isCarried(next) || next === ALEF || next === 'ے')) return 'v';
  return VOWELS.includes(sound.at(-1) ?? '') && next !== undefined ? 'v' : 'o';
}

function isCarried(letter: string): boolean {
  return letter === VAV || YE.includes(letter);
}
