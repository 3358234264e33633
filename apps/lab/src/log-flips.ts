// Changes one byte of a log's files at a time and asks the verifier. Every change must be refused.

import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '@jhalak/kernel';
import { parseVkey, TlogError, verifyLog, type TlogCrypto, type VerifierKey } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';

export interface FlipReport {
  files: number;
  bytes: number;
  flips: number;
  /** `path:offset` of changes that were believed: none may be. */
  believed: string[];
}

export interface FlipOptions {
  folder: string;
  vkey: string;
  seed: number;
  /** How many bytes of all files; absent: each. The checkpoint's are always all flipped. */
  sample?: number;
  /** Only every so many-th byte, beginning with one of them: a run in parts. */
  part?: { of: number; index: number };
}

/** Hashes of inputs that were seen before; a flip changes a handful of thousands. */
const REMEMBERED_MAX = 20_000;

/** @returns what was believed. Cost: some milliseconds a flip for 1,000 entries. */
export async function flipBytes(options: FlipOptions): Promise<FlipReport> {
  const { folder, seed, sample } = options;
  const log = parseVkey(nodeCrypto.sha256, options.vkey);
  const files = await readAll(folder, log);
  const crypto = remembering();
  await verifyLog(crypto, sourceOf(files), { log });
  const random = seededRandom(seed);
  const places = placesOf(files);
  const { of, index } = options.part ?? { of: 1, index: 0 };
  const chosen =
    sample === undefined
      ? places.filter((_, place) => place % of === index)
      : places.filter(([path]) => path === 'checkpoint' || random.below(places.length) < sample);
  const believed: string[] = [];
  for (const [path, at] of chosen) {
    // Any of the 255 other values.
    if (await believes(crypto, files, log, { path, at, change: 1 + random.below(255) }))
      believed.push(`${path}:${at}`);
  }
  return { files: files.size, bytes: places.length, flips: chosen.length, believed };
}

async function believes(
  crypto: TlogCrypto,
  files: Map<string, Buffer>,
  log: VerifierKey,
  flip: { path: string; at: number; change: number },
): Promise<boolean> {
  const bytes = Buffer.from(files.get(flip.path) ?? Buffer.alloc(0));
  bytes[flip.at] = (bytes[flip.at] ?? 0) ^ flip.change;
  try {
    await verifyLog(crypto, sourceOf(files, flip.path, bytes), { log });
    return true;
  } catch (error) {
    if (error instanceof TlogError) return false;
    throw error;
  }
}

function sourceOf(files: Map<string, Buffer>, changed?: string, bytes?: Buffer) {
  return {
    read: async (path: string) => await Promise.resolve(path === changed ? bytes : files.get(path)),
  };
}

// The same bytes have the same hash: only what a flip reaches is computed anew.
function remembering(): TlogCrypto {
  const known = new Map<string, Uint8Array>();
  return {
    verifyEd25519: nodeCrypto.verifyEd25519,
    sha256: (bytes) => {
      const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
      const present = known.get(key);
      if (present !== undefined) return present;
      const fresh = hash('sha256', bytes, 'buffer');
      if (known.size < REMEMBERED_MAX) known.set(key, fresh);
      return fresh;
    },
  };
}

function placesOf(files: Map<string, Buffer>): [string, number][] {
  return [...files].flatMap(([path, bytes]) =>
    Array.from({ length: bytes.length }, (_, at): [string, number] => [path, at]),
  );
}

/** @returns the files that the present checkpoint needs; partial tiles of earlier sizes stay, and nobody reads them. */
async function readAll(folder: string, log: VerifierKey): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const watched = {
    read: async (path: string) => {
      const bytes = await readFile(join(folder, path));
      files.set(path, bytes);
      return bytes;
    },
  };
  await verifyLog(nodeCrypto, watched, { log });
  return files;
}
