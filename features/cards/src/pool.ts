// Approved cards in memory: what packs are made of. Follows the journal; words come from the table.

import { MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Database, Journal, JournalBatch, Subscription } from '@jhalak/ports';
import type { CardStore } from './card-store.ts';
import { countsOf } from './desk-view.ts';
import { CARD_STREAM } from './rows.ts';
import type { Card } from './types.ts';

/** Cards in memory, some 3 kB each; the newest stay. A region approves a few thousand a day at most. */
const CARDS_MAX = 20_000;
const LOAD_PAGE = 2_000;
/** Cards of one language that one pack looks at. */
const LIST_MAX = 400;
/** How old counts may be when a list is made. */
const COUNTS_AGE_MS = 5 * MINUTE_MS;
/** Cards whose counts are read at once. */
const COUNTS_PAGE = 2_000;
/** A card opened once in thirty glances is an ordinary one: what is known of it is mixed with this much of that. */
const PRIOR = { glances: 60, wanted: 2 };

/** How a card did on lock screens so far. */
export interface Standing {
  glances: number;
  /** Share of glances that were followed by more than a look, 0 to 1, drawn to the ordinary while little is known. */
  wanted: number;
}

const UNKNOWN: Standing = { glances: 0, wanted: PRIOR.wanted / PRIOR.glances };

export interface CardPoolDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  store: CardStore;
}

export class CardPool {
  readonly #deps: CardPoolDeps;
  readonly #cards = new Map<string, Card>();
  /** Newest first; made again after a change. */
  readonly #lists = new Map<string, readonly Card[]>();
  /** The last window that changed anything of a language. */
  readonly #changed = new Map<string, number>();
  #standings = new Map<string, Standing>();
  #countedAtMs = -Infinity;
  #counting: Promise<void> | undefined;
  #subscription: Subscription | undefined;
  readonly #listeners: (() => void)[] = [];

  constructor(deps: CardPoolDeps) {
    this.#deps = deps;
  }

  /** The last journal window that it heard of. */
  get window(): number {
    return this.#subscription?.window ?? 0;
  }

  /** @returns the window after which packs of a language are not what they were. */
  changedWindow(language: string): number {
    return this.#changed.get(language) ?? 0;
  }

  /** Calls back whenever cards changed. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  get(cardId: string): Card | undefined {
    return this.#cards.get(cardId);
  }

  /** @returns a language's cards, the newest first, at most LIST_MAX; not to be changed. */
  ofLanguage(language: string): readonly Card[] {
    let list = this.#lists.get(language);
    if (list === undefined) {
      list = [...this.#cards.values()]
        .filter((card) => card.language === language)
        .toSorted((a, b) => b.happenedAtMs - a.happenedAtMs || (a.cardId < b.cardId ? 1 : -1))
        .slice(0, LIST_MAX);
      this.#lists.set(language, list);
    }
    return list;
  }

  /** When what `standing` tells was counted. */
  get countedAtMs(): number {
    return this.#countedAtMs;
  }

  standing(cardId: string): Standing {
    return this.#standings.get(cardId) ?? UNKNOWN;
  }

  /** Reads how cards did, if what is known is old. Cost: one query a 2,000 cards, every five minutes. */
  async refreshStandings(): Promise<void> {
    const nowMs = this.#deps.clock.nowMs();
    if (nowMs - this.#countedAtMs < COUNTS_AGE_MS && nowMs >= this.#countedAtMs) return;
    this.#counting ??= this.#count(nowMs).finally(() => {
      this.#counting = undefined;
    });
    await this.#counting;
  }

  async #count(nowMs: number): Promise<void> {
    const ids = [...this.#cards.keys()];
    const standings = new Map<string, Standing>();
    for (let from = 0; from < ids.length; from += COUNTS_PAGE) {
      const counts = await countsOf(this.#deps.database, ids.slice(from, from + COUNTS_PAGE));
      for (const [id, { glances, opens, saves, shares, dismisses }] of counts) {
        const wanted = Math.max(0, opens + saves + shares - dismisses);
        standings.set(id, {
          glances,
          wanted: Math.min(1, (wanted + PRIOR.wanted) / (glances + PRIOR.glances)),
        });
      }
    }
    this.#standings = standings;
    this.#countedAtMs = nowMs;
  }

  async start(): Promise<void> {
    const { journal } = this.#deps;
    const afterWindow = await journal.lastWindow();
    await this.#load();
    this.#subscription = await journal.follow({
      name: 'cards.pool',
      streams: [CARD_STREAM],
      afterWindow,
      handle: (batch) => this.#apply(batch),
    });
    await this.#subscription.catchUp();
  }

  async stop(): Promise<void> {
    await this.#subscription?.stop();
    this.#subscription = undefined;
  }

  async catchUp(): Promise<void> {
    await this.#subscription?.catchUp();
  }

  async #load(): Promise<void> {
    const { database, store } = this.#deps;
    for (let before: string | undefined; this.#cards.size < CARDS_MAX;) {
      const cards = await store.page(database, { state: 'approved', before, limit: LOAD_PAGE });
      for (const card of cards) this.#cards.set(card.cardId, card);
      before = cards.at(-1)?.cardId;
      if (cards.length < LOAD_PAGE) return;
    }
  }

  async #apply(batch: JournalBatch): Promise<void> {
    const ids = [...new Set(batch.events.map((event) => event.key))];
    const approved = batch.events.filter((event) => event.facts['approved'] === true);
    const cards = await this.#deps.store.byIds(this.#deps.database, [
      ...new Set(approved.map((event) => event.key)),
    ]);
    const fresh = new Map(cards.map((card) => [card.cardId, card]));
    for (const id of ids) {
      const before = this.#cards.get(id);
      const now = fresh.get(id);
      const card = now?.state === 'approved' ? now : undefined;
      if (card === undefined) this.#cards.delete(id);
      else this.#cards.set(id, card);
      for (const language of [before?.language, card?.language]) {
        if (language === undefined) continue;
        this.#lists.delete(language);
        this.#changed.set(language, batch.window);
      }
    }
    this.#trim();
    for (const listener of this.#listeners) listener();
  }

  // Ids begin with their time: the first ones of the map are the oldest, but for those loaded at start.
  #trim(): void {
    const over = this.#cards.size - CARDS_MAX;
    if (over <= 0) return;
    for (const id of [...this.#cards.keys()].toSorted().slice(0, over)) this.#cards.delete(id);
    this.#lists.clear();
  }
}
