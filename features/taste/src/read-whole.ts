// Models outgrow what a blob store gives in one read: at a hundred thousand clips one has some 400 MB.

import type { Blobs } from '@jhalak/ports';

/** @returns a blob's bytes, however many; undefined when there is none. Cost: its size in memory, twice for a moment. */
export async function readWhole(blobs: Blobs, key: string): Promise<Buffer | undefined> {
  const stream = await blobs.open(key);
  if (stream === undefined) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
