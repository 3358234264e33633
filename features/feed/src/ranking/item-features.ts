// Features that are the clip's own, whoever asks: computed once a second for those that come up, and kept as the bytes that
// are served. Sixteen bytes a clip, side by side: a page reads one line of the processor's cache for each candidate.

import { DAY_MS, MINUTE_MS } from '@jhalak/kernel';
import { durationBucket, RANK_FEATURES, toByte, type ItemTable } from '@jhalak/taste';

/** A clip with fewer impressions has a claim to be shown. */
const EXPOSURE_CLAIM = 20;
const FRESH_MS = 2 * DAY_MS;
const AGE_FULL = Math.log1p(365);
const DURATION_FULL = Math.log1p(10 * MINUTE_MS);
/** Watches that an average weighs against: one watch says little. */
const HELD_PRIOR = 3;
const AVERAGE_LEVEL = 0.4;
/** Bytes may be this old. */
const AGE_MS = 1_000;

/** Bytes a clip: the second it was computed in 4 | logarithm of its popularity 4 | then one each. */
const WIDTH = 16;
const LOG_POPULARITY = 4;
/** Where the byte of each stands. */
export const FRESHNESS_AT = 8;
export const NEEDS_EXPOSURE_AT = 9;
export const AGE_AT = 10;
export const DURATION_AT = 11;
export const HELD_AT = 12;
/** No feature itself: the bucket of its length. */
export const BUCKET_AT = 13;

export class ItemFeatures {
  #items: ItemTable | undefined;
  #bytes = new Uint8Array(1_024 * WIDTH);
  #seconds = new Int32Array(this.#bytes.buffer);
  #logs = new Float32Array(this.#bytes.buffer);

  /** Begins a page: clips that `of` is asked about are of this table. */
  begin(items: ItemTable): void {
    const room = this.#bytes.length / WIDTH;
    if (items === this.#items && items.count <= room) return;
    this.#items = items;
    this.#bytes = new Uint8Array(
      Math.max(items.count, items.count > room ? room * 2 : room) * WIDTH,
    );
    this.#seconds = new Int32Array(this.#bytes.buffer);
    this.#logs = new Float32Array(this.#bytes.buffer);
  }

  /** Makes sure that what is kept of a clip is of this second. @param unit what one watch is worth now. */
  refresh(item: number, nowMs: number, unit: number): void {
    const second = Math.floor(nowMs / AGE_MS) | 0;
    if (this.#seconds[(item * WIDTH) >> 2] === second) return;
    this.#compute(item, nowMs, unit);
    this.#seconds[(item * WIDTH) >> 2] = second;
  }

  #compute(item: number, nowMs: number, unit: number): void {
    const items = this.#items;
    if (items === undefined) return;
    const popularity = items.popularity(item) / unit;
    const ageMs = Math.max(0, nowMs - items.publishedAtMs(item));
    const durationMs = items.durationMs(item);
    const held =
      (popularity + HELD_PRIOR * AVERAGE_LEVEL) / (items.watches(item) / unit + HELD_PRIOR);
    const at = item * WIDTH;
    const bytes = this.#bytes;
    this.#logs[(at + LOG_POPULARITY) >> 2] = Math.log1p(popularity);
    bytes[at + FRESHNESS_AT] = toByte(RANK_FEATURES.freshness, Math.exp(-ageMs / FRESH_MS));
    bytes[at + NEEDS_EXPOSURE_AT] = toByte(
      RANK_FEATURES.needsExposure,
      items.impressions(item) < EXPOSURE_CLAIM ? 1 : 0,
    );
    bytes[at + AGE_AT] = toByte(RANK_FEATURES.age, Math.log1p(ageMs / DAY_MS) / AGE_FULL);
    const length = Math.log1p(durationMs) / DURATION_FULL;
    bytes[at + DURATION_AT] = toByte(RANK_FEATURES.duration, length);
    bytes[at + HELD_AT] = toByte(RANK_FEATURES.held, held);
    bytes[at + BUCKET_AT] = durationBucket(durationMs);
  }

  /** @param place one of the places above. @returns its byte. */
  byte(item: number, place: number): number {
    return this.#bytes[item * WIDTH + place] ?? 0;
  }

  /** @returns log(1 + popularity in watches). */
  logPopularity(item: number): number {
    return this.#logs[(item * WIDTH + LOG_POPULARITY) >> 2] ?? 0;
  }
}
