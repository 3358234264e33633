// The key files of a home, sealed to whoever holds the cell. What is not there opens nothing: no person's byte, no token, no log.

import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unwrapPackageKey, wrapPackageKey } from '@jhalak/bags';
import { syncFolder } from '../../backup/hashed-files.ts';
import { CommandError } from '../../command.ts';
import { dealFolder, sha256, writeDurably } from '../steps/evidence.ts';
import { overwrite } from '../wind-down/destroy-files.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
/** Lists in the same folder hold no key, and tell of erasures and orders also while the cell is held. */
const NO_KEYS = /\.(list|register)$/;
const KEY_FILE = 'held-key.json';
const SEALED_FILE = 'held.sealed';

function folderOf(home: string, dealId: string): string {
  return join(dealFolder(home, dealId), 'held');
}

async function keyFilesOf(home: string): Promise<string[]> {
  const folder = join(home, 'keys');
  if (!existsSync(folder)) return [];
  const found = await readdir(folder, { withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && !NO_KEYS.test(entry.name))
    .map(({ name }) => name)
    .toSorted();
}

/**
 * Seals every key file of a home; they stay until `removeKeyFiles`. Made anew each time: half of one has never mattered.
 *
 * @returns names, and the digest by which the deal names what was sealed.
 */
export async function sealKeyFiles(
  home: string,
  dealId: string,
  holder: KeyObject,
): Promise<{ names: string[]; digest: string }> {
  const names = await keyFilesOf(home);
  if (!names.includes('root.key')) throw new CommandError('There is no root key to be sealed.');
  const entries: [string, string][] = [];
  for (const name of names)
    entries.push([name, (await readFile(join(home, 'keys', name))).toString('base64')]);
  const key = randomBytes(KEY_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(dealId));
  const text = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const sealed = Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  const wrapped = await wrapPackageKey(key, dealId, holder);
  const folder = folderOf(home, dealId);
  const half = `${folder}.half`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true, mode: 0o700 });
  await writeDurably(join(half, SEALED_FILE), sealed.toString('base64'));
  await writeDurably(join(half, KEY_FILE), wrapped);
  await rm(folder, { recursive: true, force: true });
  await rename(half, folder);
  await syncFolder(dealFolder(home, dealId));
  return { names, digest: sha256(`${sha256(sealed)} ${sha256(wrapped)}`) };
}

/** @returns the digest of what is sealed here; undefined where nothing is. */
export async function sealedDigest(home: string, dealId: string): Promise<string | undefined> {
  const folder = folderOf(home, dealId);
  if (!existsSync(folder)) return undefined;
  const sealed = Buffer.from(await readFile(join(folder, SEALED_FILE), 'utf8'), 'base64');
  const wrapped = await readFile(join(folder, KEY_FILE), 'utf8');
  return sha256(`${sha256(sealed)} ${sha256(wrapped)}`);
}

/** Destroys the key files of the home; what is sealed stays. @returns how many there were. */
export async function removeKeyFiles(home: string): Promise<number> {
  const names = await keyFilesOf(home);
  for (const name of names) {
    await overwrite(join(home, 'keys', name));
    await rm(join(home, 'keys', name), { force: true });
  }
  if (names.length > 0) await syncFolder(join(home, 'keys'));
  return names.length;
}

/** Brings the key files back. @param holder X25519, private. @throws CommandError where it is not the holder's. */
export async function unsealKeyFiles(
  home: string,
  dealId: string,
  holder: KeyObject,
): Promise<string[]> {
  const folder = folderOf(home, dealId);
  const key = await unwrapPackageKey(
    await readFile(join(folder, KEY_FILE), 'utf8'),
    dealId,
    holder,
  ).catch((cause: unknown) => {
    throw new CommandError('This key opens nothing here: it is not the holder’s.', { cause });
  });
  const sealed = Buffer.from(await readFile(join(folder, SEALED_FILE), 'utf8'), 'base64');
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(dealId))
    .setAuthTag(sealed.subarray(end));
  const text = Buffer.concat([
    decipher.update(sealed.subarray(NONCE_BYTES, end)),
    decipher.final(),
  ]).toString('utf8');
  const files = JSON.parse(text) as Record<string, string>;
  await mkdir(join(home, 'keys'), { recursive: true, mode: 0o700 });
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(home, 'keys', name);
    // Key files are texts.
    await writeDurably(path, Buffer.from(bytes, 'base64').toString('utf8'));
    await chmod(path, 0o600);
  }
  return Object.keys(files);
}

/** Once it is lifted nobody needs the sealed copy, and it is one more thing to lose. */
export async function forgetSealed(home: string, dealId: string): Promise<void> {
  await rm(folderOf(home, dealId), { recursive: true, force: true });
}
