// A learner that learns no more, asked like the live one. Of viewers it knows what they had watched by its day: their
// history is cut there, and leanings follow from what is left of it.

import { assert, type Clock } from '@jhalak/kernel';
import { Newcomers } from '../content/newcomers.ts';
import type { Learner } from '../learner.ts';
import { RelatedScores, type Related } from '../related.ts';
import type { Taste } from '../taste.ts';
import { TopLists } from '../top-lists.ts';
import { emptyTaste, fade, lean, type ViewerTaste } from '../viewer-taste.ts';

export class FrozenTaste implements Taste {
  readonly #learner: Learner;
  readonly #madeAtMs: number;
  readonly #clock: Clock;
  readonly #live: Taste;
  readonly #lists = new TopLists();
  readonly #newcomers = new Newcomers();
  readonly #related = new RelatedScores();

  /** @param live whom to ask for viewers. */
  constructor(learner: Learner, madeAtMs: number, clock: Clock, live: Taste) {
    this.#learner = learner;
    this.#madeAtMs = madeAtMs;
    this.#clock = clock;
    this.#live = live;
  }

  version(): number {
    return this.ranker().version;
  }

  items(): Learner['items'] {
    return this.#learner.items;
  }

  async viewer(personId: string): Promise<ViewerTaste | undefined> {
    const known = await this.#live.viewer(personId);
    if (known === undefined) return undefined;
    const recent = known.recent.filter(({ atMs }) => atMs <= this.#madeAtMs);
    const then: ViewerTaste = { ...emptyTaste(), recent, unwanted: known.unwanted };
    for (const { video, level } of recent) {
      const item = this.#learner.items.indexOf(video);
      fade(then);
      if (item !== undefined) lean(then, this.#learner.items.facts(item), level);
    }
    return then;
  }

  edit(): Promise<void> {
    assert(false, 'nobody edits what stands still');
  }

  related(viewer: ViewerTaste): Related {
    return this.#related.of(this.#learner, viewer, this.#clock.nowMs());
  }

  popular(language?: string, genre?: string): readonly number[] {
    return this.#lists.popular(this.#learner.items, this.#clock.nowMs(), language, genre);
  }

  newest(language?: string): readonly number[] {
    return this.#lists.newest(this.#learner.items, this.#clock.nowMs(), language);
  }

  newcomers(language?: string): readonly number[] {
    const { items, exposure } = this.#learner;
    return this.#newcomers.of(items, exposure, this.#clock.nowMs(), language);
  }

  content(): Learner['content'] {
    return this.#learner.content;
  }

  exposure(): Learner['exposure'] {
    return this.#learner.exposure;
  }

  ranker(): ReturnType<Taste['ranker']> {
    return this.#learner.ranker.parameters();
  }
}
