// What a file itself says of artificial making. Generators write IPTC's digital source type into XMP or a C2PA manifest,
// and so do our own renditions: who sends one again cannot leave the word out.

import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  AI_MARKS,
  DIGITAL_SOURCE_TYPES,
  strongerMark,
  type AiMark,
} from '@jhalak/contracts/ai-mark';

/** The last part of the address, which XMP, C2PA and ours have in common; with the sign before it, so that one is not found within the other. */
const SIGNS = AI_MARKS.map((mark) => ({
  mark,
  sign: Buffer.from(
    `digitalsourcetype${DIGITAL_SOURCE_TYPES[mark].slice(DIGITAL_SOURCE_TYPES[mark].lastIndexOf('/'))}`,
  ),
}));
const SIGN_MAX = Math.max(...SIGNS.map(({ sign }) => sign.length));

/** @returns what the file says; undefined where it says nothing, which proves nothing. Cost: reads it once. */
export async function aiMarkOfFile(path: string): Promise<AiMark | undefined> {
  return await aiMarkOf(createReadStream(path));
}

export async function aiMarkOf(stream: Readable): Promise<AiMark | undefined> {
  let found: AiMark | undefined;
  let kept = Buffer.alloc(0);
  for await (const chunk of stream) {
    // A sign may lie over the seam of two pieces.
    const bytes = Buffer.concat([kept, chunk as Buffer]);
    for (const { mark, sign } of SIGNS) if (bytes.includes(sign)) found = strongerMark(found, mark);
    if (found === 'generated') return found;
    kept = bytes.subarray(Math.max(0, bytes.length - SIGN_MAX + 1));
  }
  return found;
}
