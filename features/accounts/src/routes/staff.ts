import { defineRoute, problem, type Caller, type Role, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import {
  Dismissal,
  StaffDismissBody,
  StaffEndBody,
  StaffGrantBody,
  StaffList,
  StaffRecord,
} from '@jhalak/contracts/staff';
import type { PublicPerson, RoleChange } from '../types.ts';
import { dismiss, type DismissalDeps } from '../staff/dismissal.ts';
import { checkMayGrant, mayDismiss } from '../staff/may.ts';
import { listStaff } from '../staff/staff-list.ts';
import { lastActs } from '../staff/staff-record.ts';
import { known } from './own-account.ts';

export interface StaffParts {
  dismissal: DismissalDeps;
  region: string;
  personByHandle(handle: string): Promise<PublicPerson | undefined>;
  grant(change: RoleChange): Promise<void>;
  revoke(change: RoleChange): Promise<boolean>;
}

const desk = { tag: 'staff', access: ['operator'], owner: 'staff' } as const;

/** Who holds what, giving and ending roles, dismissing: for operators and admins. */
export function staffRoutes(parts: StaffParts): Route[] {
  const { database, clock } = parts.dismissal;
  return [
    defineRoute({
      ...desk,
      method: 'GET',
      path: '/v1/staff',
      name: 'listStaff',
      summary: 'Everybody with a role in this region, and what the caller may do about it',
      replies: { 200: StaffList },
      handle: async ({ caller }) => ({
        status: 200,
        json: await listStaff({ database, clock, region: parts.region }, known(caller)),
      }),
    }),
    defineRoute({
      ...desk,
      method: 'GET',
      path: '/v1/staff/record',
      name: 'listStaffRecord',
      access: ['operator', 'auditor'],
      summary: 'Grants, ends and dismissals with author, reason and time, the newest first',
      replies: { 200: StaffRecord },
      handle: async () => ({ status: 200, json: { items: await lastActs(database) } }),
    }),
    grantRoute(parts),
    endRoute(parts),
    dismissRoute(parts),
  ];
}

function grantRoute(parts: StaffParts): Route {
  return defineRoute({
    ...desk,
    method: 'POST',
    path: '/v1/staff/grants',
    name: 'grantStaffRole',
    stepUp: true,
    summary: 'Give a role to somebody else, with a reason on record',
    body: StaffGrantBody,
    replies: { 204: null },
    async handle({ body, caller }) {
      const self = known(caller);
      checkMayGrant(self, body.role);
      const person = await parts.personByHandle(body.handle);
      if (person === undefined)
        throw problem('person.not_found', `There is nobody called ${body.handle}.`);
      await parts.grant(changeOf(self, person.personId, body));
      return { status: 204 };
    },
  });
}

function endRoute(parts: StaffParts): Route {
  return defineRoute({
    ...desk,
    method: 'POST',
    path: '/v1/staff/:id/role-ends',
    name: 'endStaffRole',
    stepUp: true,
    summary: 'End one role of somebody else, with a reason on record',
    params: IdParams,
    body: StaffEndBody,
    replies: { 204: null },
    async handle({ params, body, caller }) {
      const self = known(caller);
      checkMayGrant(self, body.role);
      await parts.revoke(changeOf(self, params.id, body));
      return { status: 204 };
    },
  });
}

function dismissRoute(parts: StaffParts): Route {
  return defineRoute({
    ...desk,
    method: 'POST',
    path: '/v1/staff/:id/dismissal',
    name: 'dismissStaff',
    stepUp: true,
    summary: 'End all roles, sessions, keys and pending approvals of somebody else in one act',
    params: IdParams,
    body: StaffDismissBody,
    replies: { 200: Dismissal },
    async handle({ params, body, caller }) {
      const self = known(caller);
      const check = (held: readonly Role[]): void => {
        if (!mayDismiss(self, params.id, held))
          throw problem('auth.forbidden', 'Only an admin dismisses admins and operators.');
      };
      if (params.id === self.personId)
        throw problem('person.self', 'Nobody dismisses themselves; ask another one.');
      const order = { personId: params.id, by: self.personId, reason: body.reason.trim(), check };
      return { status: 200, json: await dismiss(parts.dismissal, order) };
    },
  });
}

/** @throws `person.self`: nobody makes themselves more, or less, than others made them. */
function changeOf(
  self: Caller,
  personId: string,
  body: { role: Role; organisation?: string; reason: string },
): RoleChange {
  if (personId === self.personId)
    throw problem('person.self', 'Nobody changes their own roles; ask another one.');
  const { role, organisation, reason } = body;
  return {
    personId,
    role,
    ...(organisation === undefined ? {} : { organisation }),
    grantedBy: self.personId,
    reason: reason.trim(),
  };
}
