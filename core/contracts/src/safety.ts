// Reports of viewers and acts of moderators.

import { Type, type Static } from 'typebox';
import { Cursor, TimeMs, Uuid } from './fields.ts';
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

/**
 * `remove`, `restore`: the clip goes and comes back. `dismiss`: the reports were wrong. `restrict_age`, `unrestrict_age`:
 * for 18 or more only. What the law forbids is the order desk's.
 */
export const MODERATION_ACTIONS = [
  'remove',
  'restore',
  'dismiss',
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

/** One clip that waits for a decision. */
export const ModerationCase = Type.Object(
  {
    video: Video,
    reports: Type.Integer(),
    reasons: Type.Array(
      Type.Object({ reason: Type.Enum([...REPORT_REASONS]), count: Type.Integer() }),
    ),
    /** What reporters wrote, newest first, without who wrote it. */
    notes: Type.Array(Type.String()),
    firstReportAtMs: TimeMs,
    lastReportAtMs: TimeMs,
    state: Type.Enum(['open', 'removed', 'dismissed']),
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
  { id: Uuid, videoId: Uuid, action: Type.String(), atMs: TimeMs },
  { $id: 'ModerationAct' },
);
