// How the archive that a person takes away tells of what they are tied to.

import type { PersonalExport } from '@jhalak/contracts';

export const FOLLOWING: PersonalExport = {
  file: 'follows',
  what: 'The people whom you follow.',
  fields: { followee_id: 'Whom you follow.', since_ms: 'Since when.' },
  people: ['followee_id'],
};

export const FOLLOWERS: PersonalExport = {
  file: 'followers',
  what: 'Since when people follow you: one row each. The app shows you who they are.',
  fields: { since_ms: 'Since when somebody follows you.' },
  without: {
    follower_id: 'names somebody else, who did not ask to be taken along',
    counts_full: 'says how long somebody else has been watching',
  },
};

export const LIKES: PersonalExport = {
  file: 'likes',
  what: 'Clips that you like.',
  fields: {
    video_id: 'The clip; in the app it is at /v/ and this id.',
    since_ms: 'Since when.',
    counts_full: 'Whether it counts in full, or as one of a newcomer.',
  },
};

export const TIES: PersonalExport = {
  file: 'kept-away',
  what: 'The people whom you blocked or muted.',
  fields: { kind: 'Blocked or muted.', other_id: 'Whom.', since_ms: 'Since when.' },
  people: ['other_id'],
};

export const TIES_BACK: PersonalExport = {
  leftOut: 'says who blocked or muted you, which is theirs and which the app tells nobody',
};

export const CLOSE: PersonalExport = {
  file: 'close-friends',
  what: 'Your list of close friends.',
  fields: { friend_id: 'Who is on it.', since_ms: 'Since when.' },
  people: ['friend_id'],
};

export const CLOSE_BACK: PersonalExport = {
  leftOut:
    'says on whose lists of close friends you are, which is theirs and which the app tells nobody',
};

export const PACKS: PersonalExport = {
  file: 'packs',
  what: 'Follow packs that you made.',
  fields: {
    pack_id: 'The pack; in the app it is at /packs/ and this id.',
    name: 'Its name.',
    description: 'What you say of it.',
    language: 'Its language (BCP 47).',
    people: 'Whom you put into it; their public names stand beside.',
    created_at_ms: 'When you made it.',
    changed_at_ms: 'When you changed it last.',
    proposed: 'Whether it is proposed to others, or reached by its link alone.',
  },
  people: ['people'],
};

export const UNPACKED: PersonalExport = {
  file: 'not-in-packs',
  what: 'That nobody may put you into a follow pack; no row: they may.',
  fields: { since_ms: 'Since when.' },
};

export const PRIVACY: PersonalExport = {
  file: 'privacy',
  what: 'Whether your account is private.',
  fields: { private: 'Whether it is.', changed_at_ms: 'Since when.' },
};

export const REQUESTS: PersonalExport = {
  file: 'follow-requests',
  what: 'Since when people wait to follow you: one row each. The app shows you who they are.',
  fields: { since_ms: 'Since when somebody waits.' },
  without: { asker_id: 'names somebody else, who did not ask to be taken along' },
};

export const ASKED: PersonalExport = {
  file: 'asked-to-follow',
  what: 'The private accounts that you asked to follow.',
  fields: { asked_id: 'Whom you asked.', since_ms: 'Since when.' },
  people: ['asked_id'],
};

export const COLLECTIONS: PersonalExport = {
  file: 'collections',
  what: 'Your folders of kept clips.',
  fields: {
    collection_id: 'The folder, as saved.json names it.',
    name_sealed: 'Its name.',
    created_at_ms: 'When you made it.',
  },
  opens: { name_sealed: { keyClass: 'content', as: 'name', holds: 'text' } },
};

export const SAVES: PersonalExport = {
  file: 'saved',
  what: 'Clips that you keep.',
  fields: {
    video_id: 'The clip; in the app it is at /v/ and this id.',
    collection_id: 'The folder that it is in; null: in none.',
    since_ms: 'Since when.',
  },
};

export const REPOSTS: PersonalExport = {
  file: 'reposts',
  what: 'Clips that you passed on to your followers.',
  fields: { video_id: 'The clip; in the app it is at /v/ and this id.', since_ms: 'Since when.' },
};

/** Edges are told as they stand. */
export const EDGE_LOG: PersonalExport = {
  leftOut:
    'what stands is in the files of follows, likes, saved clips and the others; the log of taken-back ones is kept for a year by law, in the order of time, and cannot be searched by person',
};
