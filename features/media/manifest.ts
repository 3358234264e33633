import { defineManifest } from '@jhalak/contracts';
import { UPLOAD_HISTORY, UPLOADS } from './src/exported.ts';

const WHILE_SUBJECT = { kind: 'while_subject_exists' as const };

/** Days for which a finished upload's record (its flight recorder) is kept. */
export const UPLOAD_RECORD_DAYS = 90;

/** Days for which a clip is kept as it was sent, unless the operator keeps it shorter. */
export const ORIGINAL_DAYS = 365;

/** Uploads, the way they went, and the files made from them. Files in the upload folder never outlive their row. */
export const manifest = defineManifest({
  owner: 'media',
  tables: [
    {
      name: 'media_uploads',
      export: UPLOADS,
      class: 'personal',
      encrypted: ['metadata'],
      subject: 'person_id',
      distribution: 'person_id',
      retention: {
        kind: 'days',
        days: UPLOAD_RECORD_DAYS,
        why: 'long enough to answer a complaint about a refused clip; the published clip has its own rows',
      },
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'media_originals',
      export: { leftOut: 'sizes, digests and keys of files in clips/, which are there themselves' },
      class: 'personal',
      encrypted: ['key_sealed'],
      subject: 'person_id',
      distribution: 'person_id',
      retention: WHILE_SUBJECT,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'media_progress',
      class: 'local',
      retention: { kind: 'rebuildable' },
      erasure: 'rebuild',
      handover: 'rebuild',
    },
  ],
  streams: [
    {
      name: 'media.upload',
      export: UPLOAD_HISTORY,
      class: 'personal',
      encrypted: false,
      retention: {
        kind: 'days',
        days: 365,
        why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  blobs: [
    {
      prefix: 'renditions',
      export: { what: 'The best encoding of a clip whose original is not kept.' },
      class: 'public',
      retention: WHILE_SUBJECT,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      prefix: 'posters',
      export: { what: 'The picture of each clip.' },
      class: 'public',
      retention: WHILE_SUBJECT,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      prefix: 'covers',
      export: { what: 'The picture that you chose for a clip.' },
      class: 'public',
      retention: WHILE_SUBJECT,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      prefix: 'storyboards',
      export: { leftOut: 'small pictures made of your clips, which are in clips/' },
      class: 'public',
      retention: WHILE_SUBJECT,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      prefix: 'previews',
      export: { leftOut: 'three seconds of your clips, which are in clips/' },
      class: 'public',
      retention: WHILE_SUBJECT,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      // Sealed under the person's key. As received: may hold a place, a device and sound that was cut away. Never served; read again for better encodes.
      prefix: 'sources',
      export: { what: 'Each clip as you sent it: nobody but you gets it.' },
      class: 'restricted',
      retention: {
        kind: 'days',
        days: ORIGINAL_DAYS,
        why: 'better encodes within the year; after it the clip itself is enough (setting ORIGINALS_DAYS: shorter)',
      },
      erasure: 'delete',
      handover: 'transfer',
    },
  ],
});
