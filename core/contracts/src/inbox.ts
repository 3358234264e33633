// The inbox: what others did with somebody's clips and page, and what was decided about them. Rows hold ids and kinds; the
// words are read when they are shown.

import { Type, type Static } from 'typebox';
import { Device } from './accounts.ts';
import { Cursor, Handle, LanguageCode, PageQuery, TimeMs, Uuid } from './fields.ts';
import { ORDER_LAWS } from './orders.ts';

/** Of whom somebody wants to hear of one kind. */
export const INBOX_WHO = ['everyone', 'following', 'nobody'] as const;
export type InboxWho = (typeof INBOX_WHO)[number];

/** Filters of the list. */
export const INBOX_ABOUT = ['people', 'likes', 'comments', 'clips'] as const;
export type InboxAbout = (typeof INBOX_ABOUT)[number];

/** How one kind behaves. */
interface InboxKindRule {
  /** `account`: under no filter, only in the whole list. */
  about: InboxAbout | 'account';
  /** `people`: everyone, people one follows, nobody. `switch`: everyone or nobody. `always`: cannot be switched off. */
  choice: 'people' | 'switch' | 'always';
  default: InboxWho;
  /** For people under 18 and of unknown age, who hear less by themselves. */
  child: InboxWho;
}

const fromPeople = (about: InboxAbout): InboxKindRule => ({
  ...{ about, choice: 'people' },
  ...{ default: 'everyone', child: 'following' },
});
const always: InboxKindRule = {
  ...{ about: 'clips', choice: 'always' },
  ...{ default: 'everyone', child: 'everyone' },
};

/** Everything that somebody can be told of, in the order of the settings. */
export const INBOX_RULES = {
  follow: fromPeople('people'),
  follow_request: fromPeople('people'),
  request_accepted: {
    ...{ about: 'people', choice: 'switch' },
    ...{ default: 'everyone', child: 'everyone' },
  },
  like: fromPeople('likes'),
  comment: fromPeople('comments'),
  reply: fromPeople('comments'),
  mention: fromPeople('comments'),
  comment_liked: { ...fromPeople('likes'), child: 'nobody' },
  repost: { ...fromPeople('likes'), child: 'nobody' },
  clip_published: {
    ...{ about: 'clips', choice: 'switch' },
    ...{ default: 'everyone', child: 'everyone' },
  },
  /** Somebody published one's clip again; it names who. */
  clip_copied: always,
  /** Refused, or held before publication. */
  clip_refused: always,
  clip_limited: always,
  clip_removed: always,
  clip_restored: always,
  /** An order of an authority hides a clip. */
  order: always,
  comment_removed: { ...always, about: 'comments' },
  comment_restored: { ...always, about: 'comments' },
  /** An appeal was heard, and the comment stays away. */
  comment_upheld: { ...always, about: 'comments' },
  /** Somebody signed in with this account; not told to that very session. */
  sign_in: { ...always, about: 'account' },
  /** A way into the account came, went, or is somebody else's now. */
  way_in: { ...always, about: 'account' },
  /** The account was suspended, or is no longer, or an appeal against it was heard. */
  standing: { ...always, about: 'account' },
  /** A complaint to the grievance officer arrived, was answered, or was decided on appeal. */
  grievance: { ...always, about: 'account' },
} as const satisfies Readonly<Record<string, InboxKindRule>>;
export type InboxKind = keyof typeof INBOX_RULES;
export const INBOX_KINDS = Object.keys(INBOX_RULES) as InboxKind[];

/** Where something stands in the order in which things happened. */
export const InboxPosition = Type.String({ pattern: '^\\d{1,16}\\.\\d{1,16}$' });

const InboxPerson = Type.Object({ handle: Handle, displayName: Type.Optional(Type.String()) });
const InboxClip = Type.Object({
  id: Uuid,
  caption: Type.String(),
  language: LanguageCode,
  /** URL of a WebP or JPEG picture. */
  poster: Type.String(),
});

/** What happened of one kind with one thing within one day (UTC). */
export const InboxGroup = Type.Object(
  {
    id: Type.String({ maxLength: 80 }),
    kind: Type.Enum([...INBOX_KINDS]),
    /** How many people did it, or how often it happened where nobody did it. */
    count: Type.Integer({ minimum: 1 }),
    /** The latest three of them; a follow request has one, and is answered by this handle. */
    people: Type.Array(InboxPerson, { maxItems: 3 }),
    clip: Type.Optional(InboxClip),
    /** The latest comment that can be seen, with its words as they are now. */
    comment: Type.Optional(Type.Object({ id: Uuid, text: Type.String() })),
    /** A code: of the moderators' reasons, of a refused file (`media.*`), how somebody signed in, what became of a way in, of the account, or of a complaint. */
    reason: Type.Optional(Type.String()),
    /** What the moderator wrote. */
    note: Type.Optional(Type.String()),
    /** Of an order that hides the clip; who gave it is absent where it is confidential. */
    law: Type.Optional(Type.Enum([...ORDER_LAWS])),
    authority: Type.Optional(Type.String()),
    reference: Type.Optional(Type.String()),
    /** Where somebody signed in; absent once that session has ended. */
    device: Type.Optional(Device),
    firstAtMs: TimeMs,
    atMs: TimeMs,
    unread: Type.Boolean(),
  },
  { $id: 'InboxGroup' },
);
export type InboxGroup = Static<typeof InboxGroup>;

/** More than this is told as this. */
export const INBOX_UNREAD_MAX = 50;

const dot = {
  /** Groups that were not read yet and can be shown, INBOX_UNREAD_MAX at most. */
  unread: Type.Integer({ minimum: 0, maximum: INBOX_UNREAD_MAX }),
  /** Quiet hours, by the zone that was asked with: no dot, no sound. */
  silent: Type.Boolean(),
  /** When that changes next; null: it does not. */
  silentChangesAtMs: Type.Union([TimeMs, Type.Null()]),
};

/** The newest first. `upTo` is what marking everything on it as read takes. */
export const InboxPage = Type.Object(
  {
    items: Type.Array(InboxGroup),
    next: Type.Union([Cursor, Type.Null()]),
    upTo: InboxPosition,
    ...dot,
  },
  { $id: 'InboxPage' },
);
export type InboxPage = Static<typeof InboxPage>;

/** The time zone of the asking device, IANA; only to know its hour, never kept. Absent: UTC. */
const Zone = Type.Optional(Type.String({ minLength: 1, maxLength: 60 }));
export const InboxQuery = Type.Object({
  ...PageQuery.properties,
  about: Type.Optional(Type.Enum([...INBOX_ABOUT])),
  zone: Zone,
});
export const InboxStreamQuery = Type.Object({ zone: Zone });

/** Data of an event `news` of the stream. */
export const InboxNews = Type.Object(
  {
    /** New or changed groups, the newest first. */
    items: Type.Array(InboxGroup),
    /** Groups that are shown no more. */
    gone: Type.Array(Type.String()),
    /** More changed than is told here: ask for the list again. */
    reload: Type.Boolean(),
    upTo: InboxPosition,
    ...dot,
  },
  { $id: 'InboxNews' },
);
export type InboxNews = Static<typeof InboxNews>;

/** Groups marked one by one. */
const READ_MAX = 50;
/** `upTo`: everything up to there, and nothing above: what an undo sends is what `before` said. */
export const InboxReadBody = Type.Object({
  upTo: Type.Optional(InboxPosition),
  ids: Type.Optional(
    Type.Array(Type.String({ maxLength: 80 }), { minItems: 1, maxItems: READ_MAX }),
  ),
});
export const InboxRead = Type.Object(
  { before: InboxPosition, unread: dot.unread },
  { $id: 'InboxRead' },
);
export type InboxRead = Static<typeof InboxRead>;

const MINUTES_A_DAY = 24 * 60;
const Minute = Type.Integer({ minimum: 0, maximum: MINUTES_A_DAY - 1 });
/** Minutes of the day by the clock of whoever looks; `from` after `to` goes over midnight. */
export const InboxQuiet = Type.Object({ fromMinute: Minute, toMinute: Minute });
export type InboxQuiet = Static<typeof InboxQuiet>;

const Who = Type.Enum([...INBOX_WHO]);
const Switched = Type.Enum(['everyone', 'nobody']);
/** Kinds that can be set; the others are always told. */
const Kinds = Type.Object({
  follow: Who,
  follow_request: Who,
  request_accepted: Switched,
  like: Who,
  comment: Who,
  reply: Who,
  mention: Who,
  comment_liked: Who,
  repost: Who,
  clip_published: Switched,
});

export const InboxSettings = Type.Object(
  { kinds: Kinds, quiet: Type.Union([InboxQuiet, Type.Null()]) },
  { $id: 'InboxSettings' },
);
export type InboxSettings = Static<typeof InboxSettings>;
export const InboxSettingsBody = Type.Object({
  kinds: Type.Optional(Type.Partial(Kinds)),
  quiet: Type.Optional(Type.Union([InboxQuiet, Type.Null()])),
});
export type InboxSettingsBody = Static<typeof InboxSettingsBody>;

/** Quiet by themselves for people under 18 and of unknown age: from ten in the evening to six in the morning. */
export const CHILD_QUIET: InboxQuiet = { fromMinute: 22 * 60, toMinute: 6 * 60 };
