// One look at an article's own page: the first for its text, later ones for corrections and withdrawals.

import { HOUR_MS, type Clock, type Random } from '@jhalak/kernel';
import type { Database, Fetched, Outbound, OutboundReply } from '@jhalak/ports';
import type { Reader } from './reading/reader.ts';
import type { ArticleContent, Unreadable } from './reading/reading-types.ts';
import type { ReportChanges, ReportStore } from './report-store.ts';
import { nextCheckAtMs, nextTryAtMs } from './schedule.ts';
import type { PublisherStore } from './publisher-store.ts';
import type { PublisherRow, ReportRow } from './tables.ts';

export interface FetchArticleDeps {
  database: Database;
  outbound: Outbound;
  reader: Reader;
  clock: Clock;
  random: Random;
  publishers: PublisherStore;
  reports: ReportStore;
}

/** A page's text below this is a cookie notice or a wall, not a report. */
const TEXT_MIN_CHARACTERS = 120;
/** After this many looks in vain the feed's own text is shown; the page is tried further. */
const PATIENCE_TRIES = 3;
/** Looks in a row at which the page is not there, before it counts as withdrawn: sites have bad minutes. */
const MISSING_MAX = 2;

/** Idempotent; nothing happens to removed reports and those of publishers that are not active. */
export async function fetchArticle(
  deps: FetchArticleDeps,
  reportId: string,
  signal: AbortSignal,
): Promise<void> {
  const [report] = await deps.reports.byIds([reportId]);
  if (report === undefined || report.article_due_at_ms === null) return;
  const [publisher] = await deps.publishers.byIds([report.publisher_id]);
  if (
    report.removal !== null ||
    publisher?.reads_articles !== true ||
    publisher.state === 'ended'
  ) {
    return await write(deps, reportId, () => ({ ready: true, article_due_at_ms: null }));
  }
  if (publisher.state === 'paused') {
    const later = { article_due_at_ms: deps.clock.nowMs() + HOUR_MS, article_try_count: 0 };
    return await write(deps, reportId, () => later);
  }
  const reply = await deps.outbound.fetch({
    destination: 'articles',
    url: report.url,
    validators: {
      ...(report.article_etag === null ? {} : { etag: report.article_etag }),
      ...(report.article_last_modified === null
        ? {}
        : { lastModified: report.article_last_modified }),
    },
    signal,
  });
  if (reply.kind !== 'ok') return await write(deps, reportId, (now) => answer(deps, now, reply));
  const content = await deps.reader.article({
    bytes: reply.body,
    url: reply.url,
    ...(reply.charset === undefined ? {} : { charset: reply.charset }),
  });
  await write(deps, reportId, (now, owner) => take(deps, now, owner, reply, content));
}

async function write(
  deps: FetchArticleDeps,
  reportId: string,
  decide: (report: ReportRow, publisher: PublisherRow) => ReportChanges,
): Promise<void> {
  await deps.database.transaction((tx) => deps.reports.change(tx, reportId, decide));
}

/** What an answer that brought a page changes. */
function take(
  deps: FetchArticleDeps,
  report: ReportRow,
  publisher: PublisherRow,
  reply: Fetched,
  content: ArticleContent | Unreadable,
): ReportChanges {
  const checked = {
    ...answered(deps, report),
    article_etag: reply.validators.etag ?? null,
    article_last_modified: reply.validators.lastModified ?? null,
  };
  if (content.kind === 'unreadable') return { ...checked, article_note: content.detail };
  const fuller =
    content.text.length >= TEXT_MIN_CHARACTERS &&
    (report.text_from === 'article' || content.text.length >= report.text.length);
  const picture =
    publisher.licence_pictures && report.picture_source === null ? content.picture : undefined;
  return {
    ...checked,
    url: reply.permanentUrl,
    ...(fuller
      ? { text: content.text, text_from: 'article' as const, article_note: null }
      : { article_note: 'The page holds no more text than the feed.' }),
    ...(report.byline === null && content.byline !== undefined ? { byline: content.byline } : {}),
    ...(picture === undefined
      ? {}
      : { picture_source: JSON.stringify(picture), picture_due_at_ms: deps.clock.nowMs() }),
  };
}

/** What any other answer changes. */
function answer(
  deps: FetchArticleDeps,
  report: ReportRow,
  reply: Exclude<OutboundReply, { kind: 'ok' }>,
): ReportChanges {
  const nowMs = deps.clock.nowMs();
  switch (reply.kind) {
    case 'not_modified':
      return answered(deps, report);
    case 'refused':
      // The list, the rules or the type stand in the way: trying again changes nothing.
      return { ready: true, article_due_at_ms: null, article_note: reply.detail };
    case 'retry_later':
      return {
        ...patience(report),
        article_due_at_ms: Math.max(reply.untilMs, nowMs),
        article_note: reply.detail,
      };
    case 'failed':
      return failedAnswer(deps, report, reply, nowMs);
  }
}

function failedAnswer(
  deps: FetchArticleDeps,
  report: ReportRow,
  reply: Extract<OutboundReply, { kind: 'failed' }>,
  nowMs: number,
): ReportChanges {
  const missingCount = reply.reason === 'not_found' ? report.missing_count + 1 : 0;
  if (reply.reason === 'gone' || missingCount >= MISSING_MAX) {
    return {
      removal: 'gone_at_source',
      missing_count: missingCount,
      article_due_at_ms: null,
      picture_due_at_ms: null,
      article_note: reply.detail,
    };
  }
  if (reply.reason === 'not_found') {
    return {
      ready: true,
      missing_count: missingCount,
      article_try_count: 0,
      article_due_at_ms: nowMs + HOUR_MS,
      article_note: reply.detail,
    };
  }
  const dueAtMs = nextTryAtMs(report.article_try_count, nowMs, deps.random.next());
  return { ...patience(report), article_due_at_ms: dueAtMs, article_note: reply.detail };
}

/** Nobody waits for a slow site for ever: what the feed said is shown meanwhile. */
function patience(report: ReportRow): ReportChanges {
  return report.article_try_count >= PATIENCE_TRIES ? { ready: true } : {};
}

function answered(deps: FetchArticleDeps, report: ReportRow): ReportChanges {
  const checkCount = report.check_count + 1;
  return {
    ready: true,
    check_count: checkCount,
    missing_count: 0,
    article_try_count: 0,
    article_due_at_ms: nextCheckAtMs(checkCount, deps.clock.nowMs()),
  };
}
