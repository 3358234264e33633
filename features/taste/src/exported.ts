// How the archive that a person takes away tells of what the feed learned.

import type { PersonalExport } from '@jhalak/contracts';

export const VIEWERS: PersonalExport = {
  file: 'taste',
  what: 'What the feed learned of you, as of its last snapshot. Empty without your consent.',
  fields: {
    sealed:
      'recent: clips watched lately and how fully (level, 0 to 1); looked: lock cards; open and past: showings of the last day that may still come to something, and what their clips were ranked by; languages, genres, creators: leanings from -6 to 6, creators by id; unwanted: what you did not want.',
  },
  opens: { sealed: { keyClass: 'activity', as: 'taste', holds: 'json' } },
  without: {
    window_number: 'an internal number of the snapshot',
    former_sealed: 'the same as of the snapshot before, in case the newest one is damaged',
  },
};

export const RESETS: PersonalExport = {
  leftOut:
    'tells the learner that somebody asked it to forget, or changed what it believes; what came of it is in taste.json',
};

export const CHOICES: PersonalExport = {
  file: 'taste-choices',
  what: 'What you asked the feed for: more, less or none of something.',
  fields: {
    sealed:
      'of: clip, creator (both by id), tag, genre, language, words; value: which; wish: more, less or none.',
    since_ms: 'Since when.',
  },
  opens: { sealed: { keyClass: 'activity', as: 'choice', holds: 'json' } },
  without: { choice_id: 'an internal number of the choice' },
};

export const CHOICE_LOG: PersonalExport = {
  leftOut:
    'says that a choice was made or taken back, not which; what stands is in taste-choices.json',
};
