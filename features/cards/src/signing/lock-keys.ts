// Which key signs, which keys are shown, and how one follows another.

import type { KeyObject } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import type { LockKeySet, LockKeyStatement } from '@jhalak/contracts/lock';
import { MINUTE_MS, SECOND_MS, type Clock } from '@jhalak/kernel';
import type { Database, Journal, Keys, Tx } from '@jhalak/ports';
import type { CellName } from './cell-name.ts';
import { insert, isShown, lockRows, readRows, retire, signs, type KeyRow } from './key-rows.ts';
import {
  deriveKey,
  purposeOf,
  TAKEOVER_PURPOSE,
  type DerivedKey,
  type PublicLockKey,
} from './derive-key.ts';
import {
  nameNextKey,
  privateKeyOf,
  readNamed,
  takeOnKey,
  type NamedLockKey,
} from './key-statement.ts';

/** The contract's bound on a key set. */
const KEYS_MAX = 8;
/** A new key signs only after every cached key set has been replaced: twice its age. */
export const KEY_SET_CACHE_S = 300;
const HEAD_START_MS = 2 * KEY_SET_CACHE_S * SECOND_MS;
/** Another process's rotation is noticed within this time; a head start is longer. */
const ROWS_AGE_MS = MINUTE_MS;

/** What signs. */
export interface SigningKey {
  kid: string;
  key: KeyObject;
}

export interface LockKeysDeps {
  database: Database;
  journal: Journal;
  keys: Pick<Keys, 'secret' | 'ownSecret'>;
  clock: Clock;
  cell: CellName;
}

/** The contract's bound; a device that was away for longer asks anew, as a new one does. */
const STATEMENTS_MAX = 40;

export class LockKeys {
  readonly #deps: LockKeysDeps;
  readonly #imported = new Map<number, KeyObject>();
  readonly #stated = new Map<number, LockKeyStatement>();
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
    const rows = await this.#known();
    const shown = rows.filter((row) => isShown(row, nowMs));
    const keys = await Promise.all(
      shown.toReversed().map(async (row) => {
        const { kty, crv, x, y } = this.#derived(row);
        const kid = await this.#kid(row);
        return { kty, crv, x, y, kid, use: 'sig' as const, alg: 'ES256' as const };
      }),
    );
    const statements: LockKeyStatement[] = [];
    for (const row of rows.slice(1).slice(-STATEMENTS_MAX)) {
      const stated = await this.#statement(row, rows[rows.indexOf(row) - 1]);
      if (stated !== undefined) statements.push(stated);
    }
    return { keys, ...(statements.length === 0 ? {} : { statements }) };
  }

  /** Says, as the owner whose time ends, with which key the next one signs. Nothing is kept here. */
  async nameNext(to: { x: string; y: string }): Promise<NamedLockKey | undefined> {
    const rows = await this.#known();
    const last = rows.at(-1);
    // Nothing was ever signed, so nobody believes a key.
    if (last === undefined) return undefined;
    const from = await this.signing();
    const number = last.key_number + 1;
    return nameNextKey(from, {
      cell: await this.#deps.cell.name(),
      to: { kid: await this.#kid({ key_number: number }), kty: 'EC', crv: 'P-256', ...to },
      issuedAtMs: this.#deps.clock.nowMs(),
    });
  }

  /**
   * Signs with the present owner's own key from now on, in the transaction in which its epoch begins: every key of before is
   * withdrawn at once, because the former owner knows it.
   *
   * @param named the former owner's word; undefined: it is given here, which only who follows the first owner can.
   * @throws `handover.refused` for a word about another key, or by another one.
   */
  async takeOver(tx: Tx, named: NamedLockKey | undefined): Promise<void> {
    const rows = await lockRows(tx);
    const nowMs = this.#deps.clock.nowMs();
    const last = rows.at(-1);
    const before = rows.findLast((row) => signs(row, nowMs)) ?? last;
    if (before === undefined || last === undefined) return;
    // Whatever is here by now is of an owner before.
    const isFirst = before.purpose === null;
    if (named === undefined && !isFirst)
      throw problem('handover.refused', 'The former owner named no key for the lock screen.');
    const row = { key_number: last.key_number + 1, purpose: TAKEOVER_PURPOSE };
    const mine = this.#derived(row);
    const kid = await this.#kid(row);
    const word = named ?? (await this.#word(before, { ...row, ...mine }));
    const said = isFirst ? readNamed(word, this.#derived(before)) : saidOf(word);
    if (said?.to.kid !== kid || said.to.x !== mine.x || said.to.y !== mine.y)
      throw problem(
        'handover.refused',
        'The former owner named another key for the lock screen than this install’s.',
      );
    for (const one of rows) if (one.withdrawn_at_ms === null) await retire(tx, one, nowMs, nowMs);
    const statement = takeOnKey(word, { kid, key: privateKeyOf(mine) });
    await insert(tx, { ...row, activeFromMs: nowMs, statement });
    await this.#deps.journal.append(tx, [
      {
        stream: 'cards.key',
        key: String(row.key_number),
        type: 'replaced',
        row: { table: 'lock_keys', key: String(row.key_number) },
        facts: { activeFromMs: nowMs },
      },
    ]);
    tx.afterCommit(() => this.#forget());
  }

  #forget(): void {
    this.#readAtMs = -Infinity;
    this.#imported.clear();
    this.#stated.clear();
  }

  /** Keys of the cell's secret can say it at any time; an owner's own ones only while it has the cell, so it is kept. */
  async #statement(row: KeyRow, before: KeyRow | undefined): Promise<LockKeyStatement | undefined> {
    if (row.statement !== null) return JSON.parse(row.statement) as LockKeyStatement;
    const made = this.#stated.get(row.key_number);
    if (made !== undefined || before === undefined) return made;
    if (!this.#canDerive(row) || !this.#canDerive(before)) return undefined;
    const statement = await this.#stateFor(before, row);
    this.#stated.set(row.key_number, statement);
    return statement;
  }

  async #stateFor(
    before: Pick<KeyRow, 'key_number' | 'purpose'>,
    row: Pick<KeyRow, 'key_number' | 'purpose'>,
  ): Promise<LockKeyStatement> {
    const word = await this.#word(before, { ...row, ...this.#derived(row) });
    return takeOnKey(word, { kid: await this.#kid(row), key: this.#privateKey(row) });
  }

  async #word(
    before: Pick<KeyRow, 'key_number' | 'purpose'>,
    { key_number: number, x, y }: Pick<KeyRow, 'key_number'> & Pick<PublicLockKey, 'x' | 'y'>,
  ): Promise<NamedLockKey> {
    const from = { kid: await this.#kid(before), key: this.#privateKey(before) };
    return nameNextKey(from, {
      cell: await this.#deps.cell.name(),
      to: { kid: await this.#kid({ key_number: number }), kty: 'EC', crv: 'P-256', x, y },
      issuedAtMs: this.#deps.clock.nowMs(),
    });
  }

  /** The own key of an owner before cannot be derived by anybody after it. */
  #canDerive({ purpose, withdrawn_at_ms: gone }: KeyRow): boolean {
    return purpose === null || (gone === null && this.#deps.keys.ownSecret(purpose) !== undefined);
  }

  #derived({ key_number: number, purpose }: Pick<KeyRow, 'key_number' | 'purpose'>): DerivedKey {
    const { keys } = this.#deps;
    if (purpose === null) return deriveKey((one) => keys.secret(one), purposeOf(number));
    return deriveKey((one) => ownOf(keys, one), purpose);
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
      const own = this.#deps.keys.ownSecret(purposeOf(number)) !== undefined;
      const fresh = { key_number: number, purpose: own ? purposeOf(number) : null };
      const last = rows.at(-1);
      const statement = last === undefined ? undefined : await this.#stateFor(last, fresh);
      await insert(tx, { ...fresh, activeFromMs, statement });
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
      this.#rows = await readRows(this.#deps.database);
      this.#readAtMs = nowMs;
    }
    return this.#rows;
  }

  // Two processes that start at once agree: the second insert does nothing.
  async #first(): Promise<KeyRow> {
    const { database, clock, keys } = this.#deps;
    await database.query(
      {
        name: 'cards.first_key',
        text: 'INSERT INTO lock_keys (key_number, active_from_ms, purpose) VALUES (1, $1, $2) ON CONFLICT DO NOTHING',
      },
      [clock.nowMs(), keys.ownSecret(purposeOf(1)) === undefined ? null : purposeOf(1)],
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

  #privateKey(row: Pick<KeyRow, 'key_number' | 'purpose'>): KeyObject {
    const { key_number: number } = row;
    let imported = this.#imported.get(number);
    if (imported === undefined) {
      imported = privateKeyOf(this.#derived(row));
      this.#imported.set(number, imported);
    }
    return imported;
  }
}

function ownOf(keys: Pick<Keys, 'ownSecret'>, purpose: string): Buffer {
  const secret = keys.ownSecret(purpose);
  if (secret !== undefined) return secret;
  throw problem(
    'unavailable',
    'This install has no secret of its own, although it is not the first owner: restore its key backup.',
  );
}

/** Read without its signature: the deal's own word vouches for it. */
function saidOf({ payload }: NamedLockKey): ReturnType<typeof readNamed> {
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as ReturnType<
    typeof readNamed
  >;
}
