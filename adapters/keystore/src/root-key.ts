// The root key's file: one line that says what it is, one line with 32 random bytes as base64url. Whoever holds it and
// the key store can read everything personal; whoever loses it can read nothing any more.

import { randomBytes } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { link, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { keystoreFailure } from './failure.ts';
import { derive } from './sealing.ts';

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
  await syncFolderOf(path);
}

/** Makes names in a file's folder durable. */
export async function syncFolderOf(path: string): Promise<void> {
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

/** A root key, and the name by which the store knows it. */
export interface Root {
  readonly bytes: Buffer;
  /** 16 bytes that tell roots apart and nothing about them. */
  readonly fingerprint: Buffer;
}

/** @throws as `readRootKeyFile`. */
export async function readRoot(path: string): Promise<Root> {
  const bytes = await readRootKeyFile(path);
  return { bytes, fingerprint: derive(bytes, 'fingerprint').subarray(0, 16) };
}

/** The root that a change brings; it stands beside the present one until the store has it. */
export function nextRootPath(path: string): string {
  return `${path}.next`;
}

// Named after the root it holds, so that two processes that finish one change cannot mistake one for another.
function formerRootPath(path: string, root: Root): string {
  return `${path}.was-${root.fingerprint.toString('hex').slice(0, 8)}`;
}

/**
 * The root that a store was last wrapped under. A change that was killed between store and file is finished here.
 *
 * @throws `keystore.root_wrong` when neither the file nor its successor fits.
 */
export async function rootFor(path: string, fingerprint: Uint8Array): Promise<Root> {
  const present = await readRoot(path);
  if (present.fingerprint.equals(fingerprint)) return present;
  if (existsSync(nextRootPath(path))) {
    const next = await readRoot(nextRootPath(path));
    if (next.fingerprint.equals(fingerprint)) {
      await promoteNextRoot(path);
      return next;
    }
  }
  // Another process may have finished the change meanwhile.
  const again = await readRoot(path);
  if (again.fingerprint.equals(fingerprint)) return again;
  throw keystoreFailure(
    'keystore.root_wrong',
    'The root key is not the one that this key store was last wrapped under: bring back the right root key file.',
  );
}

/** Makes the successor the root key; the former one stays beside it, for key backups made under it. Idempotent. */
export async function promoteNextRoot(path: string): Promise<void> {
  const former = formerRootPath(path, await readRoot(path));
  try {
    const next = await readRoot(nextRootPath(path));
    if (former !== formerRootPath(path, next)) {
      await link(path, former).catch((error: unknown) => {
        if (!existsSync(former)) throw error;
      });
    }
    await rename(nextRootPath(path), path);
  } catch (error) {
    // Another process did it in this moment.
    if (existsSync(nextRootPath(path))) throw error;
  }
  await syncFolderOf(path);
}

/** Removes former root keys for good. @returns how many. */
export async function removeFormerRoots(path: string): Promise<number> {
  const prefix = `${basename(path)}.was-`;
  const former = (await readdir(dirname(path))).filter((name) => name.startsWith(prefix));
  for (const name of former) await rm(join(dirname(path), name), { force: true });
  if (former.length > 0) await syncFolderOf(path);
  return former.length;
}
