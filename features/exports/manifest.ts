import { defineManifest } from '@jhalak/contracts';
import { EXPORTS } from './src/exported.ts';

/** Days for which a finished archive can be fetched. */
export const ARCHIVE_DAYS = 7;
/** Days for which it is remembered that there was one. */
export const RECORD_DAYS = 30;

/** Archives that people take away. */
export const manifest = defineManifest({
  owner: 'exports',
  tables: [
    {
      name: 'exports',
      export: EXPORTS,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      retention: {
        kind: 'days',
        days: RECORD_DAYS,
        why: 'a person sees what they asked for lately, and how often bounds how often they can ask again',
      },
      erasure: 'delete',
      handover: 'withhold',
    },
  ],
  blobs: [
    {
      // Sealed under a key that stands under the person's own.
      prefix: 'exports',
      export: { leftOut: 'earlier archives' },
      class: 'personal',
      retention: {
        kind: 'days',
        days: ARCHIVE_DAYS,
        why: 'a copy of everything about somebody must not lie about longer than it takes to fetch it',
      },
      erasure: 'delete',
      handover: 'withhold',
    },
  ],
  surfaces: [{ name: 'exports.archive', shownBy: ['getExportFile'] }],
});
