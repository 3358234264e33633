// How the archive that a person takes away tells of the lock screen.

import type { PersonalExport } from '@jhalak/contracts';

const PICTURES = 'made of your clip, which is in clips/';
const EDITORS = 'a note of editors for editors';
const CHOSEN = 'how the pack was mixed: a part of the program, not of you';

export const CARDS: PersonalExport = {
  file: 'lock-cards',
  what: 'Cards of the lock screen that were made of your clips.',
  fields: {
    card_id: 'The card.',
    kind: 'What it was made of.',
    item_id: 'The clip.',
    language: 'Its language.',
    genre: 'Its genre.',
    age: 'For which age it is.',
    headline: 'Its headline.',
    summary: 'Its text.',
    attribution: 'Whom it names as its maker.',
    open_path: 'Where it leads.',
    happened_at_ms: 'When the clip was published.',
    duration_ms: 'How long the clip is.',
    ai: 'Whether it says that AI made the clip (generated) or changed it (altered); null: it does not.',
    sample: 'Whether it is of the sample world.',
    state: 'How it stands.',
    version: 'How often it was changed.',
    from_ms: 'From when it may be shown.',
    until_ms: 'Until when.',
    proposed_at_ms: 'When it was proposed.',
    changed_at_ms: 'When it was changed last.',
    ended_at_ms: 'When it was ended before its time; null: it was not.',
  },
  without: {
    publisher_ids: 'cards of clips have none',
    story: 'cards of clips have none',
    picture: PICTURES,
    loop: PICTURES,
    prepared: 'whether its picture is made yet',
    trend: 'how much it is watched at the moment',
    embargo_until_ms: 'cards of clips have none',
    approval: EDITORS,
    correction: EDITORS,
    ended_reason: EDITORS,
  },
};

export const RULES: PersonalExport = {
  leftOut: 'rules of the editors on whose cards need no second look: their work, told to no one',
};

export const VIEWER_CHANNELS: PersonalExport = {
  leftOut: 'a counter by which your device knows the newer of two packs',
};

export const PACKS: PersonalExport = {
  file: 'lock-packs',
  what: 'Packs of lock cards that were made for you within the last nine days.',
  fields: {
    pack_id: 'The pack.',
    channel: 'Region, language and kind.',
    version: 'Its number in the channel.',
    issued_at_ms: 'When it was made.',
    bytes: 'Its size.',
  },
  without: { seed: CHOSEN, learned_window: CHOSEN, places: CHOSEN },
};

export const RECEIPTS: PersonalExport = {
  file: 'lock-answers',
  what: 'Every yes and no to the lock screen that you gave while signed in.',
  fields: {
    counter: 'Its number on the device.',
    receipt_id: 'The signed receipt on your device.',
    granted: 'Yes or no.',
    notice_version: 'Which notice you had read.',
    notice_language: 'In which language.',
    issued_at_ms: 'When.',
  },
  without: { device_hash: 'a keyed hash of a name that your device changes each week' },
};

export const RECEIPT_LOG: PersonalExport = { leftOut: 'the same answers as in lock-answers.json' };

export const CARD_PICTURES = {
  leftOut: 'small pictures cut from your clips for lock cards; the clips themselves are in clips/',
};
