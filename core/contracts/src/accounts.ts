// Viewers, accounts, sessions, consent. A viewer is a person of the cell; signing up gives the same person a handle.

import { Type, type Static } from 'typebox';
import { Sha256 } from './consent-notice.ts';
import {
  AgeBandField,
  GenreCode,
  Handle,
  LanguageCode,
  PlaceCode,
  TimeMs,
  Uuid,
} from './fields.ts';
import { Whereabouts } from './imports.ts';
import { ROLES } from './route.ts';

/** What a person allowed, and which notice was read. Absent purposes count as no. */
export const Consent = Type.Object({
  personalisation: Type.Boolean(),
  lock: Type.Boolean(),
  ads: Type.Boolean(),
  noticeVersion: Type.String({ maxLength: 40 }),
  noticeLanguage: Type.String({ maxLength: 10 }),
  /** Of the very text that was read; a yes needs that of today's notice, see `consent-notice`. */
  noticeSha256: Type.Optional(Sha256),
});
export type Consent = Static<typeof Consent>;

const Languages = Type.Array(LanguageCode, { maxItems: 14, uniqueItems: true });
const Genres = Type.Array(GenreCode, { maxItems: 8, uniqueItems: true });

export const Viewer = Type.Object(
  {
    id: Uuid,
    languages: Languages,
    genres: Genres,
    ageBand: Type.Optional(AgeBandField),
    consent: Type.Optional(Consent),
    handle: Type.Optional(Handle),
    /** Held for the whole cell. */
    roles: Type.Array(Type.Enum([...ROLES])),
    /** Held within one organisation each; absent where there are none. */
    organisationRoles: Type.Optional(
      Type.Array(Type.Object({ role: Type.Enum([...ROLES]), organisation: Type.String() })),
    ),
    /** For declared children alone: whether a parent's consent is in force, and lets the account be public. */
    child: Type.Optional(Type.Object({ consent: Type.Boolean(), mayBePublic: Type.Boolean() })),
    /** Where they say that they live. */
    homePlace: Type.Optional(PlaceCode),
    /** True when the feed is learning from this person. */
    personal: Type.Boolean(),
    /** They said yes to a notice that has changed since: nothing is learned until they answer today's. Absent otherwise. */
    noticeChanged: Type.Optional(Type.Literal(true)),
  },
  { $id: 'Viewer' },
);
export type Viewer = Static<typeof Viewer>;

/** The states or provinces that somebody here can say that they live in. */
export const PlaceList = Type.Object(
  { items: Type.Array(Type.Object({ place: PlaceCode, name: Type.String() })) },
  { $id: 'PlaceList' },
);
export type PlaceList = Static<typeof PlaceList>;

export const ViewerBody = Type.Object({
  languages: Languages,
  genres: Genres,
  ageBand: Type.Optional(AgeBandField),
  consent: Type.Optional(Consent),
});
export type ViewerBody = Static<typeof ViewerBody>;

export const ViewerPatch = Type.Object({
  ...Type.Partial(ViewerBody).properties,
  /** Where they say that they live, one of `/v1/places`; null takes it back. Counted for the trends of that state alone. */
  homePlace: Type.Optional(Type.Union([PlaceCode, Type.Null()])),
});
export type ViewerPatch = Static<typeof ViewerPatch>;

/** `token` is opaque; our own web app gets it as an HttpOnly cookie too. */
export const ViewerCreated = Type.Object(
  { viewer: Viewer, token: Type.String() },
  { $id: 'ViewerCreated' },
);
export type ViewerCreated = Static<typeof ViewerCreated>;

/** Long passwords are welcome; argon2id hashes any length, this bound keeps bodies small. */
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 200;
// Short ones pass the schema, so that the answer is `account.password_weak` with a sentence, not a bare 400.
const Password = Type.String({ minLength: 1, maxLength: PASSWORD_MAX });

export const AccountBody = Type.Object({
  handle: Type.String({ minLength: 1, maxLength: 60 }),
  password: Password,
  languages: Languages,
  genres: Genres,
  ageBand: Type.Optional(AgeBandField),
  consent: Type.Optional(Consent),
});
export type AccountBody = Static<typeof AccountBody>;

export const Account = Type.Object(
  {
    id: Uuid,
    handle: Handle,
    createdAtMs: TimeMs,
    /** Set while the person can still undo deletion. */
    deletionDueAtMs: Type.Optional(TimeMs),
  },
  { $id: 'Account' },
);
export type Account = Static<typeof Account>;

/** `recoveryCodes` are shown once. */
export const AccountCreated = Type.Object(
  {
    account: Account,
    viewer: Viewer,
    token: Type.String(),
    recoveryCodes: Type.Array(Type.String()),
  },
  { $id: 'AccountCreated' },
);
export type AccountCreated = Static<typeof AccountCreated>;

export const SessionBody = Type.Object({
  handle: Type.String({ minLength: 1, maxLength: 60 }),
  password: Password,
});
export const SessionCreated = Type.Object(
  { token: Type.String(), account: Account, viewer: Viewer },
  { $id: 'SessionCreated' },
);
export type SessionCreated = Static<typeof SessionCreated>;

/** How a session began. */
export const SIGN_IN_HOWS = [
  'visitor',
  'sign_up',
  'password',
  'recovery',
  'code',
  'passkey',
] as const;
export type SignInHow = (typeof SIGN_IN_HOWS)[number];

/** What a device calls itself, in words and without versions. */
export const Device = Type.Object({
  /** `Chrome`, `Safari` … */
  browser: Type.Optional(Type.String({ maxLength: 40 })),
  /** `Android`, `iPhone`, `Windows` … */
  system: Type.Optional(Type.String({ maxLength: 40 })),
});
export type Device = Static<typeof Device>;

/** Somewhere a person is signed in. No address: none is stored. */
export const Session = Type.Object(
  {
    id: Uuid,
    device: Device,
    how: Type.Enum([...SIGN_IN_HOWS]),
    createdAtMs: TimeMs,
    /** Exact to a day: a use is noted at most once a day. */
    lastUsedAtMs: TimeMs,
    expiresAtMs: TimeMs,
    /** The one that asks. */
    current: Type.Boolean(),
  },
  { $id: 'Session' },
);
export type Session = Static<typeof Session>;

/** The latest used first. */
export const SessionList = Type.Object({ items: Type.Array(Session) }, { $id: 'SessionList' });

export const RecoveryBody = Type.Object({
  handle: Type.String({ minLength: 1, maxLength: 60 }),
  recoveryCode: Type.String({ minLength: 1, maxLength: 60 }),
  newPassword: Password,
});

/** The password once more, where there is one: checked when it is given. Routes with it ask for a fresh proof as well. */
export const PasswordProof = Type.Object({ password: Type.Optional(Password) });

export const PasswordChange = Type.Object({ password: Password, newPassword: Password });

/** Each code works once; shown once. */
export const RecoveryCodes = Type.Object(
  { recoveryCodes: Type.Array(Type.String()) },
  { $id: 'RecoveryCodes' },
);
export type RecoveryCodes = Static<typeof RecoveryCodes>;

/** An account brought back before its deletion was due. */
export const AccountRestored = Type.Object(
  { account: Account, viewer: Viewer },
  { $id: 'AccountRestored' },
);
export type AccountRestored = Static<typeof AccountRestored>;

/** A person's public page. */
export const Person = Type.Object(
  {
    handle: Handle,
    displayName: Type.Optional(Type.String()),
    bio: Type.Optional(Type.String()),
    createdAtMs: TimeMs,
    counts: Type.Object({
      followers: Type.Integer(),
      following: Type.Integer(),
      videos: Type.Integer(),
    }),
    /** Clips and lists are for followers, and following is asked for. */
    private: Type.Boolean(),
    /** Moderators suspended the account: nobody else sees it. Absent where they did not. */
    suspended: Type.Optional(Type.Literal(true)),
    /** Whether the caller follows this person; false without a token, as all that follows. */
    followed: Type.Boolean(),
    /** Whether the caller has asked to follow, and waits. */
    requested: Type.Boolean(),
    /** Whether this person follows the caller. */
    followsYou: Type.Boolean(),
    /** Whether the caller keeps this person's clips out of their own feed. */
    muted: Type.Boolean(),
    /** Whether the caller has them on their list of close friends, which nobody else sees; absent: not. */
    close: Type.Optional(Type.Boolean()),
    /** Where they say that they are now, by the word of that cell; absent: nowhere else. */
    movedTo: Type.Optional(Whereabouts),
    self: Type.Boolean(),
    sample: Type.Boolean(),
  },
  { $id: 'Person' },
);
export type Person = Static<typeof Person>;

export const ProfilePatch = Type.Object({
  displayName: Type.Optional(Type.String({ maxLength: 40 })),
  bio: Type.Optional(Type.String({ maxLength: 160 })),
});
export type ProfilePatch = Static<typeof ProfilePatch>;

/** What a person wrote about themselves; the public page adds counts. */
export const Profile = Type.Object(
  {
    handle: Handle,
    displayName: Type.Optional(Type.String()),
    bio: Type.Optional(Type.String()),
    createdAtMs: TimeMs,
  },
  { $id: 'Profile' },
);
export type Profile = Static<typeof Profile>;

/** Where the receipt of an erasure will be: `/v1/erasures/{code}`. Whoever has the code can read it; it is shown nowhere else. */
export const ErasureCode = Type.Object(
  { code: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }) },
  { $id: 'ErasureCode' },
);

/** How far an erasure is; once it is whole, with what proves it to others. */
export const ErasureReceipt = Type.Object(
  {
    /** `waiting`: asked for, and can still be undone. */
    state: Type.Enum(['waiting', 'under_way', 'erased']),
    personId: Uuid,
    dueAtMs: Type.Optional(TimeMs),
    erasedAtMs: Type.Optional(TimeMs),
    /** Absent on erasures from before there was a public log. */
    proof: Type.Optional(
      Type.Object({
        /** The entry of the public log. */
        entryId: Uuid,
        /** 16 bytes, hexadecimal. Who knows it and the id can tell that the entry is about this person; nobody else can. */
        salt: Type.String({ pattern: '^[0-9a-f]{32}$' }),
        commitment: Type.String({ pattern: '^[0-9a-f]{64}$' }),
        keysDestroyed: Type.Integer({ minimum: 0 }),
        keysDestroyedAtMs: TimeMs,
        /** When the last backup of the keys is gone. */
        keyBackupsUntilMs: TimeMs,
        /** Where the log's files begin. */
        log: Type.String(),
        /** How to check it, in words. */
        check: Type.String(),
      }),
    ),
  },
  { $id: 'ErasureReceipt' },
);
export type ErasureReceipt = Static<typeof ErasureReceipt>;
