// Indic scripts by ear. Their blocks in Unicode stand in one order (that of ISCII), so one table of places says a letter's
// sound in nine of them; what a script writes in its own way is a rule below. Breath (kh, gh) is not heard: nobody spells it
// alike in Latin letters.

const VIRAMA = 0x4d;
const NUKTA = 0x3c;
/** From ka (15 hex) on. */
const STOPS = 'kkggnccjjnttddnttddn';
const KA = 0x15;
const PLACED: Readonly<Record<number, string>> = {
  ...{ 0x29: 'n', 0x2a: 'p', 0x2b: 'p', 0x2c: 'b', 0x2d: 'b', 0x2e: 'm', 0x2f: 'y', 0x30: 'r' },
  ...{ 0x31: 'r', 0x32: 'l', 0x33: 'l', 0x34: 'l', 0x35: 'v', 0x36: 's', 0x37: 's', 0x38: 's' },
  ...{ 0x39: 'h', 0x58: 'k', 0x59: 'k', 0x5a: 'g', 0x5b: 'j', 0x5c: 'r', 0x5d: 'r', 0x5e: 'p' },
  0x5f: 'y',
};
const VOWELS: Readonly<Record<number, string>> = {
  ...{ 0x04: 'a', 0x05: 'a', 0x06: 'a', 0x07: 'i', 0x08: 'i', 0x09: 'u', 0x0a: 'u', 0x0b: 'ri' },
  ...{ 0x0d: 'e', 0x0e: 'e', 0x0f: 'e', 0x10: 'e', 0x11: 'o', 0x12: 'o', 0x13: 'o', 0x14: 'o' },
  ...{ 0x72: 'e' },
};
const SIGNS: Readonly<Record<number, string>> = {
  ...{ 0x3e: 'a', 0x3f: 'i', 0x40: 'i', 0x41: 'u', 0x42: 'u', 0x43: 'ri', 0x44: 'ri', 0x45: 'e' },
  ...{ 0x46: 'e', 0x47: 'e', 0x48: 'e', 0x49: 'o', 0x4a: 'o', 0x4b: 'o', 0x4c: 'o' },
};
const BENGALI = 0x0980;
const GURMUKHI = 0x0a00;
const ORIYA = 0x0b00;
const TAMIL = 0x0b80;
const TELUGU = 0x0c00;
const MALAYALAM = 0x0d00;
/** Letters of one script at places where others have something else. */
const OWN: Readonly<Record<number, string>> = {
  0x09ce: 't',
  0x09f0: 'r',
  0x09f1: 'v',
  0x0b71: 'v',
  ...{ 0x0d7a: 'n', 0x0d7b: 'n', 0x0d7c: 'r', 0x0d7d: 'l', 0x0d7e: 'l', 0x0d7f: 'k' },
};
const VOICED: Readonly<Record<string, string>> = { k: 'g', c: 'j', t: 'd', p: 'b' };

/** One consonant as it was heard, so that Tamil knows what stands before. */
interface Heard {
  sound: string;
  /** What stands right before the letter that is read now. */
  before: 'start' | 'vowel' | 'nasal' | 'consonant';
  last: string;
}

/**
 * @param run letters of one word that are of one Indic block, in NFC.
 * @returns its sounds; long and short vowels are one, the unwritten a stands where no sign takes it away.
 */
export function indicSounds(run: string): string {
  const codes = Array.from(run, (letter) => letter.codePointAt(0) ?? 0);
  const block = (codes[0] ?? 0) & ~0x7f;
  const heard: Heard = { sound: '', before: 'start', last: '' };
  for (let at = 0; at < codes.length;) at += readLetter(codes, at, block, heard);
  return heard.sound;
}

/** @returns how many letters it took. */
function readLetter(codes: readonly number[], at: number, block: number, heard: Heard): number {
  const place = (codes[at] ?? 0) - block;
  const vowel = VOWELS[place];
  if (vowel !== undefined) {
    // ওয় of Bengali is how it writes a v.
    if (block === BENGALI && place === 0x13 && isBengaliY(codes, at + 1)) {
      return (
        say(heard, 'v', codes, at + 1 + (codes[at + 2] === BENGALI + NUKTA ? 1 : 0), block) - at
      );
    }
    heard.sound += vowel;
    heard.before = 'vowel';
    return 1;
  }
  const cluster = clusterAt(codes, at, block);
  if (cluster !== undefined)
    return say(heard, cluster.sound, codes, at + cluster.taken - 1, block) - at;
  const dotted = codes[at + 1] === block + NUKTA;
  const consonant = consonantAt(codes, at, block, dotted, heard);
  if (consonant !== undefined)
    return say(heard, consonant, codes, at + (dotted ? 1 : 0), block) - at;
  if (place === 0x01 || place === 0x02 || (block === GURMUKHI && place === 0x70)) {
    heard.sound += bindu(codes, at, block);
    heard.before = 'nasal';
  }
  return 1;
}

// Writes a consonant and the vowel behind it. @returns the place after both.
function say(
  heard: Heard,
  sound: string,
  codes: readonly number[],
  lastOfLetter: number,
  block: number,
): number {
  heard.sound += sound;
  heard.last = sound;
  const next = (codes[lastOfLetter + 1] ?? 0) - block;
  if (next === VIRAMA) {
    heard.before = sound === 'n' || sound === 'm' ? 'nasal' : 'consonant';
    return lastOfLetter + 2;
  }
  const sign = SIGNS[next];
  // Chillus of Malayalam and khanda ta carry no vowel.
  const bare = OWN[codes[lastOfLetter] ?? 0] !== undefined && isBare(codes[lastOfLetter] ?? 0);
  heard.sound += bare ? '' : (sign ?? 'a');
  heard.before = bare ? (sound === 'n' ? 'nasal' : 'consonant') : 'vowel';
  return lastOfLetter + (sign === undefined ? 1 : 2);
}

function isBare(code: number): boolean {
  return code === 0x09ce || code >= 0x0d7a;
}

function consonantAt(
  codes: readonly number[],
  at: number,
  block: number,
  dotted: boolean,
  heard: Heard,
): string | undefined {
  const code = codes[at] ?? 0;
  const own = OWN[code];
  if (own !== undefined) return own;
  const place = code - block;
  // Signs and length marks beyond the letters of all scripts.
  if (place < KA || (place > 0x39 && place < 0x58) || place > 0x5f) return undefined;
  if (dotted) return dottedSound(place);
  if (block === TAMIL) return tamilSound(codes, at, heard);
  // Bengali and Odia say the old y as j, but not as the second of two.
  if ((block === BENGALI || block === ORIYA) && place === 0x2f)
    return heard.before === 'consonant' ? 'y' : 'j';
  return place <= 0x28 ? STOPS[place - KA] : PLACED[place];
}

// A dot makes r of d, f of ph, z of j, and gives Bengali its y.
function dottedSound(place: number): string | undefined {
  if (place === 0x21 || place === 0x22) return 'r';
  return place <= 0x28 ? STOPS[place - KA] : PLACED[place];
}

// Tamil writes k and g alike: hard at the beginning and when doubled, soft after a nasal and between vowels.
function tamilSound(codes: readonly number[], at: number, heard: Heard): string | undefined {
  const place = (codes[at] ?? 0) - TAMIL;
  const plain = place <= 0x28 ? STOPS[place - KA] : PLACED[place];
  // ச is s, and ch only when doubled.
  if (place === 0x1a) {
    if (heard.before === 'nasal') return 'j';
    return heard.before === 'consonant' || codes[at + 1] === TAMIL + VIRAMA ? 'c' : 's';
  }
  const soft = plain === undefined ? undefined : VOICED[plain];
  const isGrantha = place === 0x1c;
  if (soft === undefined || isGrantha) return plain;
  if (heard.before === 'nasal') return soft;
  return heard.before === 'vowel' && codes[at + 1] !== TAMIL + VIRAMA ? soft : plain;
}

function clusterAt(
  codes: readonly number[],
  at: number,
  block: number,
): { sound: string; taken: number } | undefined {
  if (codes[at + 1] !== block + VIRAMA) return undefined;
  const first = (codes[at] ?? 0) - block;
  const second = (codes[at + 2] ?? 0) - block;
  // jñ; the doubled ñ of Tamil.
  if (second === 0x1e && (first === 0x1c || (block === TAMIL && first === 0x1e)))
    return { sound: 'gn', taken: 3 };
  if (block !== TAMIL && block !== MALAYALAM) return undefined;
  if (second !== 0x31) return undefined;
  // A doubled hard r is a t; after n it is soft in Tamil, hard in Malayalam.
  if (first === 0x31) return { sound: 't', taken: 3 };
  if (first === 0x28 && block === MALAYALAM) return { sound: 'nt', taken: 3 };
  return undefined;
}

function isBengaliY(codes: readonly number[], at: number): boolean {
  return codes[at] === 0x09df || (codes[at] === 0x09af && codes[at + 1] === BENGALI + NUKTA);
}

// The dot is m before lips, and at the end of a word in the south.
function bindu(codes: readonly number[], at: number, block: number): string {
  const next = (codes[at + 1] ?? 0) - block;
  if (next >= 0x2a && next <= 0x2e) return 'm';
  return at === codes.length - 1 && block >= TELUGU ? 'm' : 'n';
}
