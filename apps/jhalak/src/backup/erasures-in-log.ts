// The public log as a list of erasures: it is copied by strangers and outlives the cell. Its entries name nobody, but the
// cell can tell of each of its people whether one is about them.

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
 * @param folder of a log that was verified. @param vkey the cell's own key.
 * @returns the commitments of everybody whose erasure the log tells of.
 * @throws TlogError when the log is not as it must be.
 * Cost: reads the log twice.
 */
export async function erasuresInLog(folder: string, vkey: string): Promise<Set<string>> {
  const files = logSource(folder);
  const log = parseVkey(nodeCrypto.sha256, vkey);
  const { checkpoint } = await verifyLog(nodeCrypto, files, { log });
  const erased = new Set<string>();
  for (let first = 0n; first < checkpoint.size; first += BigInt(TILE_WIDTH)) {
    const left = checkpoint.size - first;
    const width = left < BigInt(TILE_WIDTH) ? Number(left) : TILE_WIDTH;
    for (const entry of await bundle(files, first / BigInt(TILE_WIDTH), width)) {
      const commitment = erasureIn(entry);
      if (commitment !== undefined) erased.add(commitment);
    }
  }
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

function erasureIn(entry: Uint8Array): string | undefined {
  const { facts } = JSON.parse(textOf(entry) ?? '{}') as {
    facts?: { kind?: unknown; commitment?: unknown };
  };
  const { kind, commitment } = facts ?? {};
  return kind === 'erasure' && typeof commitment === 'string' ? commitment : undefined;
}
