// How the archive that a person takes away tells of the notice that they got and of what they chose.

import type { PersonalExport } from '@jhalak/contracts';

export const CHOICES: PersonalExport = {
  file: 'handover-choices',
  what: 'When you were told that somebody else will run this, and what you chose.',
  fields: {
    deal_id: 'Which hand-over.',
    version: 'Which notice you had before you.',
    told_at_ms: 'When it was shown to you first.',
    choice: 'stay, export, erase or object; nothing where you chose nothing, which means stay.',
    chosen_at_ms: 'When you chose last.',
  },
};

export const CHOICE_LOG: PersonalExport = {
  leftOut:
    'what you chose last is in handover-choices.json; earlier choices stand sealed in the log that the law keeps for a year',
};
