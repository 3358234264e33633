// Lets other tastes learn what the live one learns, later: each batch that the live reader handled waits for its time.

import type { Follower, Journal, JournalBatch } from '@jhalak/ports';

/** A reader that is told when. */
export interface LateReader {
  /** Follows only what comes from now on. */
  journal: Journal;
  /** Hands over everything that happened at or before `untilMs`. */
  release(untilMs: number): Promise<void>;
}

export class JournalTap {
  readonly #inner: Journal;
  readonly #late = new Set<JournalBatch[]>();

  constructor(inner: Journal) {
    this.#inner = inner;
  }

  /** For the live reader. */
  live(): Journal {
    return this.#with((follower) => ({
      ...follower,
      handle: async (batch) => {
        await follower.handle(batch);
        for (const waiting of this.#late) waiting.push(batch);
      },
    }));
  }

  late(): LateReader {
    const waiting: JournalBatch[] = [];
    const followers = new Set<Follower>();
    this.#late.add(waiting);
    const journal = this.#with(
      (follower) => ({ ...follower, handle: () => undefined }),
      (follower) => followers.add(follower),
    );
    const release = async (untilMs: number): Promise<void> => {
      while ((waiting[0]?.events.at(-1)?.atMs ?? Infinity) <= untilMs) {
        const batch = waiting.shift();
        if (batch !== undefined) for (const follower of followers) await follower.handle(batch);
      }
    };
    return { journal, release };
  }

  #with(
    change: (follower: Follower) => Follower,
    told: (follower: Follower) => void = () => undefined,
  ): Journal {
    const inner = this.#inner;
    return {
      append: async (tx, entries) => await inner.append(tx, entries),
      consume: async (consumer) => await inner.consume(consumer),
      follow: async (follower) => {
        told(follower);
        return await inner.follow(change(follower));
      },
      rewind: async (tx, consumer) => await inner.rewind(tx, consumer),
      prune: async (options) => await inner.prune(options),
      seal: async () => await inner.seal(),
      lastWindow: async () => await inner.lastWindow(),
      readers: () => inner.readers(),
    };
  }
}
