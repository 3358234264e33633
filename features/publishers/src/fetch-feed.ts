// One look at one feed.

import type { Clock, Ids, Random } from '@jhalak/kernel';
import type { Database, Fetched, Outbound, OutboundReply, Tx } from '@jhalak/ports';
import { ingest } from './ingest.ts';
import type { PublisherStore } from './publisher-store.ts';
import type { Reader } from './reading/reader.ts';
import type { FeedContent } from './reading/reading-types.ts';
import type { ReportStore } from './report-store.ts';
import { nextLook, type Look } from './schedule.ts';
import type { FeedRow, PublisherRow } from './tables.ts';

export interface FetchFeedDeps {
  database: Database;
  outbound: Outbound;
  reader: Reader;
  clock: Clock;
  random: Random;
  ids: Ids;
  publishers: PublisherStore;
  reports: ReportStore;
}

/** Does nothing when the feed is closed or its publisher not active; idempotent. */
export async function fetchFeed(
  deps: FetchFeedDeps,
  key: { publisherId: string; feedId: string },
  signal: AbortSignal,
): Promise<void> {
  const feed = await deps.publishers.feed(key.publisherId, key.feedId);
  const [publisher] = await deps.publishers.byIds([key.publisherId]);
  // A paused publisher's feeds are due the moment it comes back.
  if (feed === undefined || feed.state !== 'open' || publisher?.state !== 'active') return;
  const reply = await deps.outbound.fetch({
    destination: 'feeds',
    url: feed.url,
    validators: validatorsOf(feed),
    signal,
  });
  if (reply.kind === 'ok') await takeReply(deps, feed, reply);
  else await noteReply(deps, feed, reply);
}

function validatorsOf(feed: FeedRow): { etag?: string; lastModified?: string } {
  return {
    ...(feed.etag === null ? {} : { etag: feed.etag }),
    ...(feed.last_modified === null ? {} : { lastModified: feed.last_modified }),
  };
}

async function takeReply(deps: FetchFeedDeps, feed: FeedRow, reply: Fetched): Promise<void> {
  const content = await deps.reader.feed({
    bytes: reply.body,
    url: reply.url,
    ...(reply.charset === undefined ? {} : { charset: reply.charset }),
  });
  if (content.kind === 'unreadable') {
    await deps.database.transaction((tx) =>
      note(deps, tx, feed, { kind: 'failed' }, { failure: content.detail }),
    );
    return;
  }
  await deps.database.transaction(async (tx) => {
    const publisher = await deps.publishers.lock(tx, feed.publisher_id);
    // Paused or ended while it was fetched.
    if (publisher?.state !== 'active') return;
    await takeContent(deps, tx, publisher, feed, reply, content);
  });
}

async function takeContent(
  deps: FetchFeedDeps,
  tx: Tx,
  publisher: PublisherRow,
  feed: FeedRow,
  reply: Fetched,
  content: FeedContent,
): Promise<void> {
  const taken = await ingest(deps, tx, publisher, feed, content);
  const news = taken.newCount + taken.changedCount > 0;
  const look: Look = news ? { kind: 'news' } : { kind: 'nothing', freshForMs: reply.freshForMs };
  await note(deps, tx, feed, look, {
    failure: null,
    failure_count: 0,
    // A feed that moved for good is asked at its new address.
    url: reply.permanentUrl,
    etag: reply.validators.etag ?? null,
    last_modified: reply.validators.lastModified ?? null,
    last_item_count: content.items.length,
    last_new_count: taken.newCount,
    last_skipped_count: taken.skippedCount + content.unusableCount,
    ...(news ? { last_news_at_ms: deps.clock.nowMs() } : {}),
  });
}

async function noteReply(
  deps: FetchFeedDeps,
  feed: FeedRow,
  reply: Exclude<OutboundReply, { kind: 'ok' }>,
): Promise<void> {
  await deps.database.transaction(async (tx) => {
    switch (reply.kind) {
      case 'not_modified': {
        const look: Look = { kind: 'nothing', freshForMs: reply.freshForMs };
        return await note(deps, tx, feed, look, {
          failure: null,
          failure_count: 0,
          last_new_count: 0,
        });
      }
      case 'retry_later': {
        const look: Look = { kind: 'later', untilMs: reply.untilMs };
        // A pause that was asked for is no failure of the feed, and nothing was looked at.
        return await note(deps, tx, feed, look, { last_fetch_at_ms: feed.last_fetch_at_ms });
      }
      case 'refused':
        return await note(deps, tx, feed, { kind: 'refused' }, { failure: reply.detail });
      case 'failed': {
        const gone = reply.reason === 'gone';
        return await note(
          deps,
          tx,
          feed,
          { kind: 'failed' },
          {
            failure: reply.detail,
            ...(gone ? { state: 'closed' } : {}),
          },
        );
      }
    }
  });
}

async function note(
  deps: FetchFeedDeps,
  tx: Tx,
  feed: FeedRow,
  look: Look,
  changes: Partial<FeedRow>,
): Promise<void> {
  const nowMs = deps.clock.nowMs();
  const failed = look.kind === 'failed' || look.kind === 'refused';
  const times = {
    everyMs: feed.every_ms,
    intervalMs: feed.interval_ms,
    failureCount: feed.failure_count,
  };
  const next = nextLook(times, look, nowMs, deps.random.next());
  await deps.publishers.updateFeed(tx, feed, {
    last_fetch_at_ms: nowMs,
    interval_ms: next.intervalMs,
    next_fetch_at_ms: next.nextFetchAtMs,
    ...(failed ? { failure_count: feed.failure_count + 1 } : {}),
    ...changes,
  });
}
