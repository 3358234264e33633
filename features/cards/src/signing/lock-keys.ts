// Which key signs, which keys are shown, and how one follows another.

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import type { LockKeySet } from '@jhalak/contracts/lock';
import { DAY_MS, MINUTE_MS, SECOND_MS, type Clock } from '@jhalak/kernel';
import type { Database, Journal, Keys, Queries, Tx } from '@jhalak/ports';
import type { CellName } from './cell-name.ts';
import { deriveKey } from './derive-key.ts';

/** The contract's bound on a key set. */
const KEYS_MAX = 8;
/** A new key signs only after every cached key set has been replaced: twice its age. */
export const KEY_SET_CACHE_S = 300;
const HEAD_START_MS = 2 * KEY_SET_CACHE_S * SECOND_MS;
/**
 * How long a retired key stays in the set. Packs and kill lists live a day; receipts are kept on devices until their
 * pseudonym changes, a week, or longer while a phone is switched off.
 */
const SHOWN_AFTER_MS = 30 * DAY_MS;
/** Another process's rotation is noticed within this time; a head start is longer. */
const ROWS_AGE_MS = MINUTE_MS;

interface KeyRow {
  key_number: number;
  active_from_ms: number;
  retired_at_ms: number | null;
  withdrawn_at_ms: number | null;
}

/** What signs. */
export interface SigningKey {
  kid: string;
  key: KeyObject;
}

export interface LockKeysDeps {
  database: Database;
  journal: Journal;
  keys: Pick<Keys, 'secret'>;
  clock: Clock;
  cell: CellName;
}

const COLUMNS = 'key_number, active_from_ms, retired_at_ms, withdrawn_at_ms';

export class LockKeys {
  readonly #deps: LockKeysDeps;
  readonly #imported = new Map<number, KeyObject>();
  #rows: readonly KeyRow[] = [];
  #readAtMs = -Infinity;

  constructor(deps: LockKeysDeps) {
    this.#deps = deps;
  }

  /** @returns the key that signs now; the first one is made when there is none. Cost: memory mostly. */
  async signing(): Promise<SigningKey> {
    const nowMs = this.#deps.clock.nowMs();
    let row = (await this.#known()).findLast((one) => signs(one, nowMs));
    if (row === undefined) row = await this.#first();
    return { kid: await this.#kid(row), key: this.#privateKey(row) };
  }

  /** @returns whether signatures of this key count, as far as this process knows. */
  counts(kid: string): boolean {
    const number = Number(kid.split('.').at(-1));
    const row = this.#rows.find((one) => one.key_number === number);
    return row !== undefined && isShown(row, this.#deps.clock.nowMs());
  }

  /** @returns every key whose signatures may still count, the newest first. */
  async published(): Promise<LockKeySet> {
    const nowMs = this.#deps.clock.nowMs();
    await this.signing();
    const shown = (await this.#known()).filter((row) => isShown(row, nowMs));
    const keys = await Promise.all(
      shown.toReversed().map(async (row) => {
        const { kty, crv, x, y } = deriveKey(this.#deps.keys, row.key_number);
        const kid = await this.#kid(row);
        return { kty, crv, x, y, kid, use: 'sig' as const, alg: 'ES256' as const };
      }),
    );
    return { keys };
  }

  /**
   * Makes the next key. It signs after a head start of ten minutes, in which devices learn of it; then the present one
   * retires, and stays in the set for 30 days.
   *
   * @param compromised the present key goes at once, and everything that it signed with it.
   * @returns the new key's id and when it begins to sign.
   * @throws `lock.keys_full` while the set has no room.
   */
  async rotate(compromised: boolean): Promise<{ kid: string; activeFromMs: number }> {
    await this.signing();
    const { database, journal, clock } = this.#deps;
    const made = await database.transaction(async (tx) => {
      const rows = await lockRows(tx);
      const nowMs = clock.nowMs();
      const activeFromMs = compromised ? nowMs : nowMs + HEAD_START_MS;
      // A key that was to begin later never does: this one comes instead, or the set would fill with unused ones.
      const leaving = rows.filter((row) => row.retired_at_ms === null);
      const staying = rows.filter(
        (row) => isShown(row, nowMs) && !(compromised && leaving.includes(row)),
      );
      if (staying.length >= KEYS_MAX)
        throw problem('lock.keys_full', 'The key set holds eight keys whose signatures may count.');
      for (const row of leaving) await retire(tx, row, activeFromMs, compromised ? nowMs : null);
      const number = (rows.at(-1)?.key_number ?? 0) + 1;
      await insert(tx, number, activeFromMs);
      await journal.append(tx, [
        {
          stream: 'cards.key',
          key: String(number),
          type: compromised ? 'replaced' : 'rotated',
          row: { table: 'lock_keys', key: String(number) },
          facts: { activeFromMs },
        },
      ]);
      return { key_number: number, activeFromMs };
    });
    this.#readAtMs = -Infinity;
    return { kid: await this.#kid(made), activeFromMs: made.activeFromMs };
  }

  async #known(): Promise<readonly KeyRow[]> {
    const nowMs = this.#deps.clock.nowMs();
    if (nowMs - this.#readAtMs >= ROWS_AGE_MS || nowMs < this.#readAtMs) {
      this.#rows = await read(this.#deps.database);
      this.#readAtMs = nowMs;
    }
    return this.#rows;
  }

  // Two processes that start at once agree: the second insert does nothing.
  async #first(): Promise<KeyRow> {
    const { database, clock } = this.#deps;
    await database.query(
      {
        name: 'cards.first_key',
        text: 'INSERT INTO lock_keys (key_number, active_from_ms) VALUES (1, $1) ON CONFLICT DO NOTHING',
      },
      [clock.nowMs()],
    );
    this.#readAtMs = -Infinity;
    const row = (await this.#known()).findLast((one) => one.withdrawn_at_ms === null);
    if (row === undefined)
      throw new Error('broken assumption: a key that was not withdrawn exists');
    return row;
  }

  async #kid({ key_number: number }: Pick<KeyRow, 'key_number'>): Promise<string> {
    return `${await this.#deps.cell.name()}.${number}`;
  }

  #privateKey({ key_number: number }: KeyRow): KeyObject {
    let imported = this.#imported.get(number);
    if (imported === undefined) {
      imported = createPrivateKey({
        key: { ...deriveKey(this.#deps.keys, number) },
        format: 'jwk',
      });
      this.#imported.set(number, imported);
    }
    return imported;
  }
}

function signs(row: KeyRow, nowMs: number): boolean {
  return (
    row.withdrawn_at_ms === null &&
    row.active_from_ms <= nowMs &&
    (row.retired_at_ms === null || row.retired_at_ms > nowMs)
  );
}

function isShown(row: KeyRow, nowMs: number): boolean {
  if (row.withdrawn_at_ms !== null) return false;
  return row.retired_at_ms === null || row.retired_at_ms + SHOWN_AFTER_MS > nowMs;
}

async function read(on: Queries): Promise<KeyRow[]> {
  return await on.query<KeyRow>({
    name: 'cards.keys',
    text: `SELECT ${COLUMNS} FROM lock_keys ORDER BY key_number`,
  });
}

async function lockRows(tx: Tx): Promise<KeyRow[]> {
  return await tx.query<KeyRow>({
    name: 'cards.lock_keys',
    text: `SELECT ${COLUMNS} FROM lock_keys ORDER BY key_number FOR UPDATE`,
  });
}

async function retire(
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

async function insert(tx: Tx, number: number, activeFromMs: number): Promise<void> {
  await tx.query(
    {
      name: 'cards.add_key',
      text: 'INSERT INTO lock_keys (key_number, active_from_ms) VALUES ($1, $2)',
    },
    [number, activeFromMs],
  );
}
