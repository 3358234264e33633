// What people are shown of break-glass: their own requests, and everybody's to who may approve.

import { problem, type Caller } from '@jhalak/contracts';
import {
  BREAK_GLASS_ROLES,
  standingRoles,
  type BreakGlass,
  type BreakGlassAllUses,
  type BreakGlassList,
  type BreakGlassUses,
} from '@jhalak/contracts/staff';
import type { Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import type { AccountsTables } from '../tables.ts';
import { approversOf, requestById, stateOf, type BreakGlassRow } from './break-glass-store.ts';
import { mayApprove, mayReadGlass } from './may.ts';
import { handlesOf } from './staff-record.ts';

/** A page; older requests are in the database for a year. */
const SHOWN_MAX = 50;
/** The whole log of one access would be BREAK_GLASS_USES_MAX lines: people read the last ones. */
const USES_SHOWN_MAX = 500;

export interface ShownDeps {
  database: Database;
  clock: Clock;
}

/** @returns the newest requests: all to who may approve, else one's own. */
export async function listBreakGlass(deps: ShownDeps, caller: Caller): Promise<BreakGlassList> {
  let query = deps.database
    .tables<AccountsTables>()
    .selectFrom('break_glass')
    .selectAll()
    .orderBy('requested_at_ms', 'desc')
    .orderBy('request_id', 'desc')
    .limit(SHOWN_MAX);
  if (!mayReadGlass(caller)) query = query.where('person_id', '=', caller.personId);
  const standing = standingRoles(caller);
  // Who only audits asks for nothing: their eyes stay those of a stranger.
  const asks = BREAK_GLASS_ROLES.some((role) => standing.includes(role));
  const askable = standing.includes('admin') || !asks ? [] : BREAK_GLASS_ROLES;
  return {
    items: await shown(deps, await query.execute(), caller),
    askable: askable.filter((role) => !standing.includes(role)),
  };
}

/** @throws `break_glass.not_found`, also for somebody else's to who may not approve. */
export async function oneBreakGlass(
  deps: ShownDeps,
  id: string,
  caller: Caller,
): Promise<BreakGlass> {
  const row = await visibleRow(deps, id, caller);
  const [one] = await shown(deps, [row], caller);
  if (one === undefined) throw unknown();
  return one;
}

/** @returns what was done under it, the newest first. @throws `break_glass.not_found`. */
export async function usesOf(deps: ShownDeps, id: string, caller: Caller): Promise<BreakGlassUses> {
  const row = await visibleRow(deps, id, caller);
  const uses = await deps.database
    .tables<AccountsTables>()
    .selectFrom('break_glass_uses')
    .select(['route', 'at_ms'])
    .where('person_id', '=', row.person_id)
    .where('request_id', '=', id)
    .orderBy('use_number', 'desc')
    .limit(USES_SHOWN_MAX)
    .execute();
  return { items: uses.map(({ route, at_ms }) => ({ route, atMs: at_ms })) };
}

/** Uses of everybody in one page of the list. */
const ALL_USES_MAX = 1_000;

/** @returns what was done under all requests, the newest first. Cost: a scan of a year's uses, some thousands. */
export async function allUses({ database }: ShownDeps): Promise<BreakGlassAllUses> {
  const uses = await database
    .tables<AccountsTables>()
    .selectFrom('break_glass_uses')
    .select(['person_id', 'request_id', 'route', 'at_ms'])
    .orderBy('at_ms', 'desc')
    .orderBy('request_id', 'desc')
    .orderBy('use_number', 'desc')
    .limit(ALL_USES_MAX)
    .execute();
  const names = await handlesOf(
    database,
    uses.map(({ person_id }) => person_id),
  );
  return {
    items: uses.map(({ person_id, request_id, route, at_ms }) => ({
      request: request_id,
      handle: names.get(person_id) ?? person_id,
      route,
      atMs: at_ms,
    })),
  };
}

async function visibleRow(deps: ShownDeps, id: string, caller: Caller): Promise<BreakGlassRow> {
  const row = await requestById(deps.database, id);
  if (row === undefined || (row.person_id !== caller.personId && !mayReadGlass(caller)))
    throw unknown();
  return row;
}

async function shown(
  { database, clock }: ShownDeps,
  rows: readonly BreakGlassRow[],
  caller: Caller,
): Promise<BreakGlass[]> {
  const approvers = await approversOf(database, rows);
  const people = [...approvers.values()].flat().map(({ approverId }) => approverId);
  const names = await handlesOf(database, [...rows.map((row) => row.person_id), ...people]);
  const nowMs = clock.nowMs();
  return rows.map((row) => {
    const yes = approvers.get(row.request_id) ?? [];
    const state = stateOf(row, nowMs);
    const mine = row.person_id === caller.personId;
    const agreed = yes.some(({ approverId }) => approverId === caller.personId);
    return {
      id: row.request_id,
      handle: names.get(row.person_id) ?? row.person_id,
      role: row.role,
      reason: row.reason,
      state,
      digest: row.digest.toString('hex'),
      requestedAtMs: row.requested_at_ms,
      expiresAtMs: row.expires_at_ms,
      ...(row.opened_at_ms === null ? {} : { openedAtMs: row.opened_at_ms }),
      ...(row.ends_at_ms === null ? {} : { endsAtMs: row.ends_at_ms }),
      ...(row.closed_at_ms === null ? {} : { closedAtMs: row.closed_at_ms }),
      approvedBy: yes.map(({ approverId }) => names.get(approverId) ?? approverId),
      uses: row.uses,
      mine,
      approvable: state === 'waiting' && !mine && !agreed && mayApprove(caller),
      endable: (mine && state === 'waiting') || (state === 'open' && (mine || mayApprove(caller))),
    };
  });
}

function unknown(): Error {
  return problem('break_glass.not_found', 'There is no such request, or it is not yours to see.');
}
