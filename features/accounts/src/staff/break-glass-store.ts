// Rows of break-glass, and what state they are in.

import { createHash } from 'node:crypto';
import type { BreakGlassState } from '@jhalak/contracts/staff';
import type { Queries, Tx } from '@jhalak/ports';
import type { Selectable } from 'kysely';
import type { AccountsTables } from '../tables.ts';

export type BreakGlassRow = Selectable<AccountsTables['break_glass']>;

const BY_ID = {
  name: 'accounts.break_glass',
  text: 'SELECT * FROM break_glass WHERE request_id = $1',
};
const LOCK = {
  name: 'accounts.break_glass_lock',
  text: 'SELECT * FROM break_glass WHERE person_id = $1 AND request_id = $2 FOR UPDATE',
};
const USE = {
  name: 'accounts.break_glass_use',
  text: `WITH counted AS (
      UPDATE break_glass SET uses = uses + 1 WHERE person_id = $1 AND request_id = $2
        AND closed_at_ms IS NULL AND ends_at_ms > $3 AND uses < $4 RETURNING person_id, request_id, uses)
    INSERT INTO break_glass_uses (person_id, request_id, use_number, route, at_ms)
    SELECT person_id, request_id, uses, $5, $3 FROM counted RETURNING use_number`,
};
const APPROVERS = {
  name: 'accounts.break_glass_approvers',
  text: `SELECT request_id, approver_id, digest FROM break_glass_approvals
    WHERE person_id = ANY($1::uuid[]) AND request_id = ANY($2::uuid[]) ORDER BY at_ms, approver_id`,
};

export async function requestById(on: Queries, id: string): Promise<BreakGlassRow | undefined> {
  return (await on.query<BreakGlassRow>(BY_ID, [id]))[0];
}

/** Reads the row and holds it until the transaction ends. */
export async function lockRequest(
  tx: Tx,
  personId: string,
  id: string,
): Promise<BreakGlassRow | undefined> {
  return (await tx.query<BreakGlassRow>(LOCK, [personId, id]))[0];
}

/** Counts and logs one request under a lent role. @returns false when the role is over, or its log full. */
export async function logUse(
  on: Queries,
  of: { personId: string; id: string; route: string; nowMs: number; usesMax: number },
): Promise<boolean> {
  const used = await on.query(USE, [of.personId, of.id, of.nowMs, of.usesMax, of.route]);
  return used.length > 0;
}

/** @returns who said yes to each of these requests, in the order in which they did. */
export async function approversOf(
  on: Queries,
  rows: readonly Pick<BreakGlassRow, 'person_id' | 'request_id'>[],
): Promise<Map<string, { approverId: string; digest: Buffer }[]>> {
  const approvers = new Map<string, { approverId: string; digest: Buffer }[]>();
  const found = await on.query<{ request_id: string; approver_id: string; digest: Buffer }>(
    APPROVERS,
    [[...new Set(rows.map((row) => row.person_id))], rows.map((row) => row.request_id)],
  );
  for (const row of found) {
    const list = approvers.get(row.request_id) ?? [];
    list.push({ approverId: row.approver_id, digest: row.digest });
    approvers.set(row.request_id, list);
  }
  return approvers;
}

/** @returns the state at a time; rows need no sweep to be over. Cost: none. */
export function stateOf(row: BreakGlassRow, nowMs: number): BreakGlassState {
  if (row.closed_how !== null) return row.closed_how;
  if (row.ends_at_ms !== null) return nowMs < row.ends_at_ms ? 'open' : 'over';
  return nowMs < row.expires_at_ms ? 'waiting' : 'expired';
}

/** @returns SHA-256 of everything that is asked. The salt keeps outsiders from finding it by trying. */
export function digestOf(
  row: Pick<
    BreakGlassRow,
    'person_id' | 'request_id' | 'role' | 'reason' | 'salt' | 'requested_at_ms' | 'expires_at_ms'
  >,
  region: string,
): Buffer {
  const asked = [
    'break-glass/1',
    region,
    row.request_id,
    row.person_id,
    row.role,
    row.reason,
    row.requested_at_ms,
    row.expires_at_ms,
    row.salt.toString('hex'),
  ];
  return createHash('sha256').update(JSON.stringify(asked)).digest();
}
