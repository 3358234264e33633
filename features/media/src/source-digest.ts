// The digest of an upload's bytes as they were received.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';

/** @returns SHA-256 of a file, lower-case hexadecimal. Cost: reads it once. */
export async function digestOfFile(path: string): Promise<string> {
  return await digestOf(createReadStream(path));
}

export async function digestOf(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
