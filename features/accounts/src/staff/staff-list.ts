// Who holds what in this cell.

import type { Caller } from '@jhalak/contracts';
import type { StaffGrant, StaffList, StaffMember } from '@jhalak/contracts/staff';
import type { Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { personsByIds } from '../persons-store.ts';
import { isAccount, publicPersonOf } from '../present.ts';
import { ROLES_LISTED_MAX } from '../roles.ts';
import type { AccountsTables } from '../tables.ts';
import { grantableBy, mayDismiss } from './may.ts';

const SESSIONS = {
  name: 'accounts.staff_sessions',
  text: `SELECT person_id, count(*)::int AS count FROM sessions
    WHERE person_id = ANY($1::uuid[]) AND expires_at_ms > $2 GROUP BY person_id`,
};
const LENT = {
  name: 'accounts.staff_lent',
  text: `SELECT person_id, max(ends_at_ms) AS until_ms FROM break_glass
    WHERE person_id = ANY($1::uuid[]) AND closed_at_ms IS NULL AND ends_at_ms > $2 GROUP BY person_id`,
};

export interface StaffListDeps {
  database: Database;
  clock: Clock;
  region: string;
}

/** @returns everybody with a role in this region, by handle; at most ROLES_LISTED_MAX grants. */
export async function listStaff(deps: StaffListDeps, caller: Caller): Promise<StaffList> {
  const { database, clock, region } = deps;
  const rows = await database
    .tables<AccountsTables>()
    .selectFrom('roles')
    .selectAll()
    .where('region', '=', region)
    .orderBy('granted_at_ms')
    .orderBy('role')
    .limit(ROLES_LISTED_MAX)
    .execute();
  const holders = [...new Set(rows.map((row) => row.person_id))];
  const givers = rows.flatMap((row) => row.granted_by ?? []);
  const people = (await personsByIds(database, [...new Set([...holders, ...givers])])).filter(
    isAccount,
  );
  const handles = new Map(people.map((person) => [person.person_id, person.handle]));
  const sessions = await database.query<{ person_id: string; count: number }>(SESSIONS, [
    holders,
    clock.nowMs(),
  ]);
  const lent = await database.query<{ person_id: string; until_ms: number }>(LENT, [
    holders,
    clock.nowMs(),
  ]);
  const grantable = grantableBy(caller);
  const memberOf = (person: (typeof people)[number]): StaffMember => {
    const held = rows.filter((row) => row.person_id === person.person_id);
    const { displayName } = publicPersonOf(person);
    const untilMs = lent.find((row) => row.person_id === person.person_id)?.until_ms;
    const roles = held.map((row) => row.role);
    return {
      id: person.person_id,
      handle: person.handle,
      ...(displayName === undefined ? {} : { displayName }),
      grants: held.map((row): StaffGrant => {
        const by = row.granted_by === null ? undefined : handles.get(row.granted_by);
        const own = person.person_id === caller.personId;
        return {
          role: row.role,
          ...(row.organisation === '' ? {} : { organisation: row.organisation }),
          grantedAtMs: row.granted_at_ms,
          ...(by === undefined ? {} : { grantedBy: by }),
          reason: row.reason,
          endable: !own && grantable.includes(row.role),
        };
      }),
      sessions: sessions.find((row) => row.person_id === person.person_id)?.count ?? 0,
      ...(untilMs === undefined ? {} : { breakGlassUntilMs: untilMs }),
      dismissable: mayDismiss(caller, person.person_id, roles),
    };
  };
  const members = people.filter((person) => holders.includes(person.person_id)).map(memberOf);
  return {
    region,
    items: members.toSorted((one, other) => one.handle.localeCompare(other.handle)),
    grantable: [...grantable],
  };
}
