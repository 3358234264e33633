// The root key's file: one line that says what it is, one line with 32 random bytes as base64url. Whoever holds it and
// the key store can read everything personal; whoever loses it can read nothing any more.

import { randomBytes } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { keystoreFailure } from './failure.ts';

const HEADER = 'jhalak root key v1: keep secret, back up apart from the data';
const ROOT_KEY_BYTES = 32;
/** The file has two short lines; anything much longer is another file. */
const FILE_BYTES_MAX = 1_024;
/** Read, write or execute by group or others. */
const OTHERS_MODE = 0o077;

/**
 * Makes a new root key, readable by this user only, durable when it returns.
 *
 * @throws `keystore.root_exists` when anything stands at `path`: a root key is never overwritten.
 */
export async function createRootKeyFile(path: string): Promise<void> {
  // Written under another name first: a killed start must not leave half a key at `path`.
  const half = `${path}.${randomBytes(8).toString('hex')}.new`;
  const file = await open(half, 'wx', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(`${HEADER}\n${randomBytes(ROOT_KEY_BYTES).toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // Unlike rename, link fails when the name is taken.
    await link(half, path);
  } catch (cause) {
    if (!existsSync(path)) throw cause;
    throw keystoreFailure(
      'keystore.root_exists',
      `${path} exists; a root key is never overwritten.`,
      cause,
    );
  } finally {
    await rm(half, { force: true });
  }
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Reads the root key.
 *
 * @returns its 32 bytes.
 * @throws `keystore.root_missing`, `keystore.root_exposed` (others may read the file), `keystore.root_malformed`.
 */
export async function readRootKeyFile(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY).catch((cause: unknown) => {
    throw keystoreFailure(
      'keystore.root_missing',
      `The root key ${path} cannot be opened: bring it back from its backup. Without it no personal data of this cell can be read.`,
      cause,
    );
  });
  try {
    const { mode, size } = await file.stat();
    if ((mode & OTHERS_MODE) !== 0) {
      throw keystoreFailure(
        'keystore.root_exposed',
        `The root key ${path} is open to other users: run \`chmod 600 ${path}\`, and treat it as known if others use this machine.`,
      );
    }
    return parseRootKey(size <= FILE_BYTES_MAX ? await file.readFile('utf8') : '', path);
  } finally {
    await file.close();
  }
}

function parseRootKey(text: string, path: string): Buffer {
  const [header, encoded, rest] = text.split('\n');
  const root = Buffer.from(encoded ?? '', 'base64url');
  const whole = header === HEADER && rest === '' && root.toString('base64url') === encoded;
  if (whole && root.length === ROOT_KEY_BYTES) return root;
  throw keystoreFailure(
    'keystore.root_malformed',
    `${path} is not a root key of this release: bring the file back from its backup.`,
  );
}
