import { defineManifest } from '@jhalak/contracts';
import { COUNTED, EVENTS, SEEN, SEEN_SKETCH } from './src/exported.ts';

/** Slots, player events and what was seen. */
export const manifest = defineManifest({
  owner: 'attention',
  tables: [
    {
      name: 'attention_counted',
      export: COUNTED,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      retention: {
        kind: 'days',
        days: 9,
        why: 'a slot of the feed takes events for a day, one of a lock pack for eight; after that a repeat is refused as expired',
      },
      erasure: 'delete',
      handover: 'withhold',
    },
    {
      name: 'attention_seen',
      export: SEEN,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      retention: { kind: 'days', days: 180, why: 'a clip may come again after half a year' },
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'attention_seen_sketch',
      export: SEEN_SKETCH,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      retention: {
        kind: 'days',
        days: 180,
        why: 'a clip may come again half a year after the newest one that shares its filter was seen',
      },
      erasure: 'delete',
      handover: 'transfer',
    },
  ],
  streams: [
    {
      name: 'attention.events',
      export: EVENTS,
      class: 'personal',
      encrypted: true,
      retention: {
        kind: 'days',
        days: 365,
        why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
      },
      erasure: 'destroy_key',
      handover: 'transfer',
    },
  ],
  caches: [{ name: 'attention.seen', class: 'personal', maxAgeS: 3_600 }],
});
