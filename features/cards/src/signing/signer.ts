// Signs what devices believe: JWS in flattened JSON (RFC 7515), ES256.

import type { KILL_TYPE, PACK_TYPE, RECEIPT_TYPE, SignedJson } from '@jhalak/contracts/lock';
import { sign } from 'node:crypto';
import type { LockKeys } from './lock-keys.ts';

export class Signer {
  readonly #keys: LockKeys;

  constructor(keys: LockKeys) {
    this.#keys = keys;
  }

  /** Looks for the keys that count now, so that `sign` and `counts` need not. Cost: memory mostly. */
  async prepare(): Promise<void> {
    await this.#keys.signing();
  }

  /** @returns whether what a key signed still counts; as of the last `prepare`. */
  counts(signed: Pick<SignedJson, 'protected'>): boolean {
    // Our own header, as `sign` made it.
    const { kid } = JSON.parse(Buffer.from(signed.protected, 'base64url').toString('utf8')) as {
      kid: string;
    };
    return this.#keys.counts(kid);
  }

  /** @param type stands in the protected header, so that one signed thing is never taken for another. Cost: some 0.1 ms. */
  async sign(
    type: typeof PACK_TYPE | typeof KILL_TYPE | typeof RECEIPT_TYPE,
    payload: object,
  ): Promise<SignedJson> {
    const { kid, key } = await this.#keys.signing();
    const header = base64url(JSON.stringify({ alg: 'ES256', kid, typ: type }));
    const text = base64url(JSON.stringify(payload));
    // RFC 7518 section 3.4: both numbers beside each other, not DER.
    const signature = sign('sha256', Buffer.from(`${header}.${text}`, 'latin1'), {
      key,
      dsaEncoding: 'ieee-p1363',
    });
    return { protected: header, payload: text, signature: signature.toString('base64url') };
  }
}

function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}
