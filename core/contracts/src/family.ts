// A declared child and a parent: what is asked, what is answered, what the parent may set.

import { Type, type Static } from 'typebox';
import { AgeBandField, Handle, TimeMs } from './fields.ts';

/** How a parent's consent stands. Who becomes an adult has none. */
export const PARENTAL_STATES = [
  'not_asked',
  'asked',
  'given',
  'refused',
  'expired',
  'withdrawn',
] as const;
export type ParentalState = (typeof PARENTAL_STATES)[number];

/** The notice to parents that the web app shows today. */
export const FAMILY_NOTICE_VERSION = '2026-11-23';

/** What stood behind a parent's word: ways in that their account had then. None of them is a civil document. */
export const PARENT_PROOFS = ['password', 'phone', 'passkey'] as const;
export type ParentProof = (typeof PARENT_PROOFS)[number];

/** Minutes a day: fewer is a ban, more is none. */
export const DAILY_MINUTES_MIN = 10;
export const DAILY_MINUTES_MAX = 600;
/** Minutes that a parent adds to a day at a time, and at most. */
export const MORE_MINUTES = 15;
export const MORE_MINUTES_MAX = 180;

/** A day as its person lives it. */
export const Day = Type.String({
  pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
});
const DailyMinutes = Type.Union([
  Type.Null(),
  Type.Integer({ minimum: DAILY_MINUTES_MIN, maximum: DAILY_MINUTES_MAX }),
]);

/** When somebody was born, to the month. Asked of children only, so that their time as children ends. */
export const ParentAskBody = Type.Object({
  bornMonth: Type.String({ pattern: '^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$' }),
});

/** Shown once: whoever has the code, and an adult's account, can answer. */
export const ParentAsked = Type.Object(
  { code: Type.String(), expiresAtMs: TimeMs },
  { $id: 'ParentAsked' },
);
export type ParentAsked = Static<typeof ParentAsked>;

/** As a person types it: case, spaces and hyphens do not count. */
const Code = Type.String({ minLength: 1, maxLength: 40 });
export const FamilyCodeBody = Type.Object({ code: Code });

/** What a parent reads before they answer. */
export const ParentAskShown = Type.Object(
  {
    child: Type.Object({ handle: Handle, displayName: Type.Optional(Type.String()) }),
    ageBand: AgeBandField,
    bornMonth: Type.String(),
    noticeVersion: Type.String(),
    expiresAtMs: TimeMs,
  },
  { $id: 'ParentAskShown' },
);
export type ParentAskShown = Static<typeof ParentAskShown>;

export const ParentAnswerBody = Type.Object({
  code: Code,
  answer: Type.Enum(['give', 'refuse']),
  noticeVersion: Type.String({ maxLength: 40 }),
  noticeLanguage: Type.String({ maxLength: 10 }),
});
export type ParentAnswerBody = Static<typeof ParentAnswerBody>;

/** How one's own consent stands, for somebody who is a child here. */
export const Childhood = Type.Object({
  state: Type.Enum([...PARENTAL_STATES]),
  /** Whether the rule of the region asks for a parent's consent at this age. */
  needed: Type.Boolean(),
  bornMonth: Type.Optional(Type.String()),
  /** While it is asked for. */
  expiresAtMs: Type.Optional(TimeMs),
  /** When it was answered last. */
  answeredAtMs: Type.Optional(TimeMs),
  parent: Type.Optional(Handle),
  /** Whether the parent lets the account be public. */
  mayBePublic: Type.Boolean(),
});
export type Childhood = Static<typeof Childhood>;

/** A child for whom the caller answered yes. */
export const FamilyChild = Type.Object({
  handle: Handle,
  displayName: Type.Optional(Type.String()),
  ageBand: AgeBandField,
  sinceMs: TimeMs,
  noticeVersion: Type.String(),
  proofs: Type.Array(Type.Enum([...PARENT_PROOFS])),
  mayBePublic: Type.Boolean(),
  dailyMinutes: DailyMinutes,
});
export type FamilyChild = Static<typeof FamilyChild>;

export const Family = Type.Object(
  { child: Type.Optional(Childhood), children: Type.Array(FamilyChild) },
  { $id: 'Family' },
);
export type Family = Static<typeof Family>;

export const FamilyChildPatch = Type.Partial(
  Type.Object({ mayBePublic: Type.Boolean(), dailyMinutes: DailyMinutes }),
);
export type FamilyChildPatch = Static<typeof FamilyChildPatch>;

/** More time for one day of the child's. */
export const MoreTimeBody = Type.Object({
  /** Default: today as UTC has it. */
  day: Type.Optional(Day),
  /** Made anew for each time that more is given: sent again, it gives nothing more. */
  key: Type.Optional(Type.String({ minLength: 8, maxLength: 64 })),
});

/** How long a child may be here in a day; for everybody else nothing is kept. What was used stays on the device: nobody is told. */
export const ScreenTime = Type.Object(
  {
    /** Null: no parent set anything. */
    dailyMinutes: DailyMinutes,
    /** What the parent added to a day, the newest alone. */
    more: Type.Optional(Type.Object({ day: Day, minutes: Type.Integer() })),
  },
  { $id: 'ScreenTime' },
);
export type ScreenTime = Static<typeof ScreenTime>;
