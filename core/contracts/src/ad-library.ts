// The public ad library: every ad that was shown here, who pays for it, to whom it was shown, and roughly how much of it.

import { Type, type Static } from 'typebox';
import { AD_PLACEMENTS } from './ad-slots.ts';
import { Targeting } from './ads.ts';
import { Cursor, LanguageCode, PageQuery, TimeMs, Uuid } from './fields.ts';
import { LockFile } from './lock.ts';
import { Organisation } from './partners.ts';

const StateCode = Type.String({ pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' });

export const AdLibraryQuery = Type.Object({
  ...PageQuery.properties,
  /** Words of the ad, its sponsor or its advertiser: all of them. */
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  /** One advertiser's. */
  organisation: Type.Optional(Organisation),
  placement: Type.Optional(Type.Enum([...AD_PLACEMENTS])),
  kind: Type.Optional(Type.Enum(['native', 'clip', 'lock'])),
  /** It was shown beside something in this language. */
  language: Type.Optional(LanguageCode),
  /** It was shown to somebody in this state. */
  state: Type.Optional(StateCode),
  /** Shown from then on. */
  fromMs: Type.Optional(TimeMs),
  /** Shown before. */
  untilMs: Type.Optional(TimeMs),
});
export type AdLibraryQuery = Static<typeof AdLibraryQuery>;

/** At least `from`, less than `below`; without `below` at least `from`. */
const Band = Type.Object({
  from: Type.Integer({ minimum: 0 }),
  below: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type Band = Static<typeof Band>;

/** Where bands of people and showings begin. */
export const COUNT_BANDS = [0, 1_000, 10_000, 100_000, 1_000_000, 10_000_000] as const;
/** The same of money, in whole units of the currency. */
export const SPEND_BANDS = [0, 1_000, 10_000, 100_000, 1_000_000, 10_000_000] as const;

const NativeShown = Type.Object({
  kind: Type.Literal('native'),
  title: Type.String(),
  text: Type.String(),
});
const ClipShown = Type.Object({
  kind: Type.Literal('clip'),
  /** Absent where the clip is gone or may not be seen. */
  poster: Type.Optional(Type.String()),
  caption: Type.Optional(Type.String()),
});
const LockShown = Type.Object({
  kind: Type.Literal('lock'),
  title: Type.String(),
  alternative: Type.String(),
  /** Ascending by width; empty where they may not be seen any more. */
  files: Type.Array(LockFile),
});

export const AdLibraryAd = Type.Object({
  id: Uuid,
  /** As it stood on the ad. */
  sponsor: Type.String(),
  advertiser: Type.Object({
    /** Absent of an ad that came through an outside seat: only the domain is known. */
    organisation: Type.Optional(Organisation),
    name: Type.String(),
    legalName: Type.Optional(Type.String()),
    /** The operator knows on what evidence that it is who it says. */
    verified: Type.Boolean(),
    domain: Type.String(),
  }),
  /** The outside seat that brought it. */
  seat: Type.Optional(Type.String()),
  /** Absent while an order hides it. */
  content: Type.Optional(Type.Union([NativeShown, ClipShown, LockShown])),
  /** First and last day on which it was shown, as the beginning of an hour. */
  firstMs: TimeMs,
  lastMs: TimeMs,
  shown: Band,
  reach: Band,
  /** Whole units of the currency. */
  spend: Band,
  placements: Type.Array(Type.Enum([...AD_PLACEMENTS])),
  /** Whom its line items were for; empty of an outside seat, which is told no person. */
  targeting: Type.Array(Targeting, { maxItems: 50 }),
});
export type AdLibraryAd = Static<typeof AdLibraryAd>;

export const AdLibraryPage = Type.Object(
  {
    items: Type.Array(AdLibraryAd),
    next: Type.Union([Cursor, Type.Null()]),
    /** Of spend bands. */
    currency: Type.String(),
  },
  { $id: 'AdLibraryPage' },
);
export type AdLibraryPage = Static<typeof AdLibraryPage>;
