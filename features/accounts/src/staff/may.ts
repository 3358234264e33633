// Who may do what with other people's roles. Lent roles count for nothing here: an hour must not become a year.

import { problem, ROLES, type Caller, type Role } from '@jhalak/contracts';
import { BREAK_GLASS_APPROVERS, standingRoles } from '@jhalak/contracts/staff';

/** Who holds one of these gives and ends everybody's. */
const TOP_ROLES: readonly Role[] = ['admin', 'operator'];

type Holder = Pick<Caller, 'roles' | 'breakGlass'>;

/** @returns the roles that a caller gives and ends: an admin all, an operator all but those of admins and operators. */
export function grantableBy(caller: Holder): readonly Role[] {
  const standing = standingRoles(caller);
  if (standing.includes('admin')) return ROLES;
  return standing.includes('operator') ? ROLES.filter((role) => !TOP_ROLES.includes(role)) : [];
}

/** @throws `auth.forbidden`. */
export function checkMayGrant(caller: Holder, role: Role): void {
  if (!grantableBy(caller).includes(role))
    throw problem('auth.forbidden', `Only an admin gives and takes the role ${role}.`);
}

/** Whether a caller may dismiss somebody with these roles. Nobody dismisses themselves: the last admin stays. */
export function mayDismiss(
  caller: Holder & { personId: string },
  personId: string,
  held: readonly Role[],
): boolean {
  const grantable = grantableBy(caller);
  // Who gives no role dismisses nobody, not even somebody who holds none.
  if (grantable.length === 0 || caller.personId === personId) return false;
  return held.every((role) => grantable.includes(role));
}

/** Whether a caller sees everybody's requests: who says yes to them, and who audits. */
export function mayReadGlass(caller: Holder): boolean {
  return mayApprove(caller) || standingRoles(caller).includes('auditor');
}

/** Whether a caller is one of those who say yes to break-glass. */
export function mayApprove(caller: Holder): boolean {
  return standingRoles(caller).some((role) => BREAK_GLASS_APPROVERS.includes(role));
}
