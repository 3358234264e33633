// The key store's backup goes to a file of its own, so that it can be kept apart and thrown away early.

import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KeyCounts, Keystore } from '@jhalak/keystore';
import { syncFolder } from './hashed-files.ts';

/** @returns where a home keeps the list of erasures: ids without keys, which may be copied anywhere and kept for ever. */
export function erasureListFile(home: string): string {
  return join(home, 'keys', 'erasures.list');
}

/**
 * Writes the key store to a new file, for its owner only; durable when it returns.
 *
 * @throws when the file exists.
 */
export async function writeKeys(keys: Keystore, path: string): Promise<KeyCounts> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  const counts = await keys.exportKeys(file);
  await syncFolder(dirname(path));
  return counts;
}

/**
 * Writes the key store to a new file, which goes again when `work` fails: keys without their backup would only be one
 * more copy that an erasure must reach.
 */
export async function withKeysFile<Result>(
  keys: Keystore,
  path: string,
  work: (counts: KeyCounts) => Promise<Result>,
): Promise<Result> {
  const counts = await writeKeys(keys, path);
  try {
    return await work(counts);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
