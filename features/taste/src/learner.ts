// The learner: a deterministic machine that turns journal events into item statistics, co-visitation and viewers' tastes.
// Same events in the same order give the same state; nothing here reads a clock, a random number or a database.

import type { JournalEvent, Json, JsonObject } from '@jhalak/ports';
import { applyEdits, editsOf } from './controls/edits.ts';
import { CoVisitation, type CoVisitationDump } from './co-visitation.ts';
import type { ContentFacts } from './content/content-vector.ts';
import { ContentTable, type ContentDump } from './content/content-table.ts';
import { ExposureBook, type ExposureDump } from './content/exposure.ts';
import { ItemTable, type ItemDump } from './item-table.ts';
import { ItemPulse, type PulseDump } from './item-pulse.ts';
import { copyOf, type ModelView } from './model-bytes.ts';
import { learnFromLook } from './looks.ts';
import { keepPast, noteDeed, noteEvent, type Noted, type ShowingEvent } from './ranker/outcomes.ts';
import { Ranker, type RankerDump } from './ranker/ranker.ts';
import { SequenceModel, type SequenceDump } from './sequence/sequence-model.ts';
import { countedPart, trustOf } from './trust.ts';
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
/** Full attention is the whole clip, or eighteen seconds of a longer one (a long view of EVIDENCE.md): raw ratios favour short clips. */
const FULL_MS = 18_000;
/** A new watch is paired with this many of the clips before it; fifty cost twice as much and found nothing more. */
const PAIR_WITH = 20;
const SKIP_LEAN = -0.5;
const NOT_INTERESTED_LEAN = -2;
const LIKE_LEAN = 1.5;
const SHARE_LEAN = 1.5;
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

/** Raised when counts come to mean something else. */
export const LEARNER_FORMAT = 2;

export interface LearnerDump {
  /** Of the model as a whole: another one is not read but learned anew. */
  format: typeof LEARNER_FORMAT;
  items: ItemDump;
  pulse: PulseDump;
  pairs: CoVisitationDump;
  sequence: SequenceDump;
  /** Absent in snapshots of before there was one: clips are placed as they are told again. */
  content?: ContentDump;
  /** Absent likewise: who was shown before is owed nothing. */
  exposure?: ExposureDump;
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
  pulse = new ItemPulse();
  pairs = new CoVisitation();
  sequence = new SequenceModel();
  content = new ContentTable();
  exposure = new ExposureBook();
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
          this.#teach(
            taste,
            noteDeed(taste, 'like', (video) => video === liked, event.atMs),
            event.atMs,
          );
          this.#leanTo(taste, liked, LIKE_LEAN);
        }
        break;
      case 'social.follow':
        if (event.type === 'followed' && event.facts['learn'] === true) {
          const taste = viewers.take(textOf(event.facts['personId']));
          const creator = textOf(event.facts['followeeId']);
          this.#teach(
            taste,
            noteDeed(taste, 'follow', (video) => this.#creatorOf(video) === creator, event.atMs),
            event.atMs,
          );
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
    const about = contentFactsOf(facts);
    const { creatorId, language, genre, durationMs } = about;
    const item = this.items.put({
      ...{ videoId: event.key, creatorId, language, genre, durationMs },
      publishedAtMs: numberOf(facts['publishedAtMs']),
      alive: facts['published'] === true && !dead && event.type !== 'purged',
      ...((facts['audience'] ?? 'everyone') === 'everyone' ? {} : { closed: true as const }),
    });
    this.content.put(item, about);
    this.exposure.put(item, about);
  }

  #recorded(personId: string, event: RecordedEvent, viewers: ViewerShelf): void {
    const item = this.items.indexOf(event.video);
    if (event.card !== undefined && event.type !== 'impression') {
      const facts = item === undefined ? event.card : this.items.facts(item);
      learnFromLook(viewers.take(personId), facts, event);
      return;
    }
    if (item === undefined) return;
    if (this.items.facts(item).closed === true) {
      // That somebody does not want it again is kept for them; nothing else is learned of it.
      if (event.type === 'not_interested' || event.type === 'report')
        refuse(viewers.take(personId), event.video);
      return;
    }
    this.#rank(personId, event, viewers);
    if (event.type === 'impression') {
      this.items.addImpression(item);
      this.#turnEpochs(event.atMs);
      const { hasRegulars } = this.items;
      const trust = trustOf(viewers.take(personId), this.items, event.atMs);
      this.pulse.addShown(item, event.atMs, countedPart(trust, hasRegulars));
      this.exposure.shown(item, countedPart(trust, hasRegulars), event.atMs);
      return;
    }
    const taste = viewers.take(personId);
    switch (event.type) {
      case 'not_interested':
        refuse(taste, event.video);
        this.#leanTo(taste, event.video, NOT_INTERESTED_LEAN);
        return;
      // What is wrong with one clip says nothing against its kind.
      case 'report':
        refuse(taste, event.video);
        return;
      case 'share':
        this.#leanTo(taste, event.video, SHARE_LEAN);
        break;
    }
    this.#watch(taste, item, event);
  }

  // Events of lock cards and of clips that no ranker chose carry nothing to rank by, and find no showing that does.
  #rank(personId: string, event: RecordedEvent, viewers: ViewerShelf): void {
    if (event.type === 'impression' && event.served === undefined) return;
    const taste = viewers.take(personId);
    this.#teach(taste, noteEvent(taste, event), event.atMs);
  }

  // A showing that is over is learned from, and waits for what comes late; one that waited is corrected.
  #teach(taste: ViewerTaste, noted: readonly Noted[], atMs: number): void {
    if (noted.length === 0) return;
    const part = countedPart(trustOf(taste, this.items, atMs), this.items.hasRegulars);
    for (const one of noted) {
      const { showing } = one;
      if (one.kind === 'changed') {
        this.ranker.correct(
          one.was,
          one.now,
          Buffer.from(one.showing.bins, 'base64url'),
          one.showing.part,
        );
        continue;
      }
      const bins = Buffer.from(this.ranker.learn(one.outcome, part)).toString('base64url');
      keepPast(taste.past, { ...showing, part, bins }, atMs);
    }
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
      const trust = trustOf(taste, this.items, event.atMs);
      const { hasRegulars } = this.items;
      if (level === 1 && entry.waits !== true)
        this.pulse.addFull(item, event.atMs, countedPart(trust, hasRegulars));
      this.items.addPopularity(item, gain, this.items.worth(event.atMs), trust);
      this.exposure.watched(item, level - gain, level, countedPart(trust, hasRegulars));
      this.#leanTo(taste, event.video, gain);
    }
    if (event.type === 'skip' && level < WATCHED_PART * 1.5)
      this.#leanTo(taste, event.video, SKIP_LEAN);
  }

  // A clip is watched for the first time in its slot.
  #begin(taste: ViewerTaste, item: number, event: RecordedEvent): Watched {
    this.items.rescaleFor(event.atMs);
    this.#turnEpochs(event.atMs);
    this.items.addWatch(item, this.items.worth(event.atMs));
    const trust = trustOf(taste, this.items, event.atMs);
    const part = countedPart(trust, this.items.hasRegulars);
    const entry: Watched = { video: event.video, slot: event.slot, level: 0, atMs: event.atMs };
    if (part > 0) {
      this.#countWaiting(taste, part);
      this.#count(taste.recent, item, event.atMs, part);
    } else entry.waits = true;
    fade(taste);
    taste.recent.push(entry);
    if (taste.recent.length > RECENT_MAX) taste.recent.shift();
    return entry;
  }

  // What a newcomer watched counts for others once they are trusted, as of when they watched it: left out for good, it cost
  // Recall@20 on the log. Cost: a millisecond, once a viewer.
  #countWaiting(taste: ViewerTaste, part: number): void {
    for (const [place, entry] of taste.recent.entries()) {
      if (entry.waits !== true) continue;
      delete entry.waits;
      const item = this.items.indexOf(entry.video);
      if (item === undefined) continue;
      this.#count(taste.recent.slice(0, place), item, entry.atMs, part);
      this.pulse.addShown(item, entry.atMs, part);
      if (entry.level === 1) this.pulse.addFull(item, entry.atMs, part);
    }
  }

  // A watch counts for others: the clip is paired with what was watched before it.
  #count(before: readonly Watched[], item: number, atMs: number, part: number): void {
    this.pulse.addWatch(item, atMs, part);
    const history = before.flatMap(({ video }) => this.items.indexOf(video) ?? []);
    const worth = this.pulse.worth(atMs) * part;
    const paired = new Set<number>([item]);
    for (let back = history.length - 1; back >= 0 && paired.size <= PAIR_WITH; back -= 1) {
      const other = history[back];
      if (other === undefined || paired.has(other)) continue;
      paired.add(other);
      this.pairs.add(item, other, worth);
    }
    this.sequence.learn(history, item, atMs, part);
  }

  #turnEpochs(atMs: number): void {
    const factor = this.pulse.rescaleFor(atMs);
    if (factor !== 1) this.pairs.scale(factor);
  }

  #leanTo(taste: ViewerTaste, videoId: string, amount: number): void {
    const item = this.items.indexOf(videoId);
    if (item !== undefined && this.items.facts(item).closed !== true)
      lean(taste, this.items.facts(item), amount);
  }

  /** @returns the model as it stands, a `LearnerDump` to be written: valid until something is learned. */
  view(): ModelView {
    return {
      format: LEARNER_FORMAT,
      items: this.items.dump(),
      pulse: this.pulse.dump(this.items.count),
      pairs: this.pairs.view(),
      sequence: this.sequence.dump(),
      content: this.content.dump(),
      exposure: this.exposure.view(),
      ranker: this.ranker.dump(),
    };
  }

  /** @returns a copy of the model. Cost: some 3 ms a megabyte. */
  dump(): LearnerDump {
    return copyOf(this.view()) as LearnerDump;
  }

  restore(dump: LearnerDump): void {
    this.items = ItemTable.from(dump.items);
    this.pulse = ItemPulse.from(dump.pulse);
    this.pairs = CoVisitation.from(dump.pairs);
    this.sequence = SequenceModel.from(dump.sequence);
    this.content = ContentTable.from(dump.content);
    this.exposure = ExposureBook.from(dump.exposure, dump.items.facts, (item) =>
      this.items.impressions(item),
    );
    this.ranker = new Ranker();
    if (dump.ranker !== undefined) this.ranker.restore(dump.ranker);
  }
}

function contentFactsOf(facts: Readonly<Record<string, Json | undefined>>): ContentFacts {
  const tagHashes = facts['tagHashes'];
  const sketch = textOf(facts['textSketch']);
  return {
    creatorId: textOf(facts['personId']),
    language: textOf(facts['language']),
    genre: textOf(facts['genre']),
    durationMs: numberOf(facts['durationMs']),
    tagHashes: Array.isArray(tagHashes) ? tagHashes.map(numberOf) : [],
    sound: textOf(facts['sound']),
    words: sketch === '' ? undefined : new Int8Array(Buffer.from(sketch, 'base64url')),
  };
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
