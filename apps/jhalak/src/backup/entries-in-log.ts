// The public log as a witness of what a backup does not know: it is copied by strangers and outlives the cell. Its entries
// name nobody, but the cell can tell of each of its people, and of each order, whether one is about them.

import type { BorderEntry } from '@jhalak/contracts/border';
import {
  entriesOfBundle,
  parseVkey,
  textOf,
  TILE_WIDTH,
  tilePath,
  verifyLog,
  type LogFiles,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { logSource } from '../border/log-source.ts';

/**
 * Gives every entry of a log, the oldest first.
 *
 * @param folder of a log that was verified. @param vkey the key under which it was.
 * @throws TlogError when the log is not as it must be.
 * Cost: reads the log twice, a bundle in memory.
 */
export async function* entriesInLog(
  folder: string,
  vkey: string,
): AsyncGenerator<Pick<BorderEntry, 'atMs' | 'facts'>> {
  const files = logSource(folder);
  const log = parseVkey(nodeCrypto.sha256, vkey);
  const { checkpoint } = await verifyLog(nodeCrypto, files, { log });
  for (let first = 0n; first < checkpoint.size; first += BigInt(TILE_WIDTH)) {
    const left = checkpoint.size - first;
    const width = left < BigInt(TILE_WIDTH) ? Number(left) : TILE_WIDTH;
    for (const entry of await bundle(files, first / BigInt(TILE_WIDTH), width)) {
      // Signed by this cell: it wrote nothing else.
      const { atMs, facts } = JSON.parse(textOf(entry) ?? '') as BorderEntry;
      yield { atMs, facts };
    }
  }
}

/** @returns the commitments of everybody whose erasure a log tells of. @throws as `entriesInLog`, which is its cost too. */
export async function erasuresInLog(folder: string, vkey: string): Promise<Set<string>> {
  const erased = new Set<string>();
  for await (const { facts } of entriesInLog(folder, vkey))
    if (facts.kind === 'erasure' && facts.commitment !== undefined) erased.add(facts.commitment);
  return erased;
}

// A log that grew since has the full bundle in the partial one's place.
async function bundle(files: LogFiles, index: bigint, width: number): Promise<Uint8Array[]> {
  for (const present of [width, TILE_WIDTH]) {
    const path = tilePath({ level: 'entries', index, width: present });
    const bytes = await files.read(path);
    if (bytes !== undefined) return entriesOfBundle(bytes, present, path).slice(0, width);
  }
  throw new Error(`bundle ${index} of the log was there and is gone`);
}
