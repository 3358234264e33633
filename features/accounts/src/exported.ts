// How the archive that a person takes away tells of accounts: never a hash of a secret, never who of the staff did what.

import type { PersonalExport, ToldRows } from '@jhalak/contracts';

export const PERSONS: PersonalExport = {
  file: 'profile',
  what: 'Who you are here: your name, your languages, your age band and what you allow today.',
  fields: {
    person_id: 'The id under which everything of yours is kept.',
    region: 'The region whose install keeps it.',
    created_at_ms: 'When you came here first.',
    languages: 'Languages that you want clips in (BCP 47).',
    genres: 'Genres that you chose.',
    age_band: 'The age band that you gave; null when you were not asked.',
    consent_personalisation: 'Whether the feed may learn from what you watch; null counts as no.',
    consent_lock: 'Whether the lock screen may show you cards; null counts as no.',
    consent_ads: 'Whether ads may be chosen for you; null counts as no.',
    notice_version: 'The notice that you read last.',
    notice_language: 'The language in which you read it.',
    notice_sha256:
      'SHA-256 of the very text; it is at /v1/notices/consent/ with this code behind it.',
    home_state:
      'The state or province in which you say that you live, for its trends; null: you did not say.',
    handle: 'Your handle; null while you have no account.',
    signed_up_at_ms: 'When you made your account.',
    display_name: 'The name that people see.',
    bio: 'What you say about yourself.',
    sample: 'Whether this is a made-up person of the sample world.',
    deletion_due_at_ms: 'When your account will be erased, if you asked for that.',
  },
};

export const HANDLES: PersonalExport = {
  file: 'handle',
  what: 'The handle that you hold.',
  fields: {
    handle: 'As you wrote it.',
    skeleton: 'What it looks like: nobody else can take one that looks the same.',
    claimed_at_ms: 'Since when it is yours.',
    held_until_ms: 'Until when it stays empty after you left.',
  },
};

export const CREDENTIALS: PersonalExport = {
  file: 'password',
  what: 'When your password was set. Nobody can read the password itself, and its hash stays here.',
  fields: { changed_at_ms: 'When it was set last.' },
  without: { password_hash: 'a secret: whoever has it could try passwords against it' },
};

export const RECOVERY_CODES: PersonalExport = {
  file: 'recovery-codes',
  what: 'When your recovery codes were made and used.',
  fields: { created_at_ms: 'When it was made.', used_at_ms: 'When it was used; null: never.' },
  without: { code_hash: 'a secret, kept as a hash only' },
};

export const SESSIONS: PersonalExport = {
  file: 'sessions',
  what: 'Where you are signed in. No address is kept.',
  fields: {
    session_id: 'The session.',
    how: 'How you signed in.',
    browser: 'What the browser called itself, without its version.',
    system: 'What the device called itself.',
    proven_at_ms: 'When you proved last in it that it is you.',
    created_at_ms: 'When you signed in.',
    extended_at_ms: 'When it was used last, exact to a day.',
    expires_at_ms: 'When it ends without use.',
  },
  without: { token_hash: 'a secret: whoever has the token is signed in as you' },
};

export const PHONE_NUMBERS: PersonalExport = {
  file: 'phone-number',
  what: 'The number that you sign in with.',
  fields: {
    number_sealed: 'The number, with its country.',
    since_ms: 'Since when it is yours here.',
    proven_at_ms: 'When a code that went to it came back last.',
  },
  opens: { number_sealed: { keyClass: 'profile', as: 'number', holds: 'text' } },
  without: { number_hash: 'a keyed hash of the number, by which this install finds it' },
};

export const PASSKEYS: PersonalExport = {
  file: 'passkeys',
  what: 'Your passkeys. The secret half of each never leaves your device.',
  fields: {
    credential_id: 'What its device calls it.',
    counter: 'How often it was used, as far as its device counts.',
    synced: 'Whether its maker keeps copies.',
    transports: 'How it is reached.',
    domain: 'The domain that it works at.',
    name: 'What you call it.',
    created_at_ms: 'When it was added.',
    used_at_ms: 'When it was used last.',
  },
  without: {
    passkey_id: 'an id of ours that says nothing elsewhere',
    public_key: 'the public half: of use to this install alone',
  },
};

export const UNDER_WAY: PersonalExport = {
  leftOut:
    'steps of signing in that are under way, kept for minutes: keyed hashes, and a number that is sealed until then',
};

export const SIGN_INS: ToldRows = {
  file: 'sign-ins',
  what: 'When you signed in within the last year, and what changed in how you can.',
  fields: {
    session: 'The session that began.',
    how: 'How you signed in.',
  },
  without: { passkey: 'an id of ours that says nothing elsewhere' },
};

export const CONSENTS: PersonalExport = {
  file: 'consents',
  what: 'The ledger of consent: every answer that you gave about your age and about each purpose.',
  fields: {
    consent_id: 'The answer.',
    at_ms: 'When you gave it.',
    age_band: 'Your age band as you said it.',
    personalisation: 'May the feed learn from what you watch?',
    lock: 'May the lock screen show you cards?',
    ads: 'May ads be chosen for you?',
    notice_version: 'Which notice you had read.',
    notice_language: 'In which language.',
    notice_sha256:
      'SHA-256 of the very text; it is at /v1/notices/consent/ with this code behind it.',
    purpose: 'The one purpose that the answer was about; null: all of them.',
    receipt_id: 'The signed receipt on your device, where there is one.',
  },
};

export const PARENTAL_CONSENT: PersonalExport = {
  file: 'parent-consent',
  what: 'How your parent’s consent stands, if you are a child here.',
  fields: {
    state: 'How it stands.',
    born_month: 'When you were born, as you said it.',
    expires_at_ms: 'Until when your parent can answer.',
    asked_day: 'The day on which you asked last, counted from 1970.',
    asked_times: 'How often you asked on it.',
    answered_at_ms: 'When it was answered last.',
    notice_version: 'Which notice your parent read.',
    proofs: 'Which ways in your parent’s account had then.',
    may_be_public: 'Whether your account may be public.',
  },
  without: {
    code_hash: 'a secret, kept as a hash only',
    parent_id: 'names somebody else',
  },
};

export const PARENTAL_ANSWERS: PersonalExport = {
  file: 'parent-answers',
  what: 'Every answer that a parent gave about you.',
  fields: {
    answer_id: 'The answer.',
    at_ms: 'When it was given.',
    answer: 'What was said.',
    notice_version: 'Which notice your parent had read.',
    notice_language: 'In which language.',
    proofs: 'Which ways in your parent’s account had then.',
  },
  without: { parent_id: 'names somebody else' },
};

export const SCREEN_LIMITS: PersonalExport = {
  file: 'screen-time',
  what: 'How long you may be here in a day, as your parent says. How long you were is on your device alone.',
  fields: {
    daily_minutes: 'Minutes a day.',
    more_day: 'The day for which a parent gave more time last.',
    more_minutes: 'How many minutes more.',
    changed_at_ms: 'Since when.',
  },
  without: { more_key: 'a random word by which a repeated request is known again' },
};

export const ROLES: PersonalExport = {
  file: 'roles',
  what: 'Roles that you hold here as staff or for an organisation.',
  fields: {
    role: 'The role.',
    organisation: 'The organisation within which it holds; empty: everywhere here.',
    granted_at_ms: 'Since when.',
  },
  without: {
    granted_by: 'names somebody else',
    reason: 'a note of staff for staff',
  },
};

export const ACTIVITY: PersonalExport = {
  file: 'last-visit',
  what: 'When you were here last: after years without a visit an account is erased.',
  fields: { last_active_at_ms: 'Exact to a day.' },
};

export const ERASURES: PersonalExport = {
  leftOut: 'there is a row only once you are erased, and then there is nobody to give it to',
};

/** Streams of one file: what was changed in an account, and when. */
export const ACCOUNT_HISTORY: ToldRows = {
  file: 'account-history',
  what: 'What was changed in your account within the last year, and when.',
  fields: {
    languages: 'Your languages after the change.',
    genres: 'Your genres after the change.',
    personal: 'Whether the feed learned from you then.',
    sample: 'Whether this is a made-up person of the sample world.',
    handle: 'Your handle.',
    displayName: 'The name that people saw.',
    bio: 'What you said about yourself.',
    dueAtMs: 'When the erasure that you asked for was due.',
    ageBand: 'Your age band after the change.',
    consent: 'What you allowed after the change, with the notice that you had read.',
    role: 'The role that was given or ended.',
    organisation: 'The organisation within which it held.',
  },
  without: {
    grantedBy: 'names somebody else',
    by: 'names somebody else',
    reason: 'says why an erasure began, and stands only there',
  },
};

export const STAFF_LOG: PersonalExport = {
  leftOut:
    'tells what staff did under a lent role: a record of the region, kept about those who left too',
};
