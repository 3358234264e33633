// Brings a key backup, or a parcel, into the store, all of it or nothing. Every key is opened with the backup's class keys
// and wrapped under the store's own, so that backups of every layout and generation fit.

import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { DAY_MS } from '@jhalak/kernel';
import { KEY_BACKUP_MAX_MS, KEY_CLASSES } from '@jhalak/ports';
import type pg from 'pg';
import {
  classKeyFingerprint,
  OWN_CLASS,
  SECRET_CLASS,
  unwrapClassKey,
  wrapClassKey,
  type ClassKeys,
} from './class-keys.ts';
import { keystoreFailure } from './failure.ts';
import {
  attempt,
  classKeyOf,
  holdOf,
  isCount,
  parseLine,
  personOf,
  refused,
  type BackupLine,
} from './import-lines.ts';
import { derivedKey } from './layout.ts';
import type { Root } from './root-key.ts';
import { alone, type RotationParts } from './rotation.ts';
import { unwrap, wrap } from './sealing.ts';
import type { KeyRecord } from './store.ts';
import { backupSeal, FORMAT, PAGE_ROWS, type HoldRecord, type KeyCounts } from './transfer.ts';

const FIRST_FORMAT = 'jhalak key backup v1';

/** Where keys come from. */
export interface GivenKeys {
  /** The root that they stand under; undefined: the cell's own. */
  root?: Root;
  /** What the first line says, when it is not a backup's. */
  format?: string;
  acceptOld: boolean;
}

/** @throws `keystore.backup_refused`, `keystore.backup_old`, `keystore.busy`. */
export async function importKeys(
  parts: RotationParts,
  lines: AsyncIterable<string>,
  given: GivenKeys,
): Promise<KeyCounts> {
  return await alone(parts.pool, async (client) => {
    await parts.classes.refresh();
    await client.query('BEGIN');
    try {
      const counts = await new Import(client, parts, given).run(lines);
      await client.query('COMMIT');
      await parts.classes.refresh();
      return counts;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  });
}

class Import {
  readonly #client: pg.PoolClient;
  readonly #classes: ClassKeys;
  readonly #region: string;
  readonly #nowMs: number;
  readonly #acceptOld: boolean;
  /** What the lines stand under. */
  readonly #root: Root;
  readonly #format: string;
  /** The backup's own, by class and generation. */
  readonly #given = new Map<string, KeyObject>();
  #secretBase: Buffer | undefined;
  #ownBase: Buffer | undefined;
  #isFirstFormat = false;
  #generation = 0;
  /** Whether anything was kept here before. */
  #used = true;
  readonly #counts: KeyCounts = { keys: 0, erasures: 0, holds: 0 };
  #people: KeyRecord[] = [];
  #holds: HoldRecord[] = [];

  constructor(client: pg.PoolClient, parts: RotationParts, given: GivenKeys) {
    this.#client = client;
    this.#classes = parts.classes;
    this.#region = parts.region;
    this.#nowMs = parts.nowMs();
    this.#acceptOld = given.acceptOld;
    this.#root = given.root ?? parts.classes.root;
    this.#format = given.format ?? FORMAT;
  }

  async run(lines: AsyncIterable<string>): Promise<KeyCounts> {
    const turn = await this.#client.query<{ generation: number }>(
      'UPDATE keystore.cell SET generation = generation + 1 RETURNING generation',
    );
    this.#generation = turn.rows[0]?.generation ?? 0;
    const store = await this.#client.query<{ used: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM keystore.person_keys) OR EXISTS (SELECT 1 FROM keystore.hold_keys) AS used`,
    );
    this.#used = store.rows[0]?.used === true;
    const mac = createHmac('sha256', backupSeal(this.#root));
    let [lineCount, whole] = [0, false];
    for await (const text of lines) {
      const value = parseLine(text);
      if (whole) throw refused('it goes on after its end');
      lineCount += 1;
      if (lineCount === 1) this.#header(value);
      else if ('hmac' in value) {
        this.#footer(text, mac.digest());
        whole = true;
      } else this.#take(value);
      if (!whole) mac.update(`${text}\n`);
      if (this.#people.length + this.#holds.length >= PAGE_ROWS || whole) await this.#write();
    }
    if (!whole) throw refused('its end is missing');
    await this.#settleSecret();
    await this.#settleOwn();
    return this.#counts;
  }

  #header(value: BackupLine): void {
    const { format, region, exportedAtMs, root } = value;
    const isFirst = format === FIRST_FORMAT && this.#format === FORMAT;
    if (format !== this.#format && !isFirst) {
      throw refused('it has another form than this release writes');
    }
    if (region !== this.#region) throw refused(`it belongs to region "${String(region)}"`);
    const mine = this.#root.fingerprint.toString('hex');
    if (!isFirst && root !== mine) {
      throw refused(
        `it was made under the root key ${String(root).slice(0, 8)}, and this cell has ${mine.slice(0, 8)}`,
      );
    }
    if (!isCount(exportedAtMs)) throw refused('it does not say when it was made');
    const ageMs = this.#nowMs - exportedAtMs;
    if (ageMs > KEY_BACKUP_MAX_MS && !this.#acceptOld) throw tooOld(ageMs);
    this.#isFirstFormat = isFirst;
    if (this.#isFirstFormat) this.#deriveClasses();
  }

  // The first form carries no class keys: they were derived from the root.
  #deriveClasses(): void {
    for (const keyClass of [...KEY_CLASSES, SECRET_CLASS]) {
      const key = derivedKey(this.#root, this.#region, keyClass);
      if (key !== undefined) this.#know(keyClass, 1, key);
    }
  }

  #know(keyClass: string, generation: number, key: Buffer): void {
    this.#given.set(`${keyClass}|${generation}`, createSecretKey(key));
    if (keyClass === SECRET_CLASS) this.#secretBase = key;
    if (keyClass === OWN_CLASS) this.#ownBase = key;
  }

  #take(value: BackupLine): void {
    if ('classKey' in value) {
      const { keyClass, generation, wrapped } = classKeyOf(value);
      const name = { region: this.#region, keyClass, generation };
      const key = attempt(() => unwrapClassKey(this.#root, name, wrapped));
      this.#know(keyClass, generation, key);
    } else if ('hold' in value) {
      const row = holdOf(value);
      this.#counts.holds += 1;
      this.#holds.push({ ...row, ...this.#anew(row, row.hold_id) });
    } else {
      const row = personOf(value);
      this.#counts[row.wrapped === null ? 'erasures' : 'keys'] += 1;
      this.#people.push({ ...row, ...this.#anew(row, row.person_id) });
    }
  }

  // Opened with the backup's class key, wrapped under the store's present one.
  #anew(
    row: { key_class: string; generation: number; wrapped: Buffer | null },
    id: string,
  ): { generation: number; wrapped: Buffer | null } {
    const present = this.#classes.current(row.key_class);
    const { wrapped } = row;
    if (wrapped === null) return { generation: present.generation, wrapped };
    const owner = { region: this.#region, id, keyClass: row.key_class };
    const given = this.#given.get(`${row.key_class}|${row.generation}`);
    if (given === undefined) throw refused('a key has no class key');
    const key = attempt(() => unwrap(given, owner, wrapped));
    return { generation: present.generation, wrapped: wrap(present.key, owner, key) };
  }

  // Written again it must be the same text, not a space more.
  #footer(text: string, mac: Buffer): void {
    const given = Buffer.from(String(parseLine(text)['hmac']), 'base64url');
    if (given.length !== mac.length || !timingSafeEqual(given, mac)) {
      throw refused('it was changed, or made under another root key');
    }
    const { keys, erasures, holds } = this.#counts;
    const counts = this.#isFirstFormat ? { keys, erasures } : { keys, erasures, holds };
    if (JSON.stringify({ ...counts, hmac: mac.toString('base64url') }) !== text) {
      throw refused('lines are missing');
    }
  }

  async #write(): Promise<void> {
    if (this.#people.length > 0) await this.#writePeople(this.#people);
    if (this.#holds.length > 0) await this.#writeHolds(this.#holds);
    [this.#people, this.#holds] = [[], []];
  }

  // An erasure wins over a key, wherever it is known.
  async #writePeople(rows: readonly KeyRecord[]): Promise<void> {
    const ids = rows.map((row) => row.person_id);
    const kept = await this.#client.query<Kept>(
      `SELECT person_id AS id, key_class, generation, wrapped FROM keystore.person_keys
       WHERE person_id = ANY($1::uuid[]) AND wrapped IS NOT NULL`,
      [ids],
    );
    this.#refuseOthers(kept.rows, new Map(rows.map((row) => [nameOf(row.person_id, row), row])));
    await this.#client.query(
      `INSERT INTO keystore.person_keys AS kept
         (person_id, key_class, generation, wrapped, created_at_ms, destroyed_at_ms, destroyed_generation)
       SELECT person_id, key_class, generation, wrapped, created_at_ms, destroyed_at_ms,
         CASE WHEN wrapped IS NULL THEN $7::bigint END
       FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::bytea[], $5::bigint[], $6::bigint[])
         AS given (person_id, key_class, generation, wrapped, created_at_ms, destroyed_at_ms)
       ON CONFLICT (person_id, key_class) DO UPDATE SET wrapped = NULL,
         destroyed_at_ms = excluded.destroyed_at_ms, destroyed_generation = excluded.destroyed_generation
       WHERE excluded.wrapped IS NULL AND kept.wrapped IS NOT NULL`,
      [
        ids,
        rows.map((row) => row.key_class),
        rows.map((row) => row.generation),
        rows.map((row) => row.wrapped),
        rows.map((row) => row.created_at_ms),
        rows.map((row) => row.destroyed_at_ms),
        this.#generation,
      ],
    );
  }

  // A hold whose time is over comes back as one that has ended.
  async #writeHolds(rows: readonly HoldRecord[]): Promise<void> {
    const ids = rows.map((row) => row.hold_id);
    const kept = await this.#client.query<Kept>(
      `SELECT hold_id AS id, key_class, generation, wrapped FROM keystore.hold_keys
       WHERE hold_id = ANY($1::uuid[]) AND wrapped IS NOT NULL`,
      [ids],
    );
    this.#refuseOthers(kept.rows, new Map(rows.map((row) => [nameOf(row.hold_id, row), row])));
    const isOver = (row: HoldRecord): boolean =>
      row.wrapped === null || row.until_ms <= this.#nowMs;
    await this.#client.query(
      `INSERT INTO keystore.hold_keys AS kept
         (hold_id, key_class, generation, reason, day, wrapped, created_at_ms, until_ms, destroyed_at_ms)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::integer[], $6::bytea[],
         $7::bigint[], $8::bigint[], $9::bigint[])
       ON CONFLICT (hold_id) DO UPDATE SET wrapped = NULL, destroyed_at_ms = excluded.destroyed_at_ms
       WHERE excluded.wrapped IS NULL AND kept.wrapped IS NOT NULL AND kept.until_ms <= excluded.until_ms`,
      [
        ids,
        rows.map((row) => row.key_class),
        rows.map((row) => row.generation),
        rows.map((row) => row.reason),
        rows.map((row) => row.day),
        rows.map((row) => (isOver(row) ? null : row.wrapped)),
        rows.map((row) => row.created_at_ms),
        rows.map((row) => row.until_ms),
        rows.map((row) => (isOver(row) ? (row.destroyed_at_ms ?? this.#nowMs) : null)),
      ],
    );
  }

  #refuseOthers(
    kept: readonly Kept[],
    given: ReadonlyMap<string, { wrapped: Buffer | null }>,
  ): void {
    for (const row of kept) {
      const theirs = given.get(nameOf(row.id, row))?.wrapped;
      const mine = this.#classes.find(row.key_class, row.generation);
      if (theirs === undefined || theirs === null || mine === undefined) continue;
      const owner = { region: this.#region, id: row.id, keyClass: row.key_class };
      const present = this.#classes.current(row.key_class);
      const same = unwrap(mine.key, owner, row.wrapped).equals(unwrap(present.key, owner, theirs));
      if (!same) throw otherKeys();
    }
  }

  // An empty store takes the backup's: tokens, signatures and seals of the cell go on as they were.
  async #settleSecret(): Promise<void> {
    const base = this.#secretBase;
    if (base === undefined) throw refused('it has no key for the secrets of the cell');
    if (base.equals(this.#classes.secretBase)) return;
    if (this.#used) throw otherKeys();
    const name = { region: this.#region, keyClass: SECRET_CLASS, generation: 1 };
    await this.#client.query(
      `UPDATE keystore.class_keys SET wrapped = $2, fingerprint = $3 WHERE key_class = $1 AND generation = 1`,
      [SECRET_CLASS, wrapClassKey(this.#classes.root, name, base), classKeyFingerprint(base)],
    );
    await this.#client.query('UPDATE keystore.cell SET class_epoch = class_epoch + 1');
  }

  // Its own backup brings it back; a parcel has none.
  async #settleOwn(): Promise<void> {
    const base = this.#ownBase;
    if (base === undefined) return;
    const mine = this.#classes.ownBase;
    if (mine?.equals(base) === true) return;
    if (mine !== undefined) throw otherKeys();
    await keepOwn(this.#client, this.#classes.root, this.#region, base, this.#nowMs);
  }
}

/** Keeps the base of an install's own secrets; the store must have none. */
export async function keepOwn(
  client: pg.PoolClient,
  root: Root,
  region: string,
  base: Buffer,
  nowMs: number,
): Promise<void> {
  const name = { region, keyClass: OWN_CLASS, generation: 1 };
  await client.query(
    `INSERT INTO keystore.class_keys (key_class, generation, wrapped, fingerprint, created_at_ms)
     VALUES ($1, 1, $2, $3, $4)`,
    [OWN_CLASS, wrapClassKey(root, name, base), classKeyFingerprint(base), nowMs],
  );
  await client.query('UPDATE keystore.cell SET class_epoch = class_epoch + 1');
}

interface Kept {
  id: string;
  key_class: string;
  generation: number;
  wrapped: Buffer;
}

function nameOf(id: string, row: { key_class: string }): string {
  return `${id}|${row.key_class}`;
}

function otherKeys(): Error {
  return refused('this key store holds other keys, of another cell or for the same people');
}

function tooOld(ageMs: number): Error {
  const days = Math.floor(ageMs / DAY_MS);
  return keystoreFailure(
    'keystore.backup_old',
    `The key backup is ${days} days old, and keys are kept for 7 days at most, so that erasures are whole. Nothing was changed.`,
  );
}
