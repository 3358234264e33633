// A font as it is shipped for browsers (WOFF 1.0, W3C), unpacked to what a PDF takes. Pure; only for files of our packages.

import { inflateSync } from 'node:zlib';
import { assert } from '@jhalak/kernel';

const WOFF_HEADER_BYTES = 44;
const WOFF_ENTRY_BYTES = 20;
const HEADER_BYTES = 12;
const ENTRY_BYTES = 16;
/** Tables of a font; real ones have some twenty. */
const TABLES_MAX = 64;
/** Of one table, unpacked: fonts of large scripts have 200 KB. */
const TABLE_BYTES_MAX = 16 * 1024 * 1024;

/** @returns an OpenType font file with the same tables. @throws Error for what is none. Cost: a millisecond. */
export function unpackWoff(woff: Buffer): Buffer {
  assert(woff.toString('latin1', 0, 4) === 'wOFF', 'a font of our packages is WOFF 1.0');
  const count = woff.readUInt16BE(12);
  assert(count <= TABLES_MAX, 'a font has some tables');
  const head = Buffer.alloc(HEADER_BYTES + count * ENTRY_BYTES);
  woff.copy(head, 0, 4, 8);
  const power = 31 - Math.clz32(count);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(16 << power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE((count - (1 << power)) * 16, 10);
  const parts: Buffer[] = [head];
  let offset = head.length;
  for (let index = 0; index < count; index += 1) {
    const from = WOFF_HEADER_BYTES + index * WOFF_ENTRY_BYTES;
    const at = woff.readUInt32BE(from + 4);
    const packed = woff.subarray(at, at + woff.readUInt32BE(from + 8));
    const length = woff.readUInt32BE(from + 12);
    const table =
      packed.length < length ? inflateSync(packed, { maxOutputLength: TABLE_BYTES_MAX }) : packed;
    const entry = HEADER_BYTES + index * ENTRY_BYTES;
    woff.copy(head, entry, from, from + 4);
    woff.copy(head, entry + 4, from + 16, from + 20);
    head.writeUInt32BE(offset, entry + 8);
    head.writeUInt32BE(length, entry + 12);
    const padded = Buffer.alloc((length + 3) & ~3);
    table.copy(padded);
    parts.push(padded);
    offset += padded.length;
  }
  return Buffer.concat(parts);
}
