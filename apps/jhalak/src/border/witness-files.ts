// What a witness keeps: its key, and what it saw. Both are files of its own, apart from any cell.

import { createPrivateKey, generateKeyPairSync, createPublicKey, sign } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { COSIGNATURE_V1, textOf, utf8, verifierKey, type VerifierKey } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import type { WitnessMemory } from '@jhalak/tlog';
import { CommandError } from '../command.ts';

export interface WitnessKey {
  key: VerifierKey;
  sign(message: Uint8Array): Uint8Array;
}

interface KeyFile {
  name: string;
  /** PKCS #8, base64. */
  privateKey: string;
}

/** Makes a key file that only its owner can read. @throws CommandError when the file is there already. */
export async function makeWitnessKey(path: string, name: string): Promise<WitnessKey> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const der = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  const file: KeyFile = { name, privateKey: der };
  const key = keyOf(file);
  await writeDurably(path, `${JSON.stringify(file)}\n`, { flag: 'wx', mode: 0o600 }).catch(
    (error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
      throw new CommandError(`${path} is there already; a witness keeps its key.`);
    },
  );
  return key;
}

/** @throws CommandError when the file is not a witness's key. */
export async function readWitnessKey(path: string): Promise<WitnessKey> {
  try {
    return keyOf(JSON.parse(await readFile(path, 'utf8')) as KeyFile);
  } catch (cause) {
    throw new CommandError(
      `${path} is not a witness's key; npx jhalak border witness-key NAME --key FILE makes one.`,
      { cause },
    );
  }
}

function keyOf({ name, privateKey }: KeyFile): WitnessKey {
  const der = Buffer.from(privateKey, 'base64');
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const key = verifierKey(nodeCrypto.sha256, { name, type: COSIGNATURE_V1, publicKey });
  return { key, sign: (message) => sign(null, message, secret) };
}

/** The latest checkpoint of each log, in one file that is replaced whole. */
export class WitnessStateFile implements WitnessMemory {
  readonly #path: string;
  #seen: Record<string, string> | undefined;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Takes the file for this process alone. @throws CommandError when another witness runs with it. */
  static async open(path: string): Promise<WitnessStateFile> {
    await takeLock(`${path}.lock`);
    return new WitnessStateFile(path);
  }

  async close(): Promise<void> {
    await rm(`${this.#path}.lock`, { force: true });
  }

  async latest(origin: string): Promise<Uint8Array | undefined> {
    const text = (await this.#all())[origin];
    return text === undefined ? undefined : utf8(text);
  }

  async keep(origin: string, checkpoint: Uint8Array): Promise<void> {
    const next = { ...(await this.#all()), [origin]: textOf(checkpoint) ?? '' };
    const temporary = `${this.#path}.tmp`;
    await writeDurably(temporary, `${JSON.stringify(next, null, 2)}\n`, { flag: 'w', mode: 0o600 });
    await rename(temporary, this.#path);
    await syncFolderOf(this.#path);
    this.#seen = next;
  }

  async #all(): Promise<Record<string, string>> {
    this.#seen ??= await readFile(this.#path, 'utf8').then(
      (text) => JSON.parse(text) as Record<string, string>,
      (error: unknown) => {
        if (hasCode(error, 'ENOENT')) return {};
        throw error;
      },
    );
    return this.#seen;
  }
}

// Two witnesses over one memory would sign what the other did not see.
async function takeLock(path: string): Promise<void> {
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      await writeDurably(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      const holder = Number(await readFile(path, 'utf8').catch(() => '0'));
      if (isAlive(holder))
        throw new CommandError(
          `Another witness runs with this state (process ${holder}); it must be the only one.`,
        );
      await rm(path, { force: true });
    }
  }
  throw new CommandError(`${path} could not be taken; try again.`);
}

function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Writes a file whose bytes and name survive a power cut. */
export async function writeDurably(
  path: string,
  text: string,
  options: { flag: 'w' | 'wx'; mode: number },
): Promise<void> {
  const file = await open(path, options.flag, options.mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolderOf(path);
}

async function syncFolderOf(path: string): Promise<void> {
  const folder = await open(dirname(resolve(path)), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
