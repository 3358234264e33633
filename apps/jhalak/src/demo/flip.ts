// One bit of one byte of one file, somewhere in the middle of a package: what must never pass.

import { open, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** @returns which byte of which file was changed. */
export async function flipOneByte(folder: string): Promise<{ path: string; at: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sealed'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const file = files[Math.floor(files.length / 2)];
  if (file === undefined) throw new Error('there is no sealed file to change');
  const at = Math.floor((await stat(file)).size / 2);
  const handle = await open(file, 'r+');
  try {
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ 1;
    await handle.write(byte, 0, 1, at);
  } finally {
    await handle.close();
  }
  return { path: relative(folder, file), at };
}
