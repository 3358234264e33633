// Reading a key backup line by line: every line has exactly a form that some release wrote, or the file is refused.

import type { Readable } from 'node:stream';
import { isUuid, JhalakError } from '@jhalak/kernel';
import { HOLD_CLASSES, KEY_CLASSES } from '@jhalak/ports';
import type { KeystoreFailure } from './failure.ts';
import type { KeyRecord } from './store.ts';
import type { HoldRecord } from './transfer.ts';

/** Our longest line has some 350 bytes. */
const LINE_BYTES_MAX = 1_024;

export type BackupLine = Record<string, unknown>;

export async function* linesOf(from: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of from.setEncoding('utf8') as AsyncIterable<string>) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > LINE_BYTES_MAX) throw refused('it has a line too long');
    yield* parts;
  }
  if (rest !== '') throw refused('its end is missing');
}

export function parseLine(text: string): BackupLine {
  const value = attempt(() => JSON.parse(text) as unknown);
  if (typeof value !== 'object' || value === null) throw refused('a line is not an object');
  return value as BackupLine;
}

/** @returns a person's key or erasure. The first form had no generations. */
export function personOf(value: BackupLine): KeyRecord {
  const { person, class: keyClass, generation = 1, wrapped, createdAtMs, destroyedAtMs } = value;
  const known =
    isId(person) &&
    isOneOf(KEY_CLASSES, keyClass) &&
    isCount(generation) &&
    isKeyOrEnd(wrapped, destroyedAtMs) &&
    (createdAtMs === null || isCount(createdAtMs));
  if (!known) throw unknownForm();
  return {
    person_id: person,
    key_class: keyClass,
    generation,
    wrapped: bytesOf(wrapped),
    created_at_ms: isCount(createdAtMs) ? createdAtMs : null,
    destroyed_at_ms: isCount(destroyedAtMs) ? destroyedAtMs : null,
  };
}

export function holdOf(value: BackupLine): HoldRecord {
  const { hold, class: keyClass, generation, reason, day, wrapped } = value;
  const { createdAtMs, untilMs, destroyedAtMs } = value;
  const known =
    isId(hold) &&
    isOneOf(HOLD_CLASSES, keyClass) &&
    isCount(generation) &&
    typeof reason === 'string' &&
    (day === null || isCount(day)) &&
    isKeyOrEnd(wrapped, destroyedAtMs) &&
    isCount(createdAtMs) &&
    isCount(untilMs);
  if (!known) throw unknownForm();
  return {
    hold_id: hold,
    key_class: keyClass,
    generation,
    reason,
    day,
    wrapped: bytesOf(wrapped),
    created_at_ms: createdAtMs,
    until_ms: untilMs,
    destroyed_at_ms: isCount(destroyedAtMs) ? destroyedAtMs : null,
  };
}

export function classKeyOf(value: BackupLine): {
  keyClass: string;
  generation: number;
  wrapped: Buffer;
} {
  const { classKey, generation, wrapped } = value;
  if (typeof classKey !== 'string' || !isCount(generation) || typeof wrapped !== 'string') {
    throw unknownForm();
  }
  return { keyClass: classKey, generation, wrapped: Buffer.from(wrapped, 'base64url') };
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && isUuid(value);
}

function isOneOf<Name extends string>(names: readonly Name[], value: unknown): value is Name {
  return names.includes(value as Name);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isKeyOrEnd(wrapped: unknown, destroyedAtMs: unknown): boolean {
  return typeof wrapped === 'string'
    ? destroyedAtMs === null
    : wrapped === null && isCount(destroyedAtMs);
}

function bytesOf(wrapped: unknown): Buffer | null {
  return typeof wrapped === 'string' ? Buffer.from(wrapped, 'base64url') : null;
}

/** Runs what fails on changed bytes. @throws `keystore.backup_refused`. */
export function attempt<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw refused('a line does not open: it was changed, or made under another root key', cause);
  }
}

function unknownForm(): Error {
  return refused('a line has an unknown form');
}

/** Why lines of keys were not believed. */
export class RefusedKeys extends JhalakError {
  readonly why: string;

  constructor(why: string, cause: unknown) {
    super(`The key backup is refused: ${why}. Nothing was changed.`, {
      code: 'keystore.backup_refused' satisfies KeystoreFailure,
      status: 503,
      ...(cause === undefined ? {} : { cause }),
    });
    this.why = why;
  }
}

export function refused(why: string, cause?: unknown): RefusedKeys {
  return new RefusedKeys(why, cause);
}
