// How the archive that a person takes away tells of their inbox.

import type { PersonalExport } from '@jhalak/contracts';

export const GROUPS: PersonalExport = {
  file: 'inbox',
  what: 'What you were told of within the last three months: one row for each kind, thing and day.',
  fields: {
    kind: 'What happened.',
    item_id: 'The clip, upload or request that it was about; all zeros where it was about none.',
    day: 'On which day, counted from 1 January 1970.',
    beyond: 'How many people did it beside the latest ones.',
    reason: 'A code that says why; null where there is none.',
    first_at_ms: 'When it first happened that day.',
    last_at_ms: 'When it last happened that day.',
  },
  without: {
    actors: 'names others, by ids that mean nothing outside',
    refs: 'ids of what others wrote',
    last_window: 'a place in our journal',
    last_position: 'a place in our journal',
    applied_window: 'a place in our journal',
    applied_position: 'a place in our journal',
    read_window: 'a place in our journal',
    read_position: 'a place in our journal',
  },
};

export const PEOPLE: PersonalExport = {
  file: 'inbox-settings',
  what: 'What you want to be told of.',
  fields: {
    kinds: 'Of whom, for each kind that you set.',
    quiet_chosen: 'Whether you chose quiet hours, or none.',
    quiet_from: 'Minute of the day at which they begin.',
    quiet_to: 'Minute of the day at which they end.',
  },
  without: {
    read_window: 'a place in our journal',
    read_position: 'a place in our journal',
  },
};
