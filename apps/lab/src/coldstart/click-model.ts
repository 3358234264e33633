// Who would watch what how fully: a seeded model made of the log's outcomes. A clip has its mean level in the log (pulled to
// the house's mean as five watches are), a viewer adds what clips of the tag gave them above or below their own mean (pulled
// to none likewise). A showing is then watched to the full with that probability, and not at all else. This is a simulation:
// it keeps which clips hold people and who likes what, and nothing of order, mood or fatigue.

import type { Random } from '@jhalak/kernel';
import type { SharedLog } from './shared-log.ts';

const PULL = 5;

export class ClickModel {
  readonly #clips: SharedLog['clips'];
  readonly #levels: Float64Array;
  readonly #likings = new Map<string, number>();
  /** Watches of each clip in the log. */
  readonly watches: Float64Array;
  /** Of all events of the log. */
  readonly mean: number;

  constructor({ clips, events }: SharedLog) {
    this.#clips = clips;
    this.watches = new Float64Array(clips.length);
    const sums = new Float64Array(clips.length);
    let all = 0;
    for (const { clip, level } of events) {
      this.watches[clip] = (this.watches[clip] ?? 0) + 1;
      sums[clip] = (sums[clip] ?? 0) + level;
      all += level;
    }
    this.mean = all / events.length;
    this.#levels = sums.map(
      (sum, clip) => (sum + PULL * this.mean) / ((this.watches[clip] ?? 0) + PULL),
    );
    const byTag = new Map<string, { sum: number; count: number }>();
    for (const { user, clip, level } of events) {
      const key = `${user} ${clips[clip]?.tag}`;
      const known = byTag.get(key) ?? { sum: 0, count: 0 };
      known.sum += level - (this.#levels[clip] ?? 0);
      known.count += 1;
      byTag.set(key, known);
    }
    for (const [key, { sum, count }] of byTag) this.#likings.set(key, sum / (count + PULL));
  }

  /** @returns a clip's true mean level, 0 to 1. */
  quality(clip: number): number {
    return this.#levels[clip] ?? this.mean;
  }

  /** @returns what a viewer adds for a tag, -1 to 1. */
  liking(user: number, tag: string): number {
    return this.#likings.get(`${user} ${tag}`) ?? 0;
  }

  /** @returns 1 when the showing is watched to the full, else 0. */
  watch(user: number, clip: number, random: Random): number {
    const tag = this.#clips[clip]?.tag ?? '';
    return random.next() < this.quality(clip) + this.liking(user, tag) ? 1 : 0;
  }
}
