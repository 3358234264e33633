// What time leaves: reports that grew old, pictures of what was removed, rows that nothing needs any more.

import { DAY_MS, HOUR_MS, SECOND_MS, type Clock } from '@jhalak/kernel';
import type { Blobs, Database, Sweep } from '@jhalak/ports';
import { REPORT_DAYS, TOMBSTONE_DAYS } from '../manifest.ts';
import { deletePicture } from './fetch-picture.ts';
import type { PublisherStore } from './publisher-store.ts';
import type { ReportStore } from './report-store.ts';
import type { PictureRow, PublisherTables } from './tables.ts';
import type { Work } from './work.ts';

export interface SweepDeps {
  database: Database;
  blobs: Blobs;
  clock: Clock;
  publishers: PublisherStore;
  reports: ReportStore;
  work: Work;
}

/** Rows handled in one go; the next sweep does the rest. */
const BATCH_MAX = 200;

const REMOVED_PICTURES = {
  name: 'publishers.removed_pictures',
  text: `SELECT pictures.* FROM publisher_pictures AS pictures
    JOIN publisher_reports AS reports ON reports.report_id = pictures.report_id
    WHERE reports.removal IS NOT NULL ORDER BY pictures.report_id LIMIT $1`,
};

const EMPTY_TEXTS = {
  name: 'publishers.empty_texts',
  text: `UPDATE publisher_reports SET text = '', text_from = 'none', picture_source = NULL
    WHERE report_id IN (SELECT report_id FROM publisher_reports
      WHERE removal IS NOT NULL AND text <> '' LIMIT $1) RETURNING report_id`,
};

export function publisherSweeps(deps: SweepDeps): Sweep[] {
  return [
    { name: 'publishers.due', everyMs: 2 * SECOND_MS, run: () => deps.work.takeDue() },
    { name: 'publishers.expire', everyMs: HOUR_MS, run: () => expireReports(deps) },
    { name: 'publishers.clean', everyMs: 60 * SECOND_MS, run: () => cleanRemoved(deps) },
    { name: 'publishers.forget', everyMs: HOUR_MS, run: () => forgetRows(deps) },
  ];
}

async function expireReports(deps: SweepDeps): Promise<number> {
  const olderMs = deps.clock.nowMs() - REPORT_DAYS * DAY_MS;
  const old = await deps.database
    .tables<PublisherTables>()
    .selectFrom('publisher_reports')
    .select('report_id')
    .where('first_seen_at_ms', '<', olderMs)
    .where('removal', 'is', null)
    .limit(BATCH_MAX)
    .execute();
  for (const { report_id } of old) {
    await deps.database.transaction((tx) =>
      deps.reports.change(tx, report_id, () => ({
        removal: 'expired',
        article_due_at_ms: null,
        picture_due_at_ms: null,
      })),
    );
  }
  return old.length;
}

/** What was taken back is not kept: pictures go, texts go, the headline stays as the tombstone's name. */
async function cleanRemoved(deps: SweepDeps): Promise<number> {
  const pictures = await deps.database.query<PictureRow>(REMOVED_PICTURES, [BATCH_MAX]);
  for (const picture of pictures) {
    await deletePicture(deps.blobs, picture);
    await deps.database.transaction((tx) => deps.reports.removePictures(tx, picture.report_id));
  }
  const emptied = await deps.database.query(EMPTY_TEXTS, [BATCH_MAX]);
  return pictures.length + emptied.length;
}

async function forgetRows(deps: SweepDeps): Promise<number> {
  const olderMs = deps.clock.nowMs() - TOMBSTONE_DAYS * DAY_MS;
  const old = await deps.database
    .tables<PublisherTables>()
    .selectFrom('publisher_reports')
    .select(['report_id', 'publisher_id'])
    .where('first_seen_at_ms', '<', olderMs)
    .where('removal', 'is not', null)
    .limit(BATCH_MAX)
    .execute();
  for (const { report_id, publisher_id } of old) {
    await deps.database.transaction(async (tx) => {
      const tables = tx.tables<PublisherTables>();
      const report = { report_id, publisher_id };
      await tables
        .deleteFrom('publisher_items')
        .where('publisher_id', '=', report.publisher_id)
        .where('report_id', '=', report.report_id)
        .execute();
      await tables
        .deleteFrom('publisher_reports')
        .where('report_id', '=', report.report_id)
        .execute();
    });
  }
  return old.length;
}
