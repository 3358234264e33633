// Password hashes and recovery codes. What is stored opens nothing by itself.

import type { JournalEntry, Queries, Tx } from '@jhalak/ports';
import type { AccountsTables } from './tables.ts';

const PASSWORD = {
  name: 'accounts.password',
  text: 'SELECT password_hash FROM credentials WHERE person_id = $1',
};
const SET_PASSWORD = {
  name: 'accounts.password_set',
  text: `INSERT INTO credentials (person_id, password_hash, changed_at_ms) VALUES ($1, $2, $3)
    ON CONFLICT (person_id) DO UPDATE SET password_hash = excluded.password_hash, changed_at_ms = excluded.changed_at_ms`,
};
const CODE_EXISTS = {
  name: 'accounts.code_exists',
  text: 'SELECT 1 FROM recovery_codes WHERE person_id = $1 AND code_hash = $2 AND used_at_ms IS NULL',
};
const CODES_LEFT = {
  name: 'accounts.codes_left',
  text: 'SELECT count(*)::int AS count FROM recovery_codes WHERE person_id = $1 AND used_at_ms IS NULL',
};
const USE_CODE = {
  name: 'accounts.code_use',
  text: `UPDATE recovery_codes SET used_at_ms = $3 WHERE person_id = $1 AND code_hash = $2 AND used_at_ms IS NULL
    RETURNING person_id`,
};

export async function passwordHashOf(on: Queries, personId: string): Promise<string | undefined> {
  return (await on.query<{ password_hash: string }>(PASSWORD, [personId]))[0]?.password_hash;
}

export async function setPasswordHash(
  tx: Tx,
  personId: string,
  passwordHash: string,
  nowMs: number,
): Promise<JournalEntry> {
  await tx.query(SET_PASSWORD, [personId, passwordHash, nowMs]);
  return secretEvent('password_set', 'credentials', personId, personId);
}

/** Only a hint before the costly password hash; `useRecoveryCode` decides. */
export async function hasRecoveryCode(
  on: Queries,
  personId: string,
  codeHash: Buffer,
): Promise<boolean> {
  return (await on.query(CODE_EXISTS, [personId, codeHash])).length > 0;
}

/** @returns the journal entry; undefined when the code is wrong or was used. */
export async function useRecoveryCode(
  tx: Tx,
  personId: string,
  codeHash: Buffer,
  nowMs: number,
): Promise<JournalEntry | undefined> {
  const used = await tx.query(USE_CODE, [personId, codeHash, nowMs]);
  return used.length === 0
    ? undefined
    : secretEvent('recovery_code_used', 'recovery_codes', personId, personId);
}

/** @returns how many were not used yet. */
export async function recoveryCodesLeft(on: Queries, personId: string): Promise<number> {
  return (await on.query<{ count: number }>(CODES_LEFT, [personId]))[0]?.count ?? 0;
}

/** Replaces all codes of a person. */
export async function replaceRecoveryCodes(
  tx: Tx,
  personId: string,
  codeHashes: readonly Buffer[],
  nowMs: number,
): Promise<JournalEntry> {
  const tables = tx.tables<AccountsTables>();
  await tables.deleteFrom('recovery_codes').where('person_id', '=', personId).execute();
  await tables
    .insertInto('recovery_codes')
    .values(
      codeHashes.map((code_hash) => ({
        person_id: personId,
        code_hash,
        created_at_ms: nowMs,
        used_at_ms: null,
      })),
    )
    .execute();
  return secretEvent('recovery_codes_set', 'recovery_codes', personId, personId);
}

function secretEvent(type: string, table: string, rowKey: string, personId: string): JournalEntry {
  return {
    stream: 'accounts.credential',
    key: personId,
    type,
    row: { table, key: rowKey },
    facts: {},
    subject: personId,
  };
}
