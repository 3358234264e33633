import { defineManifest } from '@jhalak/contracts';
import { CLIPS, HOLDS } from './src/exported.ts';

const days180 = {
  kind: 'days' as const,
  days: 180,
  why: 'IT Rules 2021, rule 3(1)(g): records of removed content are kept 180 days',
};
const lists = {
  class: 'restricted' as const,
  distribution: 'list_id',
  retention: {
    kind: 'forever' as const,
    why: 'what was held by a list is answered for as long as anybody asks; ended ones hold nothing',
  },
  erasure: 'keep' as const,
  handover: 'transfer' as const,
};
const log = {
  class: 'restricted' as const,
  encrypted: false,
  retention: days180,
  erasure: 'keep' as const,
  handover: 'transfer' as const,
};

/** By what clips are known again, lists of what may not be published, and clips that wait because of either. */
export const manifest = defineManifest({
  owner: 'matching',
  tables: [
    {
      name: 'matching_clips',
      export: CLIPS,
      class: 'personal',
      subject: 'person_id',
      distribution: 'video_id',
      retention: { kind: 'while_subject_exists' },
      erasure: 'delete',
      handover: 'transfer',
    },
    {
      name: 'matching_kept',
      class: 'restricted',
      distribution: 'video_id',
      retention: {
        kind: 'forever',
        why: 'until no order hides the clip and nobody silences its sound: by the minute; numbers of the clip, without its person',
      },
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      ...lists,
      name: 'matching_lists',
      columns: { imported_by: 'personal', ended_by: 'personal' },
    },
    { ...lists, name: 'matching_entries' },
    {
      name: 'matching_holds',
      export: HOLDS,
      class: 'personal',
      encrypted: ['picture_sealed', 'appeal_sealed'],
      subject: 'person_id',
      distribution: 'video_id',
      retention: days180,
      erasure: 'delete',
      handover: 'transfer',
    },
  ],
  streams: [
    { ...log, name: 'matching.clip' },
    { ...log, name: 'matching.hold' },
    { ...log, name: 'matching.list' },
  ],
  surfaces: [
    { name: 'matching.holds', shownBy: ['listHolds'] },
    { name: 'matching.origin', shownBy: ['getClipOrigin'] },
  ],
});
