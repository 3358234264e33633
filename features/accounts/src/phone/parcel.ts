// Seals what the cell must know again within minutes and nobody else at all: a number on its way, and its code.

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import type { Keys } from '@jhalak/ports';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** What a row of `phone_codes` or `sign_in_tickets` keeps sealed. */
export interface Parcel {
  /** E.164. */
  phone: string;
  /** Until it was handed on. */
  code?: string;
}

/** Secrets about numbers. */
export class PhoneSecrets {
  readonly #numbers: Buffer;
  readonly #parcels: Buffer;
  readonly #codes: Buffer;

  constructor(keys: Keys) {
    // Goes with the cell at a hand-over: rows are found by it.
    this.#numbers = keys.secret('accounts.phone_numbers');
    this.#parcels = keys.ownerSecret('accounts.phone_parcels');
    this.#codes = keys.ownerSecret('accounts.phone_codes');
  }

  /** @returns what stands for a number in this cell's tables; another cell has another. */
  numberHash(phone: string): Buffer {
    return createHmac('sha256', this.#numbers).update(phone).digest();
  }

  codeHash(attemptHash: Buffer, code: string): Buffer {
    return createHmac('sha256', this.#codes).update(attemptHash).update(code).digest();
  }

  /** In the same time whatever was typed. */
  isCode(attemptHash: Buffer, typed: string, codeHash: Buffer): boolean {
    return timingSafeEqual(this.codeHash(attemptHash, typed), codeHash);
  }

  /** @param row its key: sealed bytes do not open in another row. */
  seal(row: Buffer, parcel: Parcel): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#parcels, nonce).setAAD(row);
    const sealed = [cipher.update(JSON.stringify(parcel), 'utf8'), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]);
  }

  /** @throws Error for bytes that were changed or moved. */
  open(row: Buffer, sealed: Buffer): Parcel {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const opener = createDecipheriv(CIPHER, this.#parcels, nonce).setAAD(row);
    opener.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const plain = [opener.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), opener.final()];
    return JSON.parse(Buffer.concat(plain).toString()) as Parcel;
  }
}
