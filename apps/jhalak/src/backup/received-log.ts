// The public log of the lost cell, brought into its new home: what was published stands, so the restored cell goes on from
// there. Without it the cell would go on from its backup, and tell a second history.

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  parseVkey,
  TlogError,
  verifyLog,
  vkeyOf,
  type LogFiles,
  type VerifiedLog,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { logSource } from '../border/log-source.ts';

/** Beside the log until it is whole; removed with a restore that failed. */
const INCOMING = 'log.incoming';

/** Under which keys the log of a cell may stand. */
export interface LogKeys {
  /** The present owner's, as `name+digits+base64`. */
  own: string;
  /** The first owner's: until a new owner has published for the first time, the log ends with the former one's signature. */
  first: string;
}

/**
 * Copies a log into a home, every file of it verified under the cell's own key, or, where the owner before signed it last, as
 * one that ends with naming this cell's own key.
 *
 * @param where a folder, or an address; the home's own log is verified where it lies.
 * @returns the key under which it was verified.
 * @throws TlogError when the log is not as it must be, `owner.former` for a copy from before this owner's time; then nothing is
 *   kept.
 * Cost: reads the log once, twice after a take-over that nothing was published since; writes it once.
 */
export async function receiveLog(where: string, keys: LogKeys, home: string): Promise<string> {
  const files = logSource(where);
  const folder = join(home, 'log');
  if (resolve(where) === resolve(folder)) return await verifyUnder(keys, files);
  const incoming = join(home, INCOMING);
  await rm(incoming, { recursive: true, force: true });
  const vkey = await verifyUnder(keys, keeping(files, incoming));
  await rm(folder, { recursive: true, force: true });
  await rename(incoming, folder);
  return vkey;
}

async function verifyUnder({ own, first }: LogKeys, files: LogFiles): Promise<string> {
  const verify = async (vkey: string): Promise<VerifiedLog> =>
    await verifyLog(nodeCrypto, files, { log: parseVkey(nodeCrypto.sha256, vkey) });
  try {
    await verify(own);
    return own;
  } catch (error) {
    if (!(error instanceof TlogError) || error.fault !== 'note.unsigned' || first === own)
      throw error;
  }
  const { owners } = await verify(first);
  const last = owners.at(-1)?.key;
  if (last !== undefined && vkeyOf(last) === own) return first;
  throw new TlogError(
    'owner.former',
    'This copy of the public log is of a former owner, and older than its end: it does not name this cell’s key. Give a newer copy, as it was taken over or later.',
  );
}

// Verifying reads every file: what was verified is what is kept.
function keeping(files: LogFiles, folder: string): LogFiles {
  return {
    read: async (path) => {
      const bytes = await files.read(path);
      if (bytes === undefined) return undefined;
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true, mode: 0o755 });
      await writeFile(target, bytes, { mode: 0o644, flush: true });
      return bytes;
    },
  };
}
