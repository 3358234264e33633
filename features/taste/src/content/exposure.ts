// What a new clip is owed. Each gets a first few showings whatever it scores, and more, stage by stage, only while it may still
// hold people about as well as the house's average clip does. One that does not stops early, and what it cost is counted. How
// many, and by what rules, is the region's (exposure-rules.ts). How well a clip holds people is kept as mean and spread of how fully it was watched, 0 for a showing that was
// passed over; a clip without a past borrows that of its creator and genre.

import { DAY_MS } from '@jhalak/kernel';
import { inForce } from '../dated-tables.ts';
import { LongList, type ModelView } from '../model-bytes.ts';
import { EXPOSURE_TABLES, type ExposureRules } from './exposure-rules.ts';

/** Showings that a creator's or genre's past counts for. */
const PRIOR_SHOWINGS = 8;
/** Showings of a genre that its creator's past weighs against, and of the house that a genre's does. */
const PRIOR_OF_CREATOR = 30;
/** The house's average forgets: it is of about so many showings. */
const HOUSE_SHOWINGS = 50_000;
/** Before anything is known of a house. */
const HOUSE_START = 0.4;
/** Creators and genres remembered; the oldest made goes, and its past is the house's again. */
const GROUPS_MAX = 500_000;
const GROW = 1_024;

const STOPPED = 254;
const DONE = 255;

interface Group {
  showings: number;
  level: number;
}

/** What is known of one clip's exposure. */
export interface Exposure {
  /** `stopped` early, `done` with all its stages or proven before, or the stage it is in. */
  stage: 'stopped' | 'done' | number;
  /** Showings so far, whoever asked for them. */
  showings: number;
}

export class ExposureBook {
  readonly #tables: readonly [ExposureRules, ...ExposureRules[]];
  #count = 0;
  #showings = new Int32Array(GROW);
  /** Showings, sums and squares of levels, weighted by how far their viewers are trusted. */
  #weights = new Float64Array(GROW);
  #levels = new Float64Array(GROW);
  #squares = new Float64Array(GROW);
  #stages = new Uint8Array(GROW);
  #priors = new Float32Array(GROW);
  readonly #groups = new Map<string, Group>();
  readonly #groupsOf: (readonly [creator: string, genre: string])[] = [];
  #house: Group = { showings: 0, level: 0 };
  #spent = { owed: 0, stopped: 0 };

  /** @param tables the region's, newest last. */
  constructor(tables = EXPOSURE_TABLES) {
    this.#tables = tables;
  }

  /** A clip is published: it borrows its creator's and genre's past. */
  put(item: number, { creatorId, genre }: { creatorId: string; genre: string }): void {
    this.#reserve(item + 1);
    this.#groupsOf[item] = [`c ${creatorId}`, `g ${genre}`];
    if ((this.#showings[item] ?? 0) === 0) this.#priors[item] = this.#priorOf(item);
  }

  #priorOf(item: number): number {
    const [creator, genre] = this.#groupsOf[item] ?? ['', ''];
    const house = this.#average();
    const ofGenre = this.#groups.get(genre);
    const ofCreator = this.#groups.get(creator);
    const genreMean = mean(ofGenre, house, PRIOR_OF_CREATOR);
    return mean(ofCreator, genreMean, PRIOR_OF_CREATOR);
  }

  #average(): number {
    return mean(this.#house, HOUSE_START, PRIOR_OF_CREATOR);
  }

  /** Showings of clips while they were owed some, and of those how many went to clips that were stopped. */
  get spent(): Readonly<{ owed: number; stopped: number }> {
    return this.#spent;
  }

  /**
   * @param trust of the viewer, 0 to 1: a showing counts always, what it says of the clip only so far. Cost: under 1 µs.
   * @param atMs the journal's time: by the rules in force then the clip goes on, or does not.
   */
  shown(item: number, trust: number, atMs: number): void {
    this.#reserve(item + 1);
    this.#showings[item] = (this.#showings[item] ?? 0) + 1;
    this.#weights[item] = (this.#weights[item] ?? 0) + trust;
    if (trust > 0) for (const group of this.#allGroups(item)) group.showings += trust;
    if (this.#house.showings > HOUSE_SHOWINGS) {
      this.#house.showings /= 2;
      this.#house.level /= 2;
    }
    if ((this.#stages[item] ?? 0) >= STOPPED) return;
    this.#spent.owed += 1;
    this.#judge(item, inForce(this.#tables, atMs));
  }

  /** @param before how fully it was watched in its slot as told before, 0 to 1; @param after the same, now. */
  watched(item: number, before: number, after: number, trust: number): void {
    this.#reserve(item + 1);
    const gain = (after - before) * trust;
    this.#levels[item] = (this.#levels[item] ?? 0) + gain;
    this.#squares[item] = (this.#squares[item] ?? 0) + (after * after - before * before) * trust;
    if (trust > 0) for (const group of this.#allGroups(item)) group.level += gain;
  }

  #allGroups(item: number): Group[] {
    const groups: Group[] = [this.#house];
    for (const name of this.#groupsOf[item] ?? []) {
      let group = this.#groups.get(name);
      if (group === undefined) {
        group = { showings: 0, level: 0 };
        this.#groups.set(name, group);
        const oldest = this.#groups.keys().next().value;
        if (this.#groups.size > GROUPS_MAX && oldest !== undefined) this.#groups.delete(oldest);
      }
      groups.push(group);
    }
    return groups;
  }

  #judge(item: number, rules: ExposureRules): void {
    const showings = this.#showings[item] ?? 0;
    if (showings < rules.judgedFrom) return;
    const stage = this.#stages[item] ?? 0;
    const { lower, upper } = this.#bounds(item, rules);
    const bar = rules.barPart * this.#average();
    if (upper < bar) this.#stop(item);
    else if (lower > bar && showings >= rules.provenFrom) this.#stages[item] = DONE;
    else if (showings >= (rules.stages[stage] ?? 0)) {
      // The end of a stage: on only with a mean above the bar, whatever chance may still say.
      if (this.quality(item) < bar) this.#stop(item);
      else this.#stages[item] = stage + 1 < rules.stages.length ? stage + 1 : DONE;
    }
  }

  #stop(item: number): void {
    this.#stages[item] = STOPPED;
    this.#spent.stopped += this.#showings[item] ?? 0;
  }

  /** @returns how well a clip holds people: its own showings with the borrowed ones, 0 to 1. */
  quality(item: number): number {
    const weight = this.#weights[item] ?? 0;
    const prior = this.#prior(item);
    return ((this.#levels[item] ?? 0) + PRIOR_SHOWINGS * prior) / (weight + PRIOR_SHOWINGS);
  }

  // A clip of before these books were kept borrows the house's average.
  #prior(item: number): number {
    const prior = this.#priors[item] ?? 0;
    return prior > 0 ? prior : this.#average();
  }

  // Between what its quality lies, as surely as the rules want it.
  #bounds(item: number, { boundZ }: ExposureRules): { lower: number; upper: number } {
    const weight = (this.#weights[item] ?? 0) + PRIOR_SHOWINGS;
    const centre = this.quality(item);
    const prior = this.#prior(item);
    // Borrowed showings spread as a level between 0 and 1 with that mean mostly does.
    const squares = (this.#squares[item] ?? 0) + PRIOR_SHOWINGS * (prior * prior + 0.1);
    const spread = Math.max(0.01, squares / weight - centre * centre);
    const half = boundZ * Math.sqrt(spread / weight);
    return { lower: centre - half, upper: centre + half };
  }

  of(item: number): Exposure {
    const stage = this.#stages[item] ?? 0;
    return {
      stage: stage === STOPPED ? 'stopped' : stage === DONE ? 'done' : stage,
      showings: this.#showings[item] ?? 0,
    };
  }

  /**
   * @returns how much a clip is owed: above 0 while a stage is open, most before its first showings, more for one that may
   * be good. 0 when it is too old.
   * @param atMs by the rules in force then.
   */
  owed(item: number, ageMs: number, atMs: number): number {
    const stage = this.#stages[item] ?? 0;
    if (stage >= STOPPED) return 0;
    const rules = inForce(this.#tables, atMs);
    const end = rules.stages[stage];
    if (end === undefined || ageMs > rules.owedForDays * DAY_MS) return 0;
    const left = Math.max(0.1, (end - (this.#showings[item] ?? 0)) / end);
    const promise = Math.max(0.1, this.#bounds(item, rules).upper);
    return (left * promise) / (1 + stage);
  }

  #reserve(count: number): void {
    this.#count = Math.max(this.#count, count);
    if (count <= this.#stages.length) return;
    const room = Math.max(count, this.#stages.length * 2);
    const longer = <Column extends { set(from: Column): void }>(
      from: Column,
      to: Column,
    ): Column => {
      to.set(from);
      return to;
    };
    this.#showings = longer(this.#showings, new Int32Array(room));
    this.#weights = longer(this.#weights, new Float64Array(room));
    this.#levels = longer(this.#levels, new Float64Array(room));
    this.#squares = longer(this.#squares, new Float64Array(room));
    this.#stages = longer(this.#stages, new Uint8Array(room));
    this.#priors = longer(this.#priors, new Float32Array(room));
  }

  /** @returns everything as an `ExposureDump`, valid until something is learned. */
  view(): ModelView {
    const count = this.#count;
    return {
      showings: this.#showings.subarray(0, count),
      weights: this.#weights.subarray(0, count),
      levels: this.#levels.subarray(0, count),
      squares: this.#squares.subarray(0, count),
      stages: this.#stages.subarray(0, count),
      priors: this.#priors.subarray(0, count),
      groups: new LongList(this.#groupRows()),
      house: { ...this.#house },
      spent: { ...this.#spent },
    };
  }

  *#groupRows(): Generator<[string, number, number]> {
    for (const [name, { showings, level }] of this.#groups) yield [name, showings, level];
  }

  /**
   * @param dump absent in older snapshots: then showings begin at what the item table counted.
   * @param clips in the order of their indexes.
   */
  static from(
    dump: ExposureDump | undefined,
    clips: readonly { creatorId: string; genre: string }[],
    showingsOf: (item: number) => number,
  ): ExposureBook {
    const book = new ExposureBook();
    book.#reserve(clips.length);
    for (const [item, { creatorId, genre }] of clips.entries())
      book.#groupsOf[item] = [`c ${creatorId}`, `g ${genre}`];
    if (dump === undefined) {
      // Nothing is known of how they did: who was shown enough is owed nothing.
      const enough = EXPOSURE_TABLES[0].stages[0] ?? 0;
      for (const item of clips.keys()) {
        book.#showings[item] = showingsOf(item);
        if (showingsOf(item) >= enough) book.#stages[item] = DONE;
      }
      return book;
    }
    book.#showings.set(dump.showings);
    book.#weights.set(dump.weights);
    book.#levels.set(dump.levels);
    book.#squares.set(dump.squares);
    book.#stages.set(dump.stages);
    book.#priors.set(dump.priors);
    for (const [name, showings, level] of dump.groups) book.#groups.set(name, { showings, level });
    book.#house = { ...dump.house };
    book.#spent = { ...dump.spent };
    return book;
  }
}

export interface ExposureDump {
  showings: Int32Array;
  weights: Float64Array;
  levels: Float64Array;
  squares: Float64Array;
  stages: Uint8Array;
  priors: Float32Array;
  groups: [name: string, showings: number, level: number][];
  house: Group;
  spent: { owed: number; stopped: number };
}

function mean(group: Group | undefined, prior: number, weight: number): number {
  return ((group?.level ?? 0) + weight * prior) / ((group?.showings ?? 0) + weight);
}
