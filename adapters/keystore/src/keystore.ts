// The Keys and Holds ports in a PostgreSQL schema of their own: one random key per person and class and one per hold,
// wrapped under the key of its class, which is wrapped under the root.

import type { KeyObject } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { problem } from '@jhalak/contracts';
import { messageOf, type Clock, type Logger } from '@jhalak/kernel';
import {
  KEY_BACKUP_MAX_MS,
  UnopenableError,
  type Holds,
  type KeyClass,
  type KeyDestruction,
  type Keys,
} from '@jhalak/ports';
import { ClassKeys } from './class-keys.ts';
import { ErasureList } from './erasure-list.ts';
import { HoldKeys } from './hold-keys.ts';
import { linesOf } from './import-lines.ts';
import { importKeys } from './import.ts';
import { ERASED } from './key-cache.ts';
import { prepareTables } from './layout.ts';
import { exportParcel, importParcel, type ParcelCounts } from './parcel.ts';
import { adoptOwn, ownSecretOf } from './own-secret.ts';
import { PersonKeys } from './person-keys.ts';
import { readRoot, removeFormerRoots } from './root-key.ts';
import {
  rotateClass,
  rotateRoot,
  type RotatedClass,
  type Rotation,
  type RotationParts,
  type RotationWatch,
} from './rotation.ts';
import { derive, seal, unseal } from './sealing.ts';
import { keyState, type KeyState } from './state.ts';
import { KeyTables } from './store.ts';
import { exportKeys, type KeyCounts } from './transfer.ts';

/** Connections at most: every round trip carries a batch, so more would only wait for each other. */
const POOL_MAX_DEFAULT = 3;
/** People of a list asked about at once. */
const LISTED_PAGE = 1_000;
/** Ended in one sweep; the next one goes on. */
const EXPIRED_MAX = 1_000;

export interface KeystoreOptions {
  /** PostgreSQL of the key store: the cell's database, or another, so that its backups go another way. */
  url: string;
  rootKeyFile: string;
  /** Where the list of what was destroyed grows; without it none is kept. */
  erasureListFile?: string;
  region: string;
  clock: Clock;
  logger: Logger;
  /** Default 3; rotation and import need two. */
  poolMax?: number;
}

/** How somebody stands with the key store; people whom it never knew have no standing. */
export type KeyStanding = 'live' | 'destroyed';

/** The ports Keys and Holds, rotation, and the key store's own backup. */
export interface Keystore extends Keys {
  readonly holds: Holds;
  /** @returns how these people stand, as the store says now. Cost: one query; give at most some thousands. */
  standings(people: readonly string[]): Promise<ReadonlyMap<string, KeyStanding>>;
  /**
   * Gives a class a new key and wraps everything under it, in batches, while every process goes on; then destroys the
   * elder one. Goes on where an earlier call was broken off.
   *
   * @throws `keystore.busy` while another process does it; the signal's reason between two batches.
   * Cost: some 25 microseconds a key, and a write of its row.
   */
  rotateClass(keyClass: RotatedClass, watch: RotationWatch): Promise<Rotation>;
  /**
   * Gives the cell a new root key; the former one stays beside it for 7 days, for key backups of its time. Secrets stay.
   *
   * @returns how many class keys were wrapped anew. @throws `keystore.busy`.
   */
  rotateRoot(): Promise<number>;
  /** @returns generations, holds and the root as they are now. Cost: it counts every key. */
  state(): Promise<KeyState>;
  /** Ends holds whose time is over and removes former root keys whose time is over. @returns how many things. */
  sweep(): Promise<number>;
  /**
   * Writes every key, wrapped, and every erasure as lines of JSON, from one snapshot, and ends the stream. Whoever has
   * this and the root key can read everything personal: keep it for days, not years, or erasure cannot reach it.
   */
  exportKeys(to: Writable): Promise<KeyCounts>;
  /**
   * Brings back what `exportKeys` of this or an earlier release wrote, all of it or nothing. A person erased here or there
   * stays erased, a hold whose time is over stays ended.
   *
   * @param options.acceptOld also a backup older than 7 days.
   * @throws `keystore.backup_refused` when it was cut, changed, made under another root key or region, or disagrees;
   * `keystore.backup_old`; `keystore.busy`.
   */
  importKeys(from: Readable, options?: { acceptOld: boolean }): Promise<KeyCounts>;
  /**
   * Keeps what this install's own secrets derive from. It is in no parcel, so no owner before or after this one has it; key
   * backups of this install have it. Again with the same: nothing happens.
   *
   * @param base 32 random bytes. @param options.replaces also in the place of another, whose owner's time on this machine is
   * over. @throws `keystore.backup_refused` when it has another; `keystore.busy`.
   */
  adoptOwnSecret(base: Uint8Array, options?: { replaces: boolean }): Promise<void>;
  /**
   * Gives up connections of before as they become idle: a session goes on writing, or refusing to, as its database was when
   * it began.
   */
  renew(): Promise<void>;
  /** Gives up those that came back since the last `renew`. */
  giveUpElders(): Promise<void>;
  /**
   * Writes every key for a new owner, wrapped anew under keys that only `recipient` opens, and every erasure, from one
   * snapshot, and ends the stream. Nothing in it opens under a key of this cell.
   *
   * @param recipient X25519, public. @throws `keystore.busy` while keys are rotated; PackageError `key.malformed`.
   * Cost: some 40 microseconds a key; one page of keys in memory.
   */
  exportParcel(to: Writable, recipient: KeyObject): Promise<ParcelCounts>;
  /**
   * Takes what `exportParcel` wrote, all of it or nothing, and wraps it under this store's own keys. Whoever is erased
   * here or there stays erased. An empty store also takes the base of the cell's secrets.
   *
   * @param recipient X25519, private. @throws `keystore.parcel_refused` when it was cut, changed, sealed to somebody else
   * or belongs to another region, or when this store holds other keys; `keystore.backup_old`; `keystore.busy`.
   */
  importParcel(
    from: Readable,
    recipient: KeyObject,
    options?: { acceptOld: boolean },
  ): Promise<KeyCounts>;
  /**
   * Destroys again what a list says was destroyed.
   *
   * @returns how many people and holds were not destroyed here yet.
   * @throws `keystore.list_refused` when a line was changed; nothing was done then.
   */
  applyErasureList(path: string): Promise<number>;
}

/**
 * Opens the key store and makes or upgrades its schema.
 *
 * @throws `keystore.*` failures that name the file or setting to mend.
 * Cost: a few round trips; afterwards `seal` and `open` of a known person cost microseconds, and one small query a
 * second looks for erasures by other processes.
 */
export async function openKeystore(options: KeystoreOptions): Promise<Keystore> {
  const { region, clock, rootKeyFile } = options;
  const given = await readRoot(rootKeyFile);
  const tables = new KeyTables({
    url: options.url,
    poolMax: options.poolMax ?? POOL_MAX_DEFAULT,
    onIdleError: (error) =>
      options.logger.warn({ error: messageOf(error) }, 'a connection to the key store was lost'),
  });
  try {
    const cell = { region, rootKeyFile, root: given, nowMs: clock.nowMs() };
    const { root, generation } = await prepareTables(tables.pool, cell);
    const classes = await ClassKeys.open({ pool: tables.pool, region, rootKeyFile, root });
    return new PostgresKeystore({ ...options, tables, classes, generation });
  } catch (error) {
    await tables.pool.end();
    throw error;
  }
}

interface KeystoreParts extends KeystoreOptions {
  tables: KeyTables;
  classes: ClassKeys;
  generation: number;
}

class PostgresKeystore implements Keystore {
  readonly holds: Holds;
  readonly #tables: KeyTables;
  readonly #classes: ClassKeys;
  readonly #people: PersonKeys;
  readonly #region: string;
  readonly #clock: Clock;
  readonly #rootKeyFile: string;
  readonly #erasureListFile: string | undefined;
  #list: ErasureList;

  constructor(parts: KeystoreParts) {
    const { tables, classes, region, clock } = parts;
    this.#tables = tables;
    this.#classes = classes;
    this.#region = region;
    this.#clock = clock;
    this.#rootKeyFile = parts.rootKeyFile;
    this.#erasureListFile = parts.erasureListFile;
    this.#people = new PersonKeys({ tables, classes, region, clock, generation: parts.generation });
    this.#list = this.#erasureList();
    this.holds = new HoldKeys({
      pool: tables.pool,
      classes,
      region,
      clock,
      ended: () => this.#list.sync(),
    });
  }

  #erasureList(): ErasureList {
    return new ErasureList(
      this.#tables.pool,
      this.#erasureListFile,
      this.secret('keystore.erasure_list'),
    );
  }

  async ensure(personId: string): Promise<void> {
    await this.#people.ensure(personId);
  }

  async seal(
    personId: string,
    keyClass: KeyClass,
    context: string,
    plain: Uint8Array,
  ): Promise<Buffer> {
    const known = await this.#people.known(personId);
    const key = known === ERASED ? undefined : known[keyClass];
    if (key === undefined) throw problem('unavailable', 'There is no key to protect this with.');
    return seal(key, { region: this.#region, id: personId, keyClass }, context, plain);
  }

  async open(
    personId: string,
    keyClass: KeyClass,
    context: string,
    sealed: Uint8Array,
  ): Promise<Buffer | undefined> {
    const known = await this.#people.known(personId);
    if (known === ERASED) return undefined;
    const key = known[keyClass];
    // Not erased, but lost: the operator's restore is incomplete. Saying "erased" here would hide it.
    if (key === undefined)
      throw new UnopenableError(
        'key_missing',
        'A key is missing: restore the backup of the key store.',
      );
    return unseal(key, { region: this.#region, id: personId, keyClass }, context, sealed);
  }

  // Whole only when the list has it too: until then whoever asked for it asks again.
  async destroy(personId: string): Promise<number> {
    const count = await this.#people.destroy(personId);
    await this.#list.sync();
    return count;
  }

  async destruction(personId: string): Promise<KeyDestruction | undefined> {
    return await this.#tables.destruction(personId);
  }

  async standings(people: readonly string[]): Promise<ReadonlyMap<string, KeyStanding>> {
    const rows = await this.#tables.standings(people);
    return new Map(rows.map((row) => [row.person_id, row.destroyed ? 'destroyed' : 'live']));
  }

  secret(purpose: string): Buffer {
    return derive(this.#classes.secretBase, `secret|${this.#region}|${purpose}`);
  }

  ownSecret(purpose: string): Buffer | undefined {
    const base = this.#classes.ownBase;
    return base && ownSecretOf(base, this.#region, purpose);
  }

  ownerSecret(purpose: string): Buffer {
    return this.ownSecret(purpose) ?? this.secret(purpose);
  }

  async adoptOwnSecret(base: Uint8Array, options = { replaces: false }): Promise<void> {
    await adoptOwn(this.#rotation(), Buffer.from(base), options.replaces);
  }

  async rotateClass(keyClass: RotatedClass, watch: RotationWatch): Promise<Rotation> {
    return await rotateClass(this.#rotation(), keyClass, watch);
  }

  async rotateRoot(): Promise<number> {
    return await rotateRoot(this.#rotation(), this.#rootKeyFile);
  }

  #rotation(): RotationParts {
    return {
      pool: this.#tables.pool,
      classes: this.#classes,
      region: this.#region,
      nowMs: () => this.#clock.nowMs(),
    };
  }

  async state(): Promise<KeyState> {
    return await keyState(this.#tables.pool);
  }

  async sweep(): Promise<number> {
    const ended = await this.holds.expire(EXPIRED_MAX);
    await this.#list.sync();
    const changedAtMs = await this.#tables.rootChangedAtMs();
    // They open key backups of their time.
    const due = changedAtMs !== null && changedAtMs + KEY_BACKUP_MAX_MS <= this.#clock.nowMs();
    return ended + (due ? await removeFormerRoots(this.#rootKeyFile) : 0);
  }

  async exportKeys(to: Writable): Promise<KeyCounts> {
    // The root may have changed elsewhere.
    await this.#classes.refresh();
    const cell = {
      region: this.#region,
      root: this.#classes.root,
      nowMs: this.#clock.nowMs(),
    };
    return await exportKeys(this.#tables.pool, cell, to);
  }

  async importKeys(from: Readable, options = { acceptOld: false }): Promise<KeyCounts> {
    return await this.#taken(importKeys(this.#rotation(), linesOf(from), options));
  }

  async renew(): Promise<void> {
    await this.#tables.renew();
  }

  async giveUpElders(): Promise<void> {
    await this.#tables.giveUpElders();
  }

  async exportParcel(to: Writable, recipient: KeyObject): Promise<ParcelCounts> {
    return await exportParcel(this.#rotation(), to, recipient);
  }

  async importParcel(
    from: Readable,
    recipient: KeyObject,
    options = { acceptOld: false },
  ): Promise<KeyCounts> {
    return await this.#taken(importParcel(this.#rotation(), from, { recipient, ...options }));
  }

  async #taken(importing: Promise<KeyCounts>): Promise<KeyCounts> {
    const counts = await importing;
    this.#people.clear();
    // The backup may have brought the cell's secrets.
    this.#list = this.#erasureList();
    await this.#list.sync();
    return counts;
  }

  async applyErasureList(path: string): Promise<number> {
    // All of it is looked at before any of it is done.
    for await (const _ of this.#list.read(path));
    let count = 0;
    let people: string[] = [];
    const destroyPage = async (): Promise<void> => {
      const known = await this.standings(people);
      for (const personId of people) {
        if (known.get(personId) === 'destroyed') continue;
        await this.#people.destroy(personId);
        count += 1;
      }
      people = [];
    };
    for await (const { kind, id } of this.#list.read(path)) {
      if (kind === 'person') people.push(id);
      else count += (await this.holds.end(id)) ? 1 : 0;
      if (people.length === LISTED_PAGE) await destroyPage();
    }
    await destroyPage();
    await this.#list.sync();
    return count;
  }

  async close(): Promise<void> {
    this.#people.clear();
    if (!this.#tables.pool.ended) await this.#tables.pool.end();
  }
}
