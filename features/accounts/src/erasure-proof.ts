// The proof of an erasure: an entry in the public log that names nobody, and a receipt with which the person who left, and
// nobody else, can show that it is theirs.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ErasureReceipt } from '@jhalak/contracts/accounts';
import type { BorderFacts } from '@jhalak/contracts/border';
import { uuidBytes, uuidFromBytes } from '@jhalak/kernel';
import { KEY_BACKUP_MAX_MS, type Database, type KeyDestruction, type Keys } from '@jhalak/ports';

const ID_BYTES = 16;
const MAC_BYTES = 16;
const SALT_BYTES = 16;
/** A code: the person's id and a MAC, base64url. */
const CODE_CHARS = Math.ceil(((ID_BYTES + MAC_BYTES) * 4) / 3);

const FIND = {
  name: 'accounts.erasure_proof',
  text: `SELECT persons.deletion_due_at_ms, erasures.person_id AS erasure, erasures.finished_at_ms,
      erasures.keys_destroyed, erasures.keys_destroyed_at_ms, erasures.entry_id
    FROM (SELECT $1::uuid AS person_id) AS asked
      LEFT JOIN persons USING (person_id)
      LEFT JOIN erasures ON erasures.person_id = asked.person_id`,
};

interface Found {
  deletion_due_at_ms: number | null;
  erasure: string | null;
  finished_at_ms: number | null;
  keys_destroyed: number | null;
  keys_destroyed_at_ms: number | null;
  entry_id: string | null;
}

export class ErasureProofs {
  readonly #database: Database;
  readonly #keys: Keys;

  constructor(database: Database, keys: Keys) {
    this.#database = database;
    this.#keys = keys;
  }

  /**
   * What a person keeps to ask for the receipt once nothing else of them is left. It is derived and kept nowhere, so an
   * erasure has nothing more to forget.
   */
  codeOf(personId: string): string {
    const id = uuidBytes(personId);
    return Buffer.concat([id, this.#mac(id)]).toString('base64url');
  }

  #mac(id: Uint8Array): Buffer {
    const key = this.#keys.secret('accounts.erasure_code');
    return createHmac('sha256', key).update(id).digest().subarray(0, MAC_BYTES);
  }

  /** @returns whose code it is; undefined when it is none of this cell's. */
  personOf(code: string): string | undefined {
    if (code.length !== CODE_CHARS) return undefined;
    const bytes = Buffer.from(code, 'base64url');
    if (bytes.length !== ID_BYTES + MAC_BYTES) return undefined;
    const id = bytes.subarray(0, ID_BYTES);
    return timingSafeEqual(bytes.subarray(ID_BYTES), this.#mac(id)) ? uuidFromBytes(id) : undefined;
  }

  /** Differs for each person, tells outsiders nothing, and the cell can find it again: a restore looks for it in the log. */
  #saltOf(id: Uint8Array): Buffer {
    const key = this.#keys.secret('accounts.erasure_salt');
    return createHmac('sha256', key).update(id).digest().subarray(0, SALT_BYTES);
  }

  /** @returns what stands for the person in the public log: SHA-256 of salt and id, hexadecimal. */
  commitmentOf(personId: string): string {
    const id = uuidBytes(personId);
    return createHash('sha256').update(this.#saltOf(id)).update(id).digest('hex');
  }

  /** @returns the entry of the public log. */
  factsOf(personId: string, destroyed: KeyDestruction): BorderFacts {
    return {
      kind: 'erasure',
      act: 'accounts.erased',
      commitment: this.commitmentOf(personId),
      counts: { keys: destroyed.keys },
      fromMs: destroyed.atMs,
      untilMs: destroyed.atMs + KEY_BACKUP_MAX_MS,
    };
  }

  /** @returns how far an erasure is, with its proof once it is whole; undefined when there is none. */
  async receipt(code: string): Promise<ErasureReceipt | undefined> {
    const personId = this.personOf(code);
    if (personId === undefined) return undefined;
    const [found] = await this.#database.query<Found>(FIND, [personId]);
    if (found === undefined) return undefined;
    const { deletion_due_at_ms: dueAtMs, entry_id: entryId } = found;
    if (found.finished_at_ms !== null) {
      return {
        state: 'erased',
        personId,
        erasedAtMs: found.finished_at_ms,
        ...(entryId === null ? {} : { proof: this.#proof(personId, { ...found, entryId }) }),
      };
    }
    if (found.erasure !== null) return { state: 'under_way', personId };
    return dueAtMs === null ? undefined : { state: 'waiting', personId, dueAtMs };
  }

  #proof(
    personId: string,
    found: Found & { entryId: string },
  ): NonNullable<ErasureReceipt['proof']> {
    const destroyedAtMs = found.keys_destroyed_at_ms ?? 0;
    return {
      entryId: found.entryId,
      salt: this.#saltOf(uuidBytes(personId)).toString('hex'),
      commitment: this.commitmentOf(personId),
      keysDestroyed: found.keys_destroyed ?? 0,
      keysDestroyedAtMs: destroyedAtMs,
      keyBackupsUntilMs: destroyedAtMs + KEY_BACKUP_MAX_MS,
      log: '/log/',
      check:
        'commitment = SHA-256 of the 16 bytes of salt and then the 16 bytes of personId; the entry with entryId in the log has this commitment, and the log verifies with `npx jhalak border verify` or any C2SP tlog-tiles client.',
    };
  }
}
