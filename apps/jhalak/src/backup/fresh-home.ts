// The empty home that a restore fills. What was not there before is removed again when the restore fails, so that it can
// be tried again.

import { existsSync } from 'node:fs';
import {
  copyFile,
  chmod,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../command.ts';
import { hasCode } from './file-errors.ts';
import { syncFolder } from './hashed-files.ts';
import { erasureListFile, orderRegisterFile } from './keys-file.ts';

/** In the home while a restore is at work; with it inside, a home is not whole. */
export const UNFINISHED_FILE = 'restore-unfinished';
/** What may stand in a home before: settings, logs, the public log, and what is never in a backup in `keys`. */
const BEFORE = new Set(['jhalak.json', 'log', 'logs', 'keys']);
/** What may stand in `keys`: root keys, also of a change that was not finished, the list of erasures, the register of orders. */
const KEYS_BEFORE = /^(root\.key(\.next|\.was-[0-9a-f]{8})?|erasures\.list|orders\.register)$/;
/** What a restore makes, the database's folder apart. */
const MADE = [
  'blobs',
  'uploads',
  'pg.password',
  'pg.start.log',
  'running.json',
  'log.incoming',
  UNFINISHED_FILE,
];

export class FreshHome {
  readonly rootKeyFile: string;
  readonly #home: string;
  readonly #homeIsNew: boolean;
  #keyIsNew = false;
  readonly #listIsNew: boolean;
  readonly #logIsNew: boolean;
  readonly #registerIsNew: boolean;

  /**
   * Takes an empty home.
   *
   * @param rootKey a copy of the root key to bring in; undefined when it is in the home already.
   * @throws CommandError when the home holds anything, or there is no root key.
   */
  static async claim(home: string, rootKey: string | undefined): Promise<FreshHome> {
    const isNew = !existsSync(home);
    if (!isNew) await refuseIfUsed(home);
    const fresh = new FreshHome(home, isNew);
    await fresh.#checkRootKey(rootKey);
    await mkdir(home, { recursive: true, mode: 0o700 });
    try {
      await writeFile(
        join(home, UNFINISHED_FILE),
        'A restore into this folder has begun and not ended.\n',
      );
      await fresh.#bringRootKey(rootKey);
    } catch (error) {
      await fresh.undo();
      throw error;
    }
    return fresh;
  }

  private constructor(home: string, homeIsNew: boolean) {
    this.#home = home;
    this.#homeIsNew = homeIsNew;
    this.rootKeyFile = join(home, 'keys', 'root.key');
    this.#listIsNew = !existsSync(erasureListFile(home));
    this.#logIsNew = !existsSync(join(home, 'log'));
    this.#registerIsNew = !existsSync(orderRegisterFile(home));
  }

  async #checkRootKey(rootKey: string | undefined): Promise<void> {
    const here = await readOr(this.rootKeyFile);
    const given = rootKey === undefined ? undefined : await readOr(rootKey);
    if (rootKey !== undefined && given === undefined) {
      throw new CommandError(`${rootKey} is not there: give the copy of the cell's root key.`);
    }
    if (here === undefined && given === undefined) {
      throw new CommandError(
        `The root key is part of no backup: give your copy of it with --root-key FILE, or put it to ${this.rootKeyFile}.`,
      );
    }
    if (here !== undefined && given !== undefined && !here.equals(given)) {
      throw new CommandError(
        `${this.rootKeyFile} is another root key than ${rootKey ?? ''}: remove the wrong one.`,
      );
    }
  }

  async #bringRootKey(rootKey: string | undefined): Promise<void> {
    const folder = join(this.#home, 'keys');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    if (rootKey === undefined || existsSync(this.rootKeyFile)) return;
    this.#keyIsNew = true;
    await copyFile(rootKey, this.rootKeyFile);
    await chmod(this.rootKeyFile, 0o600);
    const file = await open(this.rootKeyFile, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(folder);
  }

  /** The restore is whole. */
  async finish(): Promise<void> {
    await rm(join(this.#home, UNFINISHED_FILE), { force: true });
    await syncFolder(this.#home);
  }

  /** Removes everything that was not there before. The database server must have stopped. */
  async undo(): Promise<void> {
    const data = join(this.#home, 'pg');
    // Under a closed folder of root's the data lies elsewhere, behind a link.
    const real = await realpath(data).catch(() => data);
    const made = this.#homeIsNew ? [this.#home] : MADE.map((name) => join(this.#home, name));
    for (const path of [real, data, ...made]) await rm(path, { recursive: true, force: true });
    if (this.#keyIsNew) await rm(this.rootKeyFile, { force: true });
    if (this.#listIsNew) await rm(erasureListFile(this.#home), { force: true });
    if (this.#registerIsNew) await rm(orderRegisterFile(this.#home), { force: true });
    if (this.#logIsNew) await rm(join(this.#home, 'log'), { recursive: true, force: true });
  }
}

async function refuseIfUsed(home: string): Promise<void> {
  const names = await readdir(home);
  if (names.includes(UNFINISHED_FILE)) {
    throw new CommandError(
      `An earlier restore into ${home} was broken off: remove the folder (but for what is in keys) and run this again.`,
    );
  }
  const keys = existsSync(join(home, 'keys')) ? await readdir(join(home, 'keys')) : [];
  const used = [
    ...names.filter((name) => !BEFORE.has(name)),
    ...keys.filter((name) => !KEYS_BEFORE.test(name)).map((name) => `keys/${name}`),
  ];
  if (used.length === 0) return;
  throw new CommandError(
    `${home} is not empty (${used.slice(0, 5).join(', ')}): a restore needs an empty home. Name another one with --home.`,
  );
}

async function readOr(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
