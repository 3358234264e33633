// A folder of key backups that keeps itself young: what is older than an erasure may take is removed when the next one is
// written. The list of erasures goes with it.

import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyCounts, Keystore } from '@jhalak/keystore';
import { KEY_BACKUP_MAX_MS } from '@jhalak/ports';
import { syncFolder } from './hashed-files.ts';
import { writeKeys } from './keys-file.ts';

/** The first line has some 150 bytes. */
const HEADER_BYTES_MAX = 1_024;
const NAME = /^keys-[0-9TZ-]+\.ndjson$/;

/** What a keys file says of itself in its first line; only a restore, with the root key, knows whether it is true. */
export interface KeysHeader {
  region: string;
  exportedAtMs: number;
}

/** @returns undefined when it is no key backup. */
export async function keysHeader(path: string): Promise<KeysHeader | undefined> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(HEADER_BYTES_MAX),
      0,
      HEADER_BYTES_MAX,
      0,
    );
    const [first = ''] = buffer.subarray(0, bytesRead).toString('utf8').split('\n');
    const { format, region, exportedAtMs } = JSON.parse(first) as Record<string, unknown>;
    const known =
      typeof format === 'string' &&
      format.startsWith('jhalak key backup ') &&
      typeof region === 'string' &&
      typeof exportedAtMs === 'number';
    return known ? { region, exportedAtMs } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  } finally {
    await file.close();
  }
}

/** What a run did. */
export interface KeysFolderRun {
  path: string;
  counts: KeyCounts;
  /** Names of files that were too old. */
  removed: readonly string[];
}

/**
 * Writes the keys to a new file in the folder, copies the list of erasures, and removes this region's older key backups.
 *
 * @param cell.erasureList of the home; copied when it is there.
 */
export async function writeKeysInto(
  folder: string,
  keys: Keystore,
  cell: { region: string; nowMs: number; erasureList: string },
): Promise<KeysFolderRun> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const time = new Date(cell.nowMs).toISOString().replaceAll(/[:.]/g, '-');
  const path = join(folder, `keys-${time}.ndjson`);
  const counts = await writeKeys(keys, path);
  if (existsSync(cell.erasureList)) {
    // Whole under its name, so that a copy that was broken off never takes the place of a longer one.
    const half = join(folder, 'erasures.list.half');
    await copyFile(cell.erasureList, half);
    await rename(half, join(folder, 'erasures.list'));
  }
  const removed = await removeOld(folder, cell);
  await syncFolder(folder);
  return { path, counts, removed };
}

async function removeOld(
  folder: string,
  { region, nowMs }: { region: string; nowMs: number },
): Promise<string[]> {
  const removed: string[] = [];
  for (const name of await readdir(folder)) {
    if (!NAME.test(name)) continue;
    const header = await keysHeader(join(folder, name));
    if (header?.region !== region || header.exportedAtMs >= nowMs - KEY_BACKUP_MAX_MS) continue;
    await rm(join(folder, name));
    removed.push(name);
  }
  return removed;
}
