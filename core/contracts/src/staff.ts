// Staff: who holds which role and why, dismissal, and break-glass: a role for an hour when two others agree.

import { Type, type Static } from 'typebox';
import { TimeMs, Uuid } from './fields.ts';
import { Sha256Hex } from './border.ts';
import { ORGANISATION_PATTERN, ROLES, type Caller, type Role } from './route.ts';

/** A reason is a sentence that somebody else understands a year later. */
const Reason = Type.String({ minLength: 8, maxLength: 500 });
const AnyRole = Type.Enum([...ROLES]);
const Organisation = Type.String({ pattern: ORGANISATION_PATTERN, maxLength: 60 });
const Handle = Type.String({ minLength: 1, maxLength: 60 });

/** Who may say yes to break-glass: standing holders for the whole cell. */
export const BREAK_GLASS_APPROVERS: readonly Role[] = ['admin', 'operator', 'legal_officer'];
/**
 * What break-glass can give. Never `admin`, who gives roles to others for good, and never a role within an organisation:
 * those people are not the cell's own.
 */
export const BREAK_GLASS_ROLES = [
  'editor',
  'moderator',
  'grievance_officer',
  'legal_officer',
  'operator',
] as const satisfies readonly Role[];
/** Two people beside the one who asks. */
export const BREAK_GLASS_APPROVALS = 2;
/** Access is over by itself after 60 minutes. */
export const BREAK_GLASS_OPEN_MS = 60 * 60_000;
/** A request that nobody answered for four hours was no emergency. */
export const BREAK_GLASS_WAIT_MS = 4 * 60 * 60_000;
/** Requests logged under one access; the next one ends it, so that nothing is done that is not on record. */
export const BREAK_GLASS_USES_MAX = 5_000;

/** One role that somebody holds, and since when. */
export const StaffGrant = Type.Object({
  role: AnyRole,
  /** Absent: for the whole cell. */
  organisation: Type.Optional(Type.String()),
  grantedAtMs: TimeMs,
  /** Handle of who gave it; absent when the operator did by command. */
  grantedBy: Type.Optional(Type.String()),
  reason: Type.String(),
  /** Whether who asks may end it. */
  endable: Type.Boolean(),
});
export type StaffGrant = Static<typeof StaffGrant>;

export const StaffMember = Type.Object(
  {
    id: Uuid,
    handle: Type.String(),
    displayName: Type.Optional(Type.String()),
    grants: Type.Array(StaffGrant),
    /** Where they are signed in at the moment. */
    sessions: Type.Integer(),
    /** Until when a role is open to them by break-glass. */
    breakGlassUntilMs: Type.Optional(TimeMs),
    /** Whether who asks may dismiss them. */
    dismissable: Type.Boolean(),
  },
  { $id: 'StaffMember' },
);
export type StaffMember = Static<typeof StaffMember>;

export const StaffList = Type.Object(
  {
    /** The region for which every role here holds, and nowhere else. */
    region: Type.String(),
    items: Type.Array(StaffMember),
    /** Roles that who asks may give. */
    grantable: Type.Array(AnyRole),
  },
  { $id: 'StaffList' },
);
export type StaffList = Static<typeof StaffList>;

export const StaffGrantBody = Type.Object({
  handle: Handle,
  role: AnyRole,
  organisation: Type.Optional(Organisation),
  reason: Reason,
});
export type StaffGrantBody = Static<typeof StaffGrantBody>;

export const StaffEndBody = Type.Object({
  role: AnyRole,
  organisation: Type.Optional(Organisation),
  reason: Reason,
});
export type StaffEndBody = Static<typeof StaffEndBody>;

export const StaffDismissBody = Type.Object({ reason: Reason });
export type StaffDismissBody = Static<typeof StaffDismissBody>;

/** What one dismissal ended. */
export const Dismissal = Type.Object(
  {
    atMs: TimeMs,
    /** By name: `roles`, `sessions`, `breakGlass`, `approvals`, `brandKeys`, … */
    ended: Type.Record(Type.String(), Type.Integer()),
  },
  { $id: 'Dismissal' },
);
export type Dismissal = Static<typeof Dismissal>;

/** One line of the staff record. */
export const StaffAct = Type.Object({
  atMs: TimeMs,
  action: Type.Enum(['granted', 'ended', 'dismissed']),
  handle: Type.Optional(Type.String()),
  role: Type.Optional(AnyRole),
  organisation: Type.Optional(Type.String()),
  by: Type.Optional(Type.String()),
  reason: Type.String(),
});
export type StaffAct = Static<typeof StaffAct>;
export const StaffRecord = Type.Object({ items: Type.Array(StaffAct) }, { $id: 'StaffRecord' });
export type StaffRecord = Static<typeof StaffRecord>;

export const BreakGlassBody = Type.Object({
  role: Type.Enum([...BREAK_GLASS_ROLES]),
  reason: Reason,
});
export type BreakGlassBody = Static<typeof BreakGlassBody>;

/**
 * `waiting` for approvals; `open`: the role holds; `expired`: nobody answered in time; `over`: the hour is up;
 * `refused`, `withdrawn` before it opened; `ended` by somebody before the hour was up; `dismissed`: a person it rested on
 * left; `full`: more was done than is logged.
 */
export const BREAK_GLASS_STATES = [
  'waiting',
  'open',
  'expired',
  'over',
  'refused',
  'withdrawn',
  'ended',
  'dismissed',
  'full',
] as const;
export type BreakGlassState = (typeof BREAK_GLASS_STATES)[number];

export const BreakGlass = Type.Object(
  {
    id: Uuid,
    handle: Type.String(),
    role: Type.Enum([...BREAK_GLASS_ROLES]),
    reason: Type.String(),
    state: Type.Enum([...BREAK_GLASS_STATES]),
    /** Of exactly what is asked; an approval names it, so that nobody says yes to something else. */
    digest: Sha256Hex,
    requestedAtMs: TimeMs,
    /** Until when it can be approved. */
    expiresAtMs: TimeMs,
    openedAtMs: Type.Optional(TimeMs),
    endsAtMs: Type.Optional(TimeMs),
    closedAtMs: Type.Optional(TimeMs),
    /** Handles of who said yes. */
    approvedBy: Type.Array(Type.String()),
    /** Requests made under it so far. */
    uses: Type.Integer(),
    mine: Type.Boolean(),
    /** Whether who asks may say yes or no now. */
    approvable: Type.Boolean(),
    /** Whether who asks may end it now. */
    endable: Type.Boolean(),
  },
  { $id: 'BreakGlass' },
);
export type BreakGlass = Static<typeof BreakGlass>;

export const BreakGlassList = Type.Object(
  {
    items: Type.Array(BreakGlass),
    /** Roles that who asks could ask for. */
    askable: Type.Array(Type.Enum([...BREAK_GLASS_ROLES])),
  },
  { $id: 'BreakGlassList' },
);
export type BreakGlassList = Static<typeof BreakGlassList>;

export const BreakGlassApproveBody = Type.Object({ digest: Sha256Hex });
export const BreakGlassRefuseBody = Type.Object({ reason: Reason });

/** What was done under one access: names of routes and times, never content. */
export const BreakGlassUses = Type.Object(
  { items: Type.Array(Type.Object({ atMs: TimeMs, route: Type.String() })) },
  { $id: 'BreakGlassUses' },
);
export type BreakGlassUses = Static<typeof BreakGlassUses>;
export const BreakGlassAllUses = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        /** Id of the request. */
        request: Uuid,
        handle: Type.String(),
        route: Type.String(),
        atMs: TimeMs,
      }),
    ),
  },
  { $id: 'BreakGlassAllUses' },
);
export type BreakGlassAllUses = Static<typeof BreakGlassAllUses>;

/** @returns the roles that a caller holds without break-glass. Cost: none. */
export function standingRoles(caller: Pick<Caller, 'roles' | 'breakGlass'>): readonly Role[] {
  const lent = caller.breakGlass?.map(({ role }) => role);
  return lent === undefined ? caller.roles : caller.roles.filter((role) => !lent.includes(role));
}
