// Words that the schemas share. Codes of AdCOM's lists are held to be small whole numbers, not to today's lists: the lists grow,
// and exchanges add their own from 500 on.

import { Type, type TProperties } from 'typebox';
import {
  CODES_MAX,
  CONSENT_CHARS_MAX,
  ID_CHARS_MAX,
  LIST_MAX,
  TEXT_CHARS_MAX,
  URL_CHARS_MAX,
} from './bounds.ts';

/** Sizes, bit rates and durations; 2^31 - 1 is what most readers hold. */
const INT_MAX = 2_147_483_647;

export const Id = Type.String({ minLength: 1, maxLength: ID_CHARS_MAX });
export const Text = Type.String({ maxLength: TEXT_CHARS_MAX });
export const Url = Type.String({ maxLength: URL_CHARS_MAX });
export const Consent = Type.String({ maxLength: CONSENT_CHARS_MAX });
/** 0 or 1. */
export const Bit = Type.Integer({ minimum: 0, maximum: 1 });
/** Never negative. */
export const Count = Type.Integer({ minimum: 0, maximum: INT_MAX });
/** A value of one of AdCOM's lists. */
export const Code = Type.Integer({ minimum: 0, maximum: 100_000 });
/** A value that may be negative: start delays, places in a pod, offsets. */
export const Signed = Type.Integer({ minimum: -INT_MAX, maximum: INT_MAX });
export const Codes = Type.Array(Code, { maxItems: CODES_MAX });
export const Texts = Type.Array(Text, { maxItems: LIST_MAX });
/** CPM in units of a currency. */
export const Price = Type.Number({ minimum: 0, maximum: 1_000_000 });
/** ISO 4217, by form. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
export const Ratio = Type.Number({ minimum: 0, maximum: INT_MAX });
/** Whatever two parties agreed on: an object, and nothing is known of its members. */
const Ext = Type.Record(Type.String(), Type.Unknown());

/** @returns an object whose unknown members are let be, with `ext`. */
export function open<T extends TProperties>(properties: T) {
  return Type.Object({ ...properties, ext: Type.Optional(Ext) });
}

/** @returns a list of at most `max`. */
export function list<T extends Parameters<typeof Type.Array>[0]>(item: T, max = CODES_MAX) {
  return Type.Array(item, { maxItems: max });
}
