// The log's public files. A file is whole or absent, at every moment and after every crash: it is written beside its
// place, synced, and renamed; a name counts only once its folder is synced.

import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { TILE_WIDTH, tilePath, type LogFiles, type Tile } from '@jhalak/tlog';

/** Everybody may read them: the log is public. */
const FILE_MODE = 0o644;
export const CHECKPOINT_FILE = 'checkpoint';
/** The first owner's public key, where nobody here can derive it any more. Not served. */
export const FIRST_KEY_FILE = 'first.vkey';
/** The last checkpoint of a former owner, by epoch. */
export const OWNER_FILE = /^owners\/[1-9][0-9]{0,3}$/;
/** The latest checkpoint that a witness co-signed. */
export const WITNESSED_FILE = 'checkpoint.witnessed';

export class LogFolder implements LogFiles {
  readonly #folder: string;
  /** Folders with new names that are not synced yet. */
  readonly #unsynced = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(join(this.#folder, path));
    } catch (error) {
      if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
      throw error;
    }
  }

  /** Writes a file whose name `settle` makes durable. */
  async put(path: string, bytes: Uint8Array | string): Promise<void> {
    const target = join(this.#folder, path);
    await this.#makeFolder(dirname(target));
    // Two programs may write the same file at once, when one lost its lock: each its own, both the same bytes.
    const temporary = `${target}.${process.pid}.tmp`;
    const file = await open(temporary, 'w', FILE_MODE);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
    this.#unsynced.add(dirname(target));
  }

  /** Makes every name that was written so far durable. */
  async settle(): Promise<void> {
    const folders = [...this.#unsynced];
    await Promise.all(
      folders.map(async (folder) => {
        await syncFolder(folder);
        this.#unsynced.delete(folder);
      }),
    );
  }

  /** For who read the checkpoint that another program wrote: from now on it is not lost. */
  async syncTop(): Promise<void> {
    await syncFolder(this.#folder);
  }

  /** Removes what stood for a tile while it was not full; readers find the full one. */
  async prune(tile: Pick<Tile, 'level' | 'index'>): Promise<void> {
    const full = join(this.#folder, tilePath({ ...tile, width: TILE_WIDTH }));
    await rm(`${full}.p`, { recursive: true, force: true });
  }

  /** Removes what a kill left: half-written files, and partial tiles whose full one is there. Cost: lists the folder. */
  async sweep(): Promise<void> {
    const names = await readdir(this.#folder, { recursive: true }).catch((error: unknown) => {
      if (isCode(error, 'ENOENT')) return [];
      throw error;
    });
    const known = new Set(names);
    for (const name of names) {
      const replaced = name.endsWith('.p') && known.has(name.slice(0, -'.p'.length));
      if (name.endsWith('.tmp') || replaced)
        await rm(join(this.#folder, name), { recursive: true, force: true });
    }
  }

  async #makeFolder(folder: string): Promise<void> {
    const first = await mkdir(folder, { recursive: true });
    if (first === undefined) return;
    // Each new folder is a name in the one above.
    const below = relative(dirname(first), folder).split('/');
    let at = dirname(first);
    for (const name of below) {
      this.#unsynced.add(at);
      at = join(at, name);
    }
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
