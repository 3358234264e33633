import { defineManifest } from '@jhalak/contracts';
import {
  CHANNEL_ARRIVALS,
  CHANNEL_LINKS,
  CHANNEL_MOVES,
  EXPORTS,
  IMPORT_CLIPS,
  IMPORTS,
  WHEREABOUTS,
} from './src/exported.ts';

/** Days for which a finished archive can be fetched. */
export const ARCHIVE_DAYS = 7;
/** Days for which it is remembered that there was one. */
export const RECORD_DAYS = 30;
/** Days for which a channel that came from another cell waits for its creator. */
export const ARRIVAL_DAYS = 30;

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
    {
      name: 'channel_moves',
      export: CHANNEL_MOVES,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      handover: 'withhold',
    },
    {
      name: 'channel_links',
      export: CHANNEL_LINKS,
      class: 'public',
      subject: 'person_id',
      distribution: 'path',
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      handover: 'withhold',
    },
    {
      // Profile and captions of somebody who is not here yet: what was public elsewhere.
      name: 'channel_arrivals',
      export: CHANNEL_ARRIVALS,
      class: 'personal',
      subject: 'person_id',
      distribution: 'move_id',
      retention: {
        kind: 'days',
        days: ARRIVAL_DAYS,
        why: 'a creator signs up and says the code within days; what nobody asks for is not kept',
      },
      erasure: 'delete',
      handover: 'withhold',
    },
    {
      // Says what came with them, and lets people find again whom they followed.
      name: 'imports',
      export: IMPORTS,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      encrypted: ['kept_sealed'],
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      handover: 'withhold',
    },
    {
      name: 'import_clips',
      export: IMPORT_CLIPS,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      handover: 'withhold',
    },
    {
      name: 'whereabouts',
      export: WHEREABOUTS,
      class: 'public',
      subject: 'person_id',
      distribution: 'person_id',
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      handover: 'withhold',
    },
  ],
  blobs: [
    {
      // Clips that wait with their channel; in clear, as they were public elsewhere.
      prefix: 'arrivals',
      class: 'personal',
      retention: {
        kind: 'days',
        days: ARRIVAL_DAYS,
        why: 'as the arrival that they belong to',
      },
      erasure: 'keep',
      handover: 'withhold',
    },
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
  surfaces: [
    { name: 'exports.archive', shownBy: ['getExportFile'] },
    { name: 'exports.people', shownBy: ['listImportPeople'] },
  ],
});
