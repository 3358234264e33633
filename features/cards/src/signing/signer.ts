// Signs what devices believe: JWS in flattened JSON (RFC 7515), ES256.

import type { KILL_TYPE, PACK_TYPE, RECEIPT_TYPE, SignedJson } from '@jhalak/contracts/lock';
import { FlattenedSign } from 'jose';
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

  /** @param type stands in the protected header, so that one signed thing is never taken for another. Cost: some 0.2 ms. */
  async sign(
    type: typeof PACK_TYPE | typeof KILL_TYPE | typeof RECEIPT_TYPE,
    payload: object,
  ): Promise<SignedJson> {
    const { kid, key } = await this.#keys.signing();
    const jws = await new FlattenedSign(Buffer.from(JSON.stringify(payload), 'utf8'))
      .setProtectedHeader({ alg: 'ES256', kid, typ: type })
      .sign(key);
    return { protected: jws.protected ?? '', payload: jws.payload, signature: jws.signature };
  }
}
