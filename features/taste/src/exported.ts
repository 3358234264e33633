// How the archive that a person takes away tells of what the feed learned.

import type { PersonalExport } from '@jhalak/contracts';

export const VIEWERS: PersonalExport = {
  file: 'taste',
  what: 'What the feed learned of you, as of its last snapshot. Empty without your consent.',
  fields: {
    sealed:
      'recent: clips watched lately and how fully (level, 0 to 1); looked: lock cards; languages, genres, creators: leanings from -6 to 6, creators by id; unwanted: what you did not want.',
  },
  opens: { sealed: { keyClass: 'activity', as: 'taste', holds: 'json' } },
  without: { window_number: 'an internal number of the snapshot' },
};

export const RESETS: PersonalExport = {
  leftOut: 'tells the learner that somebody asked it to forget; nothing of what it forgot',
};
