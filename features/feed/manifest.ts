import { defineManifest } from '@jhalak/contracts';

/** Feed pages live in the state store (class personal, two days); the feed has no tables of its own. */
export const manifest = defineManifest({
  owner: 'feed',
  surfaces: [
    { name: 'feed.for_you', shownBy: ['getForYou'] },
    { name: 'feed.following', shownBy: ['getFollowing'] },
  ],
});
