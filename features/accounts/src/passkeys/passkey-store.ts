// Passkeys: public keys of devices. They open nothing by themselves.

import type { Passkey } from '@jhalak/contracts/sign-in';
import { PASSKEYS_MAX } from '@jhalak/contracts/sign-in';
import type { JournalEntry, Queries, Tx } from '@jhalak/ports';

export interface PasskeyRow {
  person_id: string;
  credential_id: Buffer;
  passkey_id: string;
  public_key: Buffer;
  counter: number;
  synced: boolean;
  transports: string[];
  domain: string;
  name: string;
  created_at_ms: number;
  used_at_ms: number | null;
}

const COLUMNS = `person_id, credential_id, passkey_id, public_key, counter, synced, transports, domain, name,
  created_at_ms, used_at_ms`;
const LIST = {
  name: 'accounts.passkeys',
  text: `SELECT ${COLUMNS} FROM passkeys WHERE person_id = $1 ORDER BY created_at_ms, passkey_id LIMIT $2`,
};
const ONE = {
  name: 'accounts.passkey',
  text: `SELECT ${COLUMNS} FROM passkeys WHERE person_id = $1 AND credential_id = $2`,
};
const INSERT = {
  name: 'accounts.passkey_insert',
  text: `INSERT INTO passkeys (person_id, credential_id, passkey_id, public_key, counter, synced, transports, domain, name,
      created_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (person_id, credential_id) DO NOTHING RETURNING ${COLUMNS}`,
};
// Of two answers with one counter only one counts. Authenticators that do not count always say 0.
const USED = {
  name: 'accounts.passkey_used',
  text: `UPDATE passkeys SET counter = $3, synced = $4, used_at_ms = $5
    WHERE person_id = $1 AND credential_id = $2 AND (counter < $3 OR ($3 = 0 AND counter = 0)) RETURNING passkey_id`,
};
const RENAME = {
  name: 'accounts.passkey_rename',
  text: `UPDATE passkeys SET name = coalesce($3, name) WHERE person_id = $1 AND passkey_id = $2 RETURNING ${COLUMNS}`,
};
const DELETE = {
  name: 'accounts.passkey_delete',
  text: 'DELETE FROM passkeys WHERE person_id = $1 AND passkey_id = $2 RETURNING passkey_id',
};

export async function passkeysOf(on: Queries, personId: string): Promise<PasskeyRow[]> {
  return await on.query<PasskeyRow>(LIST, [personId, PASSKEYS_MAX]);
}

export async function passkeyOf(
  on: Queries,
  personId: string,
  credentialId: Buffer,
): Promise<PasskeyRow | undefined> {
  return (await on.query<PasskeyRow>(ONE, [personId, credentialId]))[0];
}

/** @returns undefined when this one is there already. */
export async function insertPasskey(
  tx: Tx,
  row: Omit<PasskeyRow, 'used_at_ms'>,
): Promise<PasskeyRow | undefined> {
  const [inserted] = await tx.query<PasskeyRow>(INSERT, [
    row.person_id,
    row.credential_id,
    row.passkey_id,
    row.public_key,
    row.counter,
    row.synced,
    row.transports,
    row.domain,
    row.name,
    row.created_at_ms,
  ]);
  return inserted;
}

/** @returns whether the answer counts. */
export async function passkeyUsed(
  tx: Tx,
  { person_id: personId, credential_id: credentialId }: PasskeyRow,
  answer: { counter: number; synced: boolean; atMs: number },
): Promise<boolean> {
  const values = [personId, credentialId, answer.counter, answer.synced, answer.atMs];
  return (await tx.query(USED, values)).length > 0;
}

export async function renamePasskey(
  tx: Tx,
  personId: string,
  passkeyId: string,
  name: string | undefined,
): Promise<PasskeyRow | undefined> {
  return (await tx.query<PasskeyRow>(RENAME, [personId, passkeyId, name ?? null]))[0];
}

/** @returns whether there was one. */
export async function deletePasskey(tx: Tx, personId: string, passkeyId: string): Promise<boolean> {
  return (await tx.query(DELETE, [personId, passkeyId])).length > 0;
}

export function passkeyView(row: PasskeyRow): Passkey {
  return {
    id: row.passkey_id,
    name: row.name,
    createdAtMs: row.created_at_ms,
    ...(row.used_at_ms === null ? {} : { lastUsedAtMs: row.used_at_ms }),
    synced: row.synced,
    domain: row.domain,
  };
}

/** Which row changed. */
export function passkeyEvent(type: string, personId: string, passkeyId: string): JournalEntry {
  return {
    stream: 'accounts.credential',
    key: personId,
    type,
    row: { table: 'passkeys', key: `${personId}/${passkeyId}` },
    facts: {},
    subject: personId,
  };
}
