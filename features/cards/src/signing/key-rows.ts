// Rows of signing keys: which one could sign when. No key stands in them.

import type { LockKeyStatement } from '@jhalak/contracts/lock';
import { DAY_MS } from '@jhalak/kernel';
import type { Queries, Tx } from '@jhalak/ports';

/**
 * How long a retired key stays in the set. Packs and kill lists live a day; receipts are kept on devices until their
 * pseudonym changes, a week, or longer while a phone is switched off.
 */
const SHOWN_AFTER_MS = 30 * DAY_MS;
export interface KeyRow {
  key_number: number;
  active_from_ms: number;
  retired_at_ms: number | null;
  withdrawn_at_ms: number | null;
  /** Of the owner's own secret; null: of the cell's. */
  purpose: string | null;
  statement: string | null;
}

const COLUMNS = 'key_number, active_from_ms, retired_at_ms, withdrawn_at_ms, purpose, statement';
export function signs(row: KeyRow, nowMs: number): boolean {
  return (
    row.withdrawn_at_ms === null &&
    row.active_from_ms <= nowMs &&
    (row.retired_at_ms === null || row.retired_at_ms > nowMs)
  );
}

export function isShown(row: KeyRow, nowMs: number): boolean {
  if (row.withdrawn_at_ms !== null) return false;
  return row.retired_at_ms === null || row.retired_at_ms + SHOWN_AFTER_MS > nowMs;
}

export async function readRows(on: Queries): Promise<KeyRow[]> {
  return await on.query<KeyRow>({
    name: 'cards.keys',
    text: `SELECT ${COLUMNS} FROM lock_keys ORDER BY key_number`,
  });
}

export async function lockRows(tx: Tx): Promise<KeyRow[]> {
  return await tx.query<KeyRow>({
    name: 'cards.lock_keys',
    text: `SELECT ${COLUMNS} FROM lock_keys ORDER BY key_number FOR UPDATE`,
  });
}

export async function retire(
  tx: Tx,
  row: KeyRow,
  atMs: number,
  withdrawnAtMs: number | null,
): Promise<void> {
  await tx.query(
    {
      name: 'cards.retire_key',
      text: 'UPDATE lock_keys SET retired_at_ms = $2, withdrawn_at_ms = $3 WHERE key_number = $1',
    },
    [row.key_number, atMs, withdrawnAtMs],
  );
}

interface NewKey {
  key_number: number;
  purpose: string | null;
  activeFromMs: number;
  statement: LockKeyStatement | undefined;
}

export async function insert(tx: Tx, key: NewKey): Promise<void> {
  const { key_number: number, purpose, activeFromMs, statement } = key;
  await tx.query(
    {
      name: 'cards.add_key',
      text: 'INSERT INTO lock_keys (key_number, active_from_ms, purpose, statement) VALUES ($1, $2, $3, $4)',
    },
    [number, activeFromMs, purpose, statement === undefined ? null : JSON.stringify(statement)],
  );
}
