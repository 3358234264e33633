// People's keys: made, loaded, kept for a while and destroyed.

import { randomBytes } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import { isUuid, type Clock } from '@jhalak/kernel';
import { KEY_CLASSES, UnopenableError } from '@jhalak/ports';
import { Batch } from './batch.ts';
import type { ClassKeys } from './class-keys.ts';
import { ERASED, KeyCache, type Known } from './key-cache.ts';
import { KEY_BYTES, unwrap, wrap } from './sealing.ts';
import type { KeyRow, KeyTables, NewKeyRow } from './store.ts';

/**
 * Looks at people whose keys do not show or do not open: a row that another process inserts at the same moment, or a
 * class key that a rotation has just made or taken away, is there at the next look.
 */
const LOOKS_MAX = 5;

type Answers = Map<string, Known | Error>;

export class PersonKeys {
  readonly #tables: KeyTables;
  readonly #classes: ClassKeys;
  readonly #region: string;
  readonly #clock: Clock;
  readonly #cache: KeyCache;
  readonly #ensures = new Batch<Known>((people) => this.#ensureAll(people));
  readonly #loads = new Batch<Known>((people) => this.#loadAll(people));

  constructor(parts: {
    tables: KeyTables;
    classes: ClassKeys;
    region: string;
    clock: Clock;
    /** Of erasures, when the store was opened. */
    generation: number;
  }) {
    this.#tables = parts.tables;
    this.#classes = parts.classes;
    this.#region = parts.region;
    this.#clock = parts.clock;
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

  async known(personId: string): Promise<Known> {
    checkPerson(personId);
    return (await this.#cache.get(personId)) ?? (await this.#loads.get(personId));
  }

  async destroy(personId: string): Promise<number> {
    checkPerson(personId);
    const count = await this.#tables.destroy(personId, KEY_CLASSES, this.#clock.nowMs());
    this.#cache.erase([personId]);
    return count;
  }

  /** Forgets what this process knows. */
  clear(): void {
    this.#cache.clear();
  }

  async #ensureAll(people: readonly string[]): Promise<ReadonlyMap<string, Known | Error>> {
    const mark = this.#cache.mark();
    const found: Answers = new Map();
    let open = people;
    for (let look = 1; ; look += 1) {
      for (const [personId, known] of await this.#ensureOnce(open)) found.set(personId, known);
      open = people.filter((personId) => !isSettled(found.get(personId)));
      if (open.length === 0) break;
      if (look === LOOKS_MAX) throw new Error('keys that another process made do not show');
      // They show at the next look, unless it was a class key that this process did not know.
      await this.#classes.refresh();
    }
    return this.#cache.keep(found, mark);
  }

  async #ensureOnce(people: readonly string[]): Promise<Answers> {
    const made = new Map<string, Buffer>();
    // In one order everywhere, so that two processes with the same people cannot wait for each other.
    const rows = people
      .toSorted()
      .flatMap((personId) => KEY_CLASSES.map((keyClass) => this.#make(personId, keyClass, made)));
    return await this.#read(people, await this.#tables.ensure(rows, this.#clock.nowMs()), made);
  }

  #make(personId: string, keyClass: KeyRow['key_class'], made: Map<string, Buffer>): NewKeyRow {
    const key = randomBytes(KEY_BYTES);
    const { generation, fingerprint, key: classKey } = this.#classes.current(keyClass);
    const wrapped = wrap(classKey, { region: this.#region, id: personId, keyClass }, key);
    made.set(wrapped.toString('latin1'), key);
    return { person_id: personId, key_class: keyClass, generation, wrapped, fingerprint };
  }

  async #loadAll(people: readonly string[]): Promise<ReadonlyMap<string, Known | Error>> {
    const mark = this.#cache.mark();
    const found = await this.#read(people, await this.#tables.load(people), new Map());
    return this.#cache.keep(found, mark);
  }

  // When a key does not open, its class key may have come, or gone, since this process looked.
  async #read(
    people: readonly string[],
    rows: readonly KeyRow[],
    made: ReadonlyMap<string, Buffer>,
  ): Promise<Answers> {
    const found = this.#openRows(people, rows, made);
    for (let look = 1; look < LOOKS_MAX; look += 1) {
      const failed = people.filter((personId) => found.get(personId) instanceof Error);
      if (failed.length === 0) break;
      const changed = await this.#classes.refresh();
      if (!changed && look > 1) break;
      const again = this.#openRows(failed, await this.#tables.load(failed), made);
      for (const [personId, known] of again) found.set(personId, known);
    }
    return found;
  }

  #openRows(
    people: readonly string[],
    rows: readonly KeyRow[],
    made: ReadonlyMap<string, Buffer>,
  ): Answers {
    const found: Answers = new Map(people.map((personId) => [personId, {}]));
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
    const classKey = this.#classes.find(row.key_class, row.generation);
    if (classKey === undefined) {
      throw new UnopenableError(
        'key_missing',
        'The key of a class is missing: restore the backup of the key store.',
      );
    }
    const owner = { region: this.#region, id: row.person_id, keyClass: row.key_class };
    return unwrap(classKey.key, owner, wrapped);
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
