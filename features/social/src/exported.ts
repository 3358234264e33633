// How the archive that a person takes away tells of follows and likes.

import type { PersonalExport } from '@jhalak/contracts';

export const FOLLOWING: PersonalExport = {
  file: 'follows',
  what: 'The people whom you follow.',
  fields: { followee_id: 'Whom you follow.', since_ms: 'Since when.' },
  people: ['followee_id'],
};

export const FOLLOWERS: PersonalExport = {
  file: 'followers',
  what: 'Since when people follow you: one row each. Who they are, the app shows to nobody.',
  fields: { since_ms: 'Since when somebody follows you.' },
  without: { follower_id: 'names somebody else, whom the app does not show to you either' },
};

export const LIKES: PersonalExport = {
  file: 'likes',
  what: 'Clips that you like.',
  fields: { video_id: 'The clip; in the app it is at /v/ and this id.', since_ms: 'Since when.' },
};

/** Edges are told as they stand. */
export const EDGE_LOG: PersonalExport = {
  leftOut:
    'what stands is in follows.json and likes.json; the log of taken-back ones is kept for a year by law, in the order of time, and cannot be searched by person',
};
