// Pages as they were made, so that the same cursor gives the same page, and a receipt can be read later. A page that was
// sent a moment before its process died is lost: its cursor says so, and its slots, which carry what they need, count on.
//
// `StateStore.add` would make one page of two that two processes make for one cursor at the same moment, and would cost
// each page a commit of its own: more than making it does. So a page is written a moment later with others, and the
// README says how long two processes may disagree.

import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { StateStore } from '@jhalak/ports';
import type { Reason } from './reason.ts';

/** One slot of a page. */
export interface PageSlot {
  videoId: string;
  token: string;
  reason: Reason;
  propensity: number;
  score: number;
}

/** A page with its receipt: the learner's version and the seed of its choices. */
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

const SPACE = 'feed.page';
/** A session that rests longer begins anew. */
const PAGE_LIFE_MS = DAY_MS;

export class PageStore {
  readonly #state: StateStore;
  readonly #clock: Clock;

  constructor(state: StateStore, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  async read(sessionId: string, page: number): Promise<StoredPage | undefined> {
    const bytes = await this.#state.get(SPACE, `${sessionId}/${page}`);
    // Bytes that this feature wrote itself.
    return bytes === undefined ? undefined : (JSON.parse(bytes.toString('utf8')) as StoredPage);
  }

  async write(sessionId: string, page: number, stored: StoredPage): Promise<void> {
    await this.#state.setSoon(SPACE, {
      key: `${sessionId}/${page}`,
      value: Buffer.from(JSON.stringify(stored)),
      personId: stored.personId,
      expiresAtMs: this.#clock.nowMs() + PAGE_LIFE_MS,
    });
  }
}
