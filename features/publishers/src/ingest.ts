// From a feed's items to reports: what is known is found again however the feed names it today, what is new is kept,
// what changed is changed.

import { createHash } from 'node:crypto';
import { LANGUAGE_CODES } from '@jhalak/contracts/languages';
import { DAY_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import { sameAddress } from './reading/addresses.ts';
import type { FeedContent, FeedItem } from './reading/reading-types.ts';
import type { ReportStore } from './report-store.ts';
import type { FeedRow, PublisherRow, ReportRow } from './tables.ts';

/** Older items are no news; a feed's first look must not pour its archive in. */
const AGE_MAX_MS = 14 * DAY_MS;
/** A feed's own text of this length, whole, needs no look at the page before it is shown. */
const TEXT_ENOUGH_CHARACTERS = 600;

export interface IngestDeps {
  clock: Clock;
  ids: Ids;
  reports: ReportStore;
}

export interface Ingested {
  newCount: number;
  changedCount: number;
  /** Too old, or named like another item. */
  skippedCount: number;
  /** Reports whose page or picture is due now. */
  dueIds: readonly string[];
}

/** Takes a feed's items in. The publisher must be locked. Cost: four queries, and two for each item that is new or changed. */
export async function ingest(
  deps: IngestDeps,
  tx: Tx,
  publisher: PublisherRow,
  feed: FeedRow,
  content: FeedContent,
): Promise<Ingested> {
  const named = nameItems(content.items, feed.feed_id);
  const allKeys = named.flatMap(({ keys }) => keys);
  const known = await deps.reports.known(tx, publisher.publisher_id, allKeys);
  const knownIds = [...new Set(known.values())];
  const reports = new Map(
    (await deps.reports.byIds(knownIds, tx)).map((row) => [row.report_id, row]),
  );
  const nowMs = deps.clock.nowMs();
  const taken = new Set<string>();
  const result = { newCount: 0, changedCount: 0, skippedCount: 0, dueIds: [] as string[] };
  for (const { item, keys } of named) {
    const reportId = keys.map((key) => known.get(key)).find((id) => id !== undefined);
    const report = reportId === undefined ? undefined : reports.get(reportId);
    // The same thing twice in one feed, under two names.
    if (keys.some((key) => taken.has(key))) continue;
    keys.forEach((key) => taken.add(key));
    if (report !== undefined) {
      await deps.reports.remember(tx, publisher.publisher_id, report.report_id, keys);
      if (!(await changeReport(deps, tx, publisher, report, item, nowMs))) continue;
      result.changedCount += 1;
      result.dueIds.push(report.report_id);
    } else if ((item.publishedAtMs ?? nowMs) < nowMs - AGE_MAX_MS) {
      result.skippedCount += 1;
    } else {
      const id = deps.ids.next();
      await deps.reports.insert(tx, publisher, newReport(id, publisher, feed, item, nowMs));
      await deps.reports.remember(tx, publisher.publisher_id, id, keys);
      result.newCount += 1;
      result.dueIds.push(id);
    }
  }
  return result;
}

/**
 * By what each item is known again, the surest first: its address, its id within this feed, its headline with its time.
 * An id that stands at several items of one feed names none of them.
 */
function nameItems(
  items: readonly FeedItem[],
  feedId: string,
): { item: FeedItem; keys: string[] }[] {
  const counts = new Map<string, number>();
  for (const { id } of items) if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  return items.map((item) => {
    const named = item.id !== undefined && counts.get(item.id) === 1;
    return {
      item,
      keys: [
        key('u', sameAddress(item.url)),
        ...(named ? [key('i', `${feedId}\n${item.id}`)] : []),
        // A headline alone comes back every day ("Gold price today").
        ...(item.publishedAtMs === undefined
          ? []
          : [key('t', `${item.title.toLowerCase()}\n${item.publishedAtMs}`)]),
      ],
    };
  });
}

function key(kind: 'u' | 'i' | 't', text: string): string {
  return `${kind}:${createHash('sha256').update(text).digest('base64url')}`;
}

/** @returns the keys by which a report of the desk is known again. */
export function deskKeys(url: string): string[] {
  return [key('u', sameAddress(url))];
}

function digestOf(item: FeedItem): string {
  const seen = [item.title, item.text, item.url, item.picture?.url ?? ''];
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url');
}

function newReport(
  id: string,
  publisher: PublisherRow,
  feed: FeedRow,
  item: FeedItem,
  nowMs: number,
): Parameters<ReportStore['insert']>[2] {
  const enough = item.whole && item.text.length >= TEXT_ENOUGH_CHARACTERS;
  const readsPage = publisher.reads_articles;
  const picture = publisher.licence_pictures ? item.picture : undefined;
  return {
    report_id: id,
    publisher_id: publisher.publisher_id,
    feed_id: feed.feed_id,
    url: item.url,
    title: item.title,
    text: item.text,
    text_from: item.text === '' ? 'none' : 'feed',
    language: languageOf(item, feed),
    // The future is not news yet: clocks and embargoes are wrong more often than feeds are prophets.
    published_at_ms: Math.min(nowMs, item.publishedAtMs ?? nowMs),
    first_seen_at_ms: nowMs,
    changed_at_ms: nowMs,
    version: 1,
    categories: JSON.stringify(item.categories),
    byline: item.byline ?? null,
    feed_digest: digestOf(item),
    ready: enough || !readsPage,
    announced: false,
    removal: null,
    sample: publisher.sample,
    article_due_at_ms: readsPage ? nowMs : null,
    article_try_count: 0,
    check_count: 0,
    missing_count: 0,
    article_etag: null,
    article_last_modified: null,
    picture_source: picture === undefined ? null : JSON.stringify(picture),
    picture_due_at_ms: picture === undefined ? null : nowMs,
    picture_try_count: 0,
    article_note: null,
    picture_note: null,
  };
}

/** The item's own word, where it is a language that we have; feeds copy `en-us` from their software's defaults. */
function languageOf(item: FeedItem, feed: FeedRow): string {
  const code = item.language?.split(/[-_]/)[0] ?? '';
  return LANGUAGE_CODES.includes(code) ? code : feed.language;
}

/** @returns whether anything was different. */
async function changeReport(
  deps: IngestDeps,
  tx: Tx,
  publisher: PublisherRow,
  report: ReportRow,
  item: FeedItem,
  nowMs: number,
): Promise<boolean> {
  const digest = digestOf(item);
  if (digest === report.feed_digest || report.removal !== null) return false;
  const picture = publisher.licence_pictures ? item.picture : undefined;
  const newPicture = picture !== undefined && picture.url !== report.picture_source?.url;
  await deps.reports.change(tx, report.report_id, () => ({
    title: item.title,
    url: item.url,
    // What the page said is fuller; the page is looked at again.
    ...(report.text_from === 'article'
      ? {}
      : { text: item.text, text_from: item.text === '' ? ('none' as const) : ('feed' as const) }),
    categories: JSON.stringify(item.categories),
    byline: item.byline ?? report.byline,
    feed_digest: digest,
    // Its publisher stands by it, whatever its page answered.
    missing_count: 0,
    ...(publisher.reads_articles ? { article_due_at_ms: nowMs, article_try_count: 0 } : {}),
    ...(newPicture
      ? {
          picture_source: JSON.stringify(picture),
          picture_due_at_ms: nowMs,
          picture_try_count: 0,
          picture_note: null,
        }
      : {}),
  }));
  return true;
}
