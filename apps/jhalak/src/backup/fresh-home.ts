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
import { createRootKeyFile } from '@jhalak/keystore';
import { CommandError } from '../command.ts';
import { hasCode } from './file-errors.ts';
import { syncFolder } from './hashed-files.ts';
import { erasureListFile, orderRegisterFile } from './keys-file.ts';

/** In the home while a restore or an import is at work; with it inside, a home is not whole. It says what was there before. */
export const UNFINISHED_FILE = 'restore-unfinished';
/** What may stand in a home before: settings, logs, the public log, a deal's papers, and what is never in a backup in `keys`. */
const BEFORE = new Set(['jhalak.json', 'log', 'logs', 'keys', 'handover']);
/**
 * What may stand in `keys`: root keys, also of a change that was not finished, the list of erasures, the register of orders, the
 * key that a hand-over is sealed to, the secret that the next log key follows from.
 */
const KEYS_BEFORE =
  /^(root\.key(\.next|\.was-[0-9a-f]{8})?|erasures\.list|orders\.register|handover\.(x25519|own))$/;
/** What a restore makes, the database's folder apart. */
const MADE = [
  'blobs',
  'uploads',
  'pg.password',
  'pg.start.log',
  'running.json',
  'log.incoming',
  'work',
  UNFINISHED_FILE,
];

/** What an undo must leave: what was there before. */
interface Before {
  homeIsNew: boolean;
  keyIsNew: boolean;
  listIsNew: boolean;
  logIsNew: boolean;
  registerIsNew: boolean;
}

/** Where a home's root key comes from: a copy of it, a new one, or the home itself. */
export type RootKeyFrom = { copy: string } | 'new' | 'here';

export class FreshHome {
  readonly rootKeyFile: string;
  readonly #home: string;
  readonly #before: Before;

  /**
   * Takes an empty home.
   *
   * @throws CommandError when the home holds anything, or there is no root key.
   */
  static async claim(home: string, rootKey: RootKeyFrom): Promise<FreshHome> {
    const homeIsNew = !existsSync(home);
    if (!homeIsNew) await refuseIfUsed(home);
    const fresh = new FreshHome(home, {
      homeIsNew,
      keyIsNew: !existsSync(rootKeyOf(home)),
      listIsNew: !existsSync(erasureListFile(home)),
      logIsNew: !existsSync(join(home, 'log')),
      registerIsNew: !existsSync(orderRegisterFile(home)),
    });
    await fresh.#checkRootKey(rootKey);
    await mkdir(home, { recursive: true, mode: 0o700 });
    try {
      const said = 'Something was begun in this folder and has not ended.';
      await writeFile(join(home, UNFINISHED_FILE), `${said}\n${JSON.stringify(fresh.#before)}\n`);
      await fresh.#bringRootKey(rootKey);
    } catch (error) {
      await fresh.undo();
      throw error;
    }
    return fresh;
  }

  /** @returns the home of an earlier start that was killed, to be undone; undefined where there was none. */
  static async unfinished(home: string): Promise<FreshHome | undefined> {
    const [, line] =
      (await readOr(join(home, UNFINISHED_FILE)))?.toString('utf8').split('\n') ?? [];
    if (line === undefined || line === '') return undefined;
    return new FreshHome(home, JSON.parse(line) as Before);
  }

  private constructor(home: string, before: Before) {
    this.#home = home;
    this.#before = before;
    this.rootKeyFile = rootKeyOf(home);
  }

  async #checkRootKey(from: RootKeyFrom): Promise<void> {
    if (from === 'new') return;
    const here = await readOr(this.rootKeyFile);
    const rootKey = from === 'here' ? undefined : from.copy;
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

  async #bringRootKey(from: RootKeyFrom): Promise<void> {
    const folder = join(this.#home, 'keys');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    if (from === 'here' || existsSync(this.rootKeyFile)) return;
    if (from === 'new') {
      await createRootKeyFile(this.rootKeyFile);
      return;
    }
    await copyFile(from.copy, this.rootKeyFile);
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
    const { homeIsNew, keyIsNew, listIsNew, logIsNew, registerIsNew } = this.#before;
    const data = join(this.#home, 'pg');
    // Under a closed folder of root's the data lies elsewhere, behind a link.
    const real = await realpath(data).catch(() => data);
    const made = homeIsNew ? [this.#home] : MADE.map((name) => join(this.#home, name));
    for (const path of [real, data, ...made]) await rm(path, { recursive: true, force: true });
    if (keyIsNew) await rm(this.rootKeyFile, { force: true });
    if (listIsNew) await rm(erasureListFile(this.#home), { force: true });
    if (registerIsNew) await rm(orderRegisterFile(this.#home), { force: true });
    if (logIsNew) await rm(join(this.#home, 'log'), { recursive: true, force: true });
  }
}

function rootKeyOf(home: string): string {
  return join(home, 'keys', 'root.key');
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
