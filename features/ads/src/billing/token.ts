// Ad tokens: a grant, signed. Events need no lookup to be believed, and whose token it is stands in the signature only.
//
// Layout (bytes): version 1 | choices 1 | presence 1 | grant id 16 | price, micros 6 | issued at, ms 6 | life, s 4 | showings 2
// | those of campaign, line item, lease, clip beside that are there, 16 each | texts (organisation or seat, creative,
// language, genre, state, brand), a length byte and UTF-8 each | tag 16 | binding 16. The tag signs all before it; the binding
// signs the tag and the viewer, so that another viewer's token can be told from a forged one. base64url, some 270 characters.
// Choices: bits 0-1 demand, 2 placement, 3 format, 4-5 what is paid for, 6 first.

import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { assert, uuidFromBytes, writeUuid } from '@jhalak/kernel';
import { NOBODY } from '@jhalak/attention';
import type { Keys } from '@jhalak/ports';
import { SHOWINGS_MAX, type AdGrant, type TokenVerdict } from './grant.ts';

const VERSION = 1;
const HEAD_BYTES = 37;
const ID_BYTES = 16;
const MAC_BYTES = 16;
/** Of each text; the longest are organisations and `crid`s of 60 characters. */
const TEXT_BYTES_MAX = 240;
const SECOND_MS = 1_000;

const DEMANDS = ['line', 'seat', 'house'] as const;
const PLACEMENTS = ['feed', 'lock'] as const;
const FORMATS = ['display', 'video'] as const;
const BILL_ON = ['render', 'view', 'click'] as const;
/** Ids that may be absent, by their bit of the presence byte. */
const IDS = ['campaign', 'lineItem', 'leaseId', 'beside'] as const;
const TEXTS = ['payer', 'creative', 'language', 'genre', 'state', 'brand'] as const;
type Texts = Record<(typeof TEXTS)[number], string>;

/** Signs and reads tokens of ads. One secret a cell's owner: what a former owner knew forges nothing. */
export class AdTokens {
  readonly #secret: KeyObject;

  constructor(keys: Pick<Keys, 'ownerSecret'>) {
    this.#secret = createSecretKey(keys.ownerSecret('ads.token'));
  }

  /**
   * @param personId the viewer; NOBODY for packs without identifiers.
   * @returns the token. Its expiry is kept to the second, rounded down. Cost: some 10 µs.
   */
  sign(grant: AdGrant, personId: string = NOBODY): string {
    const body = bodyOf(grant);
    const tag = this.#mac(body);
    return Buffer.concat([body, tag, this.#binding(tag, personId)]).toString('base64url');
  }

  /** @returns what the token is, for this viewer at this time. Cost: some 12 µs. */
  read(token: string, personId: string | undefined, nowMs: number): TokenVerdict {
    const bytes = Buffer.from(token, 'base64url');
    const bodyBytes = bytes.length - 2 * MAC_BYTES;
    // The second comparison refuses other spellings of the same bytes.
    if (bodyBytes < HEAD_BYTES || bytes[0] !== VERSION || bytes.toString('base64url') !== token)
      return { kind: 'forged' };
    const body = bytes.subarray(0, bodyBytes);
    const tag = bytes.subarray(bodyBytes, bodyBytes + MAC_BYTES);
    if (!timingSafeEqual(this.#mac(body), tag)) return { kind: 'forged' };
    const grant = grantOf(body);
    const binding = bytes.subarray(bodyBytes + MAC_BYTES);
    // A pack without identifiers is anybody's, signed in or not.
    const isTheirs = [personId ?? NOBODY, NOBODY].some((one) =>
      timingSafeEqual(this.#binding(tag, one), binding),
    );
    if (!isTheirs) return { kind: 'not_yours', grant };
    return { kind: nowMs > grant.expiresAtMs ? 'expired' : 'valid', grant };
  }

  #mac(bytes: Uint8Array): Buffer {
    return createHmac('sha256', this.#secret).update(bytes).digest().subarray(0, MAC_BYTES);
  }

  #binding(tag: Uint8Array, personId: string): Buffer {
    const bytes = Buffer.alloc(MAC_BYTES + ID_BYTES);
    bytes.set(tag);
    writeUuid(personId, bytes, MAC_BYTES);
    return this.#mac(bytes);
  }
}

function bodyOf(grant: AdGrant): Buffer {
  const { showings = 1 } = grant;
  assert(showings >= 1 && showings <= SHOWINGS_MAX, `1 to ${SHOWINGS_MAX} showings of a token`);
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = VERSION;
  head[1] =
    DEMANDS.indexOf(grant.demand) |
    (PLACEMENTS.indexOf(grant.placement) << 2) |
    (FORMATS.indexOf(grant.format) << 3) |
    (BILL_ON.indexOf(grant.billOn) << 4) |
    (grant.first ? 1 << 6 : 0);
  writeUuid(grant.id, head, 3);
  head.writeUIntBE(grant.priceMicros, 19, 6);
  head.writeUIntBE(grant.issuedAtMs, 25, 6);
  head.writeUInt32BE(Math.floor((grant.expiresAtMs - grant.issuedAtMs) / SECOND_MS), 31);
  head.writeUInt16BE(showings, 35);
  const parts: Buffer[] = [head];
  for (const [bit, name] of IDS.entries()) {
    const id = grant[name];
    if (id === undefined) continue;
    head[2] = (head[2] ?? 0) | (1 << bit);
    const bytes = Buffer.alloc(ID_BYTES);
    writeUuid(id, bytes, 0);
    parts.push(bytes);
  }
  const texts = textsOf(grant);
  for (const name of TEXTS) {
    const text = Buffer.from(texts[name]);
    assert(text.length <= TEXT_BYTES_MAX, `${name} of a token is short`);
    parts.push(Buffer.from([text.length]), text);
  }
  return Buffer.concat(parts);
}

function textsOf(grant: AdGrant): Texts {
  return {
    payer: (grant.demand === 'seat' ? grant.seat : grant.organisation) ?? '',
    creative: grant.creative,
    language: grant.language,
    genre: grant.genre ?? '',
    state: grant.state ?? '',
    brand: grant.brand ?? '',
  };
}

// Only of bytes that this cell signed: they are as `bodyOf` wrote them.
function grantOf(body: Buffer): AdGrant {
  const choices = body[1] ?? 0;
  const presence = body[2] ?? 0;
  let at = HEAD_BYTES;
  const ids: { -readonly [Name in (typeof IDS)[number]]?: string } = {};
  for (const [bit, name] of IDS.entries()) {
    if ((presence & (1 << bit)) === 0) continue;
    ids[name] = uuidFromBytes(body.subarray(at, at + ID_BYTES));
    at += ID_BYTES;
  }
  const texts: Texts = { payer: '', creative: '', language: '', genre: '', state: '', brand: '' };
  for (const name of TEXTS) {
    const length = body[at] ?? 0;
    texts[name] = body.toString('utf8', at + 1, at + 1 + length);
    at += 1 + length;
  }
  const { payer, creative, language, genre, state, brand } = texts;
  const demand = DEMANDS[choices & 3] ?? 'house';
  const issuedAtMs = body.readUIntBE(25, 6);
  const showings = body.readUInt16BE(35);
  return {
    id: uuidFromBytes(body.subarray(3, 3 + ID_BYTES)),
    demand,
    ...(demand === 'seat' ? { seat: payer } : { organisation: payer }),
    ...ids,
    creative,
    placement: PLACEMENTS[(choices >> 2) & 1] ?? 'feed',
    format: FORMATS[(choices >> 3) & 1] ?? 'display',
    billOn: BILL_ON[(choices >> 4) & 3] ?? 'click',
    priceMicros: body.readUIntBE(19, 6),
    first: (choices & (1 << 6)) !== 0,
    language,
    ...(genre === '' ? {} : { genre }),
    ...(state === '' ? {} : { state }),
    ...(brand === '' ? {} : { brand }),
    ...(showings === 1 ? {} : { showings }),
    issuedAtMs,
    expiresAtMs: issuedAtMs + body.readUInt32BE(31) * SECOND_MS,
  };
}
