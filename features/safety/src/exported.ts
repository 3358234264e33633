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

export const GRIEVANCES: PersonalExport = {
  file: 'grievances',
  what: 'What you complained of to the grievance officer, and what you were answered.',
  fields: {
    grievance_id: 'Your ticket.',
    kind: 'general, unlawful or intimate: how soon it is answered.',
    state: 'open, answered, appealed or closed.',
    text_sealed: 'What you wrote.',
    filed_at_ms: 'When; the ticket is the acknowledgement.',
    due_ms: 'By when it was, or is, to be answered or decided.',
    answer_due_ms: 'By when the first answer was due.',
    appeal_to: 'Where one goes who is not content.',
    answer_sealed: 'The answer; null: not yet.',
    answered_at_ms: 'When.',
    appeal_sealed: 'What you wrote against it; null: nothing.',
    appealed_at_ms: 'When.',
    decision_sealed: 'What was decided then; null: nothing yet.',
    decided_at_ms: 'When.',
  },
  opens: {
    text_sealed: { keyClass: 'activity', as: 'text', holds: 'text' },
    answer_sealed: { keyClass: 'activity', as: 'answer', holds: 'text' },
    appeal_sealed: { keyClass: 'activity', as: 'appeal', holds: 'text' },
    decision_sealed: { keyClass: 'activity', as: 'decision', holds: 'text' },
  },
  without: {
    answered_by: 'names who answered, who did so for the service',
    claim_hash: 'opens nothing: the mark of a key that only a browser has',
  },
};
