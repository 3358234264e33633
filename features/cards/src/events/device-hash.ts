// A device's pseudonym never reaches a table: only its keyed hash does.

import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Keys } from '@jhalak/ports';

const HASH_BYTES = 16;

export class DeviceHasher {
  readonly #secret: KeyObject;

  constructor(keys: Pick<Keys, 'secret'>) {
    this.#secret = createSecretKey(keys.secret('lock.device'));
  }

  /** @returns 16 bytes; the same for one pseudonym, nothing about it to whoever lacks the cell's root. */
  hash(device: string): Buffer {
    return createHmac('sha256', this.#secret).update(device).digest().subarray(0, HASH_BYTES);
  }
}
