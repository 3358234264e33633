// Canaries: made-up emails, phone numbers, handles and words that exist nowhere else. All of one run carry its mark, twice
// each, so that half a canary is found too; and they are looked for in ten ways in which they could be hidden.

import { gzipSync, inflateRawSync } from 'node:zlib';
import type { Random } from '@jhalak/kernel';

export interface Canaries {
  /** Ten letters that stand in every canary but phone numbers. */
  letters: string;
  /** Eight digits that stand in every phone number. */
  digits: string;
  email(index: number): string;
  phone(index: number): string;
  /** At most 30 characters of a handle. */
  handle(index: number): string;
  words(index: number): string;
}

/** Letters only, so that a handle may hold them; no vowels, so that no word does. */
const CONSONANTS = 'bcdfghjkmnpqrstvwxz';

export function makeCanaries(random: Random): Canaries {
  const letters = Array.from(
    { length: 10 },
    () => CONSONANTS[random.below(CONSONANTS.length)],
  ).join('');
  const digits = Array.from({ length: 8 }, () => String(random.below(10))).join('');
  const four = (index: number): string => String(index).padStart(4, '0');
  return {
    letters,
    digits,
    email: (index) => `${letters}.${four(index)}@${letters}.example.in`,
    phone: (index) => `+91${digits}${four(index).slice(-2)}`,
    handle: (index) => `${letters}${four(index)}${letters}`,
    words: (index) => `${letters} ${four(index)} ${letters}`,
  };
}

/** How a canary can look when it is not plain. */
export const ENCODINGS = {
  plain: (text) => Buffer.from(text),
  base64: (text) => Buffer.from(Buffer.from(text).toString('base64')),
  base64url: (text) => Buffer.from(Buffer.from(text).toString('base64url')),
  hex: (text) => Buffer.from(Buffer.from(text).toString('hex')),
  gzip: (text) => gzipSync(text),
  url: (text) =>
    Buffer.from(
      [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase()}`).join(''),
    ),
  unicode: (text) =>
    Buffer.from(
      Array.from(text)
        .map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join(''),
    ),
  reversed: (text) => Buffer.from(Array.from(text).toReversed().join('')),
  split: (text) =>
    Buffer.from(`${text.slice(0, text.length / 2)}","${text.slice(text.length / 2)}`),
  utf16: (text) => Buffer.from(text, 'utf16le'),
} as const satisfies Record<string, (text: string) => Buffer>;
export type Encoding = keyof typeof ENCODINGS;

/** What must not be found: the marks of a run, and secrets that the cell itself made (tokens). */
export class Search {
  readonly #needles: { encoding: Encoding; bytes: Buffer }[] = [];
  readonly #plain: Buffer[];

  constructor(secrets: readonly string[]) {
    this.#plain = secrets.map((secret) => Buffer.from(secret));
    for (const secret of secrets) {
      for (const encoding of Object.keys(ENCODINGS) as Encoding[]) {
        for (const bytes of needlesOf(encoding, secret)) this.#needles.push({ encoding, bytes });
      }
    }
  }

  /** @returns in which ways something was found. Cost: one pass over the bytes for each needle, and one for gzip. */
  find(bytes: Buffer): Set<Encoding> {
    const found = new Set<Encoding>();
    for (const needle of this.#needles) {
      if (!found.has(needle.encoding) && bytes.includes(needle.bytes)) found.add(needle.encoding);
    }
    if (this.#inGzip(bytes)) found.add('gzip');
    return found;
  }

  /** Unpacks every gzip member that begins anywhere in the bytes. */
  #inGzip(bytes: Buffer): boolean {
    const magic = Buffer.from([0x1f, 0x8b, 0x08]);
    for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) {
      try {
        const from = at + headerBytes(bytes.subarray(at, at + HEADER_BYTES_MAX));
        // What follows a member is no part of it; a cut one shows what it has.
        const unpacked = inflateRawSync(bytes.subarray(from, from + UNPACKED_FROM_MAX), {
          finishFlush: 2,
          maxOutputLength: UNPACKED_MAX,
        });
        if (this.#plain.some((secret) => unpacked.includes(secret))) return true;
      } catch {
        // Three bytes that mean something else.
      }
    }
    return false;
  }
}

/** RFC 1952: ten bytes, then what the flags say (extra, name, comment, checksum). */
function headerBytes(member: Buffer): number {
  const flags = member[3] ?? 0;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + member.readUInt16LE(at);
  for (const flag of [8, 16]) if ((flags & flag) !== 0) at = member.indexOf(0, at) + 1;
  return (flags & 2) === 0 ? at : at + 2;
}

const HEADER_BYTES_MAX = 1_024;
/** Longest member that is looked into, packed and unpacked. */
const UNPACKED_FROM_MAX = 4_000_000;
const UNPACKED_MAX = 64_000_000;

/** In the middle of a longer text base64 looks in three ways, by where it begins; its first and last letters vary. */
function needlesOf(encoding: Encoding, secret: string): Buffer[] {
  switch (encoding) {
    case 'base64':
    case 'base64url':
      return [0, 1, 2].map((shift) => {
        const text = Buffer.from('x'.repeat(shift) + secret).toString(encoding);
        const from = Math.ceil((shift * 8) / 6);
        const whole = Math.floor(((shift + secret.length) * 8) / 6);
        return Buffer.from(text.slice(from, whole));
      });
    case 'gzip':
      return [];
    case 'hex':
      return [ENCODINGS.hex(secret), Buffer.from(ENCODINGS.hex(secret).toString().toUpperCase())];
    case 'utf16':
      return [ENCODINGS.utf16(secret), Buffer.from(ENCODINGS.utf16(secret)).swap16()];
    case 'unicode':
    case 'url': {
      const text = ENCODINGS[encoding](secret).toString();
      return [Buffer.from(text), Buffer.from(text.toLowerCase())];
    }
    case 'split':
      // Half a mark is enough.
      return [];
    case 'plain':
    case 'reversed':
      return [ENCODINGS[encoding](secret)];
  }
}
