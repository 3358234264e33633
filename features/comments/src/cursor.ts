// Where a list goes on: signed and bound to the list, so that nothing can be guessed, changed or used elsewhere.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import { isUuid } from '@jhalak/kernel';

/** The last row that was read. */
export interface Place {
  ms: number;
  id: string;
}

const MAC_CHARACTERS = 22;

export class Cursors {
  readonly #secret: Buffer;

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /** @param list names the list and its order. */
  write(list: string, { ms, id }: Place): string {
    const body = `${ms}.${id}`;
    return Buffer.from(`${body}.${this.#mac(list, body)}`).toString('base64url');
  }

  /** @throws `cursor.invalid` for one that this cell did not make for this list. */
  read(list: string, cursor: string | undefined): Place | undefined {
    if (cursor === undefined) return undefined;
    const [ms = '', id = '', mac = '', ...rest] = Buffer.from(cursor, 'base64url')
      .toString('utf8')
      .split('.');
    const fits = rest.length === 0 && /^\d{1,16}$/.test(ms) && isUuid(id);
    if (!fits || !same(mac, this.#mac(list, `${ms}.${id}`)))
      throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
    return { ms: Number(ms), id };
  }

  #mac(list: string, body: string): string {
    return createHmac('sha256', this.#secret)
      .update(`${list}\n${body}`)
      .digest('base64url')
      .slice(0, MAC_CHARACTERS);
  }
}

function same(mac: string, expected: string): boolean {
  return mac.length === expected.length && timingSafeEqual(Buffer.from(mac), Buffer.from(expected));
}
