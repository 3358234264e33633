// The learner: a deterministic machine that turns journal events into item statistics, co-visitation and viewers' tastes.
// Same events in the same order give the same state; nothing here reads a clock, a random number or a database.

import type { JournalEvent, Json, JsonObject } from '@jhalak/ports';
import { applyEdits, editsOf } from './controls/edits.ts';
import { CoVisitation, type CoVisitationDump } from './co-visitation.ts';
import { ItemTable, type ItemDump } from './item-table.ts';
import { learnFromLook } from './looks.ts';
import { noteDeed, noteEvent, type ShowingEvent } from './ranker/outcomes.ts';
import { Ranker, type RankerDump } from './ranker/ranker.ts';
import { fade, lean, RECENT_MAX, refuse, type ViewerTaste, type Watched } from './viewer-taste.ts';

/** Streams that teach. */
export const LEARNER_STREAMS = [
  'videos.video',
  'attention.events',
  'social.like',
  'social.follow',
  'accounts.person',
  'taste.viewer',
];

/** Watched at all: one second, or a fifth of a shorter clip. */
const WATCHED_MS = 1_000;
const WATCHED_PART = 0.2;
/** Full attention is the whole clip, or twenty seconds of a longer one: raw ratios favour short clips. */
const FULL_MS = 20_000;
/** A new watch is paired with this many of the clips before it. */
const PAIR_WITH = 10;
const SKIP_LEAN = -0.5;
const NOT_INTERESTED_LEAN = -2;
const LIKE_LEAN = 1.5;
const FOLLOW_LEAN = 2;

/** One event of a player or lock screen as attention recorded it. */
export interface RecordedEvent {
  slot: string;
  video: string;
  type: string;
  atMs: number;
  watchMs: number;
  durationMs: number;
  learn: boolean;
  /** Of a lock card: what it was about. */
  card?: { language: string; genre: string };
  dwellMs: number;
  reason: string;
  /** What its clip was ranked by; told once a showing. */
  served?: NonNullable<ShowingEvent['served']>;
}

export interface LearnerDump {
  items: ItemDump;
  pairs: CoVisitationDump;
  /** Absent in snapshots of before there was one: it is then learned from what comes. */
  ranker?: RankerDump;
}

/** Where viewers' tastes are kept while the learner works on them. */
export interface ViewerShelf {
  /** @returns the taste, made when there was none; it will be changed. */
  take(personId: string): ViewerTaste;
  /** Forgets a viewer. */
  drop(personId: string): void;
}

export class Learner {
  items = new ItemTable();
  pairs = new CoVisitation();
  ranker = new Ranker();

  /** Learns from one event. Cost: microseconds. */
  apply(event: JournalEvent, viewers: ViewerShelf): void {
    switch (event.stream) {
      case 'videos.video':
        this.#video(event);
        break;
      case 'attention.events':
        for (const recorded of recordedEvents(event))
          if (recorded.learn) this.#recorded(event.key, recorded, viewers);
        break;
      case 'social.like':
        if (event.type === 'liked' && event.facts['learn'] === true) {
          const taste = viewers.take(textOf(event.facts['personId']));
          const liked = textOf(event.facts['videoId']);
          noteDeed(taste.open, 'like', (video) => video === liked);
          this.#leanTo(taste, liked, LIKE_LEAN);
        }
        break;
      case 'social.follow':
        if (event.type === 'followed' && event.facts['learn'] === true) {
          const taste = viewers.take(textOf(event.facts['personId']));
          const creator = textOf(event.facts['followeeId']);
          noteDeed(taste.open, 'follow', (video) => this.#creatorOf(video) === creator);
          taste.creators[creator] = Math.max(taste.creators[creator] ?? 0, 0) + FOLLOW_LEAN;
        }
        break;
      case 'accounts.person':
        if (event.type === 'erased' || event.facts['personal'] === false) viewers.drop(event.key);
        break;
      case 'taste.viewer':
        if (event.type === 'reset') viewers.drop(event.key);
        else applyEdits(viewers.take(event.key), editsOf(event.personal));
        break;
    }
  }

  #video(event: JournalEvent): void {
    const { facts } = event;
    const dead = facts['removed'] === true || facts['deleted'] === true;
    this.items.put({
      videoId: event.key,
      creatorId: textOf(facts['personId']),
      language: textOf(facts['language']),
      genre: textOf(facts['genre']),
      durationMs: numberOf(facts['durationMs']),
      publishedAtMs: numberOf(facts['publishedAtMs']),
      alive: facts['published'] === true && !dead && event.type !== 'purged',
    });
  }

  #recorded(personId: string, event: RecordedEvent, viewers: ViewerShelf): void {
    const item = this.items.indexOf(event.video);
    if (event.card !== undefined && event.type !== 'impression') {
      const facts = item === undefined ? event.card : this.items.facts(item);
      learnFromLook(viewers.take(personId), facts, event);
      return;
    }
    if (item === undefined) return;
    this.#rank(personId, event, viewers);
    if (event.type === 'impression') {
      this.items.addImpression(item);
      return;
    }
    const taste = viewers.take(personId);
    if (event.type === 'not_interested') {
      refuse(taste, event.video);
      this.#leanTo(taste, event.video, NOT_INTERESTED_LEAN);
      return;
    }
    this.#watch(taste, item, event);
  }

  // Events of lock cards and of clips that no ranker chose carry nothing to rank by, and find no showing that does.
  #rank(personId: string, event: RecordedEvent, viewers: ViewerShelf): void {
    if (event.type === 'impression' && event.served === undefined) return;
    for (const outcome of noteEvent(viewers.take(personId).open, event)) this.ranker.learn(outcome);
  }

  #creatorOf(video: string): string | undefined {
    const item = this.items.indexOf(video);
    return item === undefined ? undefined : this.items.facts(item).creatorId;
  }

  #watch(taste: ViewerTaste, item: number, event: RecordedEvent): void {
    const full = Math.max(1, Math.min(event.durationMs, FULL_MS));
    const level = event.type === 'finish' ? 1 : Math.min(1, event.watchMs / full);
    const watched =
      event.type === 'finish' ||
      event.watchMs >= Math.min(WATCHED_MS, event.durationMs * WATCHED_PART);
    let entry = taste.recent.findLast((one) => one.slot === event.slot);
    if (entry === undefined && watched) entry = this.#begin(taste, item, event);
    if (entry !== undefined && level > entry.level) {
      const gain = level - entry.level;
      entry.level = level;
      this.items.addPopularity(item, gain * this.items.worth(event.atMs));
      this.#leanTo(taste, event.video, gain);
    }
    if (event.type === 'skip' && level < WATCHED_PART * 1.5)
      this.#leanTo(taste, event.video, SKIP_LEAN);
  }

  // A clip is watched for the first time in its slot: it is paired with what was watched before it.
  #begin(taste: ViewerTaste, item: number, event: RecordedEvent): Watched {
    const factor = this.items.rescaleFor(event.atMs);
    if (factor !== 1) this.pairs.scale(factor);
    const worth = this.items.worth(event.atMs);
    this.items.addWatch(item, worth);
    const paired = new Set<number>([item]);
    for (let back = taste.recent.length - 1; back >= 0 && paired.size <= PAIR_WITH; back -= 1) {
      const other = this.items.indexOf(taste.recent[back]?.video ?? '');
      if (other === undefined || paired.has(other)) continue;
      paired.add(other);
      this.pairs.add(item, other, worth);
    }
    fade(taste);
    const entry: Watched = { video: event.video, slot: event.slot, level: 0, atMs: event.atMs };
    taste.recent.push(entry);
    if (taste.recent.length > RECENT_MAX) taste.recent.shift();
    return entry;
  }

  #leanTo(taste: ViewerTaste, videoId: string, amount: number): void {
    const item = this.items.indexOf(videoId);
    if (item !== undefined) lean(taste, this.items.facts(item), amount);
  }

  dump(): LearnerDump {
    return { items: this.items.dump(), pairs: this.pairs.dump(), ranker: this.ranker.dump() };
  }

  restore(dump: LearnerDump): void {
    this.items = ItemTable.from(dump.items);
    this.pairs = CoVisitation.from(dump.pairs);
    this.ranker = new Ranker();
    if (dump.ranker !== undefined) this.ranker.restore(dump.ranker);
  }
}

// The journal's time, not the device's: devices' clocks are wrong, and replays must agree.
function recordedEvents(event: JournalEvent): RecordedEvent[] {
  const events = event.personal?.['events'];
  if (!Array.isArray(events)) return [];
  return events.flatMap((one) => (isObject(one) ? [recordedEvent(one, event.atMs)] : []));
}

function recordedEvent(one: JsonObject, atMs: number): RecordedEvent {
  return {
    slot: textOf(one['slot']),
    video: textOf(one['video']),
    type: textOf(one['type']),
    atMs,
    watchMs: numberOf(one['watchMs']),
    durationMs: numberOf(one['durationMs']),
    learn: one['learn'] === true,
    ...(typeof one['card'] === 'string'
      ? { card: { language: textOf(one['language']), genre: textOf(one['genre']) } }
      : {}),
    dwellMs: numberOf(one['dwellMs']),
    reason: textOf(one['reason']),
    ...(typeof one['features'] === 'string' ? { served: servedOf(one, one['features']) } : {}),
  };
}

function servedOf(one: JsonObject, features: string): NonNullable<ShowingEvent['served']> {
  const { featureList, propensity } = one;
  return { featureList: numberOf(featureList), propensity: numberOf(propensity), features };
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}
