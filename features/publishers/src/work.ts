// What is due, and who takes it. The truth is in the rows: a due time, moved ahead when somebody takes the work, so that
// a kill leaves it due again. The job queue only carries it to a worker.

import { MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Database, Jobs, Tx } from '@jhalak/ports';
import type { PublisherStore } from './publisher-store.ts';
import type { FeedRow } from './tables.ts';

export const FETCH_FEED = 'publishers.fetch_feed';
export const FETCH_ARTICLE = 'publishers.fetch_article';
export const FETCH_PICTURE = 'publishers.fetch_picture';
export const ANNOUNCE = 'publishers.announce';
export const TELL_TERMS = 'publishers.tell_terms';

/** Longer than any fetch with its reading; after it somebody else may take it. */
const TAKEN_MS = 10 * MINUTE_MS;
/** Taken at one look, of each kind; a worker does some ten a second at best. */
const TAKEN_MAX = 100;
/** Our own faults are tried once more at once; after that the row is due again anyway. */
const ATTEMPTS_MAX = 2;

const TAKE_ARTICLES = {
  name: 'publishers.articles_due',
  text: `UPDATE publisher_reports SET article_due_at_ms = $2, article_try_count = article_try_count + 1
    WHERE report_id IN (SELECT report_id FROM publisher_reports
      WHERE article_due_at_ms <= $1 ORDER BY article_due_at_ms LIMIT $3) RETURNING report_id`,
};
const TAKE_PICTURES = {
  name: 'publishers.pictures_due',
  text: `UPDATE publisher_reports SET picture_due_at_ms = $2, picture_try_count = picture_try_count + 1
    WHERE report_id IN (SELECT report_id FROM publisher_reports
      WHERE picture_due_at_ms <= $1 ORDER BY picture_due_at_ms LIMIT $3) RETURNING report_id`,
};

export class Work {
  readonly #database: Database;
  readonly #jobs: Jobs;
  readonly #clock: Clock;
  readonly #publishers: PublisherStore;

  constructor(deps: { database: Database; jobs: Jobs; clock: Clock; publishers: PublisherStore }) {
    this.#database = deps.database;
    this.#jobs = deps.jobs;
    this.#clock = deps.clock;
    this.#publishers = deps.publishers;
  }

  /** Hands everything that is due to the queue. @returns how much. */
  async takeDue(): Promise<number> {
    const nowMs = this.#clock.nowMs();
    const untilMs = nowMs + TAKEN_MS;
    return await this.#database.transaction(async (tx) => {
      const feeds = await this.#publishers.takeDueFeeds(tx, nowMs, untilMs, TAKEN_MAX);
      for (const feed of feeds) await this.askFeed(tx, feed);
      const values = [nowMs, untilMs, TAKEN_MAX];
      const articles = await tx.query<{ report_id: string }>(TAKE_ARTICLES, values);
      const pictures = await tx.query<{ report_id: string }>(TAKE_PICTURES, values);
      for (const { report_id } of articles) await this.#ask(tx, FETCH_ARTICLE, report_id);
      for (const { report_id } of pictures) await this.#ask(tx, FETCH_PICTURE, report_id);
      return feeds.length + articles.length + pictures.length;
    });
  }

  async askFeed(tx: Tx, feed: Pick<FeedRow, 'publisher_id' | 'feed_id'>): Promise<void> {
    await this.#jobs.enqueue(tx, {
      task: FETCH_FEED,
      payload: { publisherId: feed.publisher_id, feedId: feed.feed_id },
      key: `${FETCH_FEED}:${feed.feed_id}`,
      maxAttempts: ATTEMPTS_MAX,
    });
  }

  /** The journal is to hear of all reports of a publisher whose state changed. */
  async askAnnounce(tx: Tx, publisherId: string): Promise<void> {
    await this.#jobs.enqueue(tx, {
      task: ANNOUNCE,
      payload: { publisherId },
      key: `${ANNOUNCE}:${publisherId}`,
    });
  }

  /** The journal is to hear of all reports of a publisher whose name, attribution or licence changed. */
  async askTellTerms(tx: Tx, publisherId: string): Promise<void> {
    await this.#jobs.enqueue(tx, {
      task: TELL_TERMS,
      payload: { publisherId },
      key: `${TELL_TERMS}:${publisherId}`,
    });
  }

  async #ask(tx: Tx, task: string, reportId: string): Promise<void> {
    const key = `${task}:${reportId}`;
    await this.#jobs.enqueue(tx, { task, payload: { reportId }, key, maxAttempts: ATTEMPTS_MAX });
  }
}
