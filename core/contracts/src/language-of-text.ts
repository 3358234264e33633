// Guesses the language of a caption or comment: by its script, among those of one script by letters that only one of them has
// and by small words, also of Hindi and Tamil in Latin letters. A forgotten choice is then usually right; how often, and why no
// library: docs/measurements/language-detection.md. Pure.

import { CONTENT_LANGUAGES } from './languages.ts';

type Script = (typeof CONTENT_LANGUAGES)[number]['script'];

const SCRIPTS: readonly (readonly [Script, RegExp])[] = [
  ['Latn', /\p{Script=Latin}/gu],
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

/** Small words, and endings behind a star. Self-written, not reviewed by native speakers. */
const WORDS: Readonly<Partial<Record<Script, Readonly<Record<string, readonly string[]>>>>> = {
  Deva: {
    hi: listed(
      'है हैं हूँ और नहीं में का की के को से ने मैं हम यह ये वह वही क्या कौन कैसा कैसे कितना था थी थे हो गया गई पर साथ मेरा मेरी आपने लो बताओ सुनो वाला',
    ),
    mr: listed(
      'आहे आहोत आहेत आणि नाही काय का कसा कशी किती कोण ते हे आम्ही तुम्ही माझा माझी माझं झाला झाली झालं केला केली केलं म्हणजे घरी सांगा ऐका बघून की *च्या *ाय *ताना *ीची *चं *तला *ाच *यचा *यची',
    ),
  },
  Latn: {
    en: listed(
      'the and is of to my for with this that you in it on at was not what how who have has be we they she he our your me i a an are by from without could did do new day',
    ),
    id: listed(
      'yang dan ini itu tidak untuk dengan aku kamu gue dia ada banget nggak gak enak lagi sih jadi bareng buat bikin hari seperti siapa jangan ya sama sampai atau dalam paling di cara belajar kali tanpa terus ala *nya *kan me*',
    ),
    hi: listed(
      'hai hain nahi nahin kya mera meri mere aur ka ki ko mein ye yeh bhai yaar kaise kaisa kitna aaj kal wala bahut kuch koi kaun hum tum main mujhe apne apna sab se pe par to bas kabhi abhi ho gaya raha dekho suno dil batao lo liya mila zindagi hui aap aapne khoob itna',
    ),
    ta: listed(
      'enna romba naan nee intha namma irukku irukeenga da epdi eppadi ithu yaaru amma sollunga inniku enakku ungalukku konjam vanakkam nalla thambi paatti *unga *anga *uthu *ale *rathu *athu *ma *la *pongal',
    ),
  },
};

/** Letters that one language of a script has and the other does not. */
const LETTERS: Readonly<Record<string, RegExp>> = {
  as: /[\u09f0\u09f1]/u,
  bn: /\u09b0/u,
  mr: /\u0933/u,
};
const LETTER_WEIGHT = 2;
/** Endings and beginnings of words say less than whole ones. */
const PART_WEIGHT = 0.5;
const PART_WORD_MIN = 4;
/** In letters of every language one ending alone says nothing: grandma is no Tamil. */
const LATIN_MIN = 1;

/**
 * @param present what is chosen so far; empty: nothing.
 * @param own the person's languages, most wanted first: where nothing in the words decides, theirs is meant.
 * @returns null where nothing speaks for another language than the present one. English words do not change a choice: films
 * in every language carry English captions.
 */
export function languageOfText(
  text: string,
  present: string,
  own: readonly string[],
): string | null {
  const script = scriptOf(text);
  if (script === undefined) return null;
  const spoken = spokenIn(text, script, own);
  if (spoken !== undefined)
    return spoken === present || (spoken === 'en' && present !== '') ? null : spoken;
  // Latin letters alone are of every language.
  if (script === 'Latn') return null;
  const fitting: string[] = CONTENT_LANGUAGES.filter((one) => one.script === script).map(
    ({ code }) => code,
  );
  if (fitting.includes(present)) return null;
  return own.find((code) => fitting.includes(code)) ?? fitting[0] ?? null;
}

function scriptOf(text: string): Script | undefined {
  const counted = SCRIPTS.map(([script, letters]) => ({
    script,
    count: text.match(letters)?.length ?? 0,
  }));
  const most = counted.reduce((best, one) => (one.count > best.count ? one : best));
  return most.count < LETTERS_MIN ? undefined : most.script;
}

/** @returns the language for which most speaks, where nothing speaks as much for another. */
function spokenIn(text: string, script: Script, own: readonly string[]): string | undefined {
  const words = text
    .toLowerCase()
    .split(/[^\p{L}\p{M}']+/u)
    .filter((word) => word !== '');
  const scores = new Map<string, number>();
  for (const [language, list] of Object.entries(WORDS[script] ?? {})) {
    const score = words.reduce((sum, word) => sum + weightOf(word, list), 0);
    scores.set(language, score);
  }
  // A single word of another script is no sign of its language.
  for (const [language, letters] of Object.entries(LETTERS))
    if (isWritten(language, script) && letters.test(text))
      scores.set(language, (scores.get(language) ?? 0) + LETTER_WEIGHT);
  const [best, next] = [...scores].toSorted(([, a], [, b]) => b - a);
  if (
    best === undefined ||
    best[1] < (script === 'Latn' ? LATIN_MIN : PART_WEIGHT) ||
    best[1] === next?.[1]
  )
    return undefined;
  // In Latin letters Hindi and Urdu are one language; whose it is, its writer knows.
  const isUrdu = best[0] === 'hi' && script === 'Latn' && own.includes('ur') && !own.includes('hi');
  return isUrdu ? 'ur' : best[0];
}

function isWritten(language: string, script: Script): boolean {
  return CONTENT_LANGUAGES.some((one) => one.code === language && one.script === script);
}

function weightOf(word: string, list: readonly string[]): number {
  if (list.includes(word)) return 1;
  if (word.length < PART_WORD_MIN) return 0;
  const isPart = list.some(
    (one) =>
      (one.startsWith('*') && word.endsWith(one.slice(1))) ||
      (one.endsWith('*') && word.startsWith(one.slice(0, -1))),
  );
  return isPart ? PART_WEIGHT : 0;
}

function listed(words: string): readonly string[] {
  return words.normalize('NFC').split(' ');
}
