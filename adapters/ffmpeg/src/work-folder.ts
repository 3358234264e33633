// Where half-made files live. They leave it by rename, once they are whole; a kill leaves only a folder whose name
// says what it is, and the next run removes it.

import { constants } from 'node:fs';
import { mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const PARTIAL_PREFIX = '.partial-';

/**
 * Runs work with a fresh folder inside the output folder, and removes it whatever happens.
 * Folders that an earlier, killed run left are removed first.
 */
export async function withWorkFolder<Result>(
  outputFolder: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  await removeLeftovers(outputFolder);
  const folder = await mkdtemp(join(outputFolder, PARTIAL_PREFIX));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeLeftovers(outputFolder: string): Promise<void> {
  const names = await readdir(outputFolder);
  const leftovers = names.filter((name) => name.startsWith(PARTIAL_PREFIX));
  await Promise.all(
    leftovers.map((name) => rm(join(outputFolder, name), { recursive: true, force: true })),
  );
}

/**
 * Gives a finished file its final name.
 *
 * @returns its size.
 * @throws Error when it is not a plain file of its own: the caged engine could have left a link to one of ours.
 */
export async function publishFile(workFile: string, finalFile: string): Promise<number> {
  const bytes = (await openPlain(workFile, async (file) => await file.stat())).size;
  await rename(workFile, finalFile);
  return bytes;
}

/** Reads a small file that the caged engine wrote; bytes beyond the bound are left. */
export async function readBounded(path: string, bytesMax: number): Promise<Uint8Array> {
  return await openPlain(path, async (file) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytesMax), 0, bytesMax, 0);
    return buffer.subarray(0, bytesRead);
  });
}

type OpenFile = Awaited<ReturnType<typeof open>>;

async function openPlain<Result>(
  path: string,
  work: (file: OpenFile) => Promise<Result>,
): Promise<Result> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  await using file = await open(path, flags);
  const stat = await file.stat();
  if (!stat.isFile() || stat.nlink !== 1)
    throw new Error('the engine left something else than a file');
  return await work(file);
}
