// What a buyer makes in its own home before there is a cell in it: the key that keys and packages are sealed to, and the
// secret from which its key of the public log follows. Neither ever leaves; their public halves stand in the terms.

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nextCardKey, nextLogKey, OWN_LOG_PURPOSE } from '@jhalak/border';
import { nextLockKey } from '@jhalak/cards';
import { ownSecretOf } from '@jhalak/keystore';
import { hasCode } from '../backup/file-errors.ts';
import { syncFolder } from '../backup/hashed-files.ts';
import { CommandError } from '../command.ts';

/** Stands before the 32 bytes of an X25519 public key in SPKI (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
const HEX = /^[0-9a-f]{64}$/;
const SECRET_BYTES = 32;
/** Read, write or execute by group or others. */
const OTHERS_MODE = 0o077;

/** @returns where a home keeps the private half. */
export function recipientKeyFile(home: string): string {
  return join(home, 'keys', 'handover.x25519');
}

/** @returns where a home keeps the secret of its own until the key store has it. */
export function ownSecretFile(home: string): string {
  return join(home, 'keys', 'handover.own');
}

/**
 * Makes the pair, for this user only and durable, or gives what was made before.
 *
 * @returns the public half, 64 hexadecimal digits.
 */
export async function makeRecipientKey(home: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('x25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  await makeOnce(recipientKeyFile(home), pem);
  return recipientText(await readRecipientKey(home));
}

/**
 * Makes the secret of this install, or takes what was made before.
 *
 * @returns the key under which it will go on with a cell's public log, as `name+digits+base64`.
 */
export async function makeLogKey(home: string, region: string, cellId: string): Promise<string> {
  if (!cellId.startsWith(`${region}-`))
    throw new CommandError(`${cellId} is no cell of region ${region}.`);
  await makeOnce(ownSecretFile(home), `${randomBytes(SECRET_BYTES).toString('base64url')}\n`);
  const secret = await readOwnSecret(home);
  if (secret === undefined) throw new CommandError(`${ownSecretFile(home)} went away.`);
  return nextLogKey(cellId, ownSecretOf(secret, region, OWN_LOG_PURPOSE));
}

/** What an install will sign with once it owns a cell, beside the log: to be named in the terms. */
export interface NextKeys {
  /** Ed25519, base64: speaks for the cell to other cells. */
  nextCard: string;
  /** P-256: signs what lock screens believe. */
  nextLock: { x: string; y: string };
}

/** @returns the keys that follow from this install's own secret; undefined where none was made. */
export async function nextKeys(home: string, region: string): Promise<NextKeys | undefined> {
  const secret = await readOwnSecret(home);
  if (secret === undefined) return undefined;
  const seedOf = (purpose: string): Buffer => ownSecretOf(secret, region, purpose);
  return { nextCard: nextCardKey(seedOf), nextLock: nextLockKey(seedOf) };
}

/** @returns the secret, to be adopted by the key store at the import; undefined where none was made. */
export async function readOwnSecret(home: string): Promise<Buffer | undefined> {
  const path = ownSecretFile(home);
  if (!existsSync(path)) return undefined;
  await mustBeClosed(path);
  const secret = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64url');
  if (secret.length !== SECRET_BYTES)
    throw new CommandError(`${path} is no secret: bring it back.`);
  return secret;
}

/** Whole or not at all, and only if nothing is there. */
async function makeOnce(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await chmod(dirname(path), 0o700);
  const half = `${path}.${randomBytes(8).toString('hex')}.new`;
  const file = await open(half, 'wx', 0o600);
  try {
    await file.writeFile(text);
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
}

async function mustBeClosed(path: string): Promise<void> {
  if (((await stat(path)).mode & OTHERS_MODE) !== 0)
    throw new CommandError(
      `${path} is open to other users: run chmod 600 ${path}, or make another.`,
    );
}

/** @returns the private half. @throws CommandError when there is none, it is open to others, or no such key. */
export async function readRecipientKey(home: string): Promise<KeyObject> {
  const path = recipientKeyFile(home);
  const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
    const sentence = `${path} is not there: npx jhalak handover recipient makes it.`;
    throw new CommandError(sentence, { cause });
  });
  await mustBeClosed(path);
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
