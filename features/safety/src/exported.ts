import type { PersonalExport } from '@jhalak/contracts';

/** How the archive that a person takes away tells of what they reported. */
export const REPORTS: PersonalExport = {
  file: 'reports',
  what: 'What you reported to the moderators, with what you wrote.',
  fields: {
    video_id: 'The clip that you reported.',
    report_id: 'Your ticket.',
    reason: 'The reason that you chose.',
    note_sealed: 'What you wrote; null when you wrote nothing.',
    at_ms: 'When.',
  },
  opens: { note_sealed: { keyClass: 'activity', as: 'note', holds: 'text' } },
};
