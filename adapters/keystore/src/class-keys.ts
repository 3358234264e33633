// The keys of the classes, as this process knows them: several generations of each while a rotation is under way. Person
// and hold keys are wrapped under these; these are wrapped under a key that is derived from the root.

import { createSecretKey, type KeyObject } from 'node:crypto';
import { assert } from '@jhalak/kernel';
import type pg from 'pg';
import { rootFor, type Root } from './root-key.ts';
import { derive, unwrap, wrap } from './sealing.ts';
import { ask } from './store.ts';

/** What `secret` derives from; it stays when the root changes, or every token and signature would end with it. */
export const SECRET_CLASS = 'secret';

/** What `ownSecret` derives from: of this install alone, so that no owner before or after can sign in its name. */
export const OWN_CLASS = 'own';

/** One generation of a class's key. */
export interface ClassKey {
  generation: number;
  key: KeyObject;
  fingerprint: Buffer;
}

/** Which class key. */
export interface ClassKeyName {
  region: string;
  keyClass: string;
  generation: number;
}

export function wrapClassKey(root: Root, name: ClassKeyName, key: Uint8Array): Buffer {
  return wrap(derive(root.bytes, 'class keys'), ownerOf(name), key);
}

/** @throws UnopenableError under another root. */
export function unwrapClassKey(root: Root, name: ClassKeyName, wrapped: Uint8Array): Buffer {
  return unwrap(derive(root.bytes, 'class keys'), ownerOf(name), wrapped);
}

function ownerOf({ region, keyClass, generation }: ClassKeyName) {
  return { region, id: `generation-${generation}`, keyClass };
}

/** Tells class keys apart and tells nothing about them. 16 bytes. */
export function classKeyFingerprint(key: Uint8Array): Buffer {
  return derive(key, 'class key fingerprint').subarray(0, 16);
}

interface Row {
  root_fingerprint: Buffer;
  class_epoch: number;
  key_class: string;
  generation: number;
  wrapped: Buffer;
  fingerprint: Buffer;
  retired: boolean;
}

const READ = {
  name: 'keystore.class_keys',
  text: `SELECT cell.root_fingerprint, cell.class_epoch, keys.key_class, keys.generation, keys.wrapped,
      keys.fingerprint, keys.retired_at_ms IS NOT NULL AS retired
    FROM keystore.cell CROSS JOIN keystore.class_keys AS keys WHERE keys.wrapped IS NOT NULL
    ORDER BY keys.key_class, keys.generation`,
};

export class ClassKeys {
  readonly #pool: pg.Pool;
  readonly #region: string;
  readonly #rootKeyFile: string;
  #root: Root;
  #epoch = -1;
  #byName = new Map<string, ClassKey>();
  #current = new Map<string, ClassKey>();
  #secretBase: Buffer | undefined;
  #ownBase: Buffer | undefined;

  /** @returns with every class loaded. @throws UnopenableError, `keystore.root_wrong`. */
  static async open(parts: {
    pool: pg.Pool;
    region: string;
    rootKeyFile: string;
    root: Root;
  }): Promise<ClassKeys> {
    const keys = new ClassKeys(parts);
    await keys.refresh();
    return keys;
  }

  private constructor(parts: { pool: pg.Pool; region: string; rootKeyFile: string; root: Root }) {
    this.#pool = parts.pool;
    this.#region = parts.region;
    this.#rootKeyFile = parts.rootKeyFile;
    this.#root = parts.root;
  }

  /** The root, as of the last refresh. */
  get root(): Root {
    return this.#root;
  }

  /** Reads all class keys anew. @returns whether anything has changed since. Cost: one query. */
  async refresh(): Promise<boolean> {
    const rows = await ask<Row>(this.#pool, READ, []);
    const [first] = rows;
    assert(first, 'a key store has class keys');
    if (first.class_epoch <= this.#epoch) return false;
    let root = this.#root;
    if (!first.root_fingerprint.equals(root.fingerprint)) {
      root = await rootFor(this.#rootKeyFile, first.root_fingerprint);
    }
    // Another look, begun later, may have ended meanwhile.
    if (first.class_epoch <= this.#epoch) return true;
    let secretBase = this.#secretBase;
    let ownBase: Buffer | undefined;
    const byName = new Map<string, ClassKey>();
    const current = new Map<string, ClassKey>();
    for (const row of rows) {
      const name = { region: this.#region, keyClass: row.key_class, generation: row.generation };
      const bytes = unwrapClassKey(root, name, row.wrapped);
      const { generation, fingerprint } = row;
      const entry = { generation, fingerprint, key: createSecretKey(bytes) };
      byName.set(nameOf(row.key_class, generation), entry);
      if (!row.retired) current.set(row.key_class, entry);
      if (row.key_class === SECRET_CLASS) secretBase = bytes;
      if (row.key_class === OWN_CLASS) ownBase = bytes;
    }
    [this.#root, this.#secretBase, this.#ownBase] = [root, secretBase, ownBase];
    [this.#byName, this.#current, this.#epoch] = [byName, current, first.class_epoch];
    return true;
  }

  /** The generation that new keys are wrapped under. */
  current(keyClass: string): ClassKey {
    const found = this.#current.get(keyClass);
    assert(found, 'every class has a present generation');
    return found;
  }

  /** @returns undefined when this process does not know it, or not any more. */
  find(keyClass: string, generation: number): ClassKey | undefined {
    return this.#byName.get(nameOf(keyClass, generation));
  }

  /** What this install's own secrets are derived from; undefined where it never had any. */
  get ownBase(): Buffer | undefined {
    return this.#ownBase;
  }

  /** What the cell's secrets are derived from. */
  get secretBase(): Buffer {
    assert(this.#secretBase, 'a key store has a key to derive secrets from');
    return this.#secretBase;
  }
}

function nameOf(keyClass: string, generation: number): string {
  return `${keyClass}|${generation}`;
}
