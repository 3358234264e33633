// A learner that stands still, asked like the live one: nothing is read from a journal, nothing is written.

import { assert, type Clock } from '@jhalak/kernel';
import { Newcomers } from './content/newcomers.ts';
import type { Learner } from './learner.ts';
import { RelatedScores, type Related } from './related.ts';
import type { Taste } from './taste.ts';
import { TopLists } from './top-lists.ts';
import type { ViewerTaste } from './viewer-taste.ts';

export class StandingTaste implements Taste {
  readonly #learner: Learner;
  readonly #clock: Clock;
  readonly #viewerOf: Taste['viewer'];
  readonly #lists = new TopLists();
  readonly #newcomers = new Newcomers();
  readonly #related = new RelatedScores();

  /** @param viewerOf what is known of a viewer. */
  constructor(learner: Learner, clock: Clock, viewerOf: Taste['viewer']) {
    this.#learner = learner;
    this.#clock = clock;
    this.#viewerOf = viewerOf;
  }

  version(): number {
    return this.ranker().version;
  }

  items(): Learner['items'] {
    return this.#learner.items;
  }

  async viewer(personId: string): Promise<ViewerTaste | undefined> {
    return await this.#viewerOf(personId);
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
