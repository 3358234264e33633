// What outsiders get instead of an order: digests of it with a secret salt, that can be opened later.

import { createHash } from 'node:crypto';
import { uuidBytes } from '@jhalak/kernel';
import type { OrderWords, StoredOrder } from './types.ts';

export const SALT_BYTES = 16;

/** @returns SHA-256 of the salt and the order's id: names it in the public log. */
export function idCommitment(salt: Uint8Array, orderId: string): string {
  return createHash('sha256').update(salt).update(uuidBytes(orderId)).digest('hex');
}

/** @returns the order's canonical content as JSON: what is opened when it may be told. */
export function contentJson(order: StoredOrder, words: OrderWords): string {
  const { law, targets, states, emergency, confidential, receivedAtMs } = order;
  const { authority, reference, text } = words;
  return sorted({
    authority,
    confidential,
    emergency,
    law,
    receivedAtMs,
    reference,
    states,
    targets,
    text,
  });
}

/** @returns SHA-256 of the salt and the content. */
export function contentCommitment(salt: Uint8Array, content: string): string {
  return createHash('sha256').update(salt).update(content, 'utf8').digest('hex');
}

/** @returns digest of exactly what a second person approves. */
export function approvalDigest(
  order: StoredOrder,
  contentDigest: string,
  act: string,
  note: string,
): string {
  const { orderId, phase, interim, contested, targets, states, expiresAtMs } = order;
  const exact = { orderId, phase, interim, contested, targets, states, expiresAtMs };
  return createHash('sha256')
    .update(sorted({ ...exact, contentDigest, act, note }))
    .digest('hex');
}

// Keys in one order at every depth, so that the same thing has the same digest in every process.
function sorted(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
