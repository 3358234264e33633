// Pages of slots, made once and shown again. Ranking orders; visibility allows, at making and again at every showing.

import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Attention, Slot } from '@jhalak/attention';
import { problem, type Caller } from '@jhalak/contracts';
import type { SlotWhy } from '@jhalak/contracts/feed';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { Clock, Ids, Random } from '@jhalak/kernel';
import type { PartReport } from '@jhalak/pipeline';
import type { Keys, SlotOffer, SlotProvider, SlotRequest, StateStore } from '@jhalak/ports';
import type { ChoiceReader, FrozenModels, Taste } from '@jhalak/taste';
import { posterUrl, type PeopleReader, type StoredVideo, type Videos } from '@jhalak/videos';
import type { Onlooker, Visibility } from '@jhalak/visibility';
import { readCursor, writeCursor } from './cursor.ts';
import type { FeedLab } from './lab.ts';
import { feedOnlooker } from './filters.ts';
import {
  apartOf,
  closeTies,
  PageMaker,
  STRANGER,
  type FollowedCreators,
  type PageBefore,
} from './page-maker.ts';
import { PageBudget } from './page-budget.ts';
import { PageStore, type PageSlot, type StoredPage } from './page-store.ts';
import { tablesAt } from './ranking/tables.ts';
import { explainSlot, rankerOf } from './reasons/explain.ts';
import { reasonText } from './reasons/texts.ts';
import { feedReceipts, receiptId, type FeedReceipts } from './receipts.ts';

export interface FeedDeps {
  taste: Taste;
  attention: Attention;
  visibility: Visibility;
  videos: Videos;
  followed: FollowedCreators;
  /** Names of those who passed clips on; absent: such clips are not shown. */
  people?: Pick<PeopleReader, 'peopleByIds'>;
  /** What viewers asked for; absent: nothing. */
  choices?: ChoiceReader;
  /** Models of the last days, for an operator to look at; absent: nobody can. */
  frozen?: FrozenModels;
  state: StateStore;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  random: Random;
  /** Told how each part of the pipeline did. */
  observe?: (report: PartReport) => void;
  /** Only for measuring: what is switched off. */
  lab?: FeedLab;
}

/** One request for a page. */
export interface PageRequest {
  mode: StoredPage['mode'];
  caller: Caller | undefined;
  limit: number;
  cursor: string | undefined;
  /** What the caller's data budget leaves of today; absent: there is none. */
  leftBytes?: number;
  locale: InterfaceLanguage;
  signal: AbortSignal;
}

const NOBODY: ReadonlySet<string> = new Set();

export class FeedPages implements SlotProvider {
  readonly surface = 'feed';
  readonly #deps: FeedDeps;
  readonly #secret: KeyObject;
  readonly #maker: PageMaker;
  readonly #store: PageStore;
  readonly receipts: FeedReceipts;
  /** Pages being made: two requests with one cursor get one page. */
  readonly #making = new Map<string, Promise<StoredPage>>();

  constructor(deps: FeedDeps) {
    this.#deps = deps;
    this.#secret = createSecretKey(deps.keys.ownerSecret('feed.cursor'));
    this.#maker = new PageMaker(deps);
    this.#store = new PageStore(deps.state, deps.clock);
    this.receipts = feedReceipts(this.#store);
  }

  async offer({ caller, limit, signal }: SlotRequest): Promise<SlotOffer> {
    const { page } = await this.#maker.make('for_you', caller, limit, undefined, signal);
    const slots = page.slots.map(({ videoId: itemId, token, propensity, reason }) => ({
      token,
      itemId,
      propensity,
      reason: reason.code,
    }));
    return { slots, learnedWindow: page.version, seed: page.seed, madeAtMs: page.madeAtMs };
  }

  /** Nothing of an erased person stays in memory; their pages go with the state store. */
  forget(personId: string): void {
    this.#store.forget(personId);
  }

  /** @returns the contract's FeedPage as JSON text. */
  async page(request: PageRequest): Promise<string> {
    const { caller } = request;
    const personId = caller?.personId ?? STRANGER;
    if (caller === undefined) {
      const { mode, limit, signal } = request;
      const { page, ranker } = await this.#maker.make(mode, undefined, limit, undefined, signal);
      // Their page is not kept; by what it was ranked is, for whoever asks why.
      await this.#store.keepRanker(ranker);
      return await this.#show(page, request, { next: null });
    }
    const owner = { personId, mode: request.mode };
    const at =
      request.cursor === undefined
        ? { sessionId: this.#deps.ids.next(), page: 0 }
        : readCursor(this.#secret, owner, request.cursor);
    if (at === undefined)
      throw problem(
        'cursor.invalid',
        'This cursor is not yours, or of another feed. Start again without one.',
      );
    const page = await this.#pageAt(request, at.sessionId, at.page);
    const next = page.more
      ? writeCursor(this.#secret, owner, { sessionId: at.sessionId, page: at.page + 1 })
      : null;
    return await this.#show(page, request, { next, receipt: receiptId(at.sessionId, at.page) });
  }

  /** @returns what counted for a slot, by the version of the ranker and the table of weights that served it. */
  async why(slot: Slot): Promise<SlotWhy> {
    const version = rankerOf(slot);
    const ranker = version === undefined ? undefined : await this.#store.ranker(version);
    return explainSlot(slot, tablesAt(slot.issuedAtMs).weights, ranker);
  }

  async #pageAt(request: PageRequest, sessionId: string, number: number): Promise<StoredPage> {
    const key = `${sessionId}/${number}`;
    const making = this.#making.get(key) ?? this.#makeOnce(request, sessionId, number);
    this.#making.set(key, making);
    try {
      return await making;
    } finally {
      this.#making.delete(key);
    }
  }

  async #makeOnce(request: PageRequest, sessionId: string, number: number): Promise<StoredPage> {
    let before: PageBefore | undefined;
    if (number > 0) {
      before = this.#store.endBefore(sessionId, number);
      if (before === undefined) {
        const stored = await this.#store.read(sessionId, number);
        if (stored !== undefined) return stored;
        before = await this.#store.read(sessionId, number - 1);
      }
      if (before === undefined) {
        throw problem('cursor.expired', 'This feed session is over. Start again without a cursor.');
      }
    }
    const begun = this.#store.begin();
    const { mode, caller, limit, signal } = request;
    const made = await this.#maker.make(mode, caller, limit, before, signal);
    await this.#store.write({ sessionId, page: number }, made, begun);
    return made.page;
  }

  async #show(
    page: StoredPage,
    request: PageRequest,
    links: { next: string | null; receipt?: string },
  ): Promise<string> {
    const onlooker = await this.#onlooker(request);
    const slots = page.slots.filter(
      (slot) =>
        this.#deps.visibility.check(`feed.${page.mode}`, slot.videoId, onlooker).kind === 'visible',
    );
    const texts = await this.#deps.videos.present(
      slots.map((slot) => slot.videoId),
      request.caller,
    );
    const budget = request.leftBytes === undefined ? undefined : new PageBudget(request.leftBytes);
    const items: string[] = [];
    for (const slot of slots) {
      const whole = texts.get(slot.videoId);
      if (whole === undefined) continue;
      const video = budget?.fit(whole) ?? whole;
      const text = await this.#slotText(slot, video, request, onlooker);
      if (text !== undefined) items.push(text);
    }
    // Neither a cursor nor a receipt's number holds anything that JSON would change.
    const next = links.next === null ? 'null' : `"${links.next}"`;
    const receipt = links.receipt === undefined ? '' : `,"receipt":"${links.receipt}"`;
    return `{"items":[${items.join(',')}],"next":${next}${receipt}${budget?.text ?? ''}}`;
  }

  async #onlooker({ mode, caller }: PageRequest): Promise<Onlooker> {
    const { followed } = this.#deps;
    const apart = await apartOf(followed, caller);
    const follows = caller === undefined ? NOBODY : await followed.followedBy(caller.personId);
    const closeTo = await closeTies(followed, caller);
    return feedOnlooker({ mode, caller, apart, followed: follows, closeTo });
  }

  /** @returns undefined where whoever passed the clip on cannot be named any more: then it has no place here. */
  async #slotText(
    slot: PageSlot,
    video: string,
    { mode, locale }: PageRequest,
    onlooker: Onlooker,
  ): Promise<string | undefined> {
    const { reason } = slot;
    const because = await this.#because(reason.becauseVideoId, mode, onlooker);
    const by = reason.byPersonId;
    if (by !== undefined && !this.#mayName(by, mode, onlooker)) return undefined;
    const handle =
      by === undefined ? undefined : (await this.#deps.people?.peopleByIds([by]))?.get(by)?.handle;
    if (by !== undefined && handle === undefined) return undefined;
    const told = {
      code: reason.code,
      text: reasonText(reason, locale, handle ?? because?.caption),
      ...(because === undefined
        ? {}
        : { because: { id: because.videoId, poster: posterUrl(because) } }),
    };
    return `{"slot":"${slot.token}","video":${video},"reason":${JSON.stringify(told)},"propensity":${slot.propensity}}`;
  }

  // The same for whoever passed a clip on as for what they publish themselves.
  #mayName(personId: string, mode: PageRequest['mode'], onlooker: Onlooker): boolean {
    const { visibility } = this.#deps;
    if (onlooker.apart?.has(personId) === true) return false;
    if (visibility.isPrivate(personId) && onlooker.follows?.has(personId) !== true) return false;
    return visibility.checkPerson(`feed.${mode}`, personId, onlooker).kind === 'visible';
  }

  // A clip that went dark since it was watched is not named either.
  async #because(
    videoId: string | undefined,
    mode: PageRequest['mode'],
    onlooker: Onlooker,
  ): Promise<StoredVideo | undefined> {
    if (videoId === undefined) return undefined;
    const verdict = this.#deps.visibility.check(`feed.${mode}`, videoId, onlooker);
    return verdict.kind === 'visible' ? await this.#deps.videos.remembered(videoId) : undefined;
  }
}
