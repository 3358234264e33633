import { defineManifest } from '@jhalak/contracts';

/** The learner: item statistics, co-visitation, and each viewer's short history. */
export const manifest = defineManifest({
  owner: 'taste',
  tables: [
    {
      name: 'taste_viewers',
      class: 'personal',
      encrypted: ['sealed'],
      subject: 'person_id',
      distribution: 'person_id',
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'taste_snapshots',
      class: 'technology',
      distribution: 'window_number',
      retention: { kind: 'rebuildable' },
      erasure: 'rebuild',
      handover: 'retrain',
    },
  ],
  streams: [
    {
      name: 'taste.viewer',
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
      prefix: 'taste',
      class: 'technology',
      retention: { kind: 'rebuildable' },
      erasure: 'rebuild',
      handover: 'retrain',
    },
  ],
  models: [
    {
      name: 'taste.co-visitation',
      class: 'technology',
      exportControl:
        'operator to decide: "personalised information push" rules of other countries can apply',
      retention: { kind: 'rebuildable' },
      erasure: 'rebuild',
      handover: 'retrain',
    },
  ],
  caches: [{ name: 'taste.memory', class: 'personal', maxAgeS: 3_600 }],
});
