// Recovery codes: written on paper, each good for one return. 80 random bits need no slow hash.

import { createHash } from 'node:crypto';
import type { Random } from '@jhalak/kernel';

/** Enough for years of lost passwords; they fit one card. */
export const RECOVERY_CODE_COUNT = 10;
/** 16 letters of 5 bits: 80 bits. */
const CODE_LETTERS = 16;
const GROUP = /.{4}(?=.)/g;
/** Crockford's base 32: without i, l, o and u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** @returns codes to show once, `xxxx-xxxx-xxxx-xxxx`. */
export function newRecoveryCodes(random: Random): string[] {
  return Array.from({ length: RECOVERY_CODE_COUNT }, () => newCode(random));
}

function newCode(random: Random): string {
  const letters = Array.from(random.bytes(CODE_LETTERS), (byte) => ALPHABET[byte & 31] ?? '');
  return letters.join('').replace(GROUP, '$&-');
}

/**
 * @param typed as a person types it: case, spaces and hyphens do not count, o is 0, i and l are 1.
 * @returns the stored form, bound to the person, so that one person's row is no use for another.
 */
export function hashRecoveryCode(personId: string, typed: string): Buffer {
  const code = typed.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');
  return createHash('sha256').update(`jhalak recovery code\n${personId}\n${code}`).digest();
}
