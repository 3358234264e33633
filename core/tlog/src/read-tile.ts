// One tile of a log's files, whichever of its two forms stands there.

import { TlogError } from './errors.ts';
import type { LogFiles } from './proofs.ts';
import { TILE_WIDTH } from './tiles.ts';

/** @returns a tile's bytes, cut from the full one where the partial one is gone. @throws TlogError `file.missing`. */
export async function readTile(files: LogFiles, path: string, width: number): Promise<Uint8Array> {
  const own = await files.read(path);
  if (own !== undefined) return own;
  const full = width === TILE_WIDTH ? undefined : await files.read(path.replace(/\.p\/\d+$/, ''));
  if (full === undefined) throw missingFile(path);
  return full.subarray(0, width * 32);
}

export function missingFile(path: string): TlogError {
  return new TlogError('file.missing', `${path} is missing.`, path);
}
