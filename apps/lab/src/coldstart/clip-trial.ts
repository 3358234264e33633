// New clips in a house that knows the others: a tenth of the log's clips is hidden and published on one day. Viewers ask for
// pages; the real exposure book, the real content vectors and the real selector decide, the click model answers.

import { choosePage, SELECTION_SETTINGS, shortlistOf, type SelectionCandidate } from '@jhalak/feed';
import { seededRandom, type Random } from '@jhalak/kernel';
import { ExposureBook } from '@jhalak/taste';
import type { ClickModel } from './click-model.ts';
import type { SharedLog } from './shared-log.ts';

/** `staged`: what the feed does. `unstaged`: new clips come by their score alone, or are drawn evenly. `uniform`: as many slots as `staged` gives away are drawn evenly, new clips among them, and none is stopped. */
export const POLICIES = ['staged', 'unstaged', 'uniform'] as const;
export type Policy = (typeof POLICIES)[number];

/** Showings that a good clip should have had: enough to be known. */
export const FAIR = 100;
const HIDDEN_PART = 0.1;
/** Clips whose true quality the log knows. */
const KNOWN_WATCHES = 20;
const OLD_CLIPS = 160;
const NEW_CLIPS = 40;
const SLOTS = 6;
/** Pages between two looks at who has had a fair share. */
const LOOK_EVERY = 250;
/** Pages for which one list of those that are owed most serves: a second of a busy house. */
const OWED_EVERY = 20;
/** All of it happens at once: the rules of the newest table. */
const NOW_MS = Number.MAX_SAFE_INTEGER;
const NOTHING = { weights: new Map<string, number>(), watches: 0 };

export interface ClipTrial {
  policy: Policy;
  hidden: number;
  topDecile: number;
  /** Top clips that had FAIR showings by the end. */
  fair: number;
  /** Showings of all new clips together by the time that half of the top clips had FAIR; -1: never. */
  spentUntilHalfFair: number;
  newShowings: number;
  /** Showings of new clips of the lower half. */
  badShowings: number;
  /** Mean level of all slots. */
  meanLevel: number;
}

export function clipTrial(
  log: SharedLog,
  model: ClickModel,
  { policy, pages, seed }: { policy: Policy; pages: number; seed: number },
): ClipTrial {
  const house = new Trial(log, model, policy, seed);
  for (let page = 0; page < pages; page += 1) {
    house.page(page);
    if (page % LOOK_EVERY === 0) house.look();
  }
  house.look();
  return house.report();
}

class Trial {
  readonly #log: SharedLog;
  readonly #model: ClickModel;
  readonly #policy: Policy;
  readonly #random: Random;
  readonly #book = new ExposureBook();
  readonly #hidden: number[];
  readonly #isHidden: Uint8Array;
  readonly #old: number[];
  readonly #top: Set<number>;
  readonly #bad: Set<number>;
  readonly #users: number[];
  /** Those that are owed most, as of some pages ago. */
  #owed: readonly number[] = [];
  #spentUntilHalfFair = -1;
  #newShowings = 0;
  #badShowings = 0;
  #levels = 0;
  #slots = 0;

  constructor(log: SharedLog, model: ClickModel, policy: Policy, seed: number) {
    this.#log = log;
    this.#model = model;
    this.#policy = policy;
    const draw = seededRandom(seed);
    const known = [...log.clips.keys()].filter(
      (clip) => log.clips[clip] !== undefined && (model.watches[clip] ?? 0) >= KNOWN_WATCHES,
    );
    // The same clips are hidden from every policy.
    const wanted = Math.floor(log.clips.length * HIDDEN_PART);
    this.#hidden = known
      .map((clip) => ({ clip, lot: draw.next() }))
      .toSorted((a, b) => a.lot - b.lot)
      .slice(0, Math.min(wanted, Math.floor(known.length / 2)))
      .map(({ clip }) => clip);
    this.#isHidden = new Uint8Array(log.clips.length);
    for (const clip of this.#hidden) this.#isHidden[clip] = 1;
    const ranked = this.#hidden.toSorted((a, b) => model.quality(b) - model.quality(a));
    this.#top = new Set(ranked.slice(0, Math.ceil(ranked.length / 10)));
    this.#bad = new Set(ranked.slice(Math.floor(ranked.length / 2)));
    this.#old = known.filter((clip) => this.#isHidden[clip] === 0);
    this.#users = log.events.map(({ user }) => user);
    this.#random = seededRandom(seed + 1);
    this.#learnPast();
  }

  // What the house knows of the others: their showings in the log.
  #learnPast(): void {
    const { clips, events } = this.#log;
    for (const [clip, facts] of clips.entries())
      if (facts !== undefined && this.#isHidden[clip] === 0)
        this.#book.put(clip, { creatorId: facts.creator, genre: facts.tag });
    for (const { clip, level } of events) {
      if (this.#isHidden[clip] === 1) continue;
      this.#book.shown(clip, 1, NOW_MS);
      this.#book.watched(clip, 0, level, 1);
    }
    for (const clip of this.#hidden) {
      const facts = clips[clip];
      if (facts !== undefined) this.#book.put(clip, { creatorId: facts.creator, genre: facts.tag });
    }
  }

  page(page: number): void {
    const user = this.#users[this.#random.below(this.#users.length)] ?? 0;
    if (page % OWED_EVERY === 0) this.#owed = this.#mostOwed();
    const clips = this.#candidates();
    const scores = Float64Array.from(clips, (clip) => this.#score(user, clip));
    const candidates = clips.map((clip) => this.#candidate(clip, user));
    const order = Int32Array.from(clips.keys()).toSorted(
      (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b,
    );
    const { stage, explore } = SELECTION_SETTINGS;
    const settings = {
      ...SELECTION_SETTINGS,
      stage: this.#policy === 'staged' ? stage : 0,
      explore: this.#policy === 'uniform' ? explore + stage : explore,
    };
    const isNew = (index: number): boolean => this.#isHidden[clips[index] ?? 0] === 1;
    const question = {
      ...{ candidates, scores, shortlist: shortlistOf(order, isNew), limit: SLOTS },
      ...{ inOrder: false, ownGenres: NOTHING, ownLanguages: NOTHING },
    };
    for (const { index } of choosePage(question, settings, seededRandom(page)))
      this.#show(user, clips[index] ?? 0);
  }

  #candidates(): number[] {
    const drawn = new Set<number>();
    // A house may be smaller than a page's candidates.
    const old = Math.min(OLD_CLIPS, this.#old.length);
    while (drawn.size < old) drawn.add(this.#old[this.#random.below(this.#old.length)] ?? 0);
    const fresh = this.#policy === 'staged' ? this.#owed : [];
    for (const clip of fresh) drawn.add(clip);
    // By its score every new clip may be found, as any other.
    while (drawn.size < old + Math.min(NEW_CLIPS, this.#hidden.length))
      drawn.add(this.#hidden[this.#random.below(this.#hidden.length)] ?? 0);
    return [...drawn];
  }

  #mostOwed(): number[] {
    return this.#hidden
      .map((clip) => ({ clip, owed: this.#book.owed(clip, 0, NOW_MS) }))
      .toSorted((a, b) => b.owed - a.owed || a.clip - b.clip)
      .slice(0, NEW_CLIPS / 2)
      .map(({ clip }) => clip);
  }

  // What ranking knows: how well the clip is thought to hold people, and what the viewer likes.
  #score(user: number, clip: number): number {
    return this.#book.quality(clip) + this.#model.liking(user, this.#log.clips[clip]?.tag ?? '');
  }

  #candidate(clip: number, user: number): SelectionCandidate {
    const facts = this.#log.clips[clip];
    const claim = this.#policy === 'staged' && this.#isHidden[clip] === 1;
    const like = 0.1 + Math.max(0, 0.5 + this.#model.liking(user, facts?.tag ?? ''));
    return {
      creatorId: facts?.creator ?? '',
      language: '',
      genre: facts?.tag ?? '',
      ...{ sound: 0, signatureHigh: 0, signatureLow: 0, tagBits: 0, seenAtMs: 0 },
      claim: claim ? this.#book.owed(clip, 0, NOW_MS) * like : 0,
    };
  }

  #show(user: number, clip: number): void {
    const level = this.#model.watch(user, clip, this.#random);
    this.#levels += level;
    this.#slots += 1;
    this.#book.shown(clip, 1, NOW_MS);
    this.#book.watched(clip, 0, level, 1);
    if (this.#isHidden[clip] === 0) return;
    this.#newShowings += 1;
    if (this.#bad.has(clip)) this.#badShowings += 1;
  }

  look(): void {
    if (this.#spentUntilHalfFair < 0 && this.#fair() >= this.#top.size / 2)
      this.#spentUntilHalfFair = this.#newShowings;
  }

  #fair(): number {
    let fair = 0;
    for (const clip of this.#top) if (this.#book.of(clip).showings >= FAIR) fair += 1;
    return fair;
  }

  report(): ClipTrial {
    return {
      policy: this.#policy,
      hidden: this.#hidden.length,
      topDecile: this.#top.size,
      fair: this.#fair(),
      spentUntilHalfFair: this.#spentUntilHalfFair,
      newShowings: this.#newShowings,
      badShowings: this.#badShowings,
      meanLevel: this.#levels / this.#slots,
    };
  }
}
