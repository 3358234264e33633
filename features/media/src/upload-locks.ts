// One request at a time works on one upload's file. HEAD and DELETE take over: the client that asks where to resume has
// lost its old connection, even if we have not noticed yet. A second PATCH is refused: nobody resumes without asking.
//
// The lock holds within this process. Two processes that write the same upload do no harm: bytes go to the offset they
// name, and an offset is acknowledged only after its bytes are on the disk.

import { problem } from '@jhalak/contracts';
import type { Lock, Locker, RequestRelease } from '@tus/server';

/** A request that takes over waits this long for the other one's last write and sync. */
const TAKE_OVER_WAIT_MS = 10_000;

interface Holder {
  release: RequestRelease;
  freed: Promise<void>;
  free: () => void;
}

export class UploadLocks {
  readonly #held = new Map<string, Holder>();

  /** @param takeOver whether the request may end the one that holds the lock. */
  locker(takeOver: 'take_over' | 'refuse'): Locker {
    return { newLock: (id) => new UploadLock(this.#held, id, takeOver) };
  }
}

class UploadLock implements Lock {
  readonly #held: Map<string, Holder>;
  readonly #id: string;
  readonly #manner: 'take_over' | 'refuse';
  #mine: Holder | undefined;

  constructor(held: Map<string, Holder>, id: string, manner: 'take_over' | 'refuse') {
    this.#held = held;
    this.#id = id;
    this.#manner = manner;
  }

  async lock(signal: AbortSignal, release: RequestRelease): Promise<void> {
    const giveUp = AbortSignal.any([signal, AbortSignal.timeout(TAKE_OVER_WAIT_MS)]);
    for (;;) {
      const holder = this.#held.get(this.#id);
      if (holder === undefined) break;
      if (this.#manner === 'refuse') throw locked();
      await holder.release();
      await Promise.race([holder.freed, aborted(giveUp)]);
      // Several may have waited; one of them may be first.
      if (giveUp.aborted) throw locked();
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#mine = { release, freed: promise, free: resolve };
    this.#held.set(this.#id, this.#mine);
  }

  unlock(): Promise<void> {
    if (this.#mine !== undefined && this.#held.get(this.#id) === this.#mine) {
      this.#held.delete(this.#id);
      this.#mine.free();
    }
    this.#mine = undefined;
    return Promise.resolve();
  }
}

function locked(): Error {
  return problem(
    'upload.locked',
    'Another request is sending this upload; ask for its offset with HEAD and go on from there.',
    {
      retryAfterS: 1,
    },
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
