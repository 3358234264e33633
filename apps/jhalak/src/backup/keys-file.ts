// The key store's backup goes to a file of its own, so that it can be kept apart and thrown away early.

import { createWriteStream, existsSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KeyCounts, Keystore } from '@jhalak/keystore';
import { syncFolder } from './hashed-files.ts';

/** @returns where a home keeps the list of erasures: ids without keys, which may be copied anywhere and kept for ever. */
export function erasureListFile(home: string): string {
  return join(home, 'keys', 'erasures.list');
}

/**
 * @returns where a home keeps the register of orders: sealed under the root key, so that a copy tells nobody anything. A cell
 * whose rows are older finds there what it must not show.
 */
export function orderRegisterFile(home: string): string {
  return join(home, 'keys', 'orders.register');
}

/** Copies a home's register of orders beside the keys' backup. @returns its path; undefined where there is none yet. */
export async function copyRegister(home: string, keysFile: string): Promise<string | undefined> {
  const from = orderRegisterFile(home);
  if (!existsSync(from)) return undefined;
  const to = `${keysFile}.orders`;
  await copyFile(from, to);
  await syncFolder(dirname(to));
  return to;
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
