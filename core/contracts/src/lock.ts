// The lock screen's public contract: packs, keys, kill list, receipts, events. Phone brands build against it.
//
// Packs, kill lists and receipts are JWS in flattened JSON (RFC 7515 section 7.2.2), ES256, `kid` of a key in the key set
// (RFC 7517). A pack's payload is `LockPack`, a kill list's `KillList`, a receipt's `LockReceipt`, each named by `typ`.

import { Type, type Static } from 'typebox';
import { AD_WHY_CODES } from './ad-slots.ts';
import { AI_MARKS } from './ai-mark.ts';
import { GenreCode, LanguageCode, TimeMs, Uuid } from './fields.ts';

/** `typ` of the protected header, so that one signed thing is never taken for another. */
export const PACK_TYPE = 'jhalak-lock-pack+json';
export const KILL_TYPE = 'jhalak-lock-kill+json';
export const RECEIPT_TYPE = 'jhalak-lock-receipt+json';

/** A pack holds at most this many cards and picture, loop and text bytes: what a day on a cheap data plan bears. */
export const PACK_CARDS_MAX = 20;
export const PACK_BYTES_MAX = 1_500_000;
/** A pack may be shown for this long after its issue. */
export const PACK_LIFE_MS = 86_400_000;
/** A kill list is believed for this long; when the newest one known is older, cards go dark. */
export const KILL_LIFE_MS = 86_400_000;
/** How often a device asks for the kill list: while lit, and otherwise. */
export const KILL_POLL_LIT_MS = 45_000;
export const KILL_POLL_DARK_MS = 900_000;
/** Slots of a pack take events for this long past the pack's expiry: phones are offline for days. */
export const PACK_EVENTS_AFTER_MS = 7 * 86_400_000;
/**
 * Bytes that a device fetches in a day (UTC): four whole packs, and the kill list's polls. It counts everything; packs and
 * files that would pass it are not asked for. The kill list is never held back by it.
 */
export const DAY_BYTES_MAX = 6_000_000;
/** The same where the person, or the connection, asks to save data. */
export const DAY_BYTES_FRUGAL_MAX = 2_000_000;
/** Events of one delivery. */
export const LOCK_EVENTS_MAX = 100;

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** A JWS in flattened JSON. `protected`: `{alg: "ES256", kid, typ}`. */
export const SignedJson = Type.Object(
  {
    protected: Type.String({ maxLength: 400 }),
    payload: Type.String({ maxLength: 400_000 }),
    signature: Type.String({ maxLength: 200 }),
  },
  { $id: 'SignedJson' },
);
export type SignedJson = Static<typeof SignedJson>;

/** One encoding of a picture or loop; `url` is relative to the cell's origin. A device keeps it by its digest. */
export const LockFile = Type.Object({
  url: Type.String({ maxLength: 400 }),
  type: Type.Enum(['image/avif', 'image/webp', 'video/mp4']),
  widthPx: Type.Integer({ minimum: 1 }),
  heightPx: Type.Integer({ minimum: 1 }),
  bytes: Type.Integer({ minimum: 1 }),
  sha256: Sha256,
});
export type LockFile = Static<typeof LockFile>;

export const LockPicture = Type.Object({
  /** Where the eye goes, 0 to 1 from left and top: `object-position`. */
  focus: Type.Object({ x: Type.Number(), y: Type.Number() }),
  /** Base64 of ThumbHash. */
  thumbhash: Type.String({ maxLength: 60 }),
  alternative: Type.String({ maxLength: 500 }),
  credit: Type.Optional(Type.String({ maxLength: 200 })),
  /** One, in the format and width that the pack is for. */
  file: LockFile,
});
export type LockPicture = Static<typeof LockPicture>;

export const LOCK_REASON_CODES = [
  'language_genre',
  'genre',
  'because_watched',
  'followed',
  'trending',
  'popular',
  'new',
  'explore',
  'editor',
] as const;

/** What stands on the lock screen for a moment. */
export const LockCard = Type.Object({
  /** Named in the kill list. */
  id: Uuid,
  kind: Type.Enum(['story', 'clip', 'desk']),
  /** Signed; names this showing in events. */
  slot: Type.String({ maxLength: 400 }),
  language: LanguageCode,
  genre: GenreCode,
  /** Fit for whom: packs for an unknown age hold `all` only. */
  age: Type.Enum(['all', '18plus']),
  headline: Type.String({ maxLength: 200 }),
  summary: Type.String({ maxLength: 600 }),
  /** Of a clip that AI made or changed: said on the card, beside its headline. */
  ai: Type.Optional(Type.Enum([...AI_MARKS])),
  /** Whose words and pictures these are, one line each. Never empty for stories. */
  attribution: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 10 }),
  /** Where a tap leads, relative to the cell's origin. */
  open: Type.String({ maxLength: 400 }),
  /** Of a story: how it is known. */
  story: Type.Optional(
    Type.Object({
      reports: Type.Integer({ minimum: 1 }),
      origins: Type.Integer({ minimum: 1 }),
      confirmed: Type.Boolean(),
      /** Where reports differ, for the card's second line. */
      disagreements: Type.Array(
        Type.Object({
          quantity: Type.String({ maxLength: 200 }),
          values: Type.Array(
            Type.Object({
              value: Type.String({ maxLength: 120 }),
              reports: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20 }),
            }),
            { maxItems: 6 },
          ),
        }),
        { maxItems: 4 },
      ),
    }),
  ),
  /** Absent: the card is drawn from genre, language and type alone. */
  picture: Type.Optional(LockPicture),
  /** A silent moving picture, for wifi and a full battery. */
  loop: Type.Optional(LockFile),
  reason: Type.Object({ code: Type.Enum([...LOCK_REASON_CODES]), text: Type.String() }),
  /** Shown only between these times. */
  fromMs: TimeMs,
  untilMs: TimeMs,
  /** Probability with which the card was chosen for its place; (0, 1]. */
  propensity: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
});
export type LockCard = Static<typeof LockCard>;

/** Ads of one pack; the operator may allow fewer. */
export const PACK_ADS_MAX = 5;

/**
 * An ad among the cards of a pack. It is shown with its label, sponsor and why, never first, never beside another ad, and as
 * often as `caps` and `showingsMax` allow. What happens to it is told to `/v1/ads/events`.
 */
export const LockAd = Type.Object(
  {
    /** Another one after each change of what it shows. It, or `creative`, on the kill list: it is dark. */
    id: Uuid,
    creative: Uuid,
    /** Signed; names it in events. */
    token: Type.String({ maxLength: 1_000 }),
    /** The word for an ad, in the pack's language. */
    label: Type.String({ minLength: 1, maxLength: 40 }),
    /** Who pays, as people see it. */
    sponsor: Type.String({ maxLength: 200 }),
    title: Type.String({ maxLength: 200 }),
    text: Type.String({ maxLength: 300 }),
    button: Type.String({ maxLength: 40 }),
    /** Where its button leads: https, with the click's id for the advertiser. */
    url: Type.String({ pattern: '^https://', maxLength: 900 }),
    /** Absent: it is drawn of its words alone. */
    picture: Type.Optional(LockPicture),
    /** What decided that it is here. */
    why: Type.Array(Type.Enum([...AD_WHY_CODES]), { minItems: 1, maxItems: 8 }),
    /** How often one person may see it in how many hours. */
    caps: Type.Array(
      Type.Object({ count: Type.Integer({ minimum: 1 }), hours: Type.Integer({ minimum: 1 }) }),
      { maxItems: 3 },
    ),
    /** How often this token may be shown by one device. */
    showingsMax: Type.Integer({ minimum: 1 }),
    /** Not to be shown from then on. */
    untilMs: TimeMs,
  },
  { $id: 'LockAd' },
);
export type LockAd = Static<typeof LockAd>;

export const LockPack = Type.Object(
  {
    format: Type.Literal(1),
    pack: Uuid,
    /** The cell that issued it and whose keys sign it. */
    cell: Type.String({ maxLength: 100 }),
    region: Type.String({ pattern: '^[a-z]{2}$' }),
    language: LanguageCode,
    /** `contextual`: the same for everybody of a language, without any identifier. `personal`: for one viewer. */
    kind: Type.Enum(['contextual', 'personal']),
    /** Grows with every pack of the same channel (region, language, kind and viewer); a device never goes back. */
    version: Type.Integer({ minimum: 1 }),
    issuedAtMs: TimeMs,
    expiresAtMs: TimeMs,
    /** The kill list that was in force at issue: an older one does not serve for this pack. */
    killVersion: Type.Integer({ minimum: 0 }),
    /** Bytes of all files that the cards name. */
    bytes: Type.Integer({ minimum: 0, maximum: PACK_BYTES_MAX }),
    cards: Type.Array(LockCard, { maxItems: PACK_CARDS_MAX }),
    /** Absent: none. A device that shows none is as good a device. */
    ads: Type.Optional(Type.Array(LockAd, { maxItems: PACK_ADS_MAX })),
    /** Cards from one ad to the next, at least. */
    adEvery: Type.Optional(Type.Integer({ minimum: 2, maximum: PACK_CARDS_MAX })),
  },
  { $id: 'LockPack' },
);
export type LockPack = Static<typeof LockPack>;

/** Only cards of packs that have not expired are named; the list stays small. */
export const KillList = Type.Object(
  {
    format: Type.Literal(1),
    cell: Type.String({ maxLength: 100 }),
    region: Type.String({ pattern: '^[a-z]{2}$' }),
    /**
     * Grows with every change; a device never goes back. The same version may be issued again under a later date, with
     * the same content less what no pack can hold any more: it is believed for longer. An earlier date is not taken.
     */
    version: Type.Integer({ minimum: 0 }),
    issuedAtMs: TimeMs,
    expiresAtMs: TimeMs,
    cards: Type.Array(Uuid, { maxItems: 10_000 }),
    /** Set while the operator, or this brand, has turned the whole surface off. */
    allDark: Type.Boolean(),
  },
  { $id: 'KillList' },
);
export type KillList = Static<typeof KillList>;

/** A key's word for the one after it: JWS in general form (RFC 7515), the same payload signed by both. */
export const LockKeyStatement = Type.Object(
  {
    /** `{format, cell, from, to: {kid, kty, crv, x, y}, issuedAtMs}`, base64url. */
    payload: Type.String({ maxLength: 1_200 }),
    signatures: Type.Array(
      Type.Object({
        protected: Type.String({ maxLength: 400 }),
        signature: Type.String({ maxLength: 100 }),
      }),
      { minItems: 2, maxItems: 2 },
    ),
  },
  { $id: 'LockKeyStatement' },
);
export type LockKeyStatement = Static<typeof LockKeyStatement>;
/** What a statement's headers say in `typ`. */
export const KEYS_TYPE = 'jhalak-lock-keys+json';

/** RFC 7517; keys stay until everything that they signed has expired. */
export const LockKeySet = Type.Object(
  {
    keys: Type.Array(
      Type.Object({
        kty: Type.Literal('EC'),
        crv: Type.Literal('P-256'),
        x: Type.String({ maxLength: 64 }),
        y: Type.String({ maxLength: 64 }),
        kid: Type.String({ maxLength: 64 }),
        use: Type.Literal('sig'),
        alg: Type.Literal('ES256'),
      }),
      { minItems: 1, maxItems: 8 },
    ),
    /**
     * How keys followed each other, the oldest first: a device that has keys takes only those that follow from them, so that
     * a former owner's keys never come back.
     */
    statements: Type.Optional(Type.Array(LockKeyStatement, { maxItems: 40 })),
  },
  { $id: 'LockKeySet' },
);
export type LockKeySet = Static<typeof LockKeySet>;

/** A pseudonym that the device minted and changes at least once a week: 16 random bytes, base64url. */
export const DevicePseudonym = Type.String({
  $id: 'DevicePseudonym',
  pattern: '^[A-Za-z0-9_-]{22}$',
});

/** A yes or a no to the lock screen, asked with a notice. */
export const ReceiptBody = Type.Object(
  {
    device: DevicePseudonym,
    granted: Type.Boolean(),
    noticeVersion: Type.String({ minLength: 1, maxLength: 40 }),
    noticeLanguage: Type.String({ minLength: 2, maxLength: 10 }),
    /** Grows with every answer of the device, whatever its clock says. */
    counter: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  },
  { $id: 'ReceiptBody' },
);
export type ReceiptBody = Static<typeof ReceiptBody>;

export const LockReceipt = Type.Object(
  {
    format: Type.Literal(1),
    receipt: Uuid,
    cell: Type.String({ maxLength: 100 }),
    device: DevicePseudonym,
    granted: Type.Boolean(),
    noticeVersion: Type.String(),
    noticeLanguage: Type.String(),
    counter: Type.Integer(),
    issuedAtMs: TimeMs,
  },
  { $id: 'LockReceipt' },
);
export type LockReceipt = Static<typeof LockReceipt>;

/**
 * `glance`: the card was on a lit screen. `dwell`: it stayed, with `dwellMs` so far. `open`: tapped. `dismiss`: swiped
 * away with a reason. `save`, `share`: kept, passed on.
 */
export const LOCK_EVENT_TYPES = ['glance', 'dwell', 'open', 'dismiss', 'save', 'share'] as const;
export type LockEventType = (typeof LOCK_EVENT_TYPES)[number];

export const DISMISS_REASONS = [
  'not_interested',
  'seen',
  'not_true',
  'offensive',
  'other',
] as const;
export type DismissReason = (typeof DISMISS_REASONS)[number];

export const LockEvent = Type.Object({
  type: Type.Enum([...LOCK_EVENT_TYPES]),
  slot: Type.String({ maxLength: 400 }),
  /** Counts up within a slot from 0; repeats of (slot, type, seq) count once. */
  seq: Type.Integer({ minimum: 0, maximum: 100_000 }),
  /** The device's clock. */
  at: TimeMs,
  dwellMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000 })),
  reason: Type.Optional(Type.Enum([...DISMISS_REASONS])),
});
export type LockEvent = Static<typeof LockEvent>;

export const LockEventsBody = Type.Object(
  {
    device: DevicePseudonym,
    /** Whether the person allowed that these are learned from; without, they are only counted. */
    consent: Type.Boolean(),
    /** The id of the receipt under which the cards were shown; what comes without one is counted as such. */
    receipt: Type.Optional(Uuid),
    events: Type.Array(LockEvent, { minItems: 1, maxItems: LOCK_EVENTS_MAX }),
  },
  { $id: 'LockEventsBody' },
);
export type LockEventsBody = Static<typeof LockEventsBody>;
