// The Keys port: one random key per person and class, wrapped under a key derived from the root, in a PostgreSQL schema
// of its own. Unwrapped keys are kept for a while; erasures of other processes are noticed within ERASURE_NOTICED_MS.

import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { problem } from '@jhalak/contracts';
import { isUuid, messageOf, type Clock, type Logger } from '@jhalak/kernel';
import { KEY_CLASSES, UnopenableError, type KeyClass, type Keys } from '@jhalak/ports';
import { Batch } from './batch.ts';
import { ERASED, KeyCache, type Known } from './key-cache.ts';
import { readRootKeyFile } from './root-key.ts';
import { derive, KEY_BYTES, seal, unseal, unwrap, wrap, type KeyOwner } from './sealing.ts';
import { KeyTables, prepareTables, type KeyRow } from './store.ts';
import { exportKeys, importKeys, type KeyCounts } from './transfer.ts';

/** Connections at most: every round trip carries a batch, so more would only wait for each other. */
const POOL_MAX_DEFAULT = 3;
/** A row that another process inserts at the same moment shows at the next look. */
const LOOKS_MAX = 5;

export interface KeystoreOptions {
  /** PostgreSQL of the key store: the cell's database, or another, so that its backups go another way. */
  url: string;
  rootKeyFile: string;
  region: string;
  clock: Clock;
  logger: Logger;
  /** Default 3. */
  poolMax?: number;
}

/** How somebody stands with the key store; people whom it never knew have no standing. */
export type KeyStanding = 'live' | 'destroyed';

/** The Keys port, and the key store's own backup. */
export interface Keystore extends Keys {
  /** @returns how these people stand, as the store says now. Cost: one query; give at most some thousands. */
  standings(people: readonly string[]): Promise<ReadonlyMap<string, KeyStanding>>;
  /**
   * Writes every key, wrapped, and every erasure as lines of JSON, from one snapshot, and ends the stream. Whoever has
   * this and the root key can read everything personal: keep it for days, not years, or erasure cannot reach it.
   */
  exportKeys(to: Writable): Promise<KeyCounts>;
  /**
   * Brings back what `exportKeys` wrote, all of it or nothing. A person erased here or there stays erased.
   *
   * @throws `keystore.backup_refused` when it was cut, changed, made under another root key or region, or disagrees.
   */
  importKeys(from: Readable): Promise<KeyCounts>;
}

/**
 * Opens the key store and makes its schema when it is missing.
 *
 * @throws `keystore.*` failures that name the file or setting to mend.
 * Cost: a few round trips; afterwards `seal` and `open` of a known person cost microseconds, and one small query a
 * second looks for erasures by other processes.
 */
export async function openKeystore(options: KeystoreOptions): Promise<Keystore> {
  const root = await readRootKeyFile(options.rootKeyFile);
  const tables = new KeyTables({
    url: options.url,
    poolMax: options.poolMax ?? POOL_MAX_DEFAULT,
    onIdleError: (error) =>
      options.logger.warn({ error: messageOf(error) }, 'a connection to the key store was lost'),
  });
  try {
    const fingerprint = derive(root, 'fingerprint').subarray(0, 16);
    const { region, clock } = options;
    const generation = await prepareTables(tables.pool, {
      region,
      fingerprint,
      nowMs: clock.nowMs(),
    });
    return new PostgresKeystore({ tables, root, region, clock, generation });
  } catch (error) {
    await tables.pool.end();
    throw error;
  }
}

class PostgresKeystore implements Keystore {
  readonly #tables: KeyTables;
  readonly #root: Buffer;
  readonly #region: string;
  readonly #clock: Clock;
  readonly #wrapping: Readonly<Record<KeyClass, Buffer>>;
  readonly #cache: KeyCache;
  readonly #ensures = new Batch<Known>((people) => this.#ensureAll(people));
  readonly #loads = new Batch<Known>((people) => this.#loadAll(people));

  constructor(parts: {
    tables: KeyTables;
    root: Buffer;
    region: string;
    clock: Clock;
    generation: number;
  }) {
    this.#tables = parts.tables;
    this.#root = parts.root;
    this.#region = parts.region;
    this.#clock = parts.clock;
    this.#wrapping = Object.fromEntries(
      KEY_CLASSES.map((keyClass) => [
        keyClass,
        derive(parts.root, `wrap|${parts.region}|${keyClass}`),
      ]),
    ) as Record<KeyClass, Buffer>;
    this.#cache = new KeyCache(
      (generation, max) => parts.tables.erasuresAfter(generation, max),
      parts.clock,
      parts.generation,
    );
  }

  async ensure(personId: string): Promise<void> {
    checkPerson(personId);
    const known = (await this.#cache.get(personId)) ?? (await this.#ensures.get(personId));
    if (known === ERASED)
      throw problem('person.not_found', 'This person was erased; no new keys are made.');
    // Cached before a class was added by a newer release.
    if (!isComplete(known)) await this.#ensures.get(personId);
  }

  async seal(
    personId: string,
    keyClass: KeyClass,
    context: string,
    plain: Uint8Array,
  ): Promise<Buffer> {
    const known = await this.#known(personId);
    const key = known === ERASED ? undefined : known[keyClass];
    if (key === undefined) throw problem('unavailable', 'There is no key to protect this with.');
    return seal(key, this.#owner(personId, keyClass), context, plain);
  }

  async open(
    personId: string,
    keyClass: KeyClass,
    context: string,
    sealed: Uint8Array,
  ): Promise<Buffer | undefined> {
    const known = await this.#known(personId);
    if (known === ERASED) return undefined;
    const key = known[keyClass];
    // Not erased, but lost: the operator's restore is incomplete. Saying "erased" here would hide it.
    if (key === undefined)
      throw new UnopenableError(
        'key_missing',
        'A key is missing: restore the backup of the key store.',
      );
    return unseal(key, this.#owner(personId, keyClass), context, sealed);
  }

  async destroy(personId: string): Promise<number> {
    checkPerson(personId);
    const count = await this.#tables.destroy(personId, KEY_CLASSES, this.#clock.nowMs());
    this.#cache.erase([personId]);
    return count;
  }

  async standings(people: readonly string[]): Promise<ReadonlyMap<string, KeyStanding>> {
    const rows = await this.#tables.standings(people);
    return new Map(rows.map((row) => [row.person_id, row.destroyed ? 'destroyed' : 'live']));
  }

  secret(purpose: string): Buffer {
    return derive(this.#root, `secret|${this.#region}|${purpose}`);
  }

  async exportKeys(to: Writable): Promise<KeyCounts> {
    return await exportKeys(this.#tables.pool, this.#backupCell(), to);
  }

  async importKeys(from: Readable): Promise<KeyCounts> {
    const counts = await importKeys(this.#tables.pool, this.#backupCell(), from, (row) => {
      if (row.wrapped !== null) this.#unwrap(row, row.wrapped);
    });
    this.#cache.clear();
    return counts;
  }

  async close(): Promise<void> {
    this.#cache.clear();
    if (!this.#tables.pool.ended) await this.#tables.pool.end();
  }

  async #known(personId: string): Promise<Known> {
    checkPerson(personId);
    return (await this.#cache.get(personId)) ?? (await this.#loads.get(personId));
  }

  async #ensureAll(people: readonly string[]): Promise<ReadonlyMap<string, Known | Error>> {
    const mark = this.#cache.mark();
    const made = new Map<string, Buffer>();
    // In one order everywhere, so that two processes with the same people cannot wait for each other.
    const rows = people.toSorted().flatMap((personId) =>
      KEY_CLASSES.map((keyClass) => {
        const key = randomBytes(KEY_BYTES);
        const wrapped = wrap(this.#wrapping[keyClass], this.#owner(personId, keyClass), key);
        made.set(wrapped.toString('latin1'), key);
        return { person_id: personId, key_class: keyClass, wrapped };
      }),
    );
    const found = this.#read(people, await this.#tables.ensure(rows, this.#clock.nowMs()), made);
    for (let look = 1; ; look += 1) {
      const open = people.filter((personId) => !isSettled(found.get(personId)));
      if (open.length === 0) break;
      if (look === LOOKS_MAX) throw new Error('keys that another process made do not show');
      for (const [personId, known] of this.#read(open, await this.#tables.load(open), made)) {
        found.set(personId, known);
      }
    }
    return this.#cache.keep(found, mark);
  }

  async #loadAll(people: readonly string[]): Promise<ReadonlyMap<string, Known | Error>> {
    const mark = this.#cache.mark();
    return this.#cache.keep(this.#read(people, await this.#tables.load(people), new Map()), mark);
  }

  #read(
    people: readonly string[],
    rows: readonly KeyRow[],
    made: ReadonlyMap<string, Buffer>,
  ): Map<string, Known | Error> {
    const found = new Map<string, Known | Error>(people.map((personId) => [personId, {}]));
    for (const row of rows) {
      const known = found.get(row.person_id);
      if (row.wrapped === null) found.set(row.person_id, ERASED);
      else if (known !== undefined && known !== ERASED && !(known instanceof Error)) {
        try {
          known[row.key_class] =
            made.get(row.wrapped.toString('latin1')) ?? this.#unwrap(row, row.wrapped);
        } catch (error) {
          found.set(row.person_id, error instanceof Error ? error : new Error(String(error)));
        }
      }
    }
    return found;
  }

  #unwrap(row: KeyRow, wrapped: Buffer): Buffer {
    return unwrap(
      this.#wrapping[row.key_class],
      this.#owner(row.person_id, row.key_class),
      wrapped,
    );
  }

  #owner(personId: string, keyClass: KeyClass): KeyOwner {
    return { region: this.#region, personId, keyClass };
  }

  #backupCell(): { region: string; seal: Buffer; nowMs: number } {
    return { region: this.#region, seal: derive(this.#root, 'backup'), nowMs: this.#clock.nowMs() };
  }
}

function isComplete(known: Known): boolean {
  return known !== ERASED && KEY_CLASSES.every((keyClass) => known[keyClass] !== undefined);
}

function isSettled(known: Known | Error | undefined): boolean {
  return known === ERASED || known instanceof Error || (known !== undefined && isComplete(known));
}

// The id is part of the associated data, so its spelling must be one.
function checkPerson(personId: string): void {
  if (!isUuid(personId)) throw new RangeError('a person id is a lower-case UUID');
}
