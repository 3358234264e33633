// One text for one value, so that everybody hashes and signs the same bytes.

import { createHash } from 'node:crypto';

/**
 * JSON with sorted keys and no white space. Absent members (`undefined`) are left out.
 *
 * @param value strings, finite numbers, booleans, null, lists and plain objects. @returns the text. Cost: linear.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries);
  });
}

/** @returns SHA-256 of a value's canonical JSON, hexadecimal. Cost: linear. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
