// How the archive that a person takes away tells of comments.

import type { PersonalExport } from '@jhalak/contracts';

export const COMMENTS: PersonalExport = {
  file: 'comments',
  what: 'Comments and replies that you wrote, also those that others do not see.',
  fields: {
    video_id: 'The clip; in the app it is at /v/ and this id.',
    comment_id: 'The comment.',
    parent_id: 'Of a reply: the comment above it; null otherwise.',
    state: 'shown, held, refused, removed or deleted.',
    text: 'What you wrote.',
    language: 'The language, as its script tells; null where it does not.',
    likes: 'How many people like it.',
    replies: 'How many replies it has.',
    created_at_ms: 'When you wrote it.',
    deleted_at_ms: 'When it was deleted; null: it was not.',
    removed_at_ms: 'When moderators removed it; null: never.',
    removed_reason: 'The reason that they gave you.',
    removed_note: 'What they told you.',
  },
  without: {
    creator_id: 'names whoever made the clip',
    best_ms: 'its place in the list, computed from its time and likes',
    was: 'how it stood before it was deleted or removed, for undoing that',
    deleted_by_creator: 'whether the clip’s creator deleted it, for undoing that',
  },
};

export const LIKES: PersonalExport = {
  file: 'comment-likes',
  what: 'Comments that you like.',
  fields: { video_id: 'The clip.', comment_id: 'The comment.', since_ms: 'Since when.' },
};

export const MENTIONS: PersonalExport = {
  file: 'comment-mentions',
  what: 'Comments of others that name you.',
  fields: { video_id: 'The clip.', comment_id: 'The comment.' },
};

export const SETTINGS: PersonalExport = {
  file: 'comment-settings',
  what: 'What you say about comments on your clips.',
  fields: {
    audience: 'Who may comment.',
    hold_all: 'Whether every comment waits for you.',
    words: 'Your words that make a comment wait.',
  },
};

export const CLIPS: PersonalExport = {
  file: 'comment-clips',
  what: 'What you say about comments on single clips of yours.',
  fields: {
    video_id: 'The clip.',
    audience: 'Who may comment; null: as on your other clips.',
    pinned_id: 'The comment that you pinned.',
  },
};

export const RATES: PersonalExport = {
  leftOut: 'a moment until which new comments wait, a minute or so old, kept against machines',
};

/** Rows are told as they stand. */
export const COMMENT_LOG: PersonalExport = {
  leftOut:
    'what stands is in comments.json; the log holds ids only, is kept for a year by law in the order of time, and cannot be searched by person',
};

export const LIKE_LOG: PersonalExport = {
  leftOut:
    'what stands is in comment-likes.json; the log holds ids only, is kept for a year by law in the order of time, and cannot be searched by person',
};
