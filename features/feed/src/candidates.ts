// The candidates of one page, in columns: a candidate is the number of its row. A page has some hundreds of them, and an object
// for each, looked through by every part, would cost more than all that is computed of them.

import { CANDIDATES_MAX } from '@jhalak/pipeline';
import type { ItemFacts, ItemTable } from '@jhalak/taste';
import type { FeedQuery } from './query.ts';
import { ItemFeatures } from './ranking/item-features.ts';

/** Which source found it first. */
export type CandidateSource =
  | 'related'
  | 'asked'
  | 'followed'
  | 'reposted'
  | 'leaning'
  | 'chosen'
  | 'new'
  | 'popular'
  | 'explore'
  | 'repeat';

/** What is seen, and when; `total` counts those too that `get` knows and a listing does not. */
export type SeenItems = ReadonlyMap<string, number> & { readonly total?: number };

/** Rows of one run at a time; whoever makes pages keeps one of these, or a few. */
export class Candidates {
  /** Rows in use. */
  count = 0;
  /** Item indexes. */
  readonly items = new Int32Array(CANDIDATES_MAX);
  readonly facts: ItemFacts[] = [];
  readonly sources: CandidateSource[] = [];
  /** Last impression; 0 when never seen. */
  readonly seenAtMs = new Float64Array(CANDIDATES_MAX);
  /** How well it goes with the viewer's history, 0 to 1 (1: the best of the page's candidates); see `Related` of taste. */
  readonly related = new Float64Array(CANDIDATES_MAX);
  /** Co-visitation alone, 0 to 1. */
  readonly coVisit = new Float64Array(CANDIDATES_MAX);
  /** What the sequence model says, -1 to 1. */
  readonly sequence = new Float64Array(CANDIDATES_MAX);
  /** How much of its watches are of today, -1 to 1. */
  readonly trend = new Float64Array(CANDIDATES_MAX);
  /** The watched clip that brought it, as item index; -1 when none. */
  readonly because = new Int32Array(CANDIDATES_MAX);
  /** Likeness of its content to what the viewer watched, 0 to 1. */
  readonly content = new Float64Array(CANDIDATES_MAX);
  /** How well it is expected to hold people: its own past, and that of its creator and genre; 0 to 1. */
  readonly quality = new Float64Array(CANDIDATES_MAX);
  /** Above 0 while the clip is owed showings: its share of the slots that are given to such clips. */
  readonly claim = new Float64Array(CANDIDATES_MAX);
  /** As the content table numbers it; 0: its own. */
  readonly sound = new Uint32Array(CANDIDATES_MAX);
  /** What is a clip's own, of this page's clips. */
  readonly own = new ItemFeatures();
  /** By item: its row and one. */
  #rowOf = new Int32Array(1_024);
  /** By item: when it was seen, of those that can be listed. */
  #seenAt = new Float64Array(1_024);
  /** Items that can be listed as seen; the first `seenCount` of them. */
  seenItems = new Int32Array(1_024);
  seenCount = 0;
  #table: ItemTable | undefined;
  #seen: SeenItems = new Map();
  /** Whether more was seen than can be listed. */
  #seesMore = false;

  /** Begins a page; what was there before is gone. Cost: a lookup for everything that was seen. */
  begin(table: ItemTable, seen: SeenItems): void {
    this.#forget();
    this.#reserve(table.count, seen.size);
    this.#table = table;
    this.own.begin(table);
    this.#seen = seen;
    this.#seesMore = (seen.total ?? seen.size) > seen.size;
    // Stories were seen too, on lock screens: they are no items here.
    seen.forEach((atMs, videoId) => {
      const item = table.indexOf(videoId);
      if (item === undefined) return;
      this.#seenAt[item] = atMs;
      this.seenItems[this.seenCount] = item;
      this.seenCount += 1;
    });
  }

  #forget(): void {
    for (let row = 0; row < this.count; row += 1) this.#rowOf[this.items[row] ?? 0] = 0;
    for (let at = 0; at < this.seenCount; at += 1) this.#seenAt[this.seenItems[at] ?? 0] = 0;
    this.count = 0;
    this.seenCount = 0;
    this.facts.length = 0;
    this.sources.length = 0;
  }

  #reserve(items: number, seen: number): void {
    if (seen > this.seenItems.length) this.seenItems = new Int32Array(seen * 2);
    if (items <= this.#rowOf.length) return;
    const room = Math.max(items, this.#rowOf.length * 2);
    this.#rowOf = new Int32Array(room);
    this.#seenAt = new Float64Array(room);
  }

  /** @returns when an item was last seen; 0 when never. */
  seenAt(item: number): number {
    const known = this.#seenAt[item] ?? 0;
    if (known > 0 || !this.#seesMore) return known;
    return this.#seen.get(this.#table?.facts(item).videoId ?? '') ?? 0;
  }

  /** @returns the row of an item on this page; -1 when it has none. */
  rowOf(item: number): number {
    return (this.#rowOf[item] ?? 0) - 1;
  }

  /** @returns the row of an item: the one that it has, or a new one; -1 when there are too many. The first source keeps it. */
  add(item: number, source: CandidateSource): number {
    const known = this.rowOf(item);
    if (known >= 0) return known;
    const facts = this.#table?.facts(item);
    if (facts === undefined || this.count >= CANDIDATES_MAX) return -1;
    const row = this.count;
    this.count += 1;
    this.#rowOf[item] = row + 1;
    this.items[row] = item;
    this.facts.push(facts);
    this.sources.push(source);
    this.seenAtMs[row] = this.seenAt(item);
    this.because[row] = -1;
    this.related[row] = this.coVisit[row] = this.sequence[row] = this.trend[row] = 0;
    this.content[row] = this.quality[row] = this.claim[row] = 0;
    return row;
  }
}

/** @returns rows of the first `most` of these items that were not seen. Seen clips come back through `repeats` only: from
 * anywhere else they would fill the list. */
export function unseen(
  { work: { candidates } }: FeedQuery,
  items: readonly number[],
  most: number,
  source: CandidateSource,
): number[] {
  const rows: number[] = [];
  for (const item of items) {
    if (rows.length >= most) break;
    if (candidates.seenAt(item) > 0) continue;
    const row = candidates.add(item, source);
    if (row >= 0) rows.push(row);
  }
  return rows;
}

/** @returns rows of all of these items. */
export function added(
  { work: { candidates } }: FeedQuery,
  items: readonly number[],
  source: CandidateSource,
): number[] {
  const rows: number[] = [];
  for (const item of items) {
    const row = candidates.add(item, source);
    if (row >= 0) rows.push(row);
  }
  return rows;
}
