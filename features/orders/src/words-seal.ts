// Seals what only the order desk may read, and what only this cell may compare: under secrets that no backup folder holds.

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Keys } from '@jhalak/ports';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class WordsSeal {
  readonly #key: Buffer;
  readonly #digestKey: Buffer;

  constructor(keys: Pick<Keys, 'secret'>) {
    this.#key = keys.secret('orders.words');
    this.#digestKey = keys.secret('orders.digests');
  }

  /** @param place where the bytes will stand: moved elsewhere they don't open. */
  seal(place: string, value: unknown): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws Error when the bytes were changed or moved. The value is what `seal` was given: nobody else can make one. */
  open<Value>(place: string, sealed: Uint8Array): Value {
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(place))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const plain = Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ]);
    return JSON.parse(plain.toString('utf8')) as Value;
  }

  /** @returns a digest that only this cell can make: a stolen table tells nobody which bytes were ordered dark. */
  digest(sha256Hex: string): string {
    return createHmac('sha256', this.#digestKey).update(sha256Hex).digest('hex');
  }
}
