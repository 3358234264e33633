// A house of any size without a database: the real learner, told of clips and watches one by one, and the real feed over it.
// Not in it: HTTP, accounts, what the database keeps, and the memory of visibility; `bench -- feed` has all of that.

import { createFeed } from '@jhalak/feed';
import { MINUTE_MS, seededRandom, type ManualClock, type Random } from '@jhalak/kernel';
import type { JournalEvent, SlotProvider } from '@jhalak/ports';
import { emptyTaste, Learner, StandingTaste, type ViewerTaste } from '@jhalak/taste';
import { openHouse, type House } from './replay/open-house.ts';

const GENRES = ['music', 'dance', 'comedy', 'sports', 'food', 'travel', 'news', 'learning'];
const LANGUAGES = ['hi', 'en', 'ta', 'te', 'bn', 'mr', 'gu', 'id'];
/** Clips of one creator. */
const PER_CREATOR = 20;
/** Whose pages are made: viewers with a full history. */
export const REGULARS = 2_000;
const REGULAR_WATCHES = 60;
/** Everybody else came by once. */
const VISITOR_WATCHES = 3;
/** Viewers in memory, as in a cell (`VIEWERS_MAX` of taste). */
const SHELF_MAX = 50_000;
/** Clips that a viewer saw and that can be listed. */
const SEEN = 200;
const START_MS = Date.UTC(2026, 0, 5);

/** A feed and what moves its clock. */
export interface CurveHouse {
  feed: SlotProvider;
  clock: ManualClock;
  clips: number;
  close(): Promise<void>;
}

/** What the feed tells of its parts. */
export type Observed = NonNullable<Parameters<typeof createFeed>[0]['observe']>;

/** @param size clips and viewers, as many of each. Cost: some 40 µs for each. */
export async function openCurveHouse(size: number, observe: Observed): Promise<CurveHouse> {
  const house = await openHouse(START_MS, { quick: true });
  const { clock } = house.parts;
  const told = new Told(size, clock);
  told.clips();
  told.watches();
  const { learner } = told;
  const taste = new StandingTaste(learner, clock, async (id) => told.viewer(id));
  return {
    feed: createFeed({ ...partsOf(house), taste, observe, ...seenAndSeeing(learner, house) }),
    clock,
    clips: size,
    close: house.close,
  };
}

function partsOf({
  cell,
  parts,
}: House): Omit<Parameters<typeof createFeed>[0], 'taste' | 'attention' | 'visibility'> {
  const { state, keys, clock, ids, random } = parts;
  return { ...{ state, keys, clock, ids, random }, videos: cell.videos, followed: cell.social };
}

// The same for every size: two hundred clips that were seen, and a look into a table for whether a clip may be shown.
function seenAndSeeing(
  { items }: Learner,
  { cell: { attention, visibility } }: House,
): Pick<Parameters<typeof createFeed>[0], 'attention' | 'visibility'> {
  const random = seededRandom(11);
  const seen = Object.assign(
    new Map(
      Array.from({ length: SEEN }, () => [
        items.facts(random.below(items.count)).videoId,
        START_MS - MINUTE_MS,
      ]),
    ),
    { total: SEEN },
  );
  return {
    attention: over(attention, { seen: () => Promise.resolve(seen) }),
    visibility: over(visibility, {
      check: (_surface, videoId) =>
        items.indexOf(videoId) === undefined
          ? { kind: 'hidden', reason: 'unknown' }
          : { kind: 'visible' },
    }),
  };
}

/** @returns what answers as another one does, but for what `instead` gives. */
function over<Of extends object>(of: Of, instead: Partial<Of>): Of {
  return new Proxy(of, {
    get(target, name) {
      if (Object.hasOwn(instead, name)) return Reflect.get(instead, name) as unknown;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

class Told {
  readonly learner = new Learner();
  readonly #size: number;
  readonly #clock: ManualClock;
  readonly #random: Random = seededRandom(5);
  readonly #tastes = new Map<string, ViewerTaste>();
  readonly #shelf = {
    take: (id: string): ViewerTaste => {
      const taste = this.#tastes.get(id) ?? emptyTaste();
      this.#tastes.set(id, taste);
      return taste;
    },
    drop: (id: string): void => void this.#tastes.delete(id),
  };
  #slots = 0;

  constructor(size: number, clock: ManualClock) {
    this.#size = size;
    this.#clock = clock;
  }

  viewer(id: string): ViewerTaste | undefined {
    return this.#tastes.get(id);
  }

  clips(): void {
    for (let clip = 0; clip < this.#size; clip += 1)
      this.#tell('videos.video', clipId(clip), {
        facts: {
          personId: clipId(Math.floor(clip / PER_CREATOR) + 0x1000_0000),
          language: LANGUAGES[clip % LANGUAGES.length] ?? '',
          genre: GENRES[Math.floor(clip / LANGUAGES.length) % GENRES.length] ?? '',
          durationMs: 4_000 + (clip % 17) * 1_000,
          publishedAtMs: START_MS - (this.#size - clip) * 1_000,
          published: true,
          tagHashes: [clip % 4_093, clip % 257],
        },
      });
  }

  // Regulars come first, over days, so that what they watch counts for others.
  watches(): void {
    for (let watch = 0; watch < REGULAR_WATCHES; watch += 1) {
      this.#clock.advance(30 * MINUTE_MS);
      for (let regular = 0; regular < REGULARS; regular += 1) this.#watch(regularId(regular));
    }
    const visits = Math.max(0, this.#size - REGULARS) * VISITOR_WATCHES;
    for (let visit = 0; visit < visits; visit += 1) {
      const id = `visitor ${Math.floor(visit / VISITOR_WATCHES)}`;
      this.#watch(id);
      // They are told last: whoever came long ago is let go first.
      if (this.#tastes.size > SHELF_MAX)
        this.#shelf.drop(`visitor ${Math.floor(visit / VISITOR_WATCHES) - SHELF_MAX + REGULARS}`);
    }
  }

  #watch(personId: string): void {
    this.#slots += 1;
    // Few clips are watched by many; the newest are not the most watched ones.
    const clip = Math.floor(this.#size * this.#random.next() ** 3);
    const one = { slot: `${this.#slots}`, video: clipId(clip), durationMs: 9_000, learn: true };
    const watchMs = 1_500 + this.#random.below(7_500);
    const events = [
      { ...one, type: 'impression', watchMs: 0 },
      { ...one, type: 'progress', watchMs },
    ];
    this.#tell('attention.events', personId, { personal: { events } });
  }

  #tell(stream: string, key: string, rest: Partial<JournalEvent>): void {
    const at = { window: 1, position: 0, atMs: this.#clock.nowMs() };
    const event: JournalEvent = {
      ...{ ...at, stream, key, type: 'told', facts: {} },
      ...{ subject: undefined, personal: undefined, ...rest },
    };
    this.learner.apply(event, this.#shelf);
  }
}

export function regularId(nth: number): string {
  return clipId(nth + 0x2000_0000);
}

function clipId(number: number): string {
  return `01890a5d-ac96-774b-8000-${number.toString(16).padStart(12, '0')}`;
}
