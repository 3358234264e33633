// What a message becomes on its way out: only the fields that the policy names, coarsened as their type says, checked as they
// leave. Pure: type, policy and message in, what may leave or why nothing may.

import { HOUR_MS, unreachable } from '@jhalak/kernel';
import { K_LEAST, type BorderPolicyBody, type CrossingClass } from '@jhalak/contracts/gateway';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { anonymousCounts, type RawCount } from './k-anonymity.ts';
import {
  highestClass,
  isWithin,
  mostSensitive,
  type MessageField,
  type MessageType,
} from './message-type.ts';

/** Codes of refusals; they stand in the public log. */
export type PassageRefusal =
  | 'unknown_message'
  | 'unknown_party'
  | 'no_policy'
  | 'processor_elsewhere'
  | 'unknown_field'
  | 'field_missing'
  | 'field_invalid'
  | 'class';

export type Passage =
  | { kind: 'pass'; fields: Record<string, unknown>; dataClass: CrossingClass }
  | { kind: 'refused'; reason: PassageRefusal; detail: string };

/** What of a policy matters for one message. */
export type Terms = Pick<BorderPolicyBody, 'fields' | 'classLimit' | 'k' | 'partyRegion'>;

/**
 * @param region of this cell: processors of other regions get nothing, whatever the policy says.
 * @returns the fields as they leave. Cost: some microseconds, and those of the counts.
 */
export function passage(
  type: MessageType,
  terms: Terms,
  region: string,
  given: Readonly<Record<string, unknown>>,
): Passage {
  if (type.kind === 'processor' && terms.partyRegion !== region) {
    return refusal('processor_elsewhere', 'A processor must stand inside the region.');
  }
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(type.fields, name));
  if (unknown !== undefined) {
    return refusal('unknown_field', `${type.name} has no field of this name.`);
  }
  const fields: Record<string, unknown> = {};
  const classes: CrossingClass[] = [];
  for (const [name, field] of Object.entries(type.fields)) {
    const value = terms.fields.includes(name) ? given[name] : undefined;
    if (value === undefined) {
      if (field.required !== true) continue;
      return refusal('field_missing', `${type.name} cannot go without its field ${name}.`);
    }
    const left = leaving(field, value, Math.max(K_LEAST, terms.k));
    if (left === undefined) {
      return refusal('field_invalid', `${type.name}.${name} is not what the schema says.`);
    }
    fields[name] = left;
    classes.push(field.class);
  }
  const dataClass = mostSensitive(classes);
  if (!isWithin(dataClass, terms.classLimit) || !isWithin(dataClass, highestClass(type.kind))) {
    return refusal('class', `${type.name} would carry ${dataClass} data, more than is allowed.`);
  }
  return { kind: 'pass', fields, dataClass };
}

/** @returns whether fields are what a message of this type looks like when it arrives. */
export function isWellFormed(
  type: MessageType,
  fields: Readonly<Record<string, unknown>>,
): boolean {
  const known = Object.keys(fields).every((name) => Object.hasOwn(type.fields, name));
  return (
    known &&
    Object.entries(type.fields).every(([name, field]) => {
      const value = fields[name];
      return value === undefined ? field.required !== true : fits(field.schema, value);
    })
  );
}

function leaving(field: MessageField, value: unknown, k: number): unknown {
  if (!fits(field.given ?? field.schema, value)) return undefined;
  const coarse = coarsened(field, value, k);
  return fits(field.schema, coarse) ? coarse : undefined;
}

function coarsened(field: MessageField, value: unknown, k: number): unknown {
  switch (field.coarsen) {
    case undefined:
      return value;
    case 'hour':
      return typeof value === 'number' ? Math.floor(value / HOUR_MS) * HOUR_MS : undefined;
    case 'counts':
      return anonymousCounts(value as readonly RawCount[], k);
    default:
      return unreachable(field.coarsen);
  }
}

const checks = new WeakMap<TSchema, { Check(value: unknown): boolean }>();

function fits(schema: TSchema, value: unknown): boolean {
  const check = checks.get(schema) ?? Compile(schema);
  checks.set(schema, check);
  return check.Check(value);
}

function refusal(reason: PassageRefusal, detail: string): Passage {
  return { kind: 'refused', reason, detail };
}
