// Who may do what beyond their own things. Every grant and its end is in the journal.

import {
  ORGANISATION_PATTERN,
  ORGANISATION_ROLES,
  problem,
  ROLES,
  type Role,
} from '@jhalak/contracts';
import type { Database, Journal, JournalEntry, Tx } from '@jhalak/ports';
import { lockPerson } from './persons-store.ts';
import { isAccount } from './present.ts';
import { recordAct, type RecordDeps } from './staff/staff-record.ts';
import type { AccountsTables } from './tables.ts';
import type { RoleChange, RoleGrant } from './types.ts';

/** A cell has some hundreds of grants; more at once serve no screen. */
export const ROLES_LISTED_MAX = 1_000;
const ORGANISATION = new RegExp(ORGANISATION_PATTERN);

export interface RolesDeps extends RecordDeps {
  database: Database;
  journal: Journal;
  /** Called after a grant changed. */
  changed: (personId: string) => void;
}

export async function grantRole(deps: RolesDeps, change: RoleChange): Promise<void> {
  await deps.database.transaction(async (tx) => await grantRoleIn(deps, tx, change));
}

/** See `Accounts.grantRoleIn`. */
export async function grantRoleIn(deps: RolesDeps, tx: Tx, change: RoleChange): Promise<void> {
  const { role, organisation } = checked(change);
  const person = await lockPerson(tx, change.personId);
  if (person === undefined || !isAccount(person)) {
    throw problem(
      'person.not_found',
      'Roles are given to people who signed up; there is none by this id.',
    );
  }
  const granted = await tx
    .tables<AccountsTables>()
    .insertInto('roles')
    .values({
      person_id: change.personId,
      role,
      organisation,
      granted_at_ms: deps.clock.nowMs(),
      granted_by: change.grantedBy ?? null,
      reason: change.reason ?? '',
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('role')
    .execute();
  tx.afterCommit(() => deps.changed(change.personId));
  if (granted.length === 0) return;
  await recordAct(tx, deps, { action: 'granted', ...actOf(change, role, organisation) });
  await deps.journal.append(tx, [roleEvent('granted', change, role, organisation)]);
}

export async function revokeRole(deps: RolesDeps, change: RoleChange): Promise<boolean> {
  const { role, organisation } = checked(change);
  const revoked = await deps.database.transaction(async (tx) => {
    const rows = await tx
      .tables<AccountsTables>()
      .deleteFrom('roles')
      .where('person_id', '=', change.personId)
      .where('role', '=', role)
      .where('organisation', '=', organisation)
      .returning('role')
      .execute();
    if (rows.length === 0) return false;
    await recordAct(tx, deps, { action: 'ended', ...actOf(change, role, organisation) });
    await deps.journal.append(tx, [roleEvent('revoked', change, role, organisation)]);
    return true;
  });
  deps.changed(change.personId);
  return revoked;
}

export async function listRoles(database: Database, personId?: string): Promise<RoleGrant[]> {
  let rows = database
    .tables<AccountsTables>()
    .selectFrom('roles')
    .selectAll()
    .orderBy('granted_at_ms')
    .orderBy('person_id')
    .orderBy('role')
    .limit(ROLES_LISTED_MAX);
  if (personId !== undefined) rows = rows.where('person_id', '=', personId);
  return (await rows.execute()).map((row) => ({
    personId: row.person_id,
    role: row.role,
    ...(row.organisation === '' ? {} : { organisation: row.organisation }),
    grantedAtMs: row.granted_at_ms,
  }));
}

// A command hands in what a person typed: the type is a promise that only this check keeps.
function checked(change: RoleChange): { role: Role; organisation: string } {
  const role = ROLES.find((known) => known === change.role);
  if (role === undefined)
    throw problem('role.unknown', `There is no such role. Roles are: ${ROLES.join(', ')}.`);
  const organisation = change.organisation ?? '';
  if (organisation !== '' && !ORGANISATION.test(organisation)) {
    throw problem(
      'request.invalid',
      'An organisation is 1 to 60 lower-case letters, digits, dots, hyphens.',
    );
  }
  if (organisation === '' && ORGANISATION_ROLES.includes(role))
    throw problem(
      'role.unknown',
      `Nobody is ${role} of the whole cell; say of which organisation.`,
    );
  return { role, organisation };
}

function actOf({ personId, grantedBy, reason = '' }: RoleChange, role: Role, organisation: string) {
  return { personId, role, organisation, by: grantedBy, reason };
}

function roleEvent(
  type: string,
  change: RoleChange,
  role: Role,
  organisation: string,
): JournalEntry {
  return {
    stream: 'accounts.role',
    key: change.personId,
    type,
    row: { table: 'roles', key: `${change.personId}/${role}/${organisation}` },
    facts: {
      role,
      ...(organisation === '' ? {} : { organisation }),
      ...(change.grantedBy === undefined ? {} : { grantedBy: change.grantedBy }),
    },
    subject: change.personId,
  };
}
