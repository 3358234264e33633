// Whose number it is. Found by a keyed hash; the number itself opens with its person's key alone.

import type { JournalEntry, Keys, Queries, Tx } from '@jhalak/ports';

const CONTEXT = 'phone_numbers.number_sealed';

const HOLDER = {
  name: 'accounts.phone_holder',
  text: 'SELECT person_id, proven_at_ms FROM phone_numbers WHERE number_hash = $1',
};
const OWN = {
  name: 'accounts.phone_own',
  text: 'SELECT number_hash, number_sealed, proven_at_ms FROM phone_numbers WHERE person_id = $1 LIMIT 1',
};
const CLAIM = {
  name: 'accounts.phone_claim',
  text: `INSERT INTO phone_numbers (number_hash, person_id, number_sealed, since_ms, proven_at_ms)
    VALUES ($1, $2, $3, $4, $4) ON CONFLICT (number_hash) DO NOTHING RETURNING person_id`,
};
const PROVEN = {
  name: 'accounts.phone_proven',
  text: 'UPDATE phone_numbers SET proven_at_ms = $3 WHERE number_hash = $1 AND person_id = $2 RETURNING person_id',
};
const RELEASE = {
  name: 'accounts.phone_release',
  text: 'DELETE FROM phone_numbers WHERE person_id = $1 RETURNING number_hash',
};

const TAKE_STALE = {
  name: 'accounts.phone_take_stale',
  text: `DELETE FROM phone_numbers WHERE number_hash = $1 AND person_id = $2 AND proven_at_ms <= $3
    RETURNING number_hash`,
};

export interface PhoneHolder {
  person_id: string;
  proven_at_ms: number;
}

export async function phoneHolder(on: Queries, hash: Buffer): Promise<PhoneHolder | undefined> {
  return (await on.query<PhoneHolder>(HOLDER, [hash]))[0];
}

/** A person's own number. */
export interface OwnPhone {
  phone: string;
  numberHash: Buffer;
  provenAtMs: number;
}

/** @returns undefined without one, and once its key is destroyed. */
export async function ownPhone(
  on: Queries,
  keys: Keys,
  personId: string,
): Promise<OwnPhone | undefined> {
  const [row] = await on.query<{
    number_hash: Buffer;
    number_sealed: Buffer;
    proven_at_ms: number;
  }>(OWN, [personId]);
  if (row === undefined) return undefined;
  const phone = await keys.open(personId, 'profile', CONTEXT, row.number_sealed);
  return phone === undefined
    ? undefined
    : { phone: phone.toString(), numberHash: row.number_hash, provenAtMs: row.proven_at_ms };
}

/** @returns whether somebody has one, without opening it. */
export async function hasPhone(on: Queries, personId: string): Promise<boolean> {
  return (await on.query(OWN, [personId])).length > 0;
}

export async function sealedPhone(keys: Keys, personId: string, phone: string): Promise<Buffer> {
  return await keys.seal(personId, 'profile', CONTEXT, Buffer.from(phone));
}

/** @returns the journal entry; undefined when somebody has it. */
export async function claimPhone(
  tx: Tx,
  personId: string,
  number: { hash: Buffer; sealed: Buffer },
  nowMs: number,
): Promise<JournalEntry | undefined> {
  const rows = await tx.query(CLAIM, [number.hash, personId, number.sealed, nowMs]);
  return rows.length === 0 ? undefined : phoneEvent('number_claimed', personId);
}

/** The number was proven again. @returns the journal entry; undefined when it is not this person's any more. */
export async function phoneProven(
  tx: Tx,
  hash: Buffer,
  personId: string,
  nowMs: number,
): Promise<JournalEntry | undefined> {
  const rows = await tx.query(PROVEN, [hash, personId, nowMs]);
  return rows.length === 0 ? undefined : phoneEvent('number_proven', personId);
}

/** Takes the number away. @returns journal entries; none when there was none. */
export async function releasePhone(tx: Tx, personId: string): Promise<JournalEntry[]> {
  const rows = await tx.query(RELEASE, [personId]);
  return rows.map(() => phoneEvent('number_released', personId));
}

/**
 * Takes one number from who was its holder a moment ago.
 *
 * @returns the journal entry; undefined when it is not theirs any more, or was proven after `provenUntilMs`.
 */
export async function takeStalePhone(
  tx: Tx,
  hash: Buffer,
  personId: string,
  provenUntilMs: number,
): Promise<JournalEntry | undefined> {
  const rows = await tx.query(TAKE_STALE, [hash, personId, provenUntilMs]);
  return rows.length === 0 ? undefined : phoneEvent('number_released', personId);
}

// A person has one number: the row is named by them. Whoever runs the cell finds a number behind its hash by trying all there
// are, and the journal is kept for a year, an erasure or not.
function phoneEvent(type: string, personId: string): JournalEntry {
  return {
    stream: 'accounts.credential',
    key: personId,
    type,
    row: { table: 'phone_numbers', key: personId },
    facts: {},
    subject: personId,
  };
}
