import type { PersonalExport } from '@jhalak/contracts';

/** How the archive that a person takes away tells of what they reported, and of what they answered. */
export const REPORTS: PersonalExport = {
  file: 'reports',
  what: 'What you reported to the moderators, with what you wrote.',
  fields: {
    kind: 'clip, comment or person.',
    item_id:
      'The clip or comment that you reported; of a person, an id that only this install knows.',
    report_id: 'Your ticket.',
    reason: 'The reason that you chose.',
    note_sealed: 'What you wrote; null when you wrote nothing.',
    at_ms: 'When.',
  },
  opens: { note_sealed: { keyClass: 'activity', as: 'note', holds: 'text' } },
};

export const APPEALS: PersonalExport = {
  file: 'appeals',
  what: 'What you answered when a comment of yours was removed, or your account was suspended.',
  fields: {
    item_id: 'The comment; of a suspension, your own id.',
    kind: 'comment or person.',
    note_sealed: 'What you wrote.',
    at_ms: 'When.',
    decided_at_ms: 'When somebody else decided on it; null: not yet.',
  },
  opens: { note_sealed: { keyClass: 'activity', as: 'note', holds: 'text' } },
};
