import { defineManifest } from '@jhalak/contracts';

/** Feed pages live in the state store (class personal, two days); the feed has no tables of its own. */
export const manifest = defineManifest({
  owner: 'feed',
  technology: { exportControl: 'CN-056101X-21' },
  models: [
    {
      name: 'feed.weights',
      class: 'technology',
      exportControl: 'CN-056101X-21',
      files: ['src/ranking/weight-table.ts', 'src/selection/settings.ts'],
      retention: { kind: 'forever', why: 'a part of the release' },
      erasure: 'keep',
      handover: 'licence',
      card: {
        kind: 'rules',
        purpose:
          'how much each feature of a clip counts when a feed page is ranked, and how a page is mixed',
        madeFrom: 'set by hand, in the order of what was measured on a public log of watches',
        dataRegion: 'public',
        figures: [
          {
            name: 'CPU a page, one run of three',
            value: '1.96',
            source: 'docs/measurements/feed.md',
          },
        ],
      },
    },
  ],
  caches: [{ name: 'feed.sessions', class: 'personal', maxAgeS: 3_600 }],
  surfaces: [
    { name: 'feed.for_you', shownBy: ['getForYou'] },
    { name: 'feed.following', shownBy: ['getFollowing'] },
    { name: 'feed.compare', shownBy: ['compareFeeds'] },
  ],
});
