import { defineManifest } from '@jhalak/contracts';

const WHILE_SUBJECT = { kind: 'while_subject_exists' as const };

/** Days for which a finished upload's record (its flight recorder) is kept. */
export const UPLOAD_RECORD_DAYS = 90;

/** Uploads, the way they went, and the files made from them. Files in the upload folder never outlive their row. */
export const manifest = defineManifest({
  owner: 'media',
  tables: [
    {
      name: 'media_uploads',
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
      class: 'public',
      retention: WHILE_SUBJECT,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      prefix: 'posters',
      class: 'public',
      retention: WHILE_SUBJECT,
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      // As received: may hold a place, a device and sound that was cut away. Never served; read again for better encodes.
      prefix: 'sources',
      class: 'restricted',
      retention: WHILE_SUBJECT,
      erasure: 'delete',
      handover: 'transfer',
    },
  ],
});
