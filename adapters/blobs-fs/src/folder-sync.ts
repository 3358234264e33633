// Makes names durable. A file's own fsync does not save its name: the folder has to be synced too, and so have the
// parents of folders that are new. Each sync can cost a disk flush, so folders known to be safe are remembered.

import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Forgetting costs only another sync; ten thousand paths are about 2 MB. */
const REMEMBERED_MAX = 10_000;

export class FolderSync {
  readonly #top: string;
  /** Folders whose own name in their parent has been synced. */
  readonly #safe = new Set<string>();

  /** @param top the folder whose own name is safe already; nothing above it is touched. */
  constructor(top: string) {
    this.#top = top;
  }

  /**
   * Told what a recursive mkdir of `folder` did.
   *
   * @param first the topmost folder that it had to make; undefined when all were there.
   */
  created(first: string | undefined, folder: string): void {
    if (first === undefined) return;
    for (let path = folder; path.length >= first.length; path = dirname(path))
      this.#safe.delete(path);
  }

  /** Told that an empty folder was removed. */
  removed(folder: string): void {
    this.#safe.delete(folder);
  }

  /** Syncs the folder, then upwards every parent that holds a name not known to be safe. */
  async sync(folder: string): Promise<void> {
    await syncOne(folder);
    for (let path = folder; path !== this.#top && !this.#safe.has(path); path = dirname(path)) {
      await syncOne(dirname(path));
      if (this.#safe.size >= REMEMBERED_MAX) this.#safe.clear();
      this.#safe.add(path);
    }
  }
}

async function syncOne(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
