// Identifiers are UUID version 7 (RFC 9562): sortable by time, minted without coordination.

import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

/** Mints identifiers. */
export interface Ids {
  /** @returns a lower-case UUIDv7; later calls of one minter sort after earlier ones, also within a millisecond. */
  next(): string;
}

/** The 12 bits behind the time count within a millisecond; past them the minter borrows from the next one. */
const SEQUENCE_MAX = 0xfff;

/**
 * @param clock gives the 48-bit time; when it steps back, the last time is kept so that order holds.
 * @param random fills the 62 low bits.
 */
export function uuidv7Ids(clock: Clock, random: Random): Ids {
  let lastMs = 0;
  let sequence = 0;
  return {
    next() {
      const nowMs = clock.nowMs();
      if (nowMs > lastMs) {
        lastMs = nowMs;
        sequence = random.below(0x400);
      } else if (sequence >= SEQUENCE_MAX) {
        lastMs += 1;
        sequence = 0;
      } else {
        sequence += 1;
      }
      return formatUuidv7(lastMs, sequence, random.bytes(8));
    },
  };
}

function formatUuidv7(ms: number, sequence: number, tail: Uint8Array): string {
  const time = ms.toString(16).padStart(12, '0');
  const middle = (0x7000 | sequence).toString(16);
  const low = Buffer.from(tail);
  low[0] = 0x80 | ((low[0] ?? 0) & 0x3f);
  const hex = low.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-${middle}-${hex.slice(0, 4)}-${hex.slice(4)}`;
}

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @returns whether the text is a lower-case UUID of any version. */
export function isUuid(text: string): boolean {
  return UUID_PATTERN.test(text);
}

/** @returns the 16 bytes of a UUID. @throws RangeError when it is none. */
export function uuidBytes(uuid: string): Buffer {
  if (!isUuid(uuid)) throw new RangeError('not a UUID');
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

/** Where each of the 16 bytes stands in a UUID's text. */
const TEXT_PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const DIGITS = new Uint8Array(0x80);
for (const [value, code] of Buffer.from('0123456789abcdef').entries()) DIGITS[code] = value;

/**
 * Writes the 16 bytes of a UUID into other bytes.
 *
 * @throws RangeError when it is none, or does not fit. Cost: a tenth of `uuidBytes`.
 */
export function writeUuid(uuid: string, to: Uint8Array, at: number): void {
  if (!isUuid(uuid)) throw new RangeError('not a UUID');
  if (at < 0 || at + TEXT_PLACES.length > to.length) throw new RangeError('no room for a UUID');
  for (let place = 0; place < TEXT_PLACES.length; place += 1) {
    const from = TEXT_PLACES[place] ?? 0;
    const high = DIGITS[uuid.charCodeAt(from)] ?? 0;
    to[at + place] = (high << 4) | (DIGITS[uuid.charCodeAt(from + 1)] ?? 0);
  }
}

/** @returns the lower-case UUID of 16 bytes. */
export function uuidFromBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
