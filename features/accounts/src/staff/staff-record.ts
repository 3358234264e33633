// What was done with people's roles: a row with author and reason for us, a salted commitment for everybody.

import { createHash } from 'node:crypto';
import type { Role } from '@jhalak/contracts';
import type { BorderFacts } from '@jhalak/contracts/border';
import type { StaffAct } from '@jhalak/contracts/staff';
import { uuidBytes, type Clock, type Ids, type Random } from '@jhalak/kernel';
import type { BorderLog, Database, Tx } from '@jhalak/ports';
import { personsByIds } from '../persons-store.ts';
import type { AccountsTables } from '../tables.ts';

/** 128 bits: nobody finds out whose commitment it is by trying ids. */
export const SALT_BYTES = 16;
/** A page of the record; older lines are in the database for a year. */
const RECORD_SHOWN_MAX = 200;

export interface RecordDeps {
  clock: Clock;
  ids: Ids;
  random: Random;
  border: BorderLog;
}

/** One act, as it is recorded. */
export interface RoleAct {
  action: StaffAct['action'];
  personId: string;
  role?: Role;
  organisation?: string;
  /** Absent when the operator did it by command. */
  by?: string | undefined;
  reason: string;
  counts?: Readonly<Record<string, number>>;
}

/** Writes the act down and tells the public log that something of this kind happened. */
export async function recordAct(tx: Tx, deps: RecordDeps, act: RoleAct): Promise<void> {
  const salt = Buffer.from(deps.random.bytes(SALT_BYTES));
  await tx
    .tables<AccountsTables>()
    .insertInto('role_acts')
    .values({
      person_id: act.personId,
      act_id: deps.ids.next(),
      action: act.action,
      role: act.role ?? '',
      organisation: act.organisation ?? '',
      by_person: act.by ?? null,
      reason: act.reason,
      at_ms: deps.clock.nowMs(),
      salt,
    })
    .execute();
  const facts: BorderFacts = {
    kind: 'staff',
    act: `staff.${act.action}`,
    commitment: commitmentTo(salt, act.personId),
    ...(act.role === undefined ? {} : { codes: [act.role] }),
    ...(act.counts === undefined ? {} : { counts: { ...act.counts } }),
  };
  await deps.border.append(tx, facts);
}

/** @returns SHA-256 of salt and id, hexadecimal: it says nothing, and can be opened later by showing both. */
export function commitmentTo(salt: Uint8Array, personId: string): string {
  return createHash('sha256').update(salt).update(uuidBytes(personId)).digest('hex');
}

/** @returns the last acts, the newest first. */
export async function lastActs(database: Database): Promise<StaffAct[]> {
  const rows = await database
    .tables<AccountsTables>()
    .selectFrom('role_acts')
    .selectAll()
    .orderBy('at_ms', 'desc')
    .orderBy('act_id', 'desc')
    .limit(RECORD_SHOWN_MAX)
    .execute();
  const names = await handlesOf(
    database,
    rows.flatMap((row) => [row.person_id, ...(row.by_person === null ? [] : [row.by_person])]),
  );
  return rows.map((row) => {
    const handle = names.get(row.person_id);
    const by = row.by_person === null ? undefined : names.get(row.by_person);
    return {
      atMs: row.at_ms,
      action: row.action,
      ...(handle === undefined ? {} : { handle }),
      ...(row.role === '' ? {} : { role: row.role }),
      ...(row.organisation === '' ? {} : { organisation: row.organisation }),
      ...(by === undefined ? {} : { by }),
      reason: row.reason,
    };
  });
}

/** @returns handles of those who are still here. */
export async function handlesOf(
  database: Database,
  personIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await personsByIds(database, [...new Set(personIds)]);
  return new Map(
    rows.flatMap(({ person_id, handle }) => (handle === null ? [] : [[person_id, handle]])),
  );
}
