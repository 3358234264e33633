// A table that is older than the files: a backup was restored beside them. What was published stands, so the table takes
// it back before anything new gets an index.

import type { Tx } from '@jhalak/ports';
import {
  entriesOfBundle,
  idOfEntry,
  textOf,
  TILE_WIDTH,
  tilePath,
  verifyLog,
  type VerifierKey,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import type { LogFolder } from './log-folder.ts';
import { leavesFrom, takeBack, type ReturnedEntry } from './numbered-entries.ts';

/** Files and table tell different histories: only a person can say which is true. */
export class RefusedLog extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RefusedLog';
  }
}

interface HealingInput {
  cellId: string;
  /** Verified whole before the first entry of them is believed. */
  folder: LogFolder;
  /** Entries under the files' checkpoint. */
  size: number;
  /** Entries that the table has numbered: fewer. */
  numbered: number;
}

/**
 * Brings entries of the files into the table.
 *
 * @returns how many came back; one bundle a call. @throws RefusedLog when they do not go on from the table's.
 */
export async function takeBackFromFiles(tx: Tx, input: HealingInput): Promise<number> {
  const { cellId, folder, size, numbered } = input;
  const index = Math.floor(numbered / TILE_WIDTH);
  const entries = await bundleAt(folder, index, size);
  const start = index * TILE_WIDTH;
  const rows = await leavesFrom(tx, cellId, start, TILE_WIDTH);
  for (const row of rows)
    if (row.leaf !== entries[row.index - start])
      throw new RefusedLog(
        'The table of the public log is older than its files, and its entries are others. Bring back the table or the files as they were.',
      );
  const returned = entries.slice(rows.length).map((leaf, at) => entryOf(leaf, numbered + at));
  if ((await takeBack(tx, cellId, returned)) !== returned.length)
    throw new RefusedLog('Entries of the public log stand in the table with other words.');
  return returned.length;
}

/** @throws RefusedLog when the files are not a whole log under this key. */
export async function verifyFiles(folder: LogFolder, log: VerifierKey): Promise<void> {
  try {
    await verifyLog(nodeCrypto, folder, { log });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'TlogError') throw error;
    throw new RefusedLog(
      `The table of the public log is older than its files, and they are damaged: ${error.message}`,
    );
  }
}

async function bundleAt(folder: LogFolder, index: number, size: number): Promise<string[]> {
  const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
  const path = tilePath({ level: 'entries', index: BigInt(index), width });
  const bytes = await folder.read(path);
  if (bytes === undefined) throw new RefusedLog(`${path} is missing.`);
  return entriesOfBundle(bytes, width, path).map((entry) => textOf(entry) ?? '');
}

function entryOf(leaf: string, index: number): ReturnedEntry {
  const entryId = idOfEntry(Buffer.from(leaf));
  const { atMs } = JSON.parse(leaf) as { atMs?: unknown };
  if (entryId === undefined || typeof atMs !== 'number')
    throw new RefusedLog(`Entry ${index} of the public log is not one of ours.`);
  return { index, leaf, entryId, atMs };
}
