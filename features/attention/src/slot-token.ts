// A slot token names one showing of one item to one viewer, signed, so that events need no lookup to be believed.
//
// Layout (bytes): version 1 | slot id 16 | person id 16 | item id 16 | issued at, ms 6 | duration, ms 4 | surface 1 |
// position 2 | flags 1 | HMAC-SHA256 truncated to 16. Sent as base64url, 106 characters.
// Version 2, of lock cards, holds before the HMAC: card id 16 | language 3 (ASCII, zero-filled) | genre 1. 132 characters.
// Version 3, of what was ranked, holds there: feature list 1 | ranker's version 6 | propensity 1 | count 1 | a byte a
// feature, at most 32. 160 characters at most. A showing that no ranker chose (a clip opened by its link) stays version 1,
// so nothing of the former layout has to go.
// Flags: bit 0 whether it may be learned from, the seven above it the number of the reason for which the clip stands there.

import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { ReasonCode } from '@jhalak/contracts/feed';
import { assert, uuidFromBytes, writeUuid } from '@jhalak/kernel';

/** Where a slot stands. The number is in the token: never reuse one. */
const SURFACES = { feed: 1, following: 2, lock: 3, clip: 4 } as const;
export type Surface = keyof typeof SURFACES;

/** Numbers of genres in tokens: never reuse one. 0: one that is not written down here. */
const GENRE_NUMBERS: Readonly<Record<string, number>> = {
  music: 1,
  dance: 2,
  comedy: 3,
  sports: 4,
  food: 5,
  travel: 6,
  news: 7,
  learning: 8,
};
const GENRE_BY_NUMBER = new Map(
  Object.entries(GENRE_NUMBERS).map(([genre, number]) => [number, genre]),
);

/** Numbers of reasons in tokens, below 128: never reuse one. 0: none, or a token of before there were any. */
const REASON_NUMBERS: Readonly<Record<ReasonCode, number>> = {
  because_watched: 1,
  followed: 2,
  asked: 3,
  language_genre: 4,
  genre: 5,
  popular: 6,
  new: 7,
  explore: 8,
  repeat: 9,
  reposted: 10,
};
const REASON_BY_NUMBER = new Map(
  Object.entries(REASON_NUMBERS).map(([reason, number]) => [number, reason as ReasonCode]),
);

/** What a lock card's slot says of it beside its item: so that stories, too, can be learned from. */
export interface SlotCard {
  cardId: string;
  /** BCP 47, at most 3 letters. */
  language: string;
  genre: string;
}

/** What an item was ranked by when it was chosen for its slot: what the ranker learns from, exactly as it was served. */
export interface SlotServed {
  /** The number of the feature list, 1 to 255. */
  featureList: number;
  /** Of the ranker's parameters, 0 to 2^48 - 1. */
  rankerVersion: number;
  /** (0, 1], kept to a sixteenth of a power of two (4 %), not below 2^-15.9. */
  propensity: number;
  /** One byte each, in the order of the list; 1 to FEATURES_MAX. */
  features: Uint8Array;
}

/** More features than this would make the token longer than players and caches like. */
const FEATURES_MAX = 32;

/** One showing. */
export interface Slot {
  slotId: string;
  /** NOBODY for a showing that is the same for everybody. */
  personId: string;
  /** The item: a clip, or the story (or desk card) that a lock card tells of. */
  videoId: string;
  issuedAtMs: number;
  /** Of the clip. */
  durationMs: number;
  surface: Surface;
  /** From 0 within the feed session. */
  position: number;
  /** Whether the viewer allowed learning when the slot was made. */
  personal: boolean;
  /** Why a clip of the feed stands there. */
  reason?: ReasonCode;
  /** Of a lock card; absent elsewhere. */
  card?: SlotCard;
  /** Of a ranked item; absent elsewhere. Never together with a card. */
  served?: SlotServed;
}

/** Stands where a slot belongs to no person; never a person's id. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

const VERSION = 1;
const BODY_BYTES = 63;
const CARD_VERSION = 2;
const CARD_BYTES = 20;
const LANGUAGE_BYTES = 3;
const SERVED_VERSION = 3;
/** Before its features. */
const SERVED_BYTES = 9;
/** Where a version-3 token says how many features follow. */
const COUNT_AT = BODY_BYTES + 8;
/** Steps of a propensity's logarithm for each power of two. */
const PROPENSITY_STEPS = 16;
const MAC_BYTES = 16;
const PERSONAL_FLAG = 1;
const SURFACE_BY_NUMBER = new Map<number, Surface>(
  Object.entries(SURFACES).map(([name, number]) => [number, name as Surface]),
);

/** @param secret 32 bytes of the cell, as a key object: raw bytes would cost five times as much. Cost: some 5 µs. */
export function signSlot(secret: KeyObject, slot: Slot): string {
  const bodyBytes = BODY_BYTES + extraBytes(slot);
  const bytes = Buffer.alloc(bodyBytes + MAC_BYTES);
  bytes[0] = versionOf(slot);
  writeUuid(slot.slotId, bytes, 1);
  writeUuid(slot.personId, bytes, 17);
  writeUuid(slot.videoId, bytes, 33);
  bytes.writeUIntBE(slot.issuedAtMs, 49, 6);
  bytes.writeUInt32BE(slot.durationMs, 55);
  bytes[59] = SURFACES[slot.surface];
  bytes.writeUInt16BE(Math.min(slot.position, 0xffff), 60);
  const reason = slot.reason === undefined ? 0 : REASON_NUMBERS[slot.reason];
  bytes[62] = (slot.personal ? PERSONAL_FLAG : 0) | (reason << 1);
  if (slot.card !== undefined) writeCard(bytes, slot.card);
  else if (slot.served !== undefined) writeServed(bytes, slot.served);
  bytes.set(mac(secret, bytes.subarray(0, bodyBytes)), bodyBytes);
  return bytes.toString('base64url');
}

function versionOf({ card, served }: Slot): number {
  if (card !== undefined) return CARD_VERSION;
  return served === undefined ? VERSION : SERVED_VERSION;
}

function extraBytes({ card, served }: Slot): number {
  if (card !== undefined) return CARD_BYTES;
  if (served === undefined) return 0;
  const count = served.features.length;
  assert(count >= 1 && count <= FEATURES_MAX, `a slot carries 1 to ${FEATURES_MAX} features`);
  return SERVED_BYTES + count;
}

function writeServed(bytes: Buffer, served: SlotServed): void {
  bytes[BODY_BYTES] = served.featureList;
  bytes.writeUIntBE(served.rankerVersion, BODY_BYTES + 1, 6);
  bytes[BODY_BYTES + 7] = propensityByte(served.propensity);
  bytes[COUNT_AT] = served.features.length;
  bytes.set(served.features, BODY_BYTES + SERVED_BYTES);
}

function readServed(body: Buffer): SlotServed {
  return {
    featureList: body[BODY_BYTES] ?? 0,
    rankerVersion: body.readUIntBE(BODY_BYTES + 1, 6),
    propensity: 2 ** (-(body[BODY_BYTES + 7] ?? 0) / PROPENSITY_STEPS),
    // A copy: the token's own bytes come from a pool that is used again.
    features: Uint8Array.from(body.subarray(BODY_BYTES + SERVED_BYTES)),
  };
}

function propensityByte(propensity: number): number {
  const steps = Math.round(-Math.log2(propensity) * PROPENSITY_STEPS);
  return Math.max(0, Math.min(0xff, steps));
}

function writeCard(bytes: Buffer, card: SlotCard): void {
  writeUuid(card.cardId, bytes, BODY_BYTES);
  bytes.write(card.language, BODY_BYTES + 16, LANGUAGE_BYTES, 'latin1');
  bytes[BODY_BYTES + 16 + LANGUAGE_BYTES] = GENRE_NUMBERS[card.genre] ?? 0;
}

function readCard(body: Buffer): SlotCard {
  const language = body.toString('latin1', BODY_BYTES + 16, BODY_BYTES + 16 + LANGUAGE_BYTES);
  return {
    cardId: uuidFromBytes(body.subarray(BODY_BYTES, BODY_BYTES + 16)),
    language: language.replaceAll('\0', ''),
    genre: GENRE_BY_NUMBER.get(body[BODY_BYTES + 16 + LANGUAGE_BYTES] ?? 0) ?? '',
  };
}

/** @returns the slot; undefined when the token was not signed by this cell. Cost: some 6 µs. */
export function openSlot(secret: KeyObject, token: string): Slot | undefined {
  const bytes = Buffer.from(token, 'base64url');
  const bodyBytes = bodyLength(bytes);
  if (bodyBytes === undefined) return undefined;
  // The second comparison refuses other spellings of the same bytes.
  if (bytes.length !== bodyBytes + MAC_BYTES || bytes.toString('base64url') !== token)
    return undefined;
  const body = bytes.subarray(0, bodyBytes);
  if (!timingSafeEqual(mac(secret, body), bytes.subarray(bodyBytes))) return undefined;
  const surface = SURFACE_BY_NUMBER.get(bytes[59] ?? 0);
  if (surface === undefined) return undefined;
  const reason = REASON_BY_NUMBER.get((bytes[62] ?? 0) >> 1);
  return {
    slotId: uuidFromBytes(body.subarray(1, 17)),
    personId: uuidFromBytes(body.subarray(17, 33)),
    videoId: uuidFromBytes(body.subarray(33, 49)),
    issuedAtMs: body.readUIntBE(49, 6),
    durationMs: body.readUInt32BE(55),
    surface,
    position: body.readUInt16BE(60),
    personal: ((bytes[62] ?? 0) & PERSONAL_FLAG) !== 0,
    ...(reason === undefined ? {} : { reason }),
    ...(bytes[0] === CARD_VERSION ? { card: readCard(body) } : {}),
    ...(bytes[0] === SERVED_VERSION ? { served: readServed(body) } : {}),
  };
}

/** @returns how many bytes are signed; undefined for a layout that this release does not know. */
function bodyLength(bytes: Buffer): number | undefined {
  if (bytes[0] === VERSION) return BODY_BYTES;
  if (bytes[0] === CARD_VERSION) return BODY_BYTES + CARD_BYTES;
  const count = bytes[COUNT_AT] ?? 0;
  if (bytes[0] !== SERVED_VERSION || count < 1 || count > FEATURES_MAX) return undefined;
  return BODY_BYTES + SERVED_BYTES + count;
}

function mac(secret: KeyObject, body: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(body).digest().subarray(0, MAC_BYTES);
}
