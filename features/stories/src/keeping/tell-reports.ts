// Tells a story from publishers' reports. All texts are weighed to see what rests on what and where reports differ; only
// sentences that their publisher lets us show are quoted.

import type { PublisherReport } from '@jhalak/publishers';
import { tellStory } from '../telling/tell-story.ts';
import { readArticle, type ReadArticle } from '../text/read-article.ts';
import { articleOf } from './story-engine.ts';
import { trendRank } from './trend.ts';
import type { Told } from './types.ts';

/** Reports of which a story is told, first ones and latest ones: the work grows with the square. */
const TOLD_REPORTS_MAX = 60;

export interface Telling {
  told: Told;
  happenedAtMs: number;
  trendRank: number;
}

/**
 * @param reports of one story, 1 or more, in the order of their publication.
 * @param read reads one; may remember.
 */
export function tellReports(
  reports: readonly PublisherReport[],
  read: (report: PublisherReport) => ReadArticle,
): Telling {
  const all = reports.map(read);
  const told = tellStory(all);
  const tellings = reports.every(isQuoted)
    ? told.tellings
    : tellStory(reports.map((one, at) => (isQuoted(one) ? (all[at] ?? read(one)) : titleOnly(one))))
        .tellings;
  const published = new Map(reports.map((report) => [report.id, report.publishedAtMs]));
  const at = (id: string): number => published.get(id) ?? Infinity;
  const headline =
    tellings.find(({ language }) => language === told.language)?.headline.text ?? told.headline;
  return {
    told: { ...told, headline, tellings },
    happenedAtMs: Math.min(...published.values()),
    trendRank: trendRank(told.origins.map((origin) => Math.min(...origin.reports.map(at)))),
  };
}

/** @returns whether sentences of a report may be quoted beside its headline. */
export function isQuoted(report: PublisherReport): boolean {
  return report.publisher.licence.text !== 'headline';
}

function titleOnly(report: PublisherReport): ReadArticle {
  return readArticle({ ...articleOf(report), text: '' });
}

/** @returns at most TOLD_REPORTS_MAX of them: the first half and the last. */
export function toldOf<Row>(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= TOLD_REPORTS_MAX) return rows;
  const half = TOLD_REPORTS_MAX / 2;
  return [...rows.slice(0, half), ...rows.slice(-half)];
}
