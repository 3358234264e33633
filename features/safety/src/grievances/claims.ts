// The key that takes a complaint into an account. Only its hash is kept; who has it alone decides, never a number or a name.

import { createHash, timingSafeEqual } from 'node:crypto';
import { secureRandom } from '@jhalak/kernel';

const KEY_BYTES = 32;

export const newClaimKey = (): string =>
  Buffer.from(secureRandom.bytes(KEY_BYTES)).toString('base64url');

export const claimHash = (key: string): Buffer => createHash('sha256').update(key).digest();

/** In constant time. @param hash null: nobody can claim it, or somebody has. */
export function isClaimKey(key: string, hash: Buffer | null): boolean {
  return hash !== null && timingSafeEqual(claimHash(key), hash);
}
