import { defineManifest } from '@jhalak/contracts';
import { EDGE_LOG, FOLLOWERS, FOLLOWING, LIKES } from './src/exported.ts';

const edge = {
  class: 'personal' as const,
  subject: 'person_id',
  distribution: 'person_id',
  retention: { kind: 'while_subject_exists' as const },
  erasure: 'delete' as const,
  handover: 'transfer' as const,
};
const year = {
  kind: 'days' as const,
  days: 365,
  why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
};

/** Who follows whom, who likes what. Ids and edges only. */
export const manifest = defineManifest({
  owner: 'social',
  tables: [
    { name: 'social_following', export: FOLLOWING, ...edge },
    { name: 'social_followers', export: FOLLOWERS, ...edge },
    { name: 'social_likes', export: LIKES, ...edge },
  ],
  streams: [
    {
      name: 'social.follow',
      export: EDGE_LOG,
      class: 'personal',
      encrypted: false,
      retention: year,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'social.like',
      export: EDGE_LOG,
      class: 'personal',
      encrypted: false,
      retention: year,
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
  surfaces: [
    { name: 'social.like', shownBy: ['like'] },
    { name: 'social.person', shownBy: ['getPerson'] },
  ],
  caches: [{ name: 'social.edges', class: 'personal', maxAgeS: 300 }],
});
