// Publishers' reports by id, in pages of the size that they are given in.

import type { Queries } from '@jhalak/ports';
import type { PublisherReport, Publishers } from '@jhalak/publishers';

/** What `Publishers.reports` takes at once. */
const PAGE = 500;

/** @returns the reports that are shown, by id. */
export async function readAll(
  publishers: Publishers,
  ids: readonly string[],
  queries?: Queries,
): Promise<Map<string, PublisherReport>> {
  const found = new Map<string, PublisherReport>();
  for (let at = 0; at < ids.length; at += PAGE) {
    const page = await publishers.reports(ids.slice(at, at + PAGE), queries);
    for (const [id, report] of page) found.set(id, report);
  }
  return found;
}
