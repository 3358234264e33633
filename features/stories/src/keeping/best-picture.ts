// Which of a story's pictures stands for it.

import type { PublisherReport } from '@jhalak/publishers';

/**
 * @param reports in the order of their publication; a picture is among a report only where its licence shows it.
 * @returns the report with the widest picture, the earliest of several: it changes seldom; undefined without any.
 */
export function bestPicture(reports: readonly PublisherReport[]): PublisherReport | undefined {
  const widest = (report: PublisherReport): number =>
    Math.max(0, ...(report.picture?.renditions ?? []).map(({ widthPx }) => widthPx));
  const [best] = reports
    .filter((report) => widest(report) > 0)
    .toSorted((a, b) => widest(b) - widest(a));
  return best;
}
