// Complaints to the grievance officer: filed by anybody, with a ticket at once, answered by a clock, and heard again on appeal.

import { Type, type Static } from 'typebox';
import { Cursor, TimeMs, Uuid } from './fields.ts';

/**
 * `general`; `unlawful`: something here should not be here by law; `intimate`: one's own body, or somebody who passes for oneself.
 * How soon each is answered is dated data.
 */
export const GRIEVANCE_KINDS = ['general', 'unlawful', 'intimate'] as const;
export type GrievanceKind = (typeof GRIEVANCE_KINDS)[number];

/** `answered`: its person can appeal once. `appealed`: it waits for somebody else than who answered. `closed`: the appeal is decided. */
export const GRIEVANCE_STATES = ['open', 'answered', 'appealed', 'closed'] as const;
export type GrievanceState = (typeof GRIEVANCE_STATES)[number];

/** Characters. */
export const GRIEVANCE_TEXT_MAX = 2_000;
/** Of one person that wait: more are the same one again. */
export const GRIEVANCES_OPEN_MAX = 10;

const Text = Type.String({ minLength: 1, maxLength: GRIEVANCE_TEXT_MAX });

export const GrievanceBody = Type.Object({ kind: Type.Enum([...GRIEVANCE_KINDS]), text: Text });
/** 32 random bytes, base64url. */
export const GrievanceClaimBody = Type.Object({
  key: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
});
export const GrievanceText = Type.Object({ text: Text });

export const Grievance = Type.Object(
  {
    /** Its ticket. */
    id: Uuid,
    kind: Type.Enum([...GRIEVANCE_KINDS]),
    state: Type.Enum([...GRIEVANCE_STATES]),
    text: Type.String(),
    filedAtMs: TimeMs,
    /** The ticket is the acknowledgement. */
    acknowledgedAtMs: TimeMs,
    /** By when it is answered, or the appeal decided. */
    dueMs: TimeMs,
    answer: Type.Union([Type.Object({ text: Type.String(), atMs: TimeMs }), Type.Null()]),
    appeal: Type.Union([Type.Object({ text: Type.String(), atMs: TimeMs }), Type.Null()]),
    decision: Type.Union([Type.Object({ text: Type.String(), atMs: TimeMs }), Type.Null()]),
    /** Where one goes who is not content with the answer: outside of this service. */
    appealTo: Type.String(),
    /** Only in the acknowledgement of who has no account: what takes the complaint into an account later, once. */
    claimKey: Type.Optional(Type.String()),
  },
  { $id: 'Grievance' },
);
export type Grievance = Static<typeof Grievance>;

/** One's own, the newest first. */
export const GrievanceList = Type.Object(
  { items: Type.Array(Grievance) },
  { $id: 'GrievanceList' },
);
export type GrievanceList = Static<typeof GrievanceList>;

/** A page of what waits for officers, the soonest due first. */
export const GrievanceQueue = Type.Object(
  { items: Type.Array(Grievance), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'GrievanceQueue' },
);
export type GrievanceQueue = Static<typeof GrievanceQueue>;

const Count = Type.Integer({ minimum: 0 });

/** What was filed within a time, and how it was kept, appeals against it too; counted from the rows that the events tell of. */
export const GrievanceReport = Type.Object(
  {
    fromMs: TimeMs,
    untilMs: TimeMs,
    filed: Count,
    answered: Count,
    /** Answered, or decided on appeal, after its time. */
    late: Count,
    /** For an answer, or for the decision on an appeal. */
    waiting: Count,
    overdue: Count,
  },
  { $id: 'GrievanceReport' },
);
export type GrievanceReport = Static<typeof GrievanceReport>;
