// Where the gateway listens. The name of a unix socket has room for 107 bytes, and homes can lie deep: then the folder is
// opened and reached through its descriptor, so that no other folder has to be found and guarded.

import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** sun_path of Linux has 108 bytes with its end. */
const NAME_BYTES_MAX = 107;

/** @returns the gateway's socket in a home's run folder. */
export function gatewaySocket(home: string): string {
  return join(home, 'run', 'gateway.sock');
}

/** Makes the folder of a socket, its owner's alone. */
export function makeSocketFolder(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
}

/**
 * Runs `use` with a name of the socket that is short enough.
 *
 * @throws Error when the folder does not exist and its name is long.
 */
export async function withShortName<Result>(
  path: string,
  use: (name: string) => Promise<Result>,
): Promise<Result> {
  if (Buffer.byteLength(path) <= NAME_BYTES_MAX) return await use(path);
  const folder = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    return await use(`/proc/self/fd/${folder}/${basename(path)}`);
  } finally {
    closeSync(folder);
  }
}
