// Taste: follows the journal with a learner in memory, keeps snapshots, answers the feed. Every applied window is a
// version; a restart loads the last snapshot and replays the rest, and ends in the same state.

import { createHash } from 'node:crypto';
import { JhalakError, MINUTE_MS, messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type {
  Blobs,
  Database,
  Feature,
  Journal,
  JournalBatch,
  JournalEntry,
  JournalEvent,
  Keys,
  Subscription,
} from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { editsAsJson, PendingEdits, type Edit } from './controls/edits.ts';
import type { ContentTable } from './content/content-table.ts';
import type { ExposureBook } from './content/exposure.ts';
import { Newcomers } from './content/newcomers.ts';
import type { ItemTable } from './item-table.ts';
import { Learner, LEARNER_FORMAT, LEARNER_STREAMS, type LearnerDump } from './learner.ts';
import type { RankerParameters } from './ranker/parameters.ts';
import type { HeadHealth } from './ranker/ranker.ts';
import { readModel, writeModel } from './model-bytes.ts';
import { RelatedScores, type Related, type RetrievalPowers } from './related.ts';
import { Snapshots } from './snapshots.ts';
import { TopLists } from './top-lists.ts';
import { CHANGED_MAX, TasteShelf } from './viewer-shelf.ts';
import type { ViewerTaste } from './viewer-taste.ts';

/** What ranking reads. */
export interface Taste {
  /** The last journal window learned from. */
  version(): number;
  /** All clips with their statistics; read only. */
  items(): ItemTable;
  /** @returns what was learned of a viewer, with their own edits; undefined when nothing. Read only. */
  viewer(personId: string): Promise<ViewerTaste | undefined>;
  /** Changes what was learned of a viewer: here at once, in other processes and in the model with the next window. */
  edit(personId: string, edits: readonly Edit[]): Promise<void>;
  /** @returns clips often watched together with the viewer's last ones. Valid until the next call. */
  related(viewer: ViewerTaste, powers?: RetrievalPowers): Related;
  popular(language?: string, genre?: string): readonly number[];
  newest(language?: string): readonly number[];
  /** @returns clips that are owed showings, most owed first; not to be changed. */
  newcomers(language?: string): readonly number[];
  /** What clips are about; read only. */
  content(): ContentTable;
  /** How clips' first showings went; read only. */
  exposure(): ExposureBook;
  /** @returns the newest version of the ranker; a version never changes. */
  ranker(): RankerParameters;
}

export interface TasteDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  blobs: Blobs;
  clock: Clock;
  logger: Logger;
  /** The cell's: a model learned in another one is refused. */
  region: string;
  /** Whether a model from elsewhere, by the SHA-256 of its snapshot, may be let in; default: none. */
  isCleared?: (digest: string) => Promise<boolean>;
  /** Time between snapshots; default a minute. A restart replays at most this much. */
  snapshotEveryMs?: number;
  /** More changed viewers than this ask for a snapshot at once; default 20,000. Memory: some 10 kB each. */
  changedMax?: number;
  /** A start waits so long for a model that is learned anew, then it is learned behind a cell that serves; default 2 s. */
  anewWaitMs?: number;
}

const CLEAR_VIEWERS = { name: 'taste.clear_viewers', text: 'DELETE FROM taste_viewers' };

/** A model says where it was learned. */
type Snapshot = LearnerDump & { region: string };

/** Nobody waits for a page longer than for a slow start; most journals of a young cell are learned in it. */
const ANEW_WAIT_MS = 2_000;

/** What only the process that runs the learner, and its tests, may use. */
export interface TasteControl {
  /** Writes a snapshot now; nothing when nothing changed. */
  snapshot(): Promise<void>;
  /** @returns everything learned of clips, for comparison. Cost: a copy of the model. */
  model(): LearnerDump;
  /** @returns how each head of the ranker is: whether it learns, and whether what it says comes true. */
  rankerHealth(): HeadHealth[];
}

export function createTaste(deps: TasteDeps): Taste & Feature & TasteControl {
  return new TasteFeature(deps);
}

class TasteFeature implements Taste, Feature, TasteControl {
  readonly manifest = manifest;
  readonly jobs = {};
  readonly consumers = [];
  readonly sweeps = [];
  readonly routes = [];
  readonly blobs;
  readonly #deps: TasteDeps;
  readonly #learner = new Learner();
  readonly #shelf: TasteShelf;
  readonly #snapshots: Snapshots;
  readonly #lists = new TopLists();
  readonly #newcomers = new Newcomers();
  readonly #related = new RelatedScores();
  readonly #pending = new PendingEdits();
  #edits = 0;
  #subscription: Subscription | undefined;
  #timer: NodeJS.Timeout | undefined;
  #version = 0;
  #snapshotVersion = 0;
  /** While everything is learned anew: `beside` rows that came along, or `alone` once they are gone. */
  #anew: 'beside' | 'alone' | undefined;
  #stopping = false;
  /** Large windows come in parts. */
  #insideWindow = false;
  /** The journal's time of the last event learned from. */
  #learnedAtMs = 0;
  /** Heads of the ranker that were told of. */
  #troubled = '';
  /** Learning and snapshots take turns. */
  #turn: Promise<void> = Promise.resolve();

  constructor(deps: TasteDeps) {
    this.#deps = deps;
    this.#shelf = new TasteShelf(deps.database, deps.keys, deps.logger);
    this.#snapshots = new Snapshots(deps.database, deps.blobs, deps.logger);
    this.blobs = this.#snapshots.holder;
  }

  version(): number {
    return this.#version;
  }

  items(): ItemTable {
    return this.#learner.items;
  }

  async viewer(personId: string): Promise<ViewerTaste | undefined> {
    // What came along is better than what half of the journal says.
    const learned =
      this.#anew === 'beside'
        ? await this.#shelf.former(personId)
        : await this.#shelf.peek(personId);
    return learned === undefined ? undefined : this.#pending.over(personId, learned);
  }

  async edit(personId: string, edits: readonly Edit[]): Promise<void> {
    const { database, journal, clock } = this.#deps;
    this.#edits += 1;
    const id = `${clock.nowMs()}.${this.#edits}`;
    const entry: JournalEntry = {
      stream: 'taste.viewer',
      key: personId,
      type: 'edited',
      facts: { edit: id },
      subject: personId,
      personal: { keyClass: 'activity', payload: { edits: editsAsJson(edits) } },
    };
    // Before the commit: the learner may come past it before this function goes on.
    this.#pending.add(personId, id, edits);
    try {
      await database.transaction(async (tx) => await journal.append(tx, [entry]));
    } catch (error) {
      this.#pending.learned(personId, id);
      throw error;
    }
  }

  related(viewer: ViewerTaste, powers?: RetrievalPowers): Related {
    return this.#related.of(this.#learner, viewer, this.#deps.clock.nowMs(), powers);
  }

  popular(language?: string, genre?: string): readonly number[] {
    return this.#lists.popular(this.#learner.items, this.#deps.clock.nowMs(), language, genre);
  }

  newest(language?: string): readonly number[] {
    return this.#lists.newest(this.#learner.items, this.#deps.clock.nowMs(), language);
  }

  newcomers(language?: string): readonly number[] {
    const { items, exposure } = this.#learner;
    return this.#newcomers.of(items, exposure, this.#deps.clock.nowMs(), language);
  }

  content(): ContentTable {
    return this.#learner.content;
  }

  exposure(): ExposureBook {
    return this.#learner.exposure;
  }

  ranker(): RankerParameters {
    return this.#learner.ranker.parameters();
  }

  rankerHealth(): HeadHealth[] {
    return this.#learner.ranker.health();
  }

  async start(): Promise<void> {
    this.#stopping = false;
    const isKnown = await this.#restore();
    if (!isKnown) await this.#knowClips();
    const subscription = await this.#deps.journal.follow({
      name: 'taste.learner',
      streams: LEARNER_STREAMS,
      // What people watch is personal, and it is what the learner learns from.
      personal: true,
      afterWindow: this.#version,
      handle: (batch) => this.#inTurn(() => this.#learn(batch)),
    });
    this.#subscription = subscription;
    await (isKnown ? subscription.catchUp() : this.#learnAnew(subscription));
    const everyMs = this.#deps.snapshotEveryMs ?? MINUTE_MS;
    this.#timer = setInterval(() => {
      this.snapshot().catch((error: unknown) => {
        this.#deps.logger.error(
          { error: messageOf(error) },
          'the taste snapshot failed; the next one tries again',
        );
      });
    }, everyMs).unref();
  }

  // With the clips alone the feed has the newest and those of followed creators: it serves at once.
  async #knowClips(): Promise<void> {
    const { journal } = this.#deps;
    const clips = await journal.follow({
      ...{ name: 'taste.clips', streams: ['videos.video'], afterWindow: 0, once: true },
      handle: (batch) => {
        for (const event of batch.events) this.#learner.apply(event, this.#shelf);
      },
    });
    await clips.catchUp();
    await clips.stop();
  }

  async #learnAnew(subscription: Subscription): Promise<void> {
    this.#anew = 'beside';
    this.#shelf.beginAnew();
    const learned = subscription.catchUp().then(() => this.#inTurn(() => this.#endAnew()));
    const waited = Promise.withResolvers<void>();
    const timer = setTimeout(() => waited.resolve(), this.#deps.anewWaitMs ?? ANEW_WAIT_MS);
    learned.catch((error: unknown) => {
      this.#deps.logger.error(
        { error: messageOf(error) },
        'the model could not be learned anew; what is known of clips and viewers serves on',
      );
    });
    await Promise.race([learned, waited.promise]);
    clearTimeout(timer);
  }

  async #endAnew(): Promise<void> {
    // A reader that was stopped ends early.
    if (this.#stopping) return;
    if (this.#anew === 'beside') this.#shelf.endAnew();
    this.#anew = undefined;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await this.#subscription?.stop();
    if (this.#subscription !== undefined) await this.#snapshotUnlessFrozen();
    this.#subscription = undefined;
  }

  /** While frozen nothing is written: what was learned since the last snapshot is learned again from the journal. */
  async #snapshotUnlessFrozen(): Promise<void> {
    try {
      await this.snapshot();
    } catch (error) {
      if (!(error instanceof JhalakError) || error.code !== 'cell.frozen') throw error;
    }
  }

  async catchUp(): Promise<void> {
    await this.#subscription?.catchUp();
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    // The next turn comes whether this one failed or not; the caller of this one hears of it.
    this.#turn = mine.catch(() => undefined);
    await mine;
  }

  async #learn(batch: JournalBatch): Promise<void> {
    await this.#shelf.load(peopleIn(batch.events));
    for (const event of batch.events) {
      this.#learner.apply(event, this.#shelf);
      const { edit } = event.facts;
      if (event.stream === 'taste.viewer' && typeof edit === 'string')
        this.#pending.learned(event.key, edit);
    }
    // A part of a window is no version: a snapshot between would keep it, and the replay would learn it twice.
    this.#insideWindow = !batch.last;
    this.#learnedAtMs = batch.events.at(-1)?.atMs ?? this.#learnedAtMs;
    if (batch.last) {
      this.#version = batch.window;
      this.#learner.ranker.publish(batch.window, this.#learnedAtMs);
      this.#tellTrouble();
    }
    const changedMax = this.#deps.changedMax ?? CHANGED_MAX;
    if (batch.last && this.#shelf.changedCount > changedMax) await this.#write(true);
  }

  #tellTrouble(): void {
    const troubled = troubledHeads(this.#learner.ranker.health()).join(', ');
    if (troubled !== '' && troubled !== this.#troubled)
      this.#deps.logger.error(
        { heads: troubled },
        'heads of the ranker foretold worse and worse: their last good state serves, and they pause',
      );
    this.#troubled = troubled;
  }

  model(): LearnerDump {
    return this.#learner.dump();
  }

  /** Writes model and changed viewers as of one version; nothing when nothing changed, or half of a window is learned. */
  async snapshot(): Promise<void> {
    await this.#inTurn(() => this.#write());
  }

  // Half of a model beside the rows of a whole one would not be one state: until it is learned it is written only when
  // memory asks for it, and then without those rows.
  async #write(isUrgent = false): Promise<void> {
    const version = this.#version;
    if (version === this.#snapshotVersion || this.#insideWindow) return;
    const clears = this.#anew === 'beside';
    if (clears && !isUrgent) return;
    const { database, clock } = this.#deps;
    const nowMs = clock.nowMs();
    // Learning waits for its turn: the model stands still while it is written between pages.
    const model = { ...this.#learner.view(), region: this.#deps.region };
    const { bytes, sha256 } = await writeModel(model);
    const troubled = troubledHeads(this.#learner.ranker.health());
    const key = await this.#snapshots.put(version, nowMs, bytes);
    const old = await database.transaction(async (tx) => {
      if (clears) await tx.query(CLEAR_VIEWERS);
      const committed = await this.#shelf.write(tx, version, this.#snapshotVersion);
      tx.afterCommit(committed);
      return await this.#snapshots.note(tx, { window: version, key, sha256, nowMs }, troubled);
    });
    this.#snapshotVersion = version;
    if (clears) {
      this.#anew = 'alone';
      this.#shelf.endAnew();
    }
    await this.#snapshots.delete(old);
  }

  /** @returns whether there was a model; without one everything is learned anew. */
  async #restore(): Promise<boolean> {
    const found = await this.#snapshots.newest();
    if (found === undefined) {
      await this.#snapshots.clear();
      return false;
    }
    const { bytes } = found;
    // Bytes that a cell wrote into its own blob store: this one, or the one that they were brought from.
    const snapshot = readModel(bytes) as Partial<Snapshot> & LearnerDump;
    if (!(await this.#mayEnter(snapshot.region, bytes))) {
      this.#deps.logger.error(
        { region: snapshot.region ?? 'unknown' },
        'the taste model was learned in another region and is not cleared: refused; learning again from the journal',
      );
      await this.#snapshots.clear();
      return false;
    }
    if (snapshot.format !== LEARNER_FORMAT) {
      this.#deps.logger.warn(
        {},
        'the taste snapshot is of another release; learning again from the journal',
      );
      await this.#snapshots.clear();
      return false;
    }
    this.#learner.restore(snapshot);
    this.#version = found.window;
    this.#snapshotVersion = found.window;
    if (found.damagedWindow !== undefined) this.#shelf.readAsOf(found.window, found.damagedWindow);
    await this.#snapshots.deleteStrays();
    return true;
  }

  async #mayEnter(trainedIn: string | undefined, bytes: Uint8Array): Promise<boolean> {
    const { region, isCleared } = this.#deps;
    if (trainedIn === region) return true;
    const digest = createHash('sha256').update(bytes).digest('hex');
    return isCleared !== undefined && (await isCleared(digest));
  }
}

function troubledHeads(health: readonly HeadHealth[]): string[] {
  return health.flatMap(({ head, state }) =>
    state === 'paused' || state === 'stopped' ? [head] : [],
  );
}

function peopleIn(events: readonly JournalEvent[]): string[] {
  const people = new Set<string>();
  for (const event of events) {
    if (event.stream === 'attention.events') people.add(event.key);
    else if (event.stream === 'taste.viewer' && event.type === 'edited') people.add(event.key);
    else if (event.stream === 'social.like' || event.stream === 'social.follow') {
      const { personId } = event.facts;
      if (typeof personId === 'string') people.add(personId);
    }
  }
  return [...people];
}
