// Visibility: ranking orders, visibility allows. A leaf projection of the journal, held in memory by the api role.
// It relies on the events of STREAMS; it owns no facts of its own.

import { messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type { Database, Feature, Journal, JournalBatch, Subscription } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { CARD_STREAM, CardStandings, STORY_STREAM } from './card-standings.ts';
import {
  ACT_STREAM,
  hidesPerson,
  isPrivateNow,
  isSuspendedNow,
  PRIVACY_STREAM,
  videoFacts,
  writeTables,
} from './write-tables.ts';
import { AD_STREAM, changedCard } from './changed-cards.ts';
import { judge, SUSPENDED, VISIBLE, WITHHELD, type Onlooker, type Verdict } from './check.ts';
import { flagsOf } from './flags.ts';
import {
  ORDER_STREAM,
  OrderStandings,
  type AppBlock,
  type WordsReader,
} from './order-standings.ts';
import { loadTable } from './table-loader.ts';

/** Answers what may be seen. */
export interface Visibility {
  /**
   * @param surface the asking place, as on its feature's manifest; counted, so that a silent surface shows.
   * @returns the verdict as of the last journal window applied (normally some 50 ms ago). Cost: one lookup.
   */
  check(surface: string, videoId: string, onlooker: Onlooker): Verdict;
  /**
   * The same for one video that somebody asks for by name: an unknown one is looked for once more in the journal's
   * end, so that a creator's link works at once. Cost: some 50 ms for unknown ids, FRESH_WAIT_MS at most; shared by
   * callers.
   */
  checkFresh(surface: string, videoId: string, onlooker: Onlooker): Promise<Verdict>;
  /**
   * @returns whether a lock card may be seen: it and what it tells of. Nobody is its owner: a creator's own removed clip
   * stands on no lock screen. Cost: two lookups.
   */
  checkCard(surface: string, cardId: string, onlooker: Onlooker): Verdict;
  /** The same for one card that somebody asks for by name; see `checkFresh`. */
  checkCardFresh(surface: string, cardId: string, onlooker: Onlooker): Promise<Verdict>;
  /** @returns whether a story's page may be seen. Cost: one lookup. */
  checkStory(surface: string, storyId: string, onlooker: Onlooker): Verdict;
  /** The same for one story that somebody asks for by name; see `checkFresh`. */
  checkStoryFresh(surface: string, storyId: string, onlooker: Onlooker): Promise<Verdict>;
  /**
   * @returns whether an ad may be seen as far as orders go: they name a creative as the card that it is on lock screens.
   * Whether it was let out, ads asks itself. Cost: one lookup.
   */
  checkAd(surface: string, creativeId: string, onlooker: Onlooker): Verdict;
  /**
   * @returns whether a person's page may be seen: an order can name its person, and moderators suspend one, who then sees it alone.
   * What they made is asked for by itself.
   */
  checkPerson(surface: string, personId: string, onlooker: Onlooker): Verdict;
  /**
   * @returns whether somebody's words may be read, of a comment or of a follow pack, as far as orders and suspended authors go: an order
   * can name their author, or what they say. The clip of a comment is asked for by itself. Cost: nothing while no order is in force; a folding an order that names words.
   */
  checkWords(
    surface: string,
    words: { personId: string; text: string },
    onlooker: Onlooker,
  ): Verdict;
  /** @returns whether moderators suspended an account, as of the last journal window. Cost: one lookup. */
  isSuspended(personId: string): boolean;
  /** @returns whether an account's clips are for its followers, as of the last journal window. Cost: one lookup. */
  isPrivate(personId: string): boolean;
  /** @returns the order that closes the whole app to an onlooker in this state, if one is in force. Cost: nanoseconds. */
  appBlock(state?: string): AppBlock | undefined;
  /** @returns the order that hides a clip, or a story, from an onlooker in this state: of several the first. Cost: some look-ups. */
  hidingOrder(kind: 'clip' | 'story', id: string, state?: string): AppBlock | undefined;
  /**
   * @returns under which law a sound must not be heard by this onlooker; undefined where no order says so. What carries it stays
   * visible. Cost: one lookup.
   */
  silence(soundId: string, onlooker: Onlooker): string | undefined;
  /** Whether any order is in force. */
  anyOrder(): boolean;
  /** The last journal window in which what orders hide changed: what was made of an earlier one is old. Cost: none. */
  ordersWindow(): number;
  /** How often each surface asked since start. */
  asked(): ReadonlyMap<string, number>;
}

export interface VisibilityDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  logger: Logger;
  /** Where the words of clips, stories and cards are: asked late, because their owners stand above. */
  words?: () => readonly WordsReader[];
}

/** Streams that decide what may be seen. */
const STREAMS = [
  'videos.video',
  'accounts.person',
  PRIVACY_STREAM,
  ACT_STREAM,
  CARD_STREAM,
  STORY_STREAM,
  ORDER_STREAM,
];
/** A window is sealed within some 50 ms; whoever waits longer waits for somebody else's transaction. */
const FRESH_WAIT_MS = 500;

export function createVisibility(deps: VisibilityDeps): Visibility & Feature {
  return new VisibilityProjection(deps);
}

class VisibilityProjection implements Visibility, Feature {
  readonly manifest = manifest;
  readonly routes = [];
  readonly jobs = {};
  readonly sweeps = [];
  readonly consumers;
  readonly #deps: VisibilityDeps;
  readonly #videos = new Map<string, { personId: string; flags: number }>();
  readonly #gone = new Set<string>();
  readonly #private = new Set<string>();
  readonly #suspended = new Set<string>();
  readonly #cards: CardStandings;
  readonly #orders: OrderStandings;
  #ordersWindow = 0;
  readonly #asked = new Map<string, { count: number }>();
  #subscription: Subscription | undefined;
  #catchingUp: Promise<void> | undefined;

  constructor(deps: VisibilityDeps) {
    this.#deps = deps;
    this.#orders = new OrderStandings(deps.words ?? (() => []));
    this.#cards = new CardStandings(this.#orders);
    this.consumers = [{ name: 'visibility.tables', streams: STREAMS, handle: writeTables }];
  }

  check(surface: string, videoId: string, onlooker: Onlooker): Verdict {
    this.#count(surface);
    return this.#judgeVideo(videoId, onlooker);
  }

  #judgeVideo(videoId: string, onlooker: Onlooker): Verdict {
    const video = this.#videos.get(videoId);
    if (video === undefined) return judge(undefined, onlooker);
    const { state, staff } = onlooker;
    if (staff !== true && this.#orders.hides('clip', videoId, video.personId, state))
      return WITHHELD;
    const { personId, flags } = video;
    return judge(
      {
        ...{
          personId,
          flags,
          creatorGone: this.#gone.has(personId) || this.#suspended.has(personId),
        },
        creatorPrivate: this.#private.has(personId),
      },
      onlooker,
    );
  }

  async checkFresh(surface: string, videoId: string, onlooker: Onlooker): Promise<Verdict> {
    if (!this.#videos.has(videoId)) await this.#lookAgain();
    return this.check(surface, videoId, onlooker);
  }

  checkCard(surface: string, cardId: string, onlooker: Onlooker): Verdict {
    this.#count(surface);
    // A lock screen may be read by whoever stands beside it: what is private is never on one.
    const stranger = { ...onlooker, personId: undefined, follows: undefined, closeTo: undefined };
    return this.#cards.card(cardId, stranger, this.#deps.clock.nowMs(), (videoId) =>
      this.#judgeVideo(videoId, stranger),
    );
  }

  async checkCardFresh(surface: string, cardId: string, onlooker: Onlooker): Promise<Verdict> {
    if (!this.#cards.knowsCard(cardId)) await this.#lookAgain();
    return this.checkCard(surface, cardId, onlooker);
  }

  checkStory(surface: string, storyId: string, onlooker: Onlooker): Verdict {
    this.#count(surface);
    return this.#cards.story(storyId, onlooker);
  }

  async checkStoryFresh(surface: string, storyId: string, onlooker: Onlooker): Promise<Verdict> {
    if (!this.#cards.knowsStory(storyId)) await this.#lookAgain();
    return this.checkStory(surface, storyId, onlooker);
  }

  #count(surface: string): void {
    const asked = this.#asked.get(surface);
    if (asked === undefined) this.#asked.set(surface, { count: 1 });
    else asked.count += 1;
  }

  checkAd(surface: string, creativeId: string, { state, staff }: Onlooker): Verdict {
    this.#count(surface);
    const hidden = staff !== true && this.#orders.hides('card', creativeId, undefined, state);
    return hidden ? WITHHELD : VISIBLE;
  }

  checkPerson(surface: string, personId: string, onlooker: Onlooker): Verdict {
    this.#count(surface);
    const { state, staff } = onlooker;
    if (staff === true) return VISIBLE;
    if (this.#orders.hidesPerson(personId, state)) return WITHHELD;
    return this.#suspendedFor(personId, onlooker) ? SUSPENDED : VISIBLE;
  }

  checkWords(
    surface: string,
    words: { personId: string; text: string },
    onlooker: Onlooker,
  ): Verdict {
    this.#count(surface);
    const { state, staff } = onlooker;
    if (staff === true) return VISIBLE;
    if (this.#orders.hidesWords(words, state)) return WITHHELD;
    return this.#suspendedFor(words.personId, onlooker) ? SUSPENDED : VISIBLE;
  }

  #suspendedFor(personId: string, onlooker: Onlooker): boolean {
    return this.#suspended.has(personId) && onlooker.personId !== personId;
  }

  isSuspended(personId: string): boolean {
    return this.#suspended.has(personId);
  }

  isPrivate(personId: string): boolean {
    return this.#private.has(personId);
  }

  hidingOrder(kind: 'clip' | 'story', id: string, state?: string): AppBlock | undefined {
    const personId = kind === 'clip' ? this.#videos.get(id)?.personId : undefined;
    return this.#orders.hiding(kind, id, personId, state);
  }

  appBlock(state?: string): AppBlock | undefined {
    return this.#orders.appBlock(state);
  }

  silence(soundId: string, { state }: Onlooker): string | undefined {
    return this.#orders.silence(soundId, state);
  }

  anyOrder(): boolean {
    return this.#orders.any;
  }

  ordersWindow(): number {
    return this.#ordersWindow;
  }

  asked(): ReadonlyMap<string, number> {
    return new Map([...this.#asked].map(([surface, { count }]) => [surface, count]));
  }

  async start(): Promise<void> {
    const afterWindow = await this.#load();
    this.#subscription = await this.#deps.journal.follow({
      name: 'visibility.memory',
      streams: [...STREAMS, AD_STREAM],
      afterWindow,
      handle: (batch) => this.#apply(batch),
    });
    await this.#subscription.catchUp();
  }

  async stop(): Promise<void> {
    await this.#subscription?.stop();
    this.#subscription = undefined;
  }

  // The journal's end can be held up by one long transaction; a link to nothing must not wait for it.
  async #lookAgain(): Promise<void> {
    const waited = Promise.withResolvers<void>();
    const timer = setTimeout(() => waited.resolve(), FRESH_WAIT_MS);
    const caughtUp = this.catchUp().catch((error: unknown) => {
      this.#deps.logger.warn(
        { error: messageOf(error) },
        'the end of the journal could not be read',
      );
    });
    await Promise.race([caughtUp, waited.promise]);
    clearTimeout(timer);
  }

  // Callers that come while one catches up share its result: a flood of unknown ids costs one query at a time.
  async catchUp(): Promise<void> {
    this.#catchingUp ??= this.#catchUpOnce().finally(() => {
      this.#catchingUp = undefined;
    });
    await this.#catchingUp;
  }

  async #catchUpOnce(): Promise<void> {
    await this.#deps.journal.seal();
    await this.#subscription?.catchUp();
  }

  // The position is read first: rows newer than it are simply applied again.
  async #load(): Promise<number> {
    const [position] = await this.#deps.database.query<{ window_number: number }>({
      name: 'visibility.position',
      text: 'SELECT window_number FROM visibility_position WHERE id = 1',
    });
    await loadTable<{ id: string; person_id: string; flags: number }>(
      this.#deps.database,
      {
        name: 'visibility.load',
        text: 'SELECT video_id AS id, person_id, flags FROM visibility_videos WHERE video_id > $1 ORDER BY video_id LIMIT $2',
      },
      (row) => this.#videos.set(row.id, { personId: row.person_id, flags: row.flags }),
    );
    await this.#cards.load(this.#deps.database);
    this.#ordersWindow = await this.#orders.load(this.#deps.database);
    await loadTable<{ id: string; hidden: boolean; private: boolean; suspended: boolean }>(
      this.#deps.database,
      {
        name: 'visibility.load_people',
        text: `SELECT person_id AS id, hidden, private, suspended FROM visibility_people
          WHERE (hidden OR private OR suspended) AND person_id > $1 ORDER BY person_id LIMIT $2`,
      },
      (row) => {
        if (row.hidden) this.#gone.add(row.id);
        if (row.private) this.#private.add(row.id);
        if (row.suspended) this.#suspended.add(row.id);
      },
    );
    return position?.window_number ?? 0;
  }

  async #apply(batch: JournalBatch): Promise<void> {
    const ordered = await this.#applyOrders(batch);
    for (const event of batch.events) {
      if (event.stream === 'videos.video') {
        const facts = videoFacts(event);
        this.#videos.set(event.key, { personId: facts.personId, flags: flagsOf(facts) });
      } else if (event.stream === CARD_STREAM || event.stream === STORY_STREAM) {
        this.#cards.apply(event);
      } else if (event.stream === 'accounts.person') {
        const hides = hidesPerson(event);
        if (hides === true) this.#gone.add(event.key);
        else if (hides === false) this.#gone.delete(event.key);
      } else if (event.stream === PRIVACY_STREAM) {
        if (isPrivateNow(event)) this.#private.add(event.key);
        else this.#private.delete(event.key);
      } else if (event.stream === ACT_STREAM) {
        const suspended = isSuspendedNow(event);
        if (suspended === true) this.#suspended.add(event.key);
        else if (suspended === false) this.#suspended.delete(event.key);
      }
    }
    if (ordered) this.#ordersWindow = batch.window;
  }

  // Before anything else: what an order names by its words is matched before it can be seen.
  async #applyOrders(batch: JournalBatch): Promise<boolean> {
    const changed = { clip: new Set<string>(), story: new Set<string>(), card: new Set<string>() };
    let ordered = false;
    for (const event of batch.events) {
      if (event.stream === ORDER_STREAM) {
        if (await this.#orders.apply(event)) ordered = true;
      } else if (event.stream === 'videos.video') changed.clip.add(event.key);
      else if (event.stream === STORY_STREAM) changed.story.add(event.key);
      else {
        const card = changedCard(event);
        if (card !== undefined) changed.card.add(card);
      }
    }
    for (const kind of ['clip', 'story', 'card'] as const)
      if (await this.#orders.wordsChanged(kind, [...changed[kind]])) ordered = true;
    return ordered;
  }
}
