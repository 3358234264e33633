// The cell's own feed over a taste that is moved by hand: learned from the journal as far as it was told.

import type { Slot } from '@jhalak/attention';
import { createFeed, type FeedLab } from '@jhalak/feed';
import type { Clock } from '@jhalak/kernel';
import type { Journal, SlotOffer, SlotProvider } from '@jhalak/ports';
import { createTaste, RETRIEVAL_POWERS, type Taste } from '@jhalak/taste';
import { JournalTap } from './journal-tap.ts';
import type { House } from './open-house.ts';
import type { ReplayCell } from './replay-cell.ts';

/** Lists of the most popular are made anew this often: once a second, as a live cell does, would cost a replay hours. */
const LISTS_EVERY_MS = 600_000;
/** Snapshots are not what is measured; a replay writes none but where memory asks for it. */
const NEVER_MS = 2_000_000_000;
/** Deepest list that is measured. */
const DEPTH = 50;
/** As many as a page may have. */
const SLOTS_MAX = 100;

/** A taste and what moves it. */
export interface LiveTaste {
  taste: Taste;
  learn(): Promise<void>;
  /** Keeps what is learned, so that a late one can begin from it. */
  keep(): Promise<void>;
  /** @returns a taste that begins with what was kept and learns what the live one learns, when it is told to. */
  late(): Promise<LateTaste>;
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
    async late() {
      const reader = tap.late();
      const behind = make(reader.journal);
      await behind.start?.();
      // Nothing is kept after this: rows of viewers whom it meets later are those of that moment too.
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
      ...{ taste: tasteWithout(taste, without), attention, visibility, videos, followed: social },
      ...{ state, keys, clock, ids, random, lab },
    });
  }

  /** @returns the clips of a page for a user, best first. */
  async list(user: number, limit = DEPTH): Promise<Int32Array> {
    const offer = await this.#offer(user, limit);
    return Int32Array.from(offer.slots, ({ itemId }) => this.#cell.itemOf(itemId));
  }

  /** @returns the slot in which a user would be shown a clip now, where it is among the first hundred. */
  async slotOf(user: number, item: number): Promise<Slot | undefined> {
    const offer = await this.#offer(user, SLOTS_MAX);
    const videoId = this.#cell.videos[item] ?? '';
    const found = offer.slots.find(({ itemId }) => itemId === videoId);
    return found === undefined ? undefined : this.#cell.base.cell.attention.readSlot(found.token);
  }

  async #offer(user: number, limit: number): Promise<SlotOffer> {
    const caller = this.#cell.caller(user);
    return await this.#feed.offer({ caller, limit, signal: this.#signal });
  }
}

const POWERS: ReadonlySet<string> = new Set(Object.keys(RETRIEVAL_POWERS));

// Co-visitation's own helpers are switched off where it is asked.
function tasteWithout(taste: Taste, without: readonly string[]): Taste {
  const gone = without.filter((name) => POWERS.has(name));
  if (gone.length === 0) return taste;
  const powers = { ...RETRIEVAL_POWERS, ...Object.fromEntries(gone.map((name) => [name, 0])) };
  const related: Taste['related'] = (viewer) => taste.related(viewer, powers);
  return overTaste(taste, (name) => (name === 'related' ? related : undefined));
}

/** @returns a taste that answers as another one does, but for what `instead` gives. */
export function overTaste(taste: Taste, instead: (name: PropertyKey) => unknown): Taste {
  return new Proxy(taste, {
    get(target, name) {
      const other = instead(name);
      if (other !== undefined) return other;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
