// How the archive that a person takes away tells of what they watched.

import type { PersonalExport } from '@jhalak/contracts';

export const COUNTED: PersonalExport = {
  leftOut:
    'keys by which a repeated event is counted once; the events themselves are in watch-history.json',
};

export const SEEN: PersonalExport = {
  file: 'seen',
  what: 'The clips that you saw last, some 500, so that they are not shown again soon.',
  fields: { video_id: 'The clip.', seen_at_ms: 'When you saw it last.' },
};

export const SEEN_SKETCH: PersonalExport = {
  leftOut:
    'clips seen longer ago, as filters that can be asked about one clip and cannot be listed; the events themselves are in watch-history.json',
};

export const EVENTS: PersonalExport = {
  file: 'watch-history',
  what: 'What you watched within the last year, on the feed and on the lock screen, step by step.',
  each: 'events',
  fields: {
    video: 'The clip, or what the lock card was made of.',
    type: 'impression, start, progress, finish, skip, not_interested, share, report; of lock cards also dwell, open, dismiss, save; view: it counted as a view.',
    at: 'When, by the clock of your device.',
    watchMs: 'How long you had watched by then; null where it does not apply.',
    durationMs: 'How long the clip is.',
    surface: 'Where it was shown.',
    position: 'At which place of the page.',
    learn: 'Whether the feed was allowed to learn from it.',
    from: 'Why the clip stood in your feed: because_watched, followed, asked, language_genre, genre, popular, new, explore or repeat.',
    card: 'The lock card.',
    language: 'The language of the lock card.',
    genre: 'The genre of the lock card.',
    dwellMs: 'How long the lock card stayed.',
    reason: 'Why you dismissed it, if you said so.',
    featureList:
      'The number of the list of features by which the clip was ranked; told once a showing.',
    rankerVersion: 'The version of the ranker that ranked it.',
    counts:
      'Of a view: full or newcomer (it counts, the second within a bound), own or repeat (it does not).',
    place:
      'Of a view: the state or province in which you said that you live; absent: you had not said.',
    source: '`replay` where an event comes from a log that was replayed, not from a player.',
    propensity: 'How likely the clip was to be chosen for its place.',
    features: 'The values of those features, a byte each, in base64url, in the order of the list.',
  },
  without: { slot: 'an internal number of one place on one page' },
};
