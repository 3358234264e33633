// The key that a buyer's keys and packages are sealed to. It is made in the buyer's own home and never leaves it; its public
// half stands in the terms.

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '../backup/file-errors.ts';
import { syncFolder } from '../backup/hashed-files.ts';
import { CommandError } from '../command.ts';

/** Stands before the 32 bytes of an X25519 public key in SPKI (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
const HEX = /^[0-9a-f]{64}$/;
/** Read, write or execute by group or others. */
const OTHERS_MODE = 0o077;

/** @returns where a home keeps the private half. */
export function recipientKeyFile(home: string): string {
  return join(home, 'keys', 'handover.x25519');
}

/**
 * Makes the pair, for this user only and durable, or gives what was made before.
 *
 * @returns the public half, 64 hexadecimal digits.
 */
export async function makeRecipientKey(home: string): Promise<string> {
  const path = recipientKeyFile(home);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await chmod(dirname(path), 0o700);
  const { privateKey } = generateKeyPairSync('x25519');
  // Whole or not at all: half a key at its place would be one that nobody can open.
  const half = `${path}.${randomBytes(8).toString('hex')}.new`;
  const file = await open(half, 'wx', 0o600);
  try {
    await file.writeFile(privateKey.export({ format: 'pem', type: 'pkcs8' }));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // Unlike rename, link fails when the name is taken.
    await link(half, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(half, { force: true });
  }
  await syncFolder(dirname(path));
  return recipientText(await readRecipientKey(home));
}

/** @returns the private half. @throws CommandError when there is none, it is open to others, or no such key. */
export async function readRecipientKey(home: string): Promise<KeyObject> {
  const path = recipientKeyFile(home);
  const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
    const sentence = `${path} is not there: npx jhalak handover recipient makes it.`;
    throw new CommandError(sentence, { cause });
  });
  if (((await stat(path)).mode & OTHERS_MODE) !== 0)
    throw new CommandError(
      `${path} is open to other users: run chmod 600 ${path}, or make another.`,
    );
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'x25519') return key;
  } catch (cause) {
    throw new CommandError(`${path} is no key: remove it, and make another.`, { cause });
  }
  throw new CommandError(`${path} is no X25519 key.`);
}

/** @returns the public half as it stands in the terms. */
export function recipientText(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
}

/** @returns the public half that terms name. @throws CommandError for anything but 64 hexadecimal digits. */
export function recipientOf(text: string): KeyObject {
  if (!HEX.test(text)) throw new CommandError('A recipient is 64 hexadecimal digits.');
  const key = Buffer.concat([SPKI_PREFIX, Buffer.from(text, 'hex')]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
}
