// A views farm against a house: honest viewers watch for days, then many new accounts push one clip together. Everything
// goes through the learner as the journal would bring it. Says how far the clip moved, and whether the stated bounds held.

import { DAY_MS, MINUTE_MS, seededRandom, type Random } from '@jhalak/kernel';
import type { JournalEvent } from '@jhalak/ports';
import {
  emptyTaste,
  FEATURE_COUNT,
  FEATURE_LIST,
  HEAD_COUNT,
  HEADS,
  Learner,
  RelatedScores,
  type ViewerTaste,
} from '@jhalak/taste';

/**
 * `bare`: each account watches the clip over and over and nothing else. `beside`: each watches the house's most popular clip
 * before it, so that the two look alike. `cover`: each watches six other creators first, all within an hour.
 */
export const TACTICS = ['bare', 'beside', 'cover'] as const;
type Tactic = (typeof TACTICS)[number];

/**
 * What the clip's popularity may be at most afterwards: its honest part twice, and five watches. (item-table.ts:
 * DOUBTED_TIMES and DOUBTED_FREE.)
 */
const LIFT_TIMES = 2;
const LIFT_WATCHES = 5;
const DAYS = 4;
const WATCHES_PER_VIEWER = 24;
const CLIP_MS = 15_000;
const START_MS = Date.UTC(2026, 0, 5);

export interface FarmOptions {
  viewers: number;
  clips: number;
  farm: number;
  tactic: Tactic;
  seed: number;
}

export interface FarmReport {
  tactic: Tactic;
  farm: number;
  /** Rank of the pushed clip by popularity, 1 the best: before, after, and what the bound allows. */
  rankBefore: number;
  rankAfter: number;
  rankBound: number;
  popularityBefore: number;
  popularityAfter: number;
  popularityBound: number;
  /** Rank of the pushed clip beside the most popular one, for an honest viewer; 0: not among 200. */
  besideBefore: number;
  besideAfter: number;
  qualityBefore: number;
  qualityAfter: number;
  /** How likely the ranker holds it that the pushed clip is watched to its end. */
  foretoldBefore: number;
  foretoldAfter: number;
}

/** @returns what the farm achieved. Cost: some 50 µs a watch. */
export function farmRun(options: FarmOptions): FarmReport {
  const house = new House(options);
  house.live();
  const target = house.pushed;
  const before = house.standing(target);
  house.attack(options.farm, options.tactic);
  const after = house.standing(target);
  const popularityBound = before.popularity * LIFT_TIMES + LIFT_WATCHES;
  return {
    tactic: options.tactic,
    farm: options.farm,
    rankBefore: before.rank,
    rankAfter: after.rank,
    rankBound: house.rankOf(target, popularityBound),
    popularityBefore: before.popularity,
    popularityAfter: after.popularity,
    popularityBound,
    besideBefore: before.beside,
    besideAfter: after.beside,
    qualityBefore: before.quality,
    qualityAfter: after.quality,
    foretoldBefore: before.foretold,
    foretoldAfter: after.foretold,
  };
}

interface Standing {
  rank: number;
  popularity: number;
  beside: number;
  quality: number;
  foretold: number;
}

class House {
  readonly #options: FarmOptions;
  readonly #learner = new Learner();
  readonly #random: Random;
  readonly #tastes = new Map<string, ViewerTaste>();
  readonly #shelf = {
    take: (id: string): ViewerTaste => {
      const taste = this.#tastes.get(id) ?? emptyTaste();
      this.#tastes.set(id, taste);
      return taste;
    },
    drop: (id: string): void => void this.#tastes.delete(id),
  };
  #nowMs = START_MS;
  #slots = 0;

  constructor(options: FarmOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    for (let clip = 0; clip < options.clips; clip += 1) {
      this.#learner.apply(
        this.#event('videos.video', `clip ${clip}`, {
          personId: `creator ${clip % Math.ceil(options.clips / 4)}`,
          language: clip % 3 === 0 ? 'ta' : 'hi',
          genre: ['music', 'food', 'sports', 'dance', 'news'][clip % 5] ?? '',
          durationMs: CLIP_MS,
          publishedAtMs: START_MS,
          published: true,
        }),
        this.#shelf,
      );
    }
  }

  /** A clip of the middle: some honest viewers, no fame. */
  get pushed(): number {
    return Math.floor(this.#options.clips / 2);
  }

  // Viewers come through all the days, and like what is liked: the smaller a clip's number the more.
  live(): void {
    const { viewers, clips } = this.#options;
    const watches = viewers * WATCHES_PER_VIEWER;
    for (let watch = 0; watch < watches; watch += 1) {
      this.#nowMs = START_MS + Math.floor((watch * DAYS * DAY_MS) / watches);
      const clip = Math.min(clips - 1, Math.floor(clips * this.#random.next() ** 2.2));
      this.#watch(`viewer ${watch % viewers}`, clip, 0.2 + 0.8 * this.#random.next());
    }
  }

  attack(accounts: number, tactic: Tactic): void {
    const { clips } = this.#options;
    const attackMs = this.#nowMs;
    for (let account = 0; account < accounts; account += 1) {
      this.#nowMs = attackMs + Math.floor((account * 60 * MINUTE_MS) / accounts);
      const name = `farm ${account}`;
      if (tactic === 'cover')
        for (let other = 0; other < 6; other += 1)
          this.#watch(name, this.#random.below(clips), 0.9);
      for (let time = 0; time < 3; time += 1) {
        if (tactic === 'beside') this.#watch(name, 0, 1);
        this.#watch(name, this.pushed, 1);
      }
    }
  }

  standing(item: number): Standing {
    const { items, exposure } = this.#learner;
    const fan = emptyTaste();
    fan.recent.push({ video: 'clip 0', slot: '', level: 1, atMs: this.#nowMs });
    const related = new RelatedScores().of(this.#learner, fan, this.#nowMs);
    const popularity = items.popularity(item) / items.worth(this.#nowMs);
    return {
      rank: this.rankOf(item, popularity),
      popularity,
      beside: related.items.indexOf(item) + 1,
      quality: exposure.quality(item),
      foretold: this.#foretold(item),
    };
  }

  #foretold(item: number): number {
    const { ranker } = this.#learner;
    ranker.publish(this.#slots, this.#nowMs);
    const heads = new Float64Array(HEAD_COUNT);
    ranker.parameters().predict(this.#featuresOf(item), 0, heads);
    return heads[HEADS.indexOf('finish')] ?? 0;
  }

  // What a clip is ranked by, whoever is shown it: the ranker can tell it from others by these bytes.
  #featuresOf(clip: number): Uint8Array {
    return seededRandom(this.#options.seed * 1_000 + clip).bytes(FEATURE_COUNT);
  }

  /** @returns which rank a clip would have with this popularity. */
  rankOf(item: number, popularity: number): number {
    const { items } = this.#learner;
    const unit = items.worth(this.#nowMs);
    let better = 0;
    for (let other = 0; other < items.count; other += 1)
      if (other !== item && items.popularity(other) / unit > popularity) better += 1;
    return better + 1;
  }

  #watch(personId: string, clip: number, level: number): void {
    this.#slots += 1;
    const one = {
      slot: `slot ${this.#slots}`,
      video: `clip ${clip}`,
      durationMs: CLIP_MS,
      learn: true,
    };
    const features = Buffer.from(this.#featuresOf(clip)).toString('base64url');
    const served = { featureList: FEATURE_LIST, propensity: 1, features };
    const events = [
      { ...one, ...served, type: 'impression', watchMs: 0 },
      { ...one, type: level >= 1 ? 'finish' : 'progress', watchMs: CLIP_MS * level },
    ];
    this.#learner.apply(
      { ...this.#event('attention.events', personId, {}), personal: { events } },
      this.#shelf,
    );
  }

  #event(stream: string, key: string, facts: JournalEvent['facts']): JournalEvent {
    const at = { window: 1, position: 0, atMs: this.#nowMs };
    return { ...at, stream, key, type: 'recorded', facts, subject: undefined, personal: undefined };
  }
}
