import { defineManifest } from '@jhalak/contracts';

/** Older reports go: nobody reads them, and licences are for news. */
export const REPORT_DAYS = 180;
/** Removed ones are remembered by their keys, so that a feed that still names them does not bring them back. */
export const TOMBSTONE_DAYS = 365;

const ENDED = {
  kind: 'forever' as const,
  why: 'who told us what, under which terms, must be answerable as long as anything made from it is shown',
};
const reports = {
  kind: 'days' as const,
  days: TOMBSTONE_DAYS,
  why: `shown for ${REPORT_DAYS} days, then a tombstone against being fetched again`,
};

/** Publishers, what may be fetched for them, their feeds, and the reports that were fetched or written at the desk. */
export const manifest = defineManifest({
  owner: 'publishers',
  tables: [
    {
      name: 'publishers',
      class: 'public',
      columns: { changed_by: 'personal' },
      distribution: 'publisher_id',
      retention: ENDED,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'publisher_hosts',
      class: 'restricted',
      columns: { author_id: 'personal' },
      distribution: 'publisher_id',
      retention: ENDED,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'publisher_feeds',
      class: 'restricted',
      distribution: 'publisher_id',
      retention: ENDED,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'publisher_items',
      class: 'public',
      distribution: 'publisher_id',
      retention: reports,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'publisher_reports',
      class: 'public',
      columns: { article_note: 'restricted', picture_note: 'restricted' },
      distribution: 'report_id',
      retention: reports,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'publisher_pictures',
      class: 'public',
      distribution: 'report_id',
      retention: reports,
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  streams: [
    {
      name: 'publishers.report',
      class: 'public',
      encrypted: false,
      retention: {
        kind: 'days',
        days: TOMBSTONE_DAYS,
        why: 'longer than any report is shown, so that stories can be rebuilt from it',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  blobs: [
    {
      prefix: 'report-pictures',
      class: 'public',
      retention: reports,
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  caches: [{ name: 'publishers.http', class: 'public', maxAgeS: 60 }],
  surfaces: [
    { name: 'publishers.picture', shownBy: ['getReportPicture'] },
    {
      name: 'publishers.desk',
      shownBy: ['listDeskReports', 'createDeskReport', 'removeDeskReport'],
    },
  ],
});
