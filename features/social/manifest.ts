import { defineManifest } from '@jhalak/contracts';
import {
  ASKED,
  CLOSE,
  CLOSE_BACK,
  COLLECTIONS,
  EDGE_LOG,
  FOLLOWERS,
  FOLLOWING,
  LIKES,
  PACKS,
  PRIVACY,
  REPOSTS,
  REQUESTS,
  SAVES,
  TIES,
  TIES_BACK,
  UNPACKED,
} from './src/exported.ts';

const edge = {
  class: 'personal' as const,
  subject: 'person_id',
  distribution: 'person_id',
  retention: { kind: 'while_subject_exists' as const },
  erasure: 'delete' as const,
  handover: 'transfer' as const,
};
const log = {
  export: EDGE_LOG,
  class: 'personal' as const,
  encrypted: false,
  retention: {
    kind: 'days' as const,
    days: 365,
    why: 'DPDP Rules 2025, rule 8(3): logs are kept one year',
  },
  erasure: 'keep' as const,
  handover: 'transfer' as const,
};

/** Who follows, blocks and likes what and whom, and what people keep. Ids and edges; names of folders are sealed. */
export const manifest = defineManifest({
  owner: 'social',
  tables: [
    { name: 'social_following', export: FOLLOWING, ...edge },
    { name: 'social_followers', export: FOLLOWERS, ...edge },
    { name: 'social_likes', export: LIKES, ...edge },
    { name: 'social_ties', export: TIES, ...edge },
    { name: 'social_ties_back', export: TIES_BACK, ...edge },
    { name: 'social_close', export: CLOSE, ...edge },
    { name: 'social_close_back', export: CLOSE_BACK, ...edge },
    { name: 'social_packs', export: PACKS, ...edge, class: 'public', distribution: 'pack_id' },
    { name: 'social_unpacked', export: UNPACKED, ...edge },
    { name: 'social_privacy', export: PRIVACY, ...edge },
    { name: 'social_requests', export: REQUESTS, ...edge },
    { name: 'social_asked', export: ASKED, ...edge },
    { name: 'social_collections', export: COLLECTIONS, encrypted: ['name_sealed'], ...edge },
    { name: 'social_saves', export: SAVES, ...edge },
    { name: 'social_reposts', export: REPOSTS, ...edge },
  ],
  streams: [
    { name: 'social.follow', ...log },
    { name: 'social.like', ...log },
    { name: 'social.tie', ...log },
    { name: 'social.close', ...log },
    { name: 'social.pack', ...log },
    { name: 'social.privacy', ...log },
    { name: 'social.request', ...log },
    { name: 'social.save', ...log },
    { name: 'social.collection', ...log },
    { name: 'social.repost', ...log },
  ],
  surfaces: [
    { name: 'social.like', shownBy: ['like'] },
    { name: 'social.save', shownBy: ['save'] },
    { name: 'social.saved', shownBy: ['listSaved'] },
    { name: 'social.collections', shownBy: ['listCollections'] },
    { name: 'social.repost', shownBy: ['repost'] },
    { name: 'social.person', shownBy: ['getPerson'] },
    {
      name: 'social.list',
      shownBy: [
        ...['listFollowers', 'listFollowing', 'listFollowRequests', 'listBlocks', 'listMutes'],
        'listClose',
      ],
    },
    { name: 'social.suggestions', shownBy: ['suggestPeople'] },
    { name: 'social.pack', shownBy: ['getPack', 'listPacks', 'listOwnPacks'] },
  ],
  caches: [{ name: 'social.edges', class: 'personal', maxAgeS: 300 }],
});
