import { defineManifest } from '@jhalak/contracts';
import { CHOICE_LOG, CHOICES, RESETS, VIEWERS } from './src/exported.ts';

/**
 * China's catalogue of 28 August 2020, item 056101X(21), names "personalised information push service technology based on
 * data analysis": whether it applies depends on who owns the code, not on what it does.
 */
const PUSH_TECHNOLOGY = 'CN-056101X-21';

const LOG_YEAR = {
  kind: 'days' as const,
  days: 365,
  why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
};

/** The learner: item statistics, co-visitation, and each viewer's short history. */
export const manifest = defineManifest({
  owner: 'taste',
  technology: { exportControl: PUSH_TECHNOLOGY },
  tables: [
    {
      name: 'taste_viewers',
      export: VIEWERS,
      class: 'personal',
      // `former_sealed` is what `sealed` was, under its context: whoever opens columns one by one opens this one.
      encrypted: ['sealed'],
      subject: 'person_id',
      distribution: 'person_id',
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'taste_choices',
      export: CHOICES,
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
    {
      name: 'taste_frozen',
      class: 'technology',
      distribution: 'day',
      retention: { kind: 'rebuildable' },
      erasure: 'rebuild',
      handover: 'retrain',
    },
  ],
  streams: [
    {
      name: 'taste.viewer',
      export: RESETS,
      class: 'personal',
      encrypted: true,
      retention: LOG_YEAR,
      erasure: 'destroy_key',
      handover: 'transfer',
    },
    {
      name: 'taste.choice',
      export: CHOICE_LOG,
      class: 'personal',
      encrypted: false,
      retention: LOG_YEAR,
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
      name: 'taste.ranker',
      class: 'technology',
      exportControl: PUSH_TECHNOLOGY,
      card: {
        kind: 'learned',
        purpose:
          'foretells of a showing how long it is watched, whether it is finished, liked, shared, skipped, reported, its creator followed, or not wanted',
        madeFrom:
          'what became of showings to consenting adults of this cell, and the features by which their clips were ranked',
        dataRegion: 'cell',
        figures: [
          {
            name: 'finish: AUC on a public log, foretold before learned (plain rate .509)',
            value: '.773',
            source: 'docs/measurements/learner.md',
          },
          {
            name: 'finish: calibration error there',
            value: '.0038',
            source: 'docs/measurements/learner.md',
          },
        ],
      },
      retention: { kind: 'rebuildable' },
      erasure: 'rebuild',
      handover: 'retrain',
    },
    {
      name: 'taste.co-visitation',
      class: 'technology',
      exportControl: PUSH_TECHNOLOGY,
      card: {
        kind: 'learned',
        purpose: 'ranks clips for a viewer: what is watched together, what is popular, what is new',
        madeFrom: 'what consenting adults of this cell watched, liked, skipped and followed here',
        dataRegion: 'cell',
        figures: [
          {
            name: 'from a watch until the feed knows it, p99',
            value: '114 ms',
            source: 'docs/measurements/feed.md',
          },
        ],
      },
      retention: { kind: 'rebuildable' },
      erasure: 'rebuild',
      handover: 'retrain',
    },
  ],
  caches: [
    { name: 'taste.memory', class: 'personal', maxAgeS: 3_600 },
    { name: 'taste.choices', class: 'personal', maxAgeS: 3_600 },
  ],
  surfaces: [{ name: 'taste.page', shownBy: ['getTaste'] }],
});
