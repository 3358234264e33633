// What is known of every clip, in columns: identity, language, genre, creator, and decayed counts. An item's index is its
// place in the order of the journal, so that two replays agree.
//
// Counts decay by forward decay: instead of shrinking every old count, each new one is worth 2^(t / half-life) since the
// table's epoch. Ratios of counts, which is all that ranking uses, need no correction.

import { DAY_MS } from '@jhalak/kernel';
import { NameNumbers } from './name-numbers.ts';
import { TRUSTED_FROM } from './trust.ts';

/** Attention to short video is old news after three days (EVIDENCE: 3-day half-life was the better popularity). */
const HALF_LIFE_MS = 3 * DAY_MS;
/**
 * What watches of viewers who are not trusted may add to a clip together: five full watches, and as much as the trusted ones
 * add. A thousand accounts made to push one clip are worth five viewers to it, or double what an honest one has.
 */
const DOUBTED_FREE = 5;
const DOUBTED_TIMES = 1;
/** While trusted watches are less than this part of the others, a house is too young to tell a farm from its first visitors. */
const REGULARS_PART = 0.25;
/** Before 2^exponent can leave the doubles' range (2^1023), everything is scaled down. */
const EXPONENT_MAX = 500;
const GROW = 1_024;

/** What the journal says of a clip. */
export interface ItemFacts {
  videoId: string;
  creatorId: string;
  language: string;
  genre: string;
  durationMs: number;
  publishedAtMs: number;
  alive: boolean;
  /** It is for some people alone: offered to nobody else, and nothing is learned of it. */
  closed?: true;
}

export class ItemTable {
  readonly #index = new Map<string, number>();
  readonly #facts: ItemFacts[] = [];
  readonly #byCreator = new Map<string, number[]>();
  #epochMs = 0;
  /** Decayed sum of how fully it was watched, 0 to 1 a slot, by viewers who are trusted. */
  #popularity = new Float64Array(GROW);
  /** The same by others. */
  #doubted = new Float64Array(GROW);
  #trustedAll = 0;
  #doubtedAll = 0;
  /** Of the newest count. */
  #newestWorth = 0;
  /** Decayed number of slots in which it was watched at all. */
  #watches = new Float64Array(GROW);
  /** Plain number of impressions, for guaranteed exposure. */
  #impressions = new Int32Array(GROW);
  /** What facts say, as numbers: a page's loops compare no texts and follow no pointers. */
  readonly languages = new NameNumbers();
  readonly genres = new NameNumbers();
  readonly creators = new NameNumbers();
  #languageOf = new Uint16Array(GROW);
  #genreOf = new Uint16Array(GROW);
  #creatorOf = new Uint32Array(GROW);
  #durationsMs = new Float64Array(GROW);
  #publishedAtMs = new Float64Array(GROW);
  #alive = new Uint8Array(GROW);
  #puts = 0;

  get count(): number {
    return this.#facts.length;
  }

  /** Rises whenever a clip is added or changed. */
  get puts(): number {
    return this.#puts;
  }

  /** @returns the number of a clip's language in `languages`. */
  languageOf(item: number): number {
    return this.#languageOf[item] ?? 0;
  }

  /** @returns the number of a clip's genre in `genres`. */
  genreOf(item: number): number {
    return this.#genreOf[item] ?? 0;
  }

  /** @returns the number of a clip's creator in `creators`. */
  creatorOf(item: number): number {
    return this.#creatorOf[item] ?? 0;
  }

  durationMs(item: number): number {
    return this.#durationsMs[item] ?? 0;
  }

  publishedAtMs(item: number): number {
    return this.#publishedAtMs[item] ?? 0;
  }

  isAlive(item: number): boolean {
    return this.#alive[item] === 1;
  }

  /** @returns whether it may be proposed to anybody. */
  isOffered(item: number): boolean {
    return this.#alive[item] === 1 && this.#facts[item]?.closed !== true;
  }

  indexOf(videoId: string): number | undefined {
    return this.#index.get(videoId);
  }

  /** @throws RangeError beyond the table. */
  facts(item: number): ItemFacts {
    const facts = this.#facts[item];
    if (facts === undefined) throw new RangeError(`no item ${item}`);
    return facts;
  }

  /** Adds or updates a clip. @returns its index. */
  put(facts: ItemFacts): number {
    this.#puts += 1;
    const known = this.#index.get(facts.videoId);
    if (known !== undefined) {
      this.#facts[known] = facts;
      this.#note(known, facts);
      return known;
    }
    const item = this.#facts.length;
    if (item >= this.#popularity.length) this.#grow();
    this.#facts.push(facts);
    this.#note(item, facts);
    this.#index.set(facts.videoId, item);
    const ofCreator = this.#byCreator.get(facts.creatorId);
    if (ofCreator === undefined) this.#byCreator.set(facts.creatorId, [item]);
    else ofCreator.push(item);
    return item;
  }

  #note(item: number, facts: ItemFacts): void {
    this.#languageOf[item] = this.languages.of(facts.language);
    this.#genreOf[item] = this.genres.of(facts.genre);
    this.#creatorOf[item] = this.creators.of(facts.creatorId);
    this.#durationsMs[item] = facts.durationMs;
    this.#publishedAtMs[item] = facts.publishedAtMs;
    this.#alive[item] = facts.alive ? 1 : 0;
  }

  /** @returns a creator's clips, oldest first; not to be changed. */
  ofCreator(creatorId: string): readonly number[] {
    return this.#byCreator.get(creatorId) ?? [];
  }

  #grow(): void {
    const length = this.#popularity.length * 2;
    this.#popularity = enlarge(this.#popularity, new Float64Array(length));
    this.#doubted = enlarge(this.#doubted, new Float64Array(length));
    this.#watches = enlarge(this.#watches, new Float64Array(length));
    this.#impressions = enlarge(this.#impressions, new Int32Array(length));
    this.#languageOf = enlarge(this.#languageOf, new Uint16Array(length));
    this.#genreOf = enlarge(this.#genreOf, new Uint16Array(length));
    this.#creatorOf = enlarge(this.#creatorOf, new Uint32Array(length));
    this.#durationsMs = enlarge(this.#durationsMs, new Float64Array(length));
    this.#publishedAtMs = enlarge(this.#publishedAtMs, new Float64Array(length));
    this.#alive = enlarge(this.#alive, new Uint8Array(length));
  }

  /** @returns what one count at `atMs` is worth; call `rescaleFor` first when adding. */
  worth(atMs: number): number {
    return 2 ** ((atMs - this.#epochMs) / HALF_LIFE_MS);
  }

  /**
   * Moves the epoch when counts grow too large.
   *
   * @returns the factor by which everything that holds worths must be multiplied (1 mostly).
   */
  rescaleFor(atMs: number): number {
    if (this.#epochMs === 0) this.#epochMs = atMs;
    if ((atMs - this.#epochMs) / HALF_LIFE_MS < EXPONENT_MAX) return 1;
    const factor = 1 / this.worth(atMs);
    this.#epochMs = atMs;
    this.#trustedAll *= factor;
    this.#doubtedAll *= factor;
    this.#newestWorth *= factor;
    for (let item = 0; item < this.count; item += 1) {
      this.#popularity[item] = (this.#popularity[item] ?? 0) * factor;
      this.#doubted[item] = (this.#doubted[item] ?? 0) * factor;
      this.#watches[item] = this.watches(item) * factor;
    }
    return factor;
  }

  /**
   * @param gain how much more fully it was watched, 0 to 1; counted at `worth`.
   * @param trust of the viewer, 0 to 1 (trust.ts).
   */
  addPopularity(item: number, gain: number, worth: number, trust: number): void {
    const amount = gain * worth;
    this.#newestWorth = Math.max(this.#newestWorth, worth);
    if (trust >= TRUSTED_FROM) {
      this.#popularity[item] = (this.#popularity[item] ?? 0) + amount;
      this.#trustedAll += amount;
    } else {
      this.#doubted[item] = (this.#doubted[item] ?? 0) + amount;
      this.#doubtedAll += amount;
    }
  }

  addWatch(item: number, amount: number): void {
    this.#watches[item] = this.watches(item) + amount;
  }

  addImpression(item: number): void {
    this.#impressions[item] = this.impressions(item) + 1;
  }

  /** Decayed sum of how fully it was watched; what viewers who are not trusted add together is bounded. */
  popularity(item: number): number {
    const trusted = this.#popularity[item] ?? 0;
    const doubted = this.#doubted[item] ?? 0;
    if (!this.hasRegulars) return trusted + doubted;
    return trusted + Math.min(doubted, DOUBTED_FREE * this.#newestWorth + DOUBTED_TIMES * trusted);
  }

  /** Whether trusted viewers watch enough here to measure the others by. */
  get hasRegulars(): boolean {
    return this.#trustedAll > 0 && this.#trustedAll >= REGULARS_PART * this.#doubtedAll;
  }

  watches(item: number): number {
    return this.#watches[item] ?? 0;
  }

  impressions(item: number): number {
    return this.#impressions[item] ?? 0;
  }

  /** @returns everything, valid until something is learned: it is written or copied at once. */
  dump(): ItemDump {
    const count = this.count;
    return {
      epochMs: this.#epochMs,
      facts: this.#facts,
      popularity: this.#popularity.subarray(0, count),
      doubted: {
        popularity: this.#doubted.subarray(0, count),
        trustedAll: this.#trustedAll,
        doubtedAll: this.#doubtedAll,
        newestWorth: this.#newestWorth,
      },
      watches: this.#watches.subarray(0, count),
      impressions: this.#impressions.subarray(0, count),
    };
  }

  static from(dump: ItemDump): ItemTable {
    const table = new ItemTable();
    for (const facts of dump.facts) table.put(facts);
    table.#epochMs = dump.epochMs;
    table.#popularity.set(dump.popularity);
    if (dump.doubted !== undefined) {
      table.#doubted.set(dump.doubted.popularity);
      table.#trustedAll = dump.doubted.trustedAll;
      table.#doubtedAll = dump.doubted.doubtedAll;
      table.#newestWorth = dump.doubted.newestWorth;
    }
    table.#watches.set(dump.watches);
    table.#impressions.set(dump.impressions);
    return table;
  }
}

export interface ItemDump {
  epochMs: number;
  facts: ItemFacts[];
  popularity: Float64Array;
  /** Absent in snapshots of before viewers were told apart: then all were trusted. */
  doubted?: {
    popularity: Float64Array;
    trustedAll: number;
    doubtedAll: number;
    newestWorth: number;
  };
  watches: Float64Array;
  impressions: Int32Array;
}

function enlarge<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
