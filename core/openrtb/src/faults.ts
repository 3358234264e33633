// What a validator answers: the value, or where it is wrong and why, in words for whoever sent it.

import { FAULTS_MAX } from './bounds.ts';

/** Why something is refused; stable, for programs. */
export type FaultCode =
  /** Not readable at all: no JSON, no XML, no UTF-8. */
  | 'malformed'
  /** Past a bound. */
  | 'too_large'
  /** A required field is not there. */
  | 'missing'
  /** Another JSON type than the text names. */
  | 'type'
  /** The right type with a value that the text does not know or allow. */
  | 'value'
  /** The same id twice. */
  | 'duplicate'
  /** Two fields that do not go together, or a reference that leads nowhere. */
  | 'conflict'
  /** Something a reader must never act on: a document type, a script's address. */
  | 'unsafe'
  /** A version that is not read here. */
  | 'version';

/** One thing that is wrong. */
export interface Fault {
  /** The way to the field, as a JavaScript reader would write it: `imp[0].banner.format[1].w`; `body` for the whole. */
  readonly field: string;
  readonly code: FaultCode;
  /** One sentence for people; holds no value that was sent. */
  readonly sentence: string;
}

/** The typed value, or 1 to FAULTS_MAX faults. */
export type Verdict<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** @returns the answer for a value that is in order. */
export function accept<T>(value: T): Verdict<T> {
  return { ok: true, value };
}

/** @returns the answer for one that is not. */
export function refuse<T>(...faults: readonly Fault[]): Verdict<T> {
  return { ok: false, faults: faults.slice(0, FAULTS_MAX) };
}

/** @returns a fault of the whole message. */
export function bodyFault(code: FaultCode, sentence: string): Fault {
  return { field: 'body', code, sentence };
}

/** Gathers faults of one message; forgets what is past FAULTS_MAX. */
export class FaultList {
  readonly found: Fault[] = [];

  add(field: string, code: FaultCode, sentence: string): void {
    if (this.found.length < FAULTS_MAX) this.found.push({ field, code, sentence });
  }
}
