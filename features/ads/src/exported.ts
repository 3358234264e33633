import type { PersonalExport } from '@jhalak/contracts';

/** How the archive that a person takes away tells of what they reported. */
export const AD_REPORTS: PersonalExport = {
  file: 'ad-reports',
  what: 'Ads that you reported, with what you wrote.',
  fields: {
    organisation: 'Whose ad it was.',
    report_id: 'Your ticket.',
    creative: 'Which ad.',
    seen: 'Who paid for it, its title, and where it led.',
    reason: 'The reason that you chose.',
    note_sealed: 'What you wrote; null when you wrote nothing.',
    state: 'Whether a reviewer decided, and how.',
    verdict_note: 'What the reviewer wrote.',
    decided_at_ms: 'When the reviewer decided.',
    at_ms: 'When you reported it.',
  },
  without: { decided_by: 'It is the reviewer’s name, not yours.' },
  opens: { note_sealed: { keyClass: 'activity', as: 'note', holds: 'text' } },
};
