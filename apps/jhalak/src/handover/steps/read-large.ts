// Files and standard input, bounded.

import { createReadStream } from 'node:fs';

/** @param file `-` is standard input. @returns its text. @throws Error above `maxBytes`, or where there is none. */
export async function readLarge(file: string, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
