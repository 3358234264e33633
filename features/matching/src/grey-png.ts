// One grey picture as PNG, for the desk: small, without colour, made from a frame that was hashed.

import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const GREY_8_BIT = [8, 0, 0, 0, 0] as const;

/** @returns a PNG of half the side: four pixels become one. @param luma of a square of so many pixels a side, even. Pure. */
export function halvedGreyPng(luma: Uint8Array, sidePx: number): Buffer {
  const half = sidePx / 2;
  // Each row begins with its filter: none.
  const rows = Buffer.alloc((half + 1) * half);
  for (let row = 0; row < half; row += 1)
    for (let column = 0; column < half; column += 1) {
      const at = row * 2 * sidePx + column * 2;
      const sum =
        (luma[at] ?? 0) +
        (luma[at + 1] ?? 0) +
        (luma[at + sidePx] ?? 0) +
        (luma[at + sidePx + 1] ?? 0);
      rows[row * (half + 1) + 1 + column] = sum >> 2;
    }
  const head = Buffer.alloc(8);
  head.writeUInt32BE(half, 0);
  head.writeUInt32BE(half, 4);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([head, Buffer.from(GREY_8_BIT)])),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.byteLength);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
