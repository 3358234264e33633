// Which bytes of a withheld file say something of that file alone. A model names what it learned of: ids, languages, names of
// columns. Rows that go to the buyer name the same things, and must; finding an id there tells nothing. So a piece counts only
// where it holds more than what things are called. Nothing here knows how a file is laid out, and nothing is left out because
// rows hold it too: what leaked into a row would be left out first.

/** Longer than any name that rows and models share: an id is 36 bytes, and a piece beside one reaches beyond it. */
export const PIECE_BYTES = 64;
/** Looked for in each file, one of each part of it: what copied a sixty-fourth of a file has one. */
const PARTS = 64;
/** Places of a part that are looked at; a larger part is looked at less densely. */
const PLACES_MAX = 256;
/** Letters and digits together from which they are taken for a name or an id. */
const NAME_MIN = 4;
/** Bytes of a piece that belong to no name, and how many different ones: a run of zeros is everywhere. */
const OWN_MIN = 16;
const DIFFERENT_MIN = 9;
/** A name that a piece cuts is still a name: this much before and behind is looked at too. */
const MARGIN_BYTES = 40;

/** @returns the piece of each part of a file that says most; none of a part that only names things. Cost: some 20 ms a file. */
export function tellingPieces(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const last = bytes.length - PIECE_BYTES;
  if (last < 0) return pieces;
  const part = Math.max(PIECE_BYTES, Math.ceil(bytes.length / PARTS));
  const step = Math.max(1, Math.floor(part / PLACES_MAX));
  for (let from = 0; from <= last; from += part) {
    let [best, most] = [-1, DIFFERENT_MIN - 1];
    for (let at = from; at < from + part && at <= last; at += step) {
      const different = ownBytes(bytes, at);
      if (different > most) [best, most] = [at, different];
    }
    if (best >= 0) pieces.push(bytes.subarray(best, best + PIECE_BYTES));
  }
  return pieces;
}

/** @returns how many different bytes of a piece belong to no name; 0 where there are too few. */
function ownBytes(bytes: Uint8Array, at: number): number {
  const start = Math.max(0, at - MARGIN_BYTES);
  const around = bytes.subarray(start, at + PIECE_BYTES + MARGIN_BYTES);
  const named = names(around);
  const seen = new Set<number>();
  let own = 0;
  for (let place = at - start; place < at - start + PIECE_BYTES; place += 1) {
    if (named[place] === 1) continue;
    own += 1;
    seen.add(around[place] ?? 0);
  }
  return own < OWN_MIN ? 0 : seen.size;
}

/** @returns 1 for each byte that belongs to a name or an id, in ASCII or UTF-8; a number in digits is neither. */
function names(bytes: Uint8Array): Uint8Array {
  const named = new Uint8Array(bytes.length);
  let [from, digits] = [0, 0];
  let at = 0;
  while (at <= bytes.length) {
    const length = wordBytes(bytes, at);
    if (length > 0) {
      if (isDigit(bytes[at] ?? 0)) digits += 1;
      at += length;
      continue;
    }
    if (at - from >= NAME_MIN && digits < at - from) named.fill(1, from, at);
    at += 1;
    [from, digits] = [at, 0];
  }
  return named;
}

/** @returns the length of what stands there when it can be part of a name, else 0. */
function wordBytes(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) return 0;
  const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
  // `-` and `_` stand inside ids and names.
  if (isLetter || isDigit(byte) || byte === 0x2d || byte === 0x5f) return 1;
  const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
  for (let next = 1; next < length; next += 1)
    if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  return byte > 0xf4 ? 0 : length;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
