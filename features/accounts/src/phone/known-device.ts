// A mark for the device that gave a right code for a number: with it, its codes to that number are counted apart from those that
// strangers ask for. It says nothing to anybody but this cell, opens nothing, and is kept on the device alone.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { DAY_MS, type Clock, type Random } from '@jhalak/kernel';
import type { Keys } from '@jhalak/ports';

const NAME_BYTES = 16;
const DAY_BYTES = 4;
const PROOF_BYTES = 16;
const MARK_BYTES = NAME_BYTES + DAY_BYTES + PROOF_BYTES;

export class KnownDevices {
  readonly #secret: Buffer;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(keys: Keys, clock: Clock, random: Random) {
    this.#secret = keys.ownerSecret('accounts.known_devices');
    this.#clock = clock;
    this.#random = random;
  }

  /** @returns a new mark, for whoever has just shown to read the number's messages. */
  mark(numberHash: Buffer): string {
    const day = Buffer.alloc(DAY_BYTES);
    day.writeUInt32BE(this.#today());
    const name = Buffer.concat([this.#random.bytes(NAME_BYTES), day]);
    return Buffer.concat([name, this.#proof(name, numberHash)]).toString('base64url');
  }

  /** @returns the name of the device, where one of these marks is of this number and not older than `days`. Cost: a hash a mark. */
  find(marks: readonly string[], numberHash: Buffer, days: number): string | undefined {
    return marks.find((mark) => this.#holds(Buffer.from(mark, 'base64url'), numberHash, days));
  }

  #holds(mark: Buffer, numberHash: Buffer, days: number): boolean {
    if (mark.length !== MARK_BYTES) return false;
    const name = mark.subarray(0, NAME_BYTES + DAY_BYTES);
    const isOurs = timingSafeEqual(mark.subarray(name.length), this.#proof(name, numberHash));
    return isOurs && this.#today() - name.readUInt32BE(NAME_BYTES) <= days;
  }

  #proof(name: Buffer, numberHash: Buffer): Buffer {
    const proof = createHmac('sha256', this.#secret).update(name).update(numberHash).digest();
    return proof.subarray(0, PROOF_BYTES);
  }

  #today(): number {
    return Math.floor(this.#clock.nowMs() / DAY_MS);
  }
}
