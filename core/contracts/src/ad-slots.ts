// One ad for one place: what a player asks while clips play, what it gets, and what people may say of it.

import { Type, type Static, type TProperties } from 'typebox';
import { Cursor, GenreCode, TimeMs, Uuid } from './fields.ts';
import { Currency } from './ledger.ts';
import { Organisation } from './partners.ts';
import { Video } from './videos.ts';

const Strict = <Fields extends TProperties>(fields: Fields) =>
  Type.Object(fields, { additionalProperties: false });
const SlotToken = Type.String({ maxLength: 400 });
/** Signed by the cell for one viewer; named in events, in why, hide and report. */
const AdToken = Type.String({ maxLength: 1_000 });

export const AD_PLACEMENTS = ['feed', 'lock'] as const;
export type AdPlacement = (typeof AD_PLACEMENTS)[number];

/**
 * What decided that this ad is shown here; the text comes in the viewer's language. `language`, `genre`: of the clip beside it.
 * `state`, `time`: where and when it is asked for. `interests`: leanings of somebody of 18 or more who said yes to personal ads.
 * `everyone`: it is for everybody here. `house`: the operator's own. `partner`: a partner's auction chose it by context.
 */
export const AD_WHY_CODES = [
  'language',
  'genre',
  'state',
  'time',
  'interests',
  'everyone',
  'house',
  'partner',
] as const;
export type AdWhyCode = (typeof AD_WHY_CODES)[number];

export const AdSlotBody = Strict({
  placement: Type.Enum(['feed']),
  /** The slot of the clip that would stand before the ad: what says where in the session the viewer is. */
  before: Type.Optional(SlotToken),
  /** The slot of the clip that would follow. */
  after: Type.Optional(SlotToken),
});
export type AdSlotBody = Static<typeof AdSlotBody>;

/** A card of words. Nothing is loaded from an advertiser's or a partner's machines before somebody taps it. */
const AdCard = Type.Object({
  kind: Type.Literal('native'),
  title: Type.String(),
  text: Type.String(),
});
/** A clip that is published here, with what playing it needs. */
const AdClip = Type.Object({ kind: Type.Literal('clip'), video: Video });

/** An ad to show, always labelled. */
export const ServedAd = Type.Object(
  {
    token: AdToken,
    placement: Type.Enum([...AD_PLACEMENTS]),
    /** Who pays, as people see it. */
    sponsor: Type.String(),
    /** The word for an ad, in the viewer's language; stands on it as long as it is seen. */
    label: Type.String(),
    content: Type.Union([AdCard, AdClip]),
    /** What its button says. */
    button: Type.String(),
    /** Where a tap leads: https. */
    url: Type.String(),
    why: Type.Array(Type.Enum([...AD_WHY_CODES]), { minItems: 1 }),
    /** Not to be shown from then on. */
    expiresAtMs: TimeMs,
  },
  { $id: 'ServedAd' },
);
export type ServedAd = Static<typeof ServedAd>;

export const AdSlotReply = Type.Object(
  {
    /** Null: nothing fits, or it is too early. */
    ad: Type.Union([ServedAd, Type.Null()]),
    /** Clips to swipe before asking again makes sense. */
    nextAfter: Type.Integer({ minimum: 1 }),
  },
  { $id: 'AdSlotReply' },
);
export type AdSlotReply = Static<typeof AdSlotReply>;

export const AdWhyQuery = Type.Object({ token: AdToken });
export type AdWhyQuery = Static<typeof AdWhyQuery>;

/** Why somebody saw an ad, and who pays for it. */
export const AdWhy = Type.Object(
  {
    sponsor: Type.String(),
    /** As it stands in the register; absent for a partner's ad. */
    legalName: Type.Optional(Type.String()),
    /** The partner that sold it; absent for ads that were booked here. */
    partner: Type.Optional(Type.String()),
    /** Sentences in the viewer's language, each with its code. */
    reasons: Type.Array(Type.Object({ code: Type.Enum([...AD_WHY_CODES]), text: Type.String() })),
    /** Whether anything of the viewer's own leanings was asked. */
    personal: Type.Boolean(),
    /** In the viewer's language: what was not used, and how to change it. */
    promise: Type.String(),
  },
  { $id: 'AdWhy' },
);
export type AdWhy = Static<typeof AdWhy>;

/** `ad`: not this one again. `advertiser`: nothing of whoever pays for it. */
export const AdHideBody = Strict({ token: AdToken, what: Type.Enum(['ad', 'advertiser']) });
export type AdHideBody = Static<typeof AdHideBody>;

export const AD_REPORT_REASONS = [
  'misleading',
  'scam',
  'offensive',
  'illegal',
  'not_labelled',
  'other',
] as const;
export const AdReportBody = Strict({
  token: AdToken,
  reason: Type.Enum([...AD_REPORT_REASONS]),
  note: Type.Optional(Type.String({ maxLength: 500 })),
});
export type AdReportBody = Static<typeof AdReportBody>;

const AdComplaintState = Type.Enum(['open', 'upheld', 'dismissed']);
/** What somebody says of an ad; who said it is not told. */
export const AdComplaint = Type.Object(
  {
    id: Uuid,
    /** Of an ad that was booked here. */
    organisation: Type.Optional(Organisation),
    creative: Type.Optional(Uuid),
    /** Of a partner's ad. */
    seat: Type.Optional(Type.String()),
    /** What was seen: sponsor, title, text, address. */
    seen: Type.Object({ sponsor: Type.String(), title: Type.String(), url: Type.String() }),
    reason: Type.Enum([...AD_REPORT_REASONS]),
    note: Type.String(),
    state: AdComplaintState,
    atMs: TimeMs,
  },
  { $id: 'AdComplaint' },
);
export type AdComplaint = Static<typeof AdComplaint>;
export const AdComplaintList = Type.Object(
  { items: Type.Array(AdComplaint), next: Type.Union([Cursor, Type.Null()]) },
  { $id: 'AdComplaintList' },
);
export const AdComplaintParams = Type.Object({ id: Uuid });
/** Upheld: the creative goes back to the reviewers, refused, with this note as the reason. */
export const AdComplaintVerdict = Strict({
  verdict: Type.Enum(['upheld', 'dismissed']),
  note: Type.String({ minLength: 1, maxLength: 500 }),
});
export type AdComplaintVerdict = Static<typeof AdComplaintVerdict>;

const Domain = Type.String({ pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)+$', maxLength: 253 });
/** A line item that goes before the open auction, as agreed with its advertiser. */
const LineDeal = Strict({
  id: Type.String({ pattern: '^[A-Za-z0-9._-]{1,60}$' }),
  organisation: Organisation,
  lineItem: Uuid,
  placements: Type.Array(Type.Enum([...AD_PLACEMENTS]), { minItems: 1, uniqueItems: true }),
  /** Goes before other deals too. */
  guaranteed: Type.Boolean(),
  /** For a thousand showings, in smallest units; 0: the placement's. */
  floor: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
});

/** How many ads people bear: set by the operator, in force from a day on. */
const AdLoad = Strict({
  /** Clips before a session's first ad. */
  firstAfter: Type.Integer({ minimum: 1, maximum: 100 }),
  /** Clips from one ad to the next: never two in a row. */
  gap: Type.Integer({ minimum: 1, maximum: 100 }),
  perSession: Type.Integer({ minimum: 0, maximum: 100 }),
  /** Ads among the cards of one lock pack. */
  perPack: Type.Integer({ minimum: 0, maximum: 5 }),
});
export type AdLoad = Static<typeof AdLoad>;

const policyFields = {
  load: AdLoad,
  /** Least price of a thousand showings, in smallest units. */
  floors: Strict({
    feed: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
    lock: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
  }),
  /** Domains (with all below them) that no ad may lead to. */
  blockedDomains: Type.Array(Domain, { maxItems: 500, uniqueItems: true }),
  /** Of the IAB's content taxonomy 1.0, as `IAB7-39`; asked of partners' bids. */
  blockedCategories: Type.Array(Type.String({ pattern: '^IAB[0-9]{1,2}(-[0-9]{1,2})?$' }), {
    maxItems: 200,
    uniqueItems: true,
  }),
  /** Genres beside whose clips no ad stands. */
  genresWithoutAds: Type.Array(GenreCode, { uniqueItems: true }),
  /** Advertisers whose line items may be house ads. */
  houseAdvertisers: Type.Array(Organisation, { maxItems: 50, uniqueItems: true }),
  deals: Type.Array(LineDeal, { maxItems: 200 }),
};
/** The rules of a region's ads that its operator sets. */
export const AdPolicy = Type.Object(policyFields, { $id: 'AdPolicy' });
export type AdPolicy = Static<typeof AdPolicy>;
/** A change takes the place of the whole policy, so that two people at once never mix theirs. */
export const AdPolicyBody = Strict({
  policy: Strict(policyFields),
  /** When it begins; not before now. */
  fromMs: TimeMs,
  note: Type.String({ minLength: 1, maxLength: 500 }),
  /** The version that was read; 0 while the region's own is in force. */
  version: Type.Integer({ minimum: 0 }),
});
export type AdPolicyBody = Static<typeof AdPolicyBody>;
export const AdPolicyState = Type.Object(
  {
    policy: AdPolicy,
    /** Of the newest one, which may begin later. */
    version: Type.Integer({ minimum: 0 }),
    fromMs: TimeMs,
    note: Type.String(),
    /** The newest one, where it has not begun. */
    coming: Type.Optional(AdPolicy),
    /** Of floors; absent in a region that has none on record, where nothing is sold. */
    currency: Type.Optional(Currency),
  },
  { $id: 'AdPolicyState' },
);
export type AdPolicyState = Static<typeof AdPolicyState>;
