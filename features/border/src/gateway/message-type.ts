// What a message type is: every field has a schema and a data class, and a class that must not reach a kind of party cannot
// be written down for it. There is no class `restricted` or `technology` here: such a field cannot be declared at all.

import { CROSSING_CLASSES, type CrossingClass, type PartyKind } from '@jhalak/contracts/gateway';
import type { TSchema } from 'typebox';

/** Other regions and strangers get what is everybody's; only a listed processor inside the region gets more. */
type ClassFor<Kind extends PartyKind> = Kind extends 'processor'
  ? CrossingClass
  : Exclude<CrossingClass, 'personal'>;

/** `hour`: a moment becomes the beginning of its hour. `counts`: k-anonymous. */
type Coarsening = 'hour' | 'counts';

export interface MessageField<Class extends CrossingClass = CrossingClass> {
  class: Class;
  /** As it leaves. */
  schema: TSchema;
  /** As it is handed in, where that is finer. */
  given?: TSchema;
  coarsen?: Coarsening;
  /** Without it the message makes no sense and is refused. */
  required?: true;
}

export interface MessageType<Kind extends PartyKind = PartyKind> {
  name: string;
  kind: Kind;
  fields: Readonly<Record<string, MessageField<ClassFor<Kind>>>>;
}

const HIGHEST: Readonly<Record<PartyKind, CrossingClass>> = {
  publisher: 'public',
  cell: 'aggregate',
  processor: 'personal',
};

/**
 * @returns the type, frozen.
 * @throws Error for a field without a class, or with one that its party must never get: also when the types were got around.
 */
export function defineMessage<const Kind extends PartyKind>(
  type: MessageType<Kind>,
): MessageType<Kind> {
  for (const [name, field] of Object.entries(type.fields)) {
    if (!CROSSING_CLASSES.includes(field.class) || !isWithin(field.class, HIGHEST[type.kind])) {
      throw new Error(`${type.name}.${name} has no class that a ${type.kind} may get`);
    }
  }
  return Object.freeze(type);
}

/** @returns whether a class is at most as sensitive as the limit. */
export function isWithin(dataClass: CrossingClass, limit: CrossingClass): boolean {
  return CROSSING_CLASSES.indexOf(dataClass) <= CROSSING_CLASSES.indexOf(limit);
}

/** @returns the most that a kind of party may get, whatever a policy says. */
export function highestClass(kind: PartyKind): CrossingClass {
  return HIGHEST[kind];
}

/** @returns the most sensitive of some classes; `public` of none. */
export function mostSensitive(classes: readonly CrossingClass[]): CrossingClass {
  return CROSSING_CLASSES.findLast((one) => classes.includes(one)) ?? 'public';
}
