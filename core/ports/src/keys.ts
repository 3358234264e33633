// Keys: one per person and class, so that destroying a key erases what it sealed, in every copy.

import { DAY_MS, JhalakError } from '@jhalak/kernel';

/** What a key protects. `profile`: contacts and settings. `content`: what a person made. `activity`: what a person watched. */
export const KEY_CLASSES = ['profile', 'content', 'activity'] as const;
export type KeyClass = (typeof KEY_CLASSES)[number];

/** A backup of the keys may live this long: so long after an erasure the last copy of a person's keys is gone. */
export const KEY_BACKUP_MAX_MS = 7 * DAY_MS;

/**
 * These bytes don't open, and trying again doesn't help: their key is missing although its person was not erased
 * (`unavailable`: the operator restores the key store), or they were changed or moved (`internal`).
 */
export class UnopenableError extends JhalakError {
  constructor(why: 'key_missing' | 'changed', message: string, cause?: unknown) {
    const failure =
      why === 'key_missing'
        ? { code: 'unavailable', status: 503 }
        : { code: 'internal', status: 500 };
    super(message, { ...failure, ...(cause === undefined ? {} : { cause }) });
    this.name = 'UnopenableError';
  }
}

/** What was destroyed of a person: for the proof of an erasure. */
export interface KeyDestruction {
  /** How many keys there were. */
  keys: number;
  /** When the last of them went; UTC milliseconds. */
  atMs: number;
}

/**
 * Seals personal bytes. AES-256-GCM; the associated data binds region, person, class and context, so that bytes
 * moved to another row or region do not open.
 */
export interface Keys {
  /** Creates the person's keys, durably, before anything is sealed; idempotent. */
  ensure(personId: string): Promise<void>;
  /** @param context where the bytes will stand: `table.column` or `stream.type`. @throws JhalakError `unavailable` without a key. */
  seal(personId: string, keyClass: KeyClass, context: string, plain: Uint8Array): Promise<Buffer>;
  /**
   * @returns the bytes; undefined when the key was destroyed.
   * @throws UnopenableError when the key is missing, or the bytes were changed or moved; `unavailable` when the store
   * doesn't answer.
   */
  open(
    personId: string,
    keyClass: KeyClass,
    context: string,
    sealed: Uint8Array,
  ): Promise<Buffer | undefined>;
  /** Destroys all keys of a person. @returns how many. After it returns nothing of theirs opens, in this process and the store. */
  destroy(personId: string): Promise<number>;
  /** @returns what the store knows of an erasure, also long after; undefined while the person's keys are there. Cost: one query. */
  destruction(personId: string): Promise<KeyDestruction | undefined>;
  /** Derives a 32-byte secret of the cell (HKDF of the root): for signing tokens and cursors. Deterministic. */
  secret(purpose: string): Buffer;
  /**
   * The same of this install alone: a former owner of the cell cannot derive it, nor can a next one. @returns undefined where
   * none was made, as in a cell that was never handed over.
   */
  ownSecret(purpose: string): Buffer | undefined;
  /**
   * For whatever gives power and nothing stored depends on: signing keys, tokens, cursors. As `secret` while the first owner
   * has the cell, and of the present owner's install alone afterwards, so that what a former owner knew forges nothing.
   */
  ownerSecret(purpose: string): Buffer;
  close(): Promise<void>;
}
