// Stories as they travel.

import type {
  StoryItem,
  StoryPage,
  StoryPicture,
  StoryReport,
  StoryTelling,
} from '@jhalak/contracts/stories';
import { pictureUrl, type PublisherReport } from '@jhalak/publishers';
import { bestPicture } from '../keeping/best-picture.ts';
import type { Story } from '../keeping/types.ts';

/** A few sentences, as licences say. */
const EXTRACT_CHARACTERS = 400;
/** Side by side nobody reads more; the rest is a tap away, at the publisher's. */
const FULL_CHARACTERS = 3_000;

export function storyPage(story: Story): StoryPage {
  const { told, reports } = story;
  const byId = new Map(reports.map((report) => [report.id, report]));
  return {
    id: story.id,
    language: told.language,
    tellings: told.tellings.map((telling) => tellingOf(telling, byId)),
    genre: told.genre,
    age: told.safety.age,
    confirmed: told.confirmed,
    reports: reports.map((report) => reportOf(report, story)),
    reportCount: story.reportCount,
    origins: told.origins.map((origin) => ({ ...origin, reports: [...origin.reports] })),
    disagreements: told.disagreements.map(({ quantity, values }) => ({
      quantity,
      values: values.map((one) => ({
        value: one.value,
        publishers: publishersOf(one.reports, byId),
        reports: [...one.reports],
      })),
    })),
    trend: story.trend,
    happenedAtMs: story.happenedAtMs,
    updatedAtMs: story.updatedAtMs,
  };
}

/** @param language in which it is told where it can be. */
export function storyItem(story: Story, language: string | undefined): StoryItem {
  const { told, reports } = story;
  const byId = new Map(reports.map((report) => [report.id, report]));
  const telling =
    told.tellings.find((one) => one.language === language) ??
    told.tellings.find((one) => one.language === told.language);
  const shown = telling === undefined ? undefined : tellingOf(telling, byId);
  const best = bestPicture(reports);
  return {
    id: story.id,
    language: shown?.language ?? told.language,
    headline: shown?.headline.text ?? told.headline,
    attribution: shown?.attribution ?? [],
    languages: told.tellings.map((one) => one.language),
    genre: told.genre,
    age: told.safety.age,
    confirmed: told.confirmed,
    reportCount: story.reportCount,
    originCount: told.origins.length,
    disagreementCount: told.disagreements.length,
    trend: story.trend,
    happenedAtMs: story.happenedAtMs,
    updatedAtMs: story.updatedAtMs,
    ...(best?.picture === undefined ? {} : { picture: pictureOf(best.id, best.picture) }),
  };
}

type Reports = ReadonlyMap<string, PublisherReport>;

function tellingOf(telling: Story['told']['tellings'][number], reports: Reports): StoryTelling {
  const quote = ({ text, report }: { text: string; report: string }): StoryTelling['headline'] => ({
    text,
    report,
    publisher: reports.get(report)?.publisher.name ?? '',
  });
  const quoted = [telling.headline, ...telling.summary].map(({ report }) => report);
  return {
    language: telling.language,
    headline: quote(telling.headline),
    summary: telling.summary.map(quote),
    attribution: attributionOf(quoted.flatMap((id) => reports.get(id) ?? [])),
  };
}

/** @returns each publisher's line once, in the order of the reports. */
export function attributionOf(reports: readonly PublisherReport[]): string[] {
  return [...new Set(reports.map((report) => report.publisher.attribution))];
}

/** @returns each publisher's name once, in the order of the reports. */
export function publishersOf(reportIds: readonly string[], reports: Reports): string[] {
  return [...new Set(reportIds.flatMap((id) => reports.get(id)?.publisher.name ?? []))];
}

function reportOf(report: PublisherReport, { told }: Story): StoryReport {
  const { name, attribution, home } = report.publisher;
  const origin = told.origins.find((one) => one.reports.includes(report.id));
  return {
    id: report.id,
    publisher: { name, attribution, home },
    url: report.url,
    title: report.title,
    extract: extractOf(report),
    language: report.language,
    publishedAtMs: report.publishedAtMs,
    origin: origin?.name ?? name,
    ...(report.picture === undefined ? {} : { picture: pictureOf(report.id, report.picture) }),
  };
}

function extractOf(report: PublisherReport): string {
  const most = { headline: 0, extract: EXTRACT_CHARACTERS, full: FULL_CHARACTERS };
  return cutAtWord(report.text, most[report.publisher.licence.text]);
}

function cutAtWord(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most === 0) return '';
  const room = text.slice(0, most - 1);
  const end = Math.max(room.lastIndexOf(' '), room.lastIndexOf('\n'));
  const kept = end > most / 2 ? room.slice(0, end) : room.replace(/[\ud800-\udbff]$/, '');
  return `${kept.trimEnd()}…`;
}

function pictureOf(
  reportId: string,
  picture: NonNullable<PublisherReport['picture']>,
): StoryPicture {
  return {
    focus: picture.focus,
    thumbhash: picture.thumbhash,
    alternative: picture.alternative,
    ...(picture.credit === undefined ? {} : { credit: picture.credit }),
    renditions: picture.renditions.map(({ name, format, widthPx, heightPx, bytes }) => ({
      url: pictureUrl(reportId, name),
      format,
      widthPx,
      heightPx,
      bytes,
    })),
  };
}
