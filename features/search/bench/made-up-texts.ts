// Captions to search among: each concept once in every script, and any number of others whose words are syllables thrown
// together in the letters of a script. Such words lie closer to each other than real ones: a hard crowd, not a real one.

import type { Random } from '@jhalak/kernel';
import { SCRIPTS, type Concept } from './words.ts';

type Script = (typeof SCRIPTS)[number] | 'Latn';

export interface MadeText {
  text: string;
  script: Script;
  /** Its place in the table of concepts; undefined for one of the crowd. */
  concept?: number;
}

/** Common words of each script, so that captions share what real ones share. */
export const COMMON: Readonly<Record<Script, string>> = {
  Deva: 'आज मेरे साथ नया देखो कैसे सब लोग घर और यह बहुत',
  Taml: 'இன்று எனது புதிய பாருங்கள் எல்லோரும் வீடு மிகவும் அழகு',
  Telu: 'ఈరోజు నా కొత్త చూడండి అందరూ ఇల్లు చాలా మంచి',
  Beng: 'আজ আমার নতুন দেখো সবাই বাড়ি খুব সুন্দর',
  Gujr: 'આજે મારું નવું જુઓ બધા ઘર ખૂબ સરસ',
  Knda: 'ಇಂದು ನನ್ನ ಹೊಸ ನೋಡಿ ಎಲ್ಲರೂ ಮನೆ ತುಂಬಾ ಚೆನ್ನಾಗಿ',
  Mlym: 'ഇന്ന് എന്റെ പുതിയ കാണൂ എല്ലാവരും വീട് വളരെ നല്ല',
  Guru: 'ਅੱਜ ਮੇਰਾ ਨਵਾਂ ਵੇਖੋ ਸਾਰੇ ਘਰ ਬਹੁਤ ਸੋਹਣਾ',
  Orya: 'ଆଜି ମୋର ନୂଆ ଦେଖ ସମସ୍ତେ ଘର ବହୁତ ସୁନ୍ଦର',
  Arab: 'آج میرا نیا دیکھو سب گھر بہت اچھا',
  Latn: 'today my new look everyone home very nice with aaj mera dekho',
};
const BLOCKS: Readonly<Partial<Record<Script, number>>> = {
  ...{ Deva: 0x0900, Beng: 0x0980, Guru: 0x0a00, Gujr: 0x0a80, Orya: 0x0b00, Taml: 0x0b80 },
  ...{ Telu: 0x0c00, Knda: 0x0c80, Mlym: 0x0d00 },
};
/** Places of consonants and vowel signs that every block has; Tamil lacks some. */
const CONSONANTS = [
  ...[0x15, 0x17, 0x1a, 0x1c, 0x1f, 0x21, 0x24, 0x26, 0x28, 0x2a, 0x2c, 0x2e, 0x2f, 0x30, 0x32],
  ...[0x38, 0x39],
];
const TAMIL_CONSONANTS = [
  ...[0x15, 0x1a, 0x1c, 0x1f, 0x24, 0x28, 0x2a, 0x2e, 0x2f, 0x30, 0x32, 0x35, 0x38, 0x39],
];
const SIGNS = [0, 0, 0x3e, 0x3f, 0x40, 0x41, 0x47, 0x4b];
const ARABIC = Array.from('بپتجچدرزسشکگلمنہو');
const ARABIC_VOWELS = ['', '', 'ا', 'ی', 'و'];
const LATIN = 'k g ch j t d n p b m y r l s h v sh th bh'.split(' ');
const LATIN_VOWELS = 'a aa i ee u oo e o'.split(' ');
/** Different words of a script in the crowd. */
const WORDS = 20_000;
const CROWD_WORDS = 7;
const FILLED_WORDS = 4;

const ALL: readonly Script[] = [...SCRIPTS, 'Latn'];

/** @returns the concepts' captions, then `crowd` others; the same for one seed. */
export function* madeTexts(
  concepts: readonly Concept[],
  crowd: number,
  random: Random,
): Generator<MadeText> {
  const pools = new Map(ALL.map((script) => [script, poolOf(script, random)]));
  const some = (script: Script, count: number): string[] => {
    const pool = pools.get(script) ?? [];
    const common = COMMON[script].split(' ');
    return Array.from({ length: count }, (_, at) =>
      at < 2
        ? (common[whole(random, common.length)] ?? '')
        : // Some words come often, most seldom.
          (pool[Math.floor(pool.length * random.next() ** 2)] ?? ''),
    );
  };
  for (const [concept, { latin, written }] of concepts.entries()) {
    for (const [at, script] of ALL.entries()) {
      const word = written[at] ?? latin[0] ?? '';
      const words = some(script, FILLED_WORDS);
      words.splice(whole(random, words.length + 1), 0, word);
      yield { text: words.join(' '), script, concept };
    }
  }
  for (let at = 0; at < crowd; at += 1) {
    const script = ALL[at % ALL.length] ?? 'Latn';
    yield { text: some(script, CROWD_WORDS).join(' '), script };
  }
}

function poolOf(script: Script, random: Random): string[] {
  return Array.from({ length: WORDS }, () => {
    const syllables = 2 + whole(random, 3);
    return Array.from({ length: syllables }, () => syllable(script, random)).join('');
  });
}

function syllable(script: Script, random: Random): string {
  if (script === 'Latn') return pick(LATIN, random) + pick(LATIN_VOWELS, random);
  if (script === 'Arab') return pick(ARABIC, random) + pick(ARABIC_VOWELS, random);
  const block = BLOCKS[script] ?? 0;
  const consonant = pick(script === 'Taml' ? TAMIL_CONSONANTS : CONSONANTS, random);
  const sign = pick(SIGNS, random);
  return (
    String.fromCodePoint(block + consonant) + (sign === 0 ? '' : String.fromCodePoint(block + sign))
  );
}

function pick<One>(list: readonly One[], random: Random): One {
  return list[whole(random, list.length)] as One;
}

function whole(random: Random, below: number): number {
  return Math.floor(random.next() * below);
}
