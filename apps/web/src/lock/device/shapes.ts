// The shapes of what a cell signs, checked by hand: the schema library weighs more than all of the lock screen. A test
// holds them against the contract's schemas.

import { GENRES, LANGUAGE_CODES } from '@jhalak/contracts/languages';
import type { KillList, LockFile, LockKeySet, LockPack, LockReceipt } from '@jhalak/contracts/lock';
import { PACK_ADS_MAX, PACK_BYTES_MAX, PACK_CARDS_MAX } from './bounds.ts';

type Check = (value: unknown) => boolean;

const text =
  (max: number, pattern?: RegExp): Check =>
  (value) =>
    typeof value === 'string' && value.length <= max && (pattern?.test(value) ?? true);
const whole =
  (min: number, max = Number.MAX_SAFE_INTEGER): Check =>
  (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
const one =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const list =
  (check: Check, max: number, min = 0): Check =>
  (value) =>
    Array.isArray(value) && value.length >= min && value.length <= max && value.every(check);
/** `name?` may be absent. Fields that are not named are a newer cell's, and not looked at. */
function fields(checks: Readonly<Record<string, Check>>): Check {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(checks).every(([name, check]) => {
      const key = name.replace('?', '');
      const field = (value as Record<string, unknown>)[key];
      return (field === undefined && key !== name) || check(field);
    });
}

const flag = one(true, false);
const finite: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const uuid = text(36, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u);
const time = whole(0, 8_640_000_000_000_000);
const region = text(2, /^[a-z]{2}$/u);
const anyText = text(Number.POSITIVE_INFINITY);
/** Relative to the cell's origin, and not to another host's: the contract says so in words. */
const path = text(400, /^\/(?![/\\])/u);

const file = fields({
  url: path,
  type: one('image/avif', 'image/webp', 'video/mp4'),
  widthPx: whole(1),
  heightPx: whole(1),
  bytes: whole(1),
  sha256: text(64, /^[0-9a-f]{64}$/u),
});

const picture = fields({
  focus: fields({ x: finite, y: finite }),
  thumbhash: text(60),
  alternative: text(500),
  'credit?': text(200),
  file,
});

const disagreement = fields({
  quantity: text(200),
  values: list(fields({ value: text(120), reports: list(text(200), 20) }), 6),
});

const REASONS = [
  'language_genre',
  'genre',
  'because_watched',
  'followed',
  'trending',
  'popular',
  'new',
  'explore',
  'editor',
];

const card = fields({
  id: uuid,
  kind: one('story', 'clip', 'desk'),
  slot: text(400),
  language: one(...LANGUAGE_CODES),
  genre: one(...GENRES),
  age: one('all', '18plus'),
  headline: text(200),
  summary: text(600),
  attribution: list(text(200), 10),
  open: path,
  'story?': fields({
    reports: whole(1),
    origins: whole(1),
    confirmed: flag,
    disagreements: list(disagreement, 4),
  }),
  'picture?': picture,
  'loop?': file,
  reason: fields({ code: one(...REASONS), text: anyText }),
  fromMs: time,
  untilMs: time,
  propensity: (value) => finite(value) && Number(value) > 0 && Number(value) <= 1,
});

const lockAd = fields({
  id: uuid,
  creative: uuid,
  token: text(1_000),
  label: text(40, /^[^]/u),
  sponsor: text(200),
  title: text(200),
  text: text(300),
  button: text(40),
  url: text(500, /^https:\/\//u),
  'picture?': picture,
  why: list(
    one('language', 'genre', 'state', 'time', 'interests', 'everyone', 'house', 'partner'),
    8,
    1,
  ),
  caps: list(fields({ count: whole(1), hours: whole(1) }), 3),
  showingsMax: whole(1),
  untilMs: time,
});

const pack = fields({
  format: one(1),
  pack: uuid,
  cell: text(100),
  region,
  language: one(...LANGUAGE_CODES),
  kind: one('contextual', 'personal'),
  version: whole(1),
  issuedAtMs: time,
  expiresAtMs: time,
  killVersion: whole(0),
  bytes: whole(0, PACK_BYTES_MAX),
  cards: list(card, PACK_CARDS_MAX),
  'ads?': list(lockAd, PACK_ADS_MAX),
  'adEvery?': whole(2, PACK_CARDS_MAX),
});

const killList = fields({
  format: one(1),
  cell: text(100),
  region,
  version: whole(0),
  issuedAtMs: time,
  expiresAtMs: time,
  cards: list(uuid, 10_000),
  allDark: flag,
});

const receipt = fields({
  format: one(1),
  receipt: uuid,
  cell: text(100),
  device: text(22, /^[A-Za-z0-9_-]{22}$/u),
  granted: flag,
  noticeVersion: anyText,
  noticeLanguage: anyText,
  counter: whole(Number.MIN_SAFE_INTEGER),
  issuedAtMs: time,
});

const keySet = fields({
  keys: list(
    fields({
      kty: one('EC'),
      crv: one('P-256'),
      x: text(64),
      y: text(64),
      kid: text(64),
      use: one('sig'),
      alg: one('ES256'),
    }),
    8,
    1,
  ),
});

export const isPack = (value: unknown): value is LockPack => pack(value);
export const isKillList = (value: unknown): value is KillList => killList(value);
export const isReceipt = (value: unknown): value is LockReceipt => receipt(value);
export const isKeySet = (value: unknown): value is LockKeySet => keySet(value);

/** @returns every file that a pack's cards name; the loops last. */
export function filesOf(of: LockPack, loops: boolean): LockFile[] {
  const shown = [...of.cards, ...(of.ads ?? [])];
  const pictures = shown.flatMap(({ picture }) => (picture === undefined ? [] : [picture.file]));
  const moving = loops ? of.cards.flatMap((one) => (one.loop === undefined ? [] : [one.loop])) : [];
  return [...pictures, ...moving];
}
