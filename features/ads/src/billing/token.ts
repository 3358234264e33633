// Ad tokens: a grant, sealed. Events need no lookup to be believed, and whose token it is stands in its binding only. Sealed,
// because what an advertiser paid is nobody else's business, and an advertiser need not know where a click came from.
//
// Layout (bytes): nonce 12 | sealed body | tag 16 | binding 16 (AES-256-GCM; the nonce is taken from a keyed hash of the body, so
// that it differs whenever the body does). The binding is a keyed hash of the tag and the viewer: another viewer's token can be told from a forged
// one. A click id has no binding and is sealed for another purpose. base64url, some 290 characters.
// Body: version 1 | choices 1 | presence 1 | grant id 16 | price, micros 6 | issued at, ms 6 | life, s 4 | showings 2 | those of
// campaign, line item, lease, clip beside that are there, 16 each | texts (organisation or seat, creative, language, genre,
// state, brand), a length byte and UTF-8 each.
// Choices: bits 0-1 demand, 2 placement, 3 format, 4-5 what is paid for, 6 first.

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { assert, uuidFromBytes, writeUuid } from '@jhalak/kernel';
import { NOBODY } from '@jhalak/attention';
import type { Keys } from '@jhalak/ports';
import { SHOWINGS_MAX, type AdGrant, type TokenVerdict } from './grant.ts';

/** Under which the advertiser finds the click's id in the address. */
const CLICK_PARAMETER = 'jhalak_click';
/** A token begins with its nonce, another one for each grant: so much of it names it for whoever has it. */
export const TOKEN_NAME_CHARACTERS = 16;
const VERSION = 1;
const HEAD_BYTES = 37;
const ID_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const BINDING_BYTES = 16;
const CIPHER = 'aes-256-gcm';
/** Kept apart from tokens by what is sealed with them. */
const TOKEN_PURPOSE = Buffer.from('ads.token');
const CLICK_PURPOSE = Buffer.from('ads.click');
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

/** Makes and reads tokens of ads. One secret a cell's owner: what a former owner knew forges nothing. */
export class AdTokens {
  readonly #sealing: KeyObject;
  readonly #hashing: KeyObject;

  constructor(keys: Pick<Keys, 'ownerSecret'>) {
    this.#sealing = createSecretKey(keys.ownerSecret('ads.token.seal'));
    this.#hashing = createSecretKey(keys.ownerSecret('ads.token.hash'));
  }

  /**
   * @param personId the viewer; NOBODY for packs without identifiers.
   * @returns the token. Its expiry is kept to the second, rounded down. Cost: some 15 µs.
   */
  sign(grant: AdGrant, personId: string = NOBODY): string {
    const sealed = this.#seal(bodyOf(grant), TOKEN_PURPOSE);
    return Buffer.concat([sealed, this.#binding(sealed, personId)]).toString('base64url');
  }

  /** @returns what the token is, for this viewer at this time. Cost: some 15 µs. */
  read(token: string, personId: string | undefined, nowMs: number): TokenVerdict {
    const bytes = Buffer.from(token, 'base64url');
    const sealed = bytes.subarray(0, Math.max(0, bytes.length - BINDING_BYTES));
    // The comparison refuses other spellings of the same bytes.
    const body =
      bytes.toString('base64url') === token ? this.#open(sealed, TOKEN_PURPOSE) : undefined;
    if (body === undefined) return { kind: 'forged' };
    const grant = grantOf(body);
    const binding = bytes.subarray(sealed.length);
    const isOf = (one: string): boolean => timingSafeEqual(this.#binding(sealed, one), binding);
    // A pack without identifiers is anybody's, signed in or not.
    const isShared = isOf(NOBODY);
    if (!isShared && (personId === undefined || !isOf(personId)))
      return { kind: 'not_yours', grant };
    return { kind: nowMs > grant.expiresAtMs ? 'expired' : 'valid', grant, isShared };
  }

  /**
   * @returns what goes along to the advertiser as `jhalak_click`: its server names it when the click came to something. It tells
   * nobody but this cell anything, and is the same each time. Cost: some 10 µs.
   */
  clickId(grant: AdGrant): string {
    const { leaseId: _lease, beside: _beside, brand: _brand, ...rest } = grant;
    return this.#seal(bodyOf(rest), CLICK_PURPOSE).toString('base64url');
  }

  /** @returns the address that a tap leads to: an advertiser's own, with the click's id. Cost: some 15 µs. */
  landing(url: string, grant: AdGrant): string {
    if (grant.demand !== 'line') return url;
    const landing = new URL(url);
    landing.searchParams.set(CLICK_PARAMETER, this.clickId(grant));
    return landing.href;
  }

  /** @returns whose click it is; undefined for what is no click id of this cell. */
  readClick(clickId: string): AdGrant | undefined {
    const bytes = Buffer.from(clickId, 'base64url');
    if (bytes.toString('base64url') !== clickId) return undefined;
    const body = this.#open(bytes, CLICK_PURPOSE);
    return body === undefined ? undefined : grantOf(body);
  }

  /** @returns what a device of a pack without identifiers is counted by: another one for each ad. Cost: some 5 µs. */
  showingOf(device: string, grantId: string): string {
    const hash = this.#hash(Buffer.from(`${grantId} ${device}`));
    return uuidFromBytes(hash.subarray(0, ID_BYTES));
  }

  #seal(body: Buffer, purpose: Buffer): Buffer {
    const nonce = this.#hash(Buffer.concat([purpose, body])).subarray(0, NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#sealing, nonce).setAAD(purpose);
    const sealed = Buffer.concat([cipher.update(body), cipher.final()]);
    return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
  }

  #open(sealed: Buffer, purpose: Buffer): Buffer | undefined {
    if (sealed.length < NONCE_BYTES + HEAD_BYTES + TAG_BYTES) return undefined;
    const tagAt = sealed.length - TAG_BYTES;
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, this.#sealing, nonce, { authTagLength: TAG_BYTES })
      .setAAD(purpose)
      .setAuthTag(sealed.subarray(tagAt));
    try {
      const body = Buffer.concat([
        decipher.update(sealed.subarray(NONCE_BYTES, tagAt)),
        decipher.final(),
      ]);
      return body[0] === VERSION ? body : undefined;
    } catch {
      // Not sealed here: that is the answer.
      return undefined;
    }
  }

  #hash(bytes: Uint8Array): Buffer {
    return createHmac('sha256', this.#hashing).update(bytes).digest();
  }

  #binding(sealed: Buffer, personId: string): Buffer {
    const bytes = Buffer.alloc(TAG_BYTES + ID_BYTES);
    bytes.set(sealed.subarray(sealed.length - TAG_BYTES));
    writeUuid(personId, bytes, TAG_BYTES);
    return this.#hash(bytes).subarray(0, BINDING_BYTES);
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

// Only of bytes that this cell sealed: they are as `bodyOf` wrote them.
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
