// Publishers, the hosts that may be asked for them, and their feeds. Writers demand a transaction.

import type { AllowList, AllowRule, Database, Queries, Tx } from '@jhalak/ports';
import type { FeedRow, HostRow, PublisherRow, PublisherTables } from './tables.ts';

/** Publishers on one page of the desk. */
const PUBLISHERS_PAGE_MAX = 50;
/** Feeds and rules of one publisher that are read at once. */
const FEEDS_MAX = 200;
const HOSTS_MAX = 500;

const ALLOWED = {
  name: 'publishers.allowed',
  short: true,
  text: `SELECT host, from_ms, until_ms, author_id, publisher_id FROM publisher_hosts
    WHERE destination = $1 AND host = ANY($2::text[]) AND from_ms <= $3 AND until_ms > $3 LIMIT 1`,
};
const DUE = {
  name: 'publishers.feeds_due',
  text: `UPDATE publisher_feeds AS feeds SET next_fetch_at_ms = $2
    FROM (SELECT publisher_id, feed_id FROM publisher_feeds
      WHERE state = 'open' AND next_fetch_at_ms <= $1 ORDER BY next_fetch_at_ms LIMIT $3) AS due
    WHERE feeds.publisher_id = due.publisher_id AND feeds.feed_id = due.feed_id
    RETURNING feeds.publisher_id, feeds.feed_id`,
};

export class PublisherStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async byIds(ids: readonly string[], queries: Queries = this.#database): Promise<PublisherRow[]> {
    if (ids.length === 0) return [];
    return await queries
      .tables<PublisherTables>()
      .selectFrom('publishers')
      .selectAll()
      .where('publisher_id', 'in', [...ids])
      .execute();
  }

  /** Oldest first, ended ones left out. */
  async page(after: string | undefined, limit: number): Promise<PublisherRow[]> {
    let rows = this.#database
      .tables<PublisherTables>()
      .selectFrom('publishers')
      .selectAll()
      .where('state', '!=', 'ended')
      .orderBy('publisher_id')
      .limit(Math.min(limit, PUBLISHERS_PAGE_MAX));
    if (after !== undefined) rows = rows.where('publisher_id', '>', after);
    return await rows.execute();
  }

  /** Every change of a publisher or of one of its reports happens under this lock, so that none overtakes another. */
  async lock(tx: Tx, publisherId: string): Promise<PublisherRow | undefined> {
    return await tx
      .tables<PublisherTables>()
      .selectFrom('publishers')
      .selectAll()
      .where('publisher_id', '=', publisherId)
      .forUpdate()
      .executeTakeFirst();
  }

  async insert(tx: Tx, row: PublisherRow): Promise<void> {
    await tx.tables<PublisherTables>().insertInto('publishers').values(row).execute();
  }

  async update(tx: Tx, publisherId: string, changes: Partial<PublisherRow>): Promise<void> {
    await tx
      .tables<PublisherTables>()
      .updateTable('publishers')
      .set(changes)
      .where('publisher_id', '=', publisherId)
      .execute();
  }

  /** Rules of a publisher, newest first; those that ended too. */
  async hosts(publisherId: string, queries: Queries = this.#database): Promise<HostRow[]> {
    return await queries
      .tables<PublisherTables>()
      .selectFrom('publisher_hosts')
      .selectAll()
      .where('publisher_id', '=', publisherId)
      .orderBy('rule_id', 'desc')
      .limit(HOSTS_MAX)
      .execute();
  }

  async addHosts(tx: Tx, rows: readonly HostRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx
      .tables<PublisherTables>()
      .insertInto('publisher_hosts')
      .values([...rows])
      .execute();
  }

  /** Ends every rule of a publisher that is in force; the rows stay as a record. */
  async endHosts(tx: Tx, publisherId: string, nowMs: number): Promise<void> {
    await tx
      .tables<PublisherTables>()
      .updateTable('publisher_hosts')
      .set({ until_ms: nowMs })
      .where('publisher_id', '=', publisherId)
      .where('until_ms', '>', nowMs)
      .execute();
  }

  async feeds(publisherId: string, queries: Queries = this.#database): Promise<FeedRow[]> {
    return await queries
      .tables<PublisherTables>()
      .selectFrom('publisher_feeds')
      .selectAll()
      .where('publisher_id', '=', publisherId)
      .orderBy('feed_id')
      .limit(FEEDS_MAX)
      .execute();
  }

  async feed(publisherId: string, feedId: string): Promise<FeedRow | undefined> {
    return await this.#database
      .tables<PublisherTables>()
      .selectFrom('publisher_feeds')
      .selectAll()
      .where('publisher_id', '=', publisherId)
      .where('feed_id', '=', feedId)
      .executeTakeFirst();
  }

  async addFeed(tx: Tx, row: FeedRow): Promise<void> {
    await tx.tables<PublisherTables>().insertInto('publisher_feeds').values(row).execute();
  }

  async updateFeed(
    tx: Tx,
    key: Pick<FeedRow, 'publisher_id' | 'feed_id'>,
    changes: Partial<FeedRow>,
  ): Promise<void> {
    await tx
      .tables<PublisherTables>()
      .updateTable('publisher_feeds')
      .set(changes)
      .where('publisher_id', '=', key.publisher_id)
      .where('feed_id', '=', key.feed_id)
      .execute();
  }

  /** All feeds of a publisher at once: closed at its end, looked at soon after a pause. */
  async updateFeeds(tx: Tx, publisherId: string, changes: Partial<FeedRow>): Promise<void> {
    await tx
      .tables<PublisherTables>()
      .updateTable('publisher_feeds')
      .set(changes)
      .where('publisher_id', '=', publisherId)
      .where('state', '=', 'open')
      .execute();
  }

  /** Takes what is due, by moving its next look to `untilMs`: whoever is killed leaves it due again then. */
  async takeDueFeeds(
    tx: Tx,
    nowMs: number,
    untilMs: number,
    limit: number,
  ): Promise<Pick<FeedRow, 'publisher_id' | 'feed_id'>[]> {
    return await tx.query(DUE, [nowMs, untilMs, limit]);
  }

  /** What the outbound client asks at every hop. */
  readonly allowList: AllowList = {
    find: async (destination, host, atMs): Promise<AllowRule | undefined> => {
      const [row] = await this.#database.query<HostRow>(ALLOWED, [
        destination,
        patternsFor(host),
        atMs,
      ]);
      if (row === undefined) return undefined;
      return {
        destination,
        host: row.host,
        author: row.author_id ?? row.publisher_id,
        fromMs: row.from_ms,
        untilMs: row.until_ms,
      };
    },
  };
}

/** @returns what may be fetched, for a process that has nothing else of this feature: the gateway. Cost: none. */
export function publisherAllowList(database: Database): AllowList {
  return new PublisherStore(database).allowList;
}

/** Names have at most 127 labels; real ones below ten. */
const LABELS_MAX = 20;

/** @returns the host itself and every `*.` pattern that covers it. */
function patternsFor(host: string): string[] {
  const labels = host.split('.').slice(0, LABELS_MAX);
  const beneath = labels.slice(1, -1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`);
  return [host, ...beneath];
}
