// How publishers and reports are told to the desk: states as codes, troubles as sentences.

import type { DeskPublisher, DeskReport, FeedHealth } from '@jhalak/contracts/publishers';
import { DAY_MS, MINUTE_MS } from '@jhalak/kernel';
import { hostMatches } from '@jhalak/ports';
import { isShown } from './report-store.ts';
import type { FeedRow, HostRow, PictureRow, PublisherRow, ReportRow } from './tables.ts';
import type { Licence, PublisherInfo, PublisherReport, ReportPicture } from './types.ts';

/** A permission that ends within this time is worth a word. */
const ENDS_SOON_MS = 30 * DAY_MS;
/** Of a report's text, in lists. */
const BEGINNING_CHARACTERS = 280;

function licenceOf(row: PublisherRow): Licence {
  return {
    name: row.licence_name,
    ...(row.licence_url === null ? {} : { url: row.licence_url }),
    text: row.licence_text,
    pictures: row.licence_pictures,
  };
}

function publisherInfo(row: PublisherRow): PublisherInfo {
  return {
    id: row.publisher_id,
    name: row.name,
    attribution: row.attribution,
    licence: licenceOf(row),
    home: row.home,
    sample: row.sample,
  };
}

/** What other features read; the licence decides whether a picture is among it. */
export function publisherReport(
  row: ReportRow,
  publisher: PublisherRow,
  picture: PictureRow | undefined,
): PublisherReport {
  const shown = publisher.licence_pictures ? picture : undefined;
  return {
    id: row.report_id,
    publisher: publisherInfo(publisher),
    url: row.url,
    title: row.title,
    text: row.text,
    textFrom: row.text_from,
    language: row.language,
    publishedAtMs: row.published_at_ms,
    firstSeenAtMs: row.first_seen_at_ms,
    version: row.version,
    categories: row.categories,
    ...(row.byline === null ? {} : { byline: row.byline }),
    ...(shown === undefined ? {} : { picture: reportPicture(shown) }),
  };
}

function reportPicture(row: PictureRow): ReportPicture {
  return {
    id: row.picture_id,
    focus: { x: row.focus_x, y: row.focus_y },
    thumbhash: row.thumbhash,
    alternative: row.alternative,
    ...(row.credit === null ? {} : { credit: row.credit }),
    renditions: row.renditions,
  };
}

/** @returns the address under which a rendition is served. */
export function pictureUrl(reportId: string, name: string): string {
  return `/media/reports/${reportId}/${name}`;
}

export function deskPublisher(
  row: PublisherRow,
  parts: {
    hosts: readonly HostRow[];
    feeds: readonly FeedRow[];
    reportCount: number;
    nowMs: number;
  },
): DeskPublisher {
  const inForce = parts.hosts.filter((rule) => rule.until_ms > parts.nowMs);
  return {
    id: row.publisher_id,
    name: row.name,
    home: row.home,
    attribution: row.attribution,
    licence: licenceOf(row),
    readsArticles: row.reads_articles,
    state: row.state,
    sample: row.sample,
    hosts: inForce.map((rule) => ({
      host: rule.host,
      destination: rule.destination,
      fromMs: rule.from_ms,
      untilMs: rule.until_ms,
      authorId: rule.author_id,
    })),
    feeds: parts.feeds.map((feed) => feedHealth(feed, row, inForce, parts.nowMs)),
    reportCount: parts.reportCount,
    createdAtMs: row.created_at_ms,
  };
}

function feedHealth(
  feed: FeedRow,
  publisher: PublisherRow,
  hosts: readonly HostRow[],
  nowMs: number,
): FeedHealth {
  const looks = feed.state === 'open' && publisher.state === 'active';
  return {
    id: feed.feed_id,
    url: feed.url,
    language: feed.language,
    everyMinutes: feed.every_ms / MINUTE_MS,
    state: feed.state,
    lastFetchAtMs: feed.last_fetch_at_ms,
    lastNewsAtMs: feed.last_news_at_ms,
    nextFetchAtMs: looks ? feed.next_fetch_at_ms : null,
    failureCount: feed.failure_count,
    says: [...feedSays(feed, publisher), ...permissionSays(feed, hosts, nowMs)],
  };
}

function feedSays(feed: FeedRow, publisher: PublisherRow): string[] {
  const stands: Record<PublisherRow['state'], string[]> = {
    active: [],
    paused: ['Its publisher is paused: nothing is fetched.'],
    ended: ['Its publisher was removed: nothing is fetched.'],
  };
  const says = [...stands[publisher.state]];
  if (feed.state === 'closed') says.push('It is closed: nothing is fetched from it.');
  if (feed.failure !== null) {
    const times = feed.failure_count === 1 ? '' : ` Failed ${feed.failure_count} times in a row.`;
    says.push(`${feed.failure}${times}`);
  } else if (feed.last_fetch_at_ms === null) {
    says.push('It was not looked at yet; the first look comes within a minute.');
  } else {
    const { last_item_count: items, last_new_count: news } = feed;
    says.push(`The last look found ${counted(items)}, ${news} of them new.`);
  }
  if (feed.last_skipped_count > 0) {
    says.push(
      `Left out: ${counted(feed.last_skipped_count)} older than two weeks, or without headline or address.`,
    );
  }
  return says;
}

function counted(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}

function permissionSays(feed: FeedRow, hosts: readonly HostRow[], nowMs: number): string[] {
  const host = new URL(feed.url).hostname;
  const untilMs = hosts
    .filter((rule) => rule.destination === 'feeds' && hostMatches(rule.host, host))
    .map((rule) => rule.until_ms);
  if (untilMs.length === 0) return [`${host} is not allowed to be asked: add it to the hosts.`];
  const endsMs = Math.max(...untilMs);
  if (endsMs > nowMs + ENDS_SOON_MS) return [];
  const days = Math.ceil((endsMs - nowMs) / DAY_MS);
  return [`The permission to ask ${host} ends in ${days} days: renew it in time.`];
}

export function deskReport(
  row: ReportRow,
  publisher: PublisherRow,
  picture: PictureRow | undefined,
): DeskReport {
  const widest = picture?.renditions.filter((one) => one.format === 'webp').at(-1);
  return {
    id: row.report_id,
    publisherId: publisher.publisher_id,
    publisher: publisher.name,
    title: row.title,
    beginning: row.text.slice(0, BEGINNING_CHARACTERS).replace(/[\ud800-\udbff]$/, ''),
    url: row.url,
    language: row.language,
    publishedAtMs: row.published_at_ms,
    firstSeenAtMs: row.first_seen_at_ms,
    version: row.version,
    textFrom: row.text_from,
    shown: isShown(row, publisher),
    removal: row.removal,
    picture:
      picture === undefined || widest === undefined
        ? null
        : {
            url: pictureUrl(row.report_id, widest.name),
            thumbhash: picture.thumbhash,
            alternative: picture.alternative,
          },
    says: [
      ...(row.ready ? [] : ['Its page is being read; it is shown when that is done or given up.']),
      ...(row.article_note === null ? [] : [row.article_note]),
      ...(row.picture_note === null ? [] : [row.picture_note]),
    ],
  };
}
