// The public log of the lost cell, brought into its new home: what was published stands, so the restored cell goes on from
// there. Without it the cell would go on from its backup, and tell a second history.

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseVkey, verifyLog, type LogFiles } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { logSource } from '../border/log-source.ts';

/** Beside the log until it is whole; removed with a restore that failed. */
const INCOMING = 'log.incoming';

/**
 * Copies a log into a home, every file of it verified under the cell's own key.
 *
 * @param where a folder, or an address; the home's own log is verified where it lies.
 * @throws TlogError when the log is not as it must be; then nothing is kept.
 * Cost: reads the log once, writes it once.
 */
export async function receiveLog(where: string, vkey: string, home: string): Promise<void> {
  const files = logSource(where);
  const log = parseVkey(nodeCrypto.sha256, vkey);
  const folder = join(home, 'log');
  if (resolve(where) === resolve(folder)) {
    await verifyLog(nodeCrypto, files, { log });
    return;
  }
  const incoming = join(home, INCOMING);
  await rm(incoming, { recursive: true, force: true });
  await verifyLog(nodeCrypto, keeping(files, incoming), { log });
  await rm(folder, { recursive: true, force: true });
  await rename(incoming, folder);
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
