// New viewers: the log until a day teaches the real learner; people who are not in it come afterwards, watch 0, 1, 3, 5 or
// 10 clips, and the next clips that they watched in full are to be found. Full ranking over all clips, what they saw removed.

import { currentTable, weightsAt } from '@jhalak/feed';
import { seededRandom } from '@jhalak/kernel';
import type { JournalEvent } from '@jhalak/ports';
import { emptyTaste, Learner, RelatedScores, type ViewerTaste } from '@jhalak/taste';
import type { LogEvent, SharedLog } from './shared-log.ts';

const EVENTS_KNOWN = [0, 1, 3, 5, 10] as const;
/** Watches that make `history` full (features of the feed). */
const HISTORY_FULL = 50;
const TARGETS = 10;
const LISTED = 20;
const FULL_LEVEL = 0.8;
/** Of those who have enough events, this part is new: the others teach. */
const NEW_PART = 0.15;
const RESAMPLES = 1_000;

type Ranker = 'feed' | 'content' | 'popularity';

export interface ViewerRow {
  known: number;
  ranker: Ranker;
  viewers: number;
  ndcg10: number;
  /** 95 % bootstrap interval by viewer. */
  ndcg10Interval: [number, number];
  recall20: number;
  recall20Interval: [number, number];
}

export function viewerTrial(
  log: SharedLog,
  { seed, most }: { seed: number; most: number },
): ViewerRow[] {
  const byUser = Map.groupBy(log.events, ({ user }) => user);
  const draw = seededRandom(seed);
  const fresh = new Map<number, readonly LogEvent[]>();
  for (const [user, events] of byUser)
    if (events.length >= EVENTS_KNOWN[4] + 5 && draw.next() < NEW_PART && fresh.size < most)
      fresh.set(user, events);
  const house = new TaughtHouse(log);
  for (const event of log.events) if (!fresh.has(event.user)) house.teach(event);
  const scores = new Map<string, { ndcg: number[]; recall: number[] }>();
  for (const events of fresh.values())
    for (const known of EVENTS_KNOWN)
      for (const ranker of ['feed', 'content', 'popularity'] as const) {
        const found = house.find(events, known, ranker);
        if (found === undefined) continue;
        const key = `${known} ${ranker}`;
        const all = scores.get(key) ?? { ndcg: [], recall: [] };
        all.ndcg.push(found.ndcg10);
        all.recall.push(found.recall20);
        scores.set(key, all);
      }
  return [...scores].map(([key, { ndcg, recall }]) => {
    const [known = '', ranker = ''] = key.split(' ');
    return {
      known: Number(known),
      ranker: ranker as Ranker,
      viewers: ndcg.length,
      ndcg10: mean(ndcg),
      ndcg10Interval: interval(ndcg, seed),
      recall20: mean(recall),
      recall20Interval: interval(recall, seed),
    };
  });
}

class TaughtHouse {
  readonly #log: SharedLog;
  readonly #learner = new Learner();
  readonly #related = new RelatedScores();
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
  #nowMs: number;

  constructor(log: SharedLog) {
    this.#log = log;
    this.#nowMs = log.events[0]?.atMs ?? 0;
    for (const [clip, facts] of log.clips.entries()) {
      if (facts === undefined) continue;
      const about = {
        personId: facts.creator,
        language: 'zh',
        genre: facts.tag,
        sound: facts.sound,
      };
      const standing = {
        durationMs: facts.durationMs,
        publishedAtMs: this.#nowMs,
        published: true,
      };
      this.#apply('videos.video', String(clip), { ...about, ...standing }, undefined);
    }
  }

  teach({ user, clip, atMs, level }: LogEvent): void {
    this.#nowMs = atMs;
    this.#slots += 1;
    const durationMs = this.#log.clips[clip]?.durationMs ?? 18_000;
    const slot = `slot ${this.#slots}`;
    const one = { slot, video: String(clip), durationMs, learn: true };
    const watchMs = Math.round(level * Math.min(durationMs, 18_000));
    const events = [
      { ...one, type: 'impression', watchMs: 0 },
      { ...one, type: 'progress', watchMs },
    ];
    this.#apply('attention.events', `viewer ${user}`, {}, { events });
  }

  #apply(
    stream: string,
    key: string,
    facts: JournalEvent['facts'],
    personal: JournalEvent['personal'],
  ): void {
    const at = { window: 1, position: 0, atMs: this.#nowMs, type: 'recorded', subject: undefined };
    this.#learner.apply({ ...at, stream, key, facts, personal }, this.#shelf);
  }

  /** @returns how well the next clips that were watched in full are found; undefined when there are none. */
  find(
    events: readonly LogEvent[],
    known: number,
    ranker: Ranker,
  ): { ndcg10: number; recall20: number } | undefined {
    const before = events.slice(0, known);
    const seen = new Set(before.map(({ clip }) => clip));
    const later = events
      .slice(known)
      .filter((one) => one.level >= FULL_LEVEL && !seen.has(one.clip));
    const targets = new Set(later.map(({ clip }) => clip).slice(0, TARGETS));
    if (targets.size === 0) return undefined;
    const viewer = emptyTaste();
    for (const { clip, level, atMs } of before)
      viewer.recent.push({ video: String(clip), slot: '', level, atMs });
    const ranked = this.#ranked(viewer, seen, known === 0 ? 'popularity' : ranker);
    let gain = 0;
    let found = 0;
    for (const [place, clip] of ranked.entries()) {
      if (!targets.has(clip)) continue;
      if (place < 10) gain += 1 / Math.log2(place + 2);
      found += 1;
    }
    let ideal = 0;
    for (let place = 0; place < Math.min(10, targets.size); place += 1)
      ideal += 1 / Math.log2(place + 2);
    return { ndcg10: gain / ideal, recall20: found / targets.size };
  }

  /** @returns twenty clips, best first. Without anything known of a viewer all rankers are popularity. */
  #ranked(viewer: ViewerTaste, seen: ReadonlySet<number>, ranker: Ranker): number[] {
    const { items, content, exposure } = this.#learner;
    const scores = new Float64Array(items.count);
    const unit = items.worth(this.#nowMs);
    let most = 0;
    for (let item = 0; item < items.count; item += 1) most = Math.max(most, items.popularity(item));
    const weights = weightsAt(currentTable(), viewer.recent.length / HISTORY_FULL);
    const profile = ranker === 'popularity' ? undefined : content.profileOf(viewer, items);
    const fullPopularity = Math.log1p(most / unit) || 1;
    for (let item = 0; item < items.count; item += 1) {
      const like = profile === undefined ? 0 : content.likeness(profile, item);
      const popularity = Math.log1p(items.popularity(item) / unit) / fullPopularity;
      const quality = ranker === 'feed' ? weights.quality * exposure.quality(item) : 0;
      scores[item] = weights.popularity * popularity + weights.content * like + quality;
    }
    if (ranker === 'feed') {
      const related = this.#related.of(this.#learner, viewer, this.#nowMs);
      for (const [place, item] of related.items.entries())
        scores[item] =
          (scores[item] ?? 0) +
          weights.related * (related.scores[place] ?? 0) +
          weights.sequence * (related.sequence[place] ?? 0) +
          weights.trend * (related.trend[place] ?? 0);
    }
    const best: number[] = [];
    for (let item = 0; item < items.count; item += 1) {
      const score = scores[item] ?? 0;
      const last = best.at(-1);
      if (best.length >= LISTED && last !== undefined && score <= (scores[last] ?? 0)) continue;
      if (seen.has(Number(items.facts(item).videoId))) continue;
      const place = best.findIndex((other) => (scores[other] ?? 0) < score);
      best.splice(place < 0 ? best.length : place, 0, item);
      if (best.length > LISTED) best.pop();
    }
    return best.map((item) => Number(items.facts(item).videoId));
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / (values.length || 1);
}

function interval(values: readonly number[], seed: number): [number, number] {
  const random = seededRandom(seed);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw += 1)
      sum += values[random.below(values.length)] ?? 0;
    return sum / values.length;
  }).toSorted((a, b) => a - b);
  return [means[Math.floor(RESAMPLES * 0.025)] ?? 0, means[Math.floor(RESAMPLES * 0.975)] ?? 0];
}
