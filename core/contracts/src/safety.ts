// Reports of viewers and acts of moderators.

import { Type, type Static } from 'typebox';
import { Cursor, Handle, LanguageCode, TimeMs, Uuid } from './fields.ts';
import { Video } from './videos.ts';

/** Why somebody reports a clip, and the policy ground on which a moderator removes one. */
export const REPORT_REASONS = [
  'nudity',
  'violence',
  'hate',
  'harassment',
  'dangerous_act',
  'child_safety',
  'misinformation',
  'impersonation',
  'copyright',
  'spam',
  'other',
] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];

export const ReportBody = Type.Object({
  reason: Type.Enum([...REPORT_REASONS]),
  note: Type.Optional(Type.String({ maxLength: 1_000 })),
});
export const ReportCreated = Type.Object({ ticket: Type.String() }, { $id: 'ReportCreated' });
export type ReportCreated = Static<typeof ReportCreated>;

/** What is reported and decided on. */
export const REPORTED_KINDS = ['clip', 'comment', 'person'] as const;
export type ReportedKind = (typeof REPORTED_KINDS)[number];

/**
 * `remove`, `restore`: the clip goes and comes back; a person is suspended and let back. `dismiss`: the reports were wrong. `uphold`: an appeal was heard and the
 * decision stands. `restrict_age`, `unrestrict_age`:
 * for 18 or more only. What the law forbids is the order desk's.
 */
export const MODERATION_ACTIONS = [
  'remove',
  'restore',
  'dismiss',
  'uphold',
  'restrict_age',
  'unrestrict_age',
] as const;
export type ModerationAction = (typeof MODERATION_ACTIONS)[number];

export const ModerationBody = Type.Object({
  action: Type.Enum([...MODERATION_ACTIONS]),
  reason: Type.Enum([...REPORT_REASONS]),
  /** Shown to the creator. */
  note: Type.String({ maxLength: 1_000 }),
});

/** What is decided about a comment: nothing about age. */
export const CommentActBody = Type.Object({
  action: Type.Enum(['remove', 'restore', 'dismiss', 'uphold']),
  reason: Type.Enum([...REPORT_REASONS]),
  /** Shown to its author. */
  note: Type.String({ maxLength: 1_000 }),
});

/** The longest suspension that ends by itself. */
export const SUSPENSION_DAYS_MAX = 365;

/** What is decided about a person: `remove` suspends the account, `uphold` stands by it against an appeal. */
export const PersonActBody = Type.Object({
  action: Type.Enum(['remove', 'restore', 'dismiss', 'uphold']),
  /** Of `remove`: after so many days it ends by itself. Absent: until somebody lets them back. */
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: SUSPENSION_DAYS_MAX })),
  reason: Type.Enum([...REPORT_REASONS]),
  /** Shown to them. */
  note: Type.String({ maxLength: 1_000 }),
});

/** Why somebody thinks that their removed comment, or they themselves, should be back. */
export const AppealBody = Type.Object({ note: Type.String({ minLength: 1, maxLength: 1_000 }) });

/** A comment as moderators read it. */
export const ReportedComment = Type.Object({
  id: Uuid,
  text: Type.String(),
  language: Type.Union([LanguageCode, Type.Null()]),
  /** Null once nothing may be told of who wrote it. */
  author: Type.Union([Handle, Type.Null()]),
  state: Type.String(),
  createdAtMs: TimeMs,
});

export const CASE_STATES = ['open', 'appealed', 'removed', 'dismissed'] as const;

/** A person as moderators read of them. */
export const ReportedPerson = Type.Object({
  handle: Handle,
  displayName: Type.Optional(Type.String()),
  bio: Type.Optional(Type.String()),
});

/** One clip, comment with its clip, or person that waits for a decision. */
export const ModerationCase = Type.Object(
  {
    kind: Type.Enum([...REPORTED_KINDS]),
    /** Of a comment: the clip under which it stands. Absent for a person. */
    video: Type.Optional(Video),
    person: Type.Optional(ReportedPerson),
    comment: Type.Optional(ReportedComment),
    /** What its author answers to the removal, while that waits for somebody else than who decided. */
    appeal: Type.Optional(Type.Object({ note: Type.String(), atMs: TimeMs })),
    reports: Type.Integer(),
    reasons: Type.Array(
      Type.Object({ reason: Type.Enum([...REPORT_REASONS]), count: Type.Integer() }),
    ),
    /** What reporters wrote, newest first, without who wrote it. */
    notes: Type.Array(Type.String()),
    firstReportAtMs: TimeMs,
    lastReportAtMs: TimeMs,
    state: Type.Enum([...CASE_STATES]),
  },
  { $id: 'ModerationCase' },
);
export type ModerationCase = Static<typeof ModerationCase>;

export const ModerationPage = Type.Object(
  { items: Type.Array(ModerationCase), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'ModerationPage' },
);
export type ModerationPage = Static<typeof ModerationPage>;

export const ModerationAct = Type.Object(
  {
    id: Uuid,
    videoId: Type.Optional(Uuid),
    commentId: Type.Optional(Uuid),
    action: Type.String(),
    atMs: TimeMs,
  },
  { $id: 'ModerationAct' },
);

/** Why one's own account is suspended, as the moderator wrote it; null while it is not. */
export const OwnStanding = Type.Object(
  {
    suspended: Type.Union([
      Type.Null(),
      Type.Object({
        reason: Type.Enum([...REPORT_REASONS]),
        note: Type.String(),
        atMs: TimeMs,
        /** When it ends by itself; absent: when somebody lets them back. */
        untilMs: Type.Optional(TimeMs),
        /** Each suspension can be answered once, within 180 days. */
        appeal: Type.Enum(['open', 'waits', 'over']),
      }),
    ]),
  },
  { $id: 'OwnStanding' },
);
export type OwnStanding = Static<typeof OwnStanding>;
