// The cell's own feed over a taste that is moved by hand: learned from the journal as far as it was told.

import { createFeed, type FeedLab } from '@jhalak/feed';
import type { Clock } from '@jhalak/kernel';
import type { Journal, SlotProvider } from '@jhalak/ports';
import { createTaste, type Taste } from '@jhalak/taste';
import { JournalTap } from './journal-tap.ts';
import type { House } from './open-house.ts';
import type { ReplayCell } from './replay-cell.ts';

/** Lists of the most popular are made anew this often: once a second, as a live cell does, would cost a replay hours. */
const LISTS_EVERY_MS = 600_000;
/** Snapshots are not what is measured; a replay writes none but where memory asks for it. */
const NEVER_MS = 2_000_000_000;
/** Deepest list that is measured. */
const DEPTH = 50;

/** A taste and what moves it. */
export interface LiveTaste {
  taste: Taste;
  learn(): Promise<void>;
  /** Keeps what is learned, so that a late one can begin from it. */
  keep(): Promise<void>;
  /** @returns a taste that begins with what was kept and learns what the live one learns, when it is told to. */
  late(people: readonly string[]): Promise<LateTaste>;
}

export interface LateTaste {
  taste: Taste;
  release(untilMs: number): Promise<void>;
}

/** Opens the learner over the cell's journal, before anything is in it. */
export async function openTaste({ parts, journal }: House): Promise<LiveTaste> {
  const coarse: Clock = {
    nowMs: () => Math.floor(parts.clock.nowMs() / LISTS_EVERY_MS) * LISTS_EVERY_MS,
  };
  const { database, keys, blobs, logger, region } = parts;
  const make = (over: Journal) =>
    createTaste({
      ...{ database, journal: over, keys, blobs, logger, region },
      ...{ clock: coarse, snapshotEveryMs: NEVER_MS, changedMax: Infinity },
    });
  const tap = new JournalTap(journal);
  const taste = make(tap.live());
  await taste.start?.();
  return {
    taste,
    learn: async () => await taste.catchUp?.(),
    keep: async () => await taste.snapshot(),
    async late(people) {
      const reader = tap.late();
      const behind = make(reader.journal);
      await behind.start?.();
      // Their rows are those of the moment that was kept: read before anything else is written.
      for (const personId of people) await behind.viewer(personId);
      return { taste: behind, release: reader.release };
    },
  };
}

/** The feed of one taste, as it would choose for anybody of the log. */
export class LiveFeed {
  readonly #cell: ReplayCell;
  readonly #feed: SlotProvider;
  readonly #signal = new AbortController().signal;

  constructor(cell: ReplayCell, taste: Taste, without: readonly string[] = []) {
    const { cell: house, parts } = cell.base;
    const { attention, visibility, videos, social } = house;
    const { state, keys, clock, ids, random } = parts;
    const lab: FeedLab = { plain: true, without };
    this.#cell = cell;
    this.#feed = createFeed({
      ...{ taste, attention, visibility, videos, followed: social },
      ...{ state, keys, clock, ids, random, lab },
    });
  }

  /** @returns the clips of a page for a user, best first. */
  async list(user: number, limit = DEPTH): Promise<Int32Array> {
    const offer = await this.#feed.offer({
      caller: this.#cell.caller(user),
      limit,
      signal: this.#signal,
    });
    return Int32Array.from(offer.slots, ({ itemId }) => this.#cell.itemOf(itemId));
  }
}
