// Received bytes of uploads that are not yet videos. They were acknowledged, so a backup must have them; and a running
// cell removes each file once its clip is published. So every file is held by a second name from the moment of the
// snapshot until it is copied.

import { existsSync } from 'node:fs';
import { link, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './file-errors.ts';

/** Below the upload folder; its neighbour `work` is made again. */
const RECEIVED = 'received';
/** In the home, so that it is on the uploads' own file system. */
const HOLD_PREFIX = 'backup-hold-';

/** One held file. */
export interface HeldFile {
  name: string;
  path: string;
  /** Whole bytes at the time of asking; only ever more are added behind them. */
  bytes: number;
}

export class ReceivedHold {
  readonly #folder: string;
  readonly #received: string;
  /** Names that could not be given a second one. */
  readonly #unheld = new Set<string>();

  /** Makes the hold, empty, and removes holds of backups that were killed. */
  static async open(home: string, uploadFolder: string): Promise<ReceivedHold> {
    await removeDeadHolds(home);
    const folder = join(home, `${HOLD_PREFIX}${process.pid}`);
    await mkdir(folder, { mode: 0o700 });
    return new ReceivedHold(folder, join(uploadFolder, RECEIVED));
  }

  private constructor(folder: string, received: string) {
    this.#folder = folder;
    this.#received = received;
  }

  /**
   * Holds what is there now. Called right before the snapshot and right after: a file that the snapshot still needs was
   * there at one of the two moments.
   */
  async take(): Promise<void> {
    if (!existsSync(this.#received)) return;
    for (const name of await readdir(this.#received)) {
      try {
        await link(join(this.#received, name), join(this.#folder, name));
      } catch (error) {
        // Held already, or gone since it was listed.
        if (hasCode(error, 'EEXIST', 'ENOENT')) continue;
        // A file system without second names: then the file is copied as long as it is there.
        if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EMLINK')) throw error;
        this.#unheld.add(name);
      }
    }
  }

  async files(): Promise<HeldFile[]> {
    const held = (await readdir(this.#folder)).map((name) => join(this.#folder, name));
    const loose = [...this.#unheld].map((name) => join(this.#received, name));
    const files: HeldFile[] = [];
    for (const path of [...held, ...loose]) {
      const found = await stat(path).catch((error: unknown) => {
        if (hasCode(error, 'ENOENT')) return undefined;
        throw error;
      });
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (found !== undefined) files.push({ name, path, bytes: found.size });
    }
    return files;
  }

  async release(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Removes what killed backups left: it would keep the bytes of uploads that people have deleted. */
async function removeDeadHolds(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(HOLD_PREFIX)) continue;
    const pid = Number(name.slice(HOLD_PREFIX.length));
    if (pid !== process.pid && isAlive(pid)) continue;
    await rm(join(home, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, and belongs to somebody else.
    return hasCode(error, 'EPERM');
  }
}
