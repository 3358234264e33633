// What editors do: each act one transaction, with its trace in rows and journal.

import { problem } from '@jhalak/contracts';
import type {
  DeskReportBody,
  FeedBody,
  PublisherBody,
  PublisherChange,
} from '@jhalak/contracts/publishers';
import { cleanText, DAY_MS, MINUTE_MS, type Clock, type Ids } from '@jhalak/kernel';
import {
  DESTINATIONS,
  hostMatches,
  isHostPattern,
  type Database,
  type Destination,
  type Tx,
} from '@jhalak/ports';
import { deskKeys } from './ingest.ts';
import type { PublisherStore } from './publisher-store.ts';
import { webAddress } from './reading/addresses.ts';
import type { NewReport, ReportStore } from './report-store.ts';
import type { HostRow, PublisherRow, PublisherTables } from './tables.ts';
import type { Work } from './work.ts';

export interface DeskDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  publishers: PublisherStore;
  reports: ReportStore;
  work: Work;
}

type HostRules = NonNullable<PublisherBody['hosts']>;

/** Permissions end, so that somebody asks whether they still stand. */
const PERMITTED_MS = 365 * DAY_MS;
const PERMITTED_MAX_MS = 2 * PERMITTED_MS;
const EVERY_DEFAULT_MINUTES = 15;
/** Feeds of one publisher; large papers have one a section. */
const FEEDS_MAX = 100;

const END_REPORTS = {
  name: 'publishers.end_reports',
  text: `UPDATE publisher_reports SET removal = 'publisher_ended', article_due_at_ms = NULL,
    picture_due_at_ms = NULL WHERE publisher_id = $1 AND removal IS NULL`,
};

/** @param author an editor's id; undefined for the sample world. @returns the publisher's id. */
export async function addPublisher(
  deps: DeskDeps,
  body: PublisherBody,
  author: string | undefined,
): Promise<string> {
  const id = deps.ids.next();
  const nowMs = deps.clock.nowMs();
  const home = cleanAddress(body.home, 'home');
  const rules = hostRows(deps, id, body.hosts ?? rulesOfHome(home), author);
  await deps.database.transaction(async (tx) => {
    await deps.publishers.insert(tx, {
      publisher_id: id,
      name: cleanText(body.name),
      home,
      attribution: cleanText(body.attribution),
      ...licenceColumns(body.licence),
      reads_articles: body.readsArticles ?? true,
      sample: author === undefined,
      state: 'active',
      created_at_ms: nowMs,
      changed_at_ms: nowMs,
      changed_by: author ?? null,
    });
    await deps.publishers.addHosts(tx, rules);
  });
  return id;
}

export async function changePublisher(
  deps: DeskDeps,
  id: string,
  change: PublisherChange,
  author: string,
): Promise<void> {
  const nowMs = deps.clock.nowMs();
  const rules = change.hosts === undefined ? undefined : hostRows(deps, id, change.hosts, author);
  await deps.database.transaction(async (tx) => {
    const publisher = await lockKnown(deps, tx, id);
    const changes = {
      ...(change.name === undefined ? {} : { name: cleanText(change.name) }),
      ...(change.home === undefined ? {} : { home: cleanAddress(change.home, 'home') }),
      ...(change.attribution === undefined ? {} : { attribution: cleanText(change.attribution) }),
      ...(change.licence === undefined ? {} : licenceColumns(change.licence)),
      ...(change.readsArticles === undefined ? {} : { reads_articles: change.readsArticles }),
      ...(change.state === undefined ? {} : { state: change.state }),
      changed_at_ms: nowMs,
      changed_by: author,
    };
    await deps.publishers.update(tx, id, changes);
    if (rules !== undefined) {
      await deps.publishers.endHosts(tx, id, nowMs);
      await deps.publishers.addHosts(tx, rules);
    }
    if (termsOf({ ...publisher, ...changes }) !== termsOf(publisher))
      await deps.work.askTellTerms(tx, id);
    if (change.state === undefined || change.state === publisher.state) return;
    // Back from a pause: what was missed is looked for at once.
    if (change.state === 'active') {
      await deps.publishers.updateFeeds(tx, id, { next_fetch_at_ms: nowMs });
    }
    await deps.work.askAnnounce(tx, id);
  });
}

/** What stands beside everything of a publisher's, and how much of it may be shown. */
function termsOf(row: PublisherRow): string {
  const { name, attribution, licence_name, licence_url, licence_text, licence_pictures } = row;
  return JSON.stringify([
    ...[name, attribution],
    ...[licence_name, licence_url, licence_text, licence_pictures],
  ]);
}

/** Ends a publisher for good: feeds closed, permissions ended, every report a tombstone. */
export async function endPublisher(
  deps: DeskDeps,
  id: string,
  author: string | undefined,
): Promise<void> {
  const nowMs = deps.clock.nowMs();
  await deps.database.transaction(async (tx) => {
    await lockKnown(deps, tx, id);
    await deps.publishers.update(tx, id, {
      state: 'ended',
      changed_at_ms: nowMs,
      changed_by: author ?? null,
    });
    await deps.publishers.updateFeeds(tx, id, { state: 'closed' });
    await deps.publishers.endHosts(tx, id, nowMs);
    await tx.query(END_REPORTS, [id]);
    await deps.work.askAnnounce(tx, id);
  });
}

/** Adds a feed; its own host is allowed for feeds where no rule covers it yet. @returns the feed's id. */
export async function addFeed(
  deps: DeskDeps,
  publisherId: string,
  body: FeedBody,
  author: string | undefined,
): Promise<string> {
  const url = cleanAddress(body.url, 'url');
  const host = new URL(url).hostname;
  const nowMs = deps.clock.nowMs();
  const feedId = deps.ids.next();
  await deps.database.transaction(async (tx) => {
    await lockKnown(deps, tx, publisherId);
    const feeds = await deps.publishers.feeds(publisherId, tx);
    const open = feeds.filter((feed) => feed.state === 'open');
    if (open.some((feed) => feed.url === url)) {
      throw problem('publisher.feed_known', 'This feed is there already.');
    }
    if (open.length >= FEEDS_MAX) {
      throw problem('request.invalid', `A publisher has at most ${FEEDS_MAX} feeds.`);
    }
    const everyMs = (body.everyMinutes ?? EVERY_DEFAULT_MINUTES) * MINUTE_MS;
    await deps.publishers.addFeed(tx, {
      publisher_id: publisherId,
      feed_id: feedId,
      url,
      language: body.language,
      every_ms: everyMs,
      state: 'open',
      next_fetch_at_ms: nowMs,
      interval_ms: everyMs,
      etag: null,
      last_modified: null,
      last_fetch_at_ms: null,
      last_news_at_ms: null,
      last_item_count: 0,
      last_new_count: 0,
      last_skipped_count: 0,
      failure_count: 0,
      failure: null,
      created_at_ms: nowMs,
    });
    const covered = (await deps.publishers.hosts(publisherId, tx)).some(
      (rule) =>
        rule.destination === 'feeds' && rule.until_ms > nowMs && hostMatches(rule.host, host),
    );
    if (covered) return;
    const rule = { host, destinations: ['feeds' as const] };
    await deps.publishers.addHosts(tx, hostRows(deps, publisherId, [rule], author));
  });
  return feedId;
}

export async function closeFeed(
  deps: DeskDeps,
  publisherId: string,
  feedId: string,
): Promise<void> {
  await deps.database.transaction(async (tx) => {
    await lockKnown(deps, tx, publisherId);
    await knownFeed(deps, publisherId, feedId);
    const key = { publisher_id: publisherId, feed_id: feedId };
    await deps.publishers.updateFeed(tx, key, { state: 'closed' });
  });
}

/** Looks at a feed now rather than at its time. */
export async function lookNow(deps: DeskDeps, publisherId: string, feedId: string): Promise<void> {
  await deps.database.transaction(async (tx) => {
    await lockKnown(deps, tx, publisherId);
    const feed = await knownFeed(deps, publisherId, feedId);
    await deps.work.askFeed(tx, feed);
  });
}

/** Writes a report by hand. @returns its id. */
export async function writeReport(
  deps: DeskDeps,
  publisherId: string,
  body: DeskReportBody,
): Promise<string> {
  const url = cleanAddress(body.url, 'url');
  const id = deps.ids.next();
  const keys = deskKeys(url);
  await deps.database.transaction(async (tx) => {
    const publisher = await lockKnown(deps, tx, publisherId);
    if ((await deps.reports.known(tx, publisherId, keys)).size > 0) {
      throw problem('publisher.report_known', 'A report of this page is there already.');
    }
    await deps.reports.insert(tx, publisher, deskRow(deps, id, publisher, body, url));
    await deps.reports.remember(tx, publisherId, id, keys);
  });
  return id;
}

/** Takes a report away; whatever was made from it goes dark. Removing it twice is once. */
export async function removeReport(deps: DeskDeps, reportId: string): Promise<void> {
  const [report] = await deps.reports.byIds([reportId]);
  if (report === undefined) {
    throw problem('publisher.report_not_found', 'There is no report by this id.');
  }
  await deps.database.transaction((tx) =>
    deps.reports.change(tx, reportId, (now) =>
      now.removal === null
        ? { removal: 'desk', article_due_at_ms: null, picture_due_at_ms: null }
        : undefined,
    ),
  );
}

/** @returns all publishers of the sample world, ended ones too. */
export async function samplePublishers(
  database: Database,
): Promise<{ id: string; home: string; ended: boolean }[]> {
  const rows = await database
    .tables<PublisherTables>()
    .selectFrom('publishers')
    .select(['publisher_id', 'home', 'state'])
    .where('sample', '=', true)
    .orderBy('publisher_id')
    .execute();
  return rows.map((row) => ({
    id: row.publisher_id,
    home: row.home,
    ended: row.state === 'ended',
  }));
}

function deskRow(
  deps: DeskDeps,
  id: string,
  publisher: PublisherRow,
  body: DeskReportBody,
  url: string,
): NewReport {
  const nowMs = deps.clock.nowMs();
  const text = cleanText(body.text);
  const wanted =
    body.pictureUrl === undefined ? undefined : cleanAddress(body.pictureUrl, 'pictureUrl');
  const picture =
    wanted === undefined || !publisher.licence_pictures
      ? undefined
      : { url: wanted, alternative: cleanText(body.pictureAlternative ?? '') };
  return {
    report_id: id,
    publisher_id: publisher.publisher_id,
    feed_id: null,
    url,
    title: cleanText(body.title),
    text,
    text_from: text === '' ? 'none' : 'desk',
    language: body.language,
    published_at_ms: Math.min(nowMs, body.publishedAtMs ?? nowMs),
    first_seen_at_ms: nowMs,
    changed_at_ms: nowMs,
    version: 1,
    categories: JSON.stringify(
      (body.categories ?? []).map((name) => cleanText(name).toLowerCase()),
    ),
    byline: body.byline === undefined ? null : cleanText(body.byline),
    feed_digest: null,
    ready: true,
    announced: false,
    removal: null,
    sample: publisher.sample,
    article_due_at_ms: null,
    article_try_count: 0,
    check_count: 0,
    missing_count: 0,
    article_etag: null,
    article_last_modified: null,
    picture_source: picture === undefined ? null : JSON.stringify(picture),
    picture_due_at_ms: picture === undefined ? null : nowMs,
    picture_try_count: 0,
    article_note: null,
    picture_note:
      wanted !== undefined && picture === undefined
        ? "The publisher's licence shows no pictures."
        : null,
  };
}

async function lockKnown(deps: DeskDeps, tx: Tx, id: string): Promise<PublisherRow> {
  const publisher = await deps.publishers.lock(tx, id);
  if (publisher === undefined || publisher.state === 'ended') {
    throw problem('publisher.not_found', 'There is no publisher by this id.');
  }
  return publisher;
}

async function knownFeed(
  deps: DeskDeps,
  publisherId: string,
  feedId: string,
): Promise<{ publisher_id: string; feed_id: string }> {
  const feed = await deps.publishers.feed(publisherId, feedId);
  if (feed === undefined || feed.state === 'closed') {
    throw problem('publisher.not_found', 'There is no such feed of this publisher.');
  }
  return feed;
}

function licenceColumns(
  licence: PublisherBody['licence'],
): Pick<PublisherRow, 'licence_name' | 'licence_url' | 'licence_text' | 'licence_pictures'> {
  return {
    licence_name: cleanText(licence.name),
    licence_url: licence.url === undefined ? null : cleanAddress(licence.url, 'licence/url'),
    licence_text: licence.text,
    licence_pictures: licence.pictures,
  };
}

function cleanAddress(text: string, pointer: string): string {
  const address = webAddress(text, 'https://unused.invalid/');
  if (address !== undefined) return address;
  const message = 'This is no address of the web, or it holds a password.';
  throw problem('request.invalid', message, { fields: [{ pointer: `/${pointer}`, message }] });
}

function rulesOfHome(home: string): HostRules {
  const host = new URL(home).hostname.replace(/^www\./, '');
  const patterns = [host, `*.${host}`].filter(isHostPattern);
  return patterns.map((pattern) => ({ host: pattern, destinations: [...DESTINATIONS] }));
}

/** @throws problem `publisher.host_invalid` for what is no host name, or a time that is over or too far. */
function hostRows(
  deps: DeskDeps,
  publisherId: string,
  rules: HostRules,
  author: string | undefined,
): HostRow[] {
  const nowMs = deps.clock.nowMs();
  return rules.flatMap((rule) => {
    const host = asciiPattern(rule.host);
    if (host === undefined) {
      const what = cleanText(rule.host).slice(0, 80);
      throw problem(
        'publisher.host_invalid',
        `"${what}" is no host name. Write paper.org, or *.paper.org for all beneath it.`,
      );
    }
    const untilMs = rule.untilMs ?? nowMs + PERMITTED_MS;
    if (untilMs <= nowMs || untilMs > nowMs + PERMITTED_MAX_MS) {
      throw problem(
        'publisher.host_invalid',
        `The permission for ${host} must end in the future, within two years.`,
      );
    }
    return rule.destinations.map((destination: Destination) => ({
      publisher_id: publisherId,
      rule_id: deps.ids.next(),
      host,
      destination,
      from_ms: nowMs,
      until_ms: untilMs,
      author_id: author ?? null,
    }));
  });
}

/** Names in any script become what the name server knows. */
function asciiPattern(text: string): string | undefined {
  // A URL's parser would silently drop what follows the name.
  if (/[/?#@:\\\s]/.test(text)) return undefined;
  const beneath = text.startsWith('*.') ? '*.' : '';
  const host = URL.parse(`http://${text.slice(beneath.length)}`)?.host ?? '';
  const pattern = `${beneath}${host}`;
  return isHostPattern(pattern) ? pattern : undefined;
}
