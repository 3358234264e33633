// Pages as they were made, so that the same cursor gives the same page, and a receipt can be read later. A page that was
// sent a moment before its process died is lost: its cursor says so, and its slots, which carry what they need, count on.
//
// `StateStore.add` would make one page of two that two processes make for one cursor at the same moment, and would cost
// each page a commit of its own: more than making it does. So a page is written a moment later with others, and the
// README says how long two processes may disagree.

import { atMostEntries, DAY_MS, HOUR_MS, type Clock } from '@jhalak/kernel';
import type { StateStore } from '@jhalak/ports';
import { RankerParameters } from '@jhalak/taste';
import { LRUCache } from 'lru-cache';
import type { Reason } from './reason.ts';

/** One slot of a page. */
export interface PageSlot {
  videoId: string;
  token: string;
  reason: Reason;
  propensity: number;
  score: number;
}

/** A page: the learner's version and the seed of its choices are what its receipt begins with. */
export interface StoredPage {
  personId: string;
  mode: 'for_you' | 'following';
  slots: PageSlot[];
  /** Videos of the last pages of the session, this one included. */
  served: string[];
  version: number;
  seed: number;
  madeAtMs: number;
  more: boolean;
}

/** A page as it was made, with what it was made by. */
export interface MadePage {
  page: StoredPage;
  /** Makes the receipt's bytes; none when there was nothing to choose from. Called when the page is kept. */
  receipt: () => Buffer | undefined;
  ranker: RankerParameters;
}

const SPACE = 'feed.page';
const RANKER_SPACE = 'feed.ranker';
/** A session that rests longer begins anew. */
const PAGE_LIFE_MS = DAY_MS;
/** A version that pages were ranked by is kept as long as they are, written anew while it goes on serving. */
const RANKER_LIFE_MS = 1.5 * DAY_MS;
const RANKER_AGAIN_MS = 6 * HOUR_MS;
/** Before a page's JSON: its length. */
const LENGTH_BYTES = 4;
/** Sessions whose last page is remembered, some 700 bytes each: 70 MB, whoever swipes on within two minutes at 1,000 pages a second. */
const SESSIONS_MAX = 100_000;
const SESSION_AGE_MS = HOUR_MS;

/** Marks when a page began to be made. */
type PageTicket = number & { readonly ticket: unique symbol };

/** Where a session stands: enough to go on in it without reading. */
export interface SessionEnd {
  personId: string;
  /** Number of its last page. */
  page: number;
  /** Of that page. */
  served: readonly string[];
}

export class PageStore {
  readonly #state: StateStore;
  readonly #clock: Clock;
  readonly #sessions: LRUCache<string, SessionEnd>;
  #erasures = 0;
  #keptVersion = -1;
  #keptAtMs = 0;

  constructor(state: StateStore, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
    this.#sessions = new LRUCache({
      ...atMostEntries(SESSIONS_MAX),
      ttl: SESSION_AGE_MS,
      ttlResolution: 0,
      // The first answer must not be zero: lru-cache reads zero as "no time yet".
      perf: { now: () => Math.max(1, clock.nowMs()) },
    });
  }

  /**
   * @returns the page before `page`, when that one is the last of its session that was made, as this process remembers it:
   * then `page` itself was not made yet, and nothing has to be read.
   */
  endBefore(sessionId: string, page: number): SessionEnd | undefined {
    const end = this.#sessions.get(sessionId);
    return end?.page === page - 1 ? end : undefined;
  }

  /** Forgets where somebody's sessions stand. Cost: a look at all of them, milliseconds. */
  forget(personId: string): void {
    this.#erasures += 1;
    for (const [sessionId, end] of this.#sessions.entries())
      if (end.personId === personId) this.#sessions.delete(sessionId);
  }

  async read(sessionId: string, page: number): Promise<StoredPage | undefined> {
    return (await this.#read(`${sessionId}/${page}`))?.page;
  }

  /** @returns a page with its receipt's bytes; they are absent when nothing was chosen. */
  async readWithReceipt(
    sessionId: string,
    page: number,
  ): Promise<{ page: StoredPage; receipt?: Buffer } | undefined> {
    return await this.#read(`${sessionId}/${page}`);
  }

  async #read(key: string): Promise<{ page: StoredPage; receipt?: Buffer } | undefined> {
    const bytes = await this.#state.get(SPACE, key);
    if (bytes === undefined) return undefined;
    const end = LENGTH_BYTES + bytes.readUInt32LE(0);
    // Bytes that this feature wrote itself.
    const page = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, end)) as StoredPage;
    return bytes.length === end ? { page } : { page, receipt: bytes.subarray(end) };
  }

  /** Call before a page is made: what it returns goes to `write`. */
  begin(): PageTicket {
    return this.#erasures as PageTicket;
  }

  async write(
    { sessionId, page }: { sessionId: string; page: number },
    made: MadePage,
    begun: PageTicket,
  ): Promise<void> {
    await this.keepRanker(made.ranker);
    const text = Buffer.from(JSON.stringify(made.page));
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(text.length);
    await this.#state.setSoon(SPACE, {
      key: `${sessionId}/${page}`,
      value: Buffer.concat([length, text, made.receipt() ?? Buffer.alloc(0)]),
      personId: made.page.personId,
      expiresAtMs: this.#clock.nowMs() + PAGE_LIFE_MS,
    });
    // Somebody was erased meanwhile, perhaps this one.
    if (begun !== this.#erasures) return;
    const { personId, served } = made.page;
    this.#sessions.set(sessionId, { personId, page, served });
  }

  /** @returns the parameters of a version that pages were ranked by, within their life. */
  async ranker(version: number): Promise<RankerParameters | undefined> {
    const bytes = await this.#state.get(RANKER_SPACE, String(version));
    return bytes === undefined ? undefined : RankerParameters.from(bytes);
  }

  /** Keeps the version that a page was ranked by. Cost: mostly none, a version is written once in some hours. */
  async keepRanker(ranker: RankerParameters): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const isKept = ranker.version === this.#keptVersion && nowMs - this.#keptAtMs < RANKER_AGAIN_MS;
    if (isKept) return;
    this.#keptVersion = ranker.version;
    this.#keptAtMs = nowMs;
    await this.#state.setSoon(RANKER_SPACE, {
      key: String(ranker.version),
      value: ranker.toBytes(),
      expiresAtMs: nowMs + RANKER_LIFE_MS,
    });
  }
}
