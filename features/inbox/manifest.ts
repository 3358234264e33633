import { defineManifest } from '@jhalak/contracts';
import { GROUPS, PEOPLE } from './src/exported.ts';
import { KEPT_DAYS } from './src/types.ts';

/** What people are told of: ids, kinds and counts; the words are their owners' and are read when they are shown. */
export const manifest = defineManifest({
  owner: 'inbox',
  tables: [
    {
      name: 'inbox_groups',
      export: GROUPS,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      retention: { kind: 'days', days: KEPT_DAYS, why: 'nobody looks for older news' },
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'inbox_people',
      export: PEOPLE,
      class: 'personal',
      subject: 'person_id',
      distribution: 'person_id',
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'inbox_position',
      class: 'aggregate',
      distribution: 'id',
      retention: { kind: 'forever', why: 'one row: how far the journal was read' },
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  caches: [{ name: 'inbox.owners', class: 'public', maxAgeS: 86_400 }],
  surfaces: [{ name: 'inbox.page', shownBy: ['getInbox'] }],
});
