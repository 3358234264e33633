// Advertisers and what they want shown: organisations, campaigns, line items, creatives. Bodies take the named fields and no
// others: what an advertiser may not set, as a review, cannot even be sent.

import { Type, type Static, type TProperties } from 'typebox';
import { Cursor, GenreCode, LanguageCode, TimeMs, Uuid } from './fields.ts';
import { Currency } from './ledger.ts';
import { Organisation } from './partners.ts';

const Strict = <Fields extends TProperties>(fields: Fields) =>
  Type.Object(fields, { additionalProperties: false });
/** What changes: each field may be left out, and no other may come. */
const Change = <Fields extends TProperties>(fields: Fields) =>
  Type.Partial(Type.Object(fields), { additionalProperties: false });
const Line = (most: number) => Type.String({ minLength: 1, maxLength: most });
const NextCursor = Type.Union([Cursor, Type.Null()]);
/** Where a tap leads; nothing but https, no user, no spaces. */
const WebAddress = Type.String({
  pattern: '^https://[a-z0-9.-]+(:[0-9]{1,5})?(/[^\\s<>"\'\\\\]*)?$',
  maxLength: 500,
});
/** ISO 3166-2, as `IN-MH`. */
const StateCode = Type.String({ pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' });
const TaxId = Type.String({ pattern: '^[A-Z0-9]{8,20}$' });
const Version = Type.Integer({ minimum: 1, maximum: 1_000_000 });

/** Advertisers that one person signed up. */
export const ADVERTISERS_PER_PERSON_MAX = 5;
export const CAMPAIGNS_MAX = 1_000;
/** Of one campaign. */
export const LINE_ITEMS_MAX = 50;
export const CREATIVES_MAX = 2_000;
/** Of one line item. */
export const LINE_CREATIVES_MAX = 20;
/** Of one campaign, in smallest units: ten million rupees in paise. */
const BUDGET_MAX = 1_000_000_000;
/** For a thousand showings, or one view or click. */
const PRICE_MAX = 10_000_000;

export const AdvertiserParams = Type.Object({ organisation: Organisation });
export const CampaignParams = Type.Object({ organisation: Organisation, campaign: Uuid });
export const LineItemParams = Type.Object({ ...CampaignParams.properties, lineItem: Uuid });
export const CreativeParams = Type.Object({ organisation: Organisation, creative: Uuid });
export const LineCreativeParams = Type.Object({ ...LineItemParams.properties, creative: Uuid });

const advertiserFields = {
  /** As people see it beside an ad. */
  name: Line(80),
  /** As it stands in the register, and on invoices. */
  legalName: Line(200),
  website: WebAddress,
  /** GSTIN where the region has one. */
  taxId: Type.Optional(TaxId),
  /** Of its seat: decides which tax an invoice shows. */
  state: Type.Optional(StateCode),
};
export const AdvertiserBody = Strict({ organisation: Organisation, ...advertiserFields });
export type AdvertiserBody = Static<typeof AdvertiserBody>;
export const AdvertiserChange = Change({
  ...advertiserFields,
  /** Null: it has none any more. */
  taxId: Type.Union([TaxId, Type.Null()]),
  state: Type.Union([StateCode, Type.Null()]),
});
export type AdvertiserChange = Static<typeof AdvertiserChange>;

/** `waiting`: nobody has looked yet, or what was verified has changed since. */
export const VERIFICATION_STATES = ['waiting', 'verified', 'refused'] as const;

export const Advertiser = Type.Object(
  {
    organisation: Organisation,
    name: Type.String(),
    legalName: Type.String(),
    website: Type.String(),
    taxId: Type.Optional(Type.String()),
    state: Type.Optional(Type.String()),
    verification: Type.Object({
      state: Type.Enum([...VERIFICATION_STATES]),
      /** What it rests on, or why it was refused. */
      note: Type.Optional(Type.String()),
      atMs: Type.Optional(TimeMs),
    }),
    /** Grows with each change of what is verified. */
    version: Version,
    createdAtMs: TimeMs,
    changedAtMs: TimeMs,
  },
  { $id: 'Advertiser' },
);
export type Advertiser = Static<typeof Advertiser>;

export const AdvertiserPage = Type.Object(
  {
    items: Type.Array(Advertiser),
    next: NextCursor,
    /** Whether the caller looks after all of them. */
    operator: Type.Boolean(),
    /** In which everything here is priced and paid; absent in a region that has none on record, where nothing is sold. */
    currency: Type.Optional(Currency),
  },
  { $id: 'AdvertiserPage' },
);
export type AdvertiserPage = Static<typeof AdvertiserPage>;

/** What the operator found. */
export const VerificationBody = Strict({
  verdict: Type.Enum(['verified', 'refused']),
  /** The evidence, or the reason; the advertiser reads it. */
  note: Line(1_000),
  /** Of what was looked at. */
  version: Version,
});
export type VerificationBody = Static<typeof VerificationBody>;

const campaignFields = {
  name: Line(120),
  objective: Type.Enum(['reach', 'views', 'visits']),
  /** Whole smallest units, tax apart. */
  budget: Type.Integer({ minimum: 100, maximum: BUDGET_MAX }),
  startsAtMs: TimeMs,
  endsAtMs: TimeMs,
};
export const CampaignBody = Strict(campaignFields);
export type CampaignBody = Static<typeof CampaignBody>;
export const CampaignChange = Change(campaignFields);
export type CampaignChange = Static<typeof CampaignChange>;

/**
 * `draft`: not asked for. `in_review`: asked for, and the advertiser or all creatives still wait for a verdict. `scheduled`:
 * let out, not begun. `ended`: by its owner or by its last day, for good.
 */
export const CAMPAIGN_STATES = [
  'draft',
  'in_review',
  'scheduled',
  'running',
  'paused',
  'ended',
] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];
export const CAMPAIGN_WISHES = ['draft', 'live', 'paused', 'ended'] as const;
export type CampaignWish = (typeof CAMPAIGN_WISHES)[number];

/** What its owner wants; what it is then is computed. */
export const CampaignTurnBody = Strict({ to: Type.Enum(['live', 'paused', 'ended']) });

export const Campaign = Type.Object(
  {
    id: Uuid,
    organisation: Organisation,
    ...campaignFields,
    currency: Currency,
    state: Type.Enum([...CAMPAIGN_STATES]),
    /** Its line items' creatives by how far their review is. */
    creatives: Type.Object({
      draft: Type.Integer(),
      inReview: Type.Integer(),
      approved: Type.Integer(),
      refused: Type.Integer(),
    }),
    createdAtMs: TimeMs,
    changedAtMs: TimeMs,
  },
  { $id: 'Campaign' },
);
export type Campaign = Static<typeof Campaign>;
export const CampaignPage = Type.Object(
  { items: Type.Array(Campaign), next: NextCursor },
  { $id: 'CampaignPage' },
);
export type CampaignPage = Static<typeof CampaignPage>;

/** Whom a line item is for: lists of known codes; empty or absent means everybody. Data, never a rule that is run. */
export const Targeting = Strict({
  languages: Type.Optional(Type.Array(LanguageCode, { maxItems: 30, uniqueItems: true })),
  genres: Type.Optional(Type.Array(GenreCode, { maxItems: 30, uniqueItems: true })),
  states: Type.Optional(Type.Array(StateCode, { maxItems: 60, uniqueItems: true })),
  /** Hours of the region's clocks; 0 is Sunday, `toHour` is not within. */
  hours: Type.Optional(
    Type.Array(
      Strict({
        day: Type.Integer({ minimum: 0, maximum: 6 }),
        fromHour: Type.Integer({ minimum: 0, maximum: 23 }),
        toHour: Type.Integer({ minimum: 1, maximum: 24 }),
      }),
      { maxItems: 28 },
    ),
  ),
  /** Leanings; asked only of people of 18 or more who said yes to personal ads. */
  interests: Type.Optional(Type.Array(GenreCode, { maxItems: 30, uniqueItems: true })),
});
export type Targeting = Static<typeof Targeting>;

const lineItemFields = {
  name: Line(120),
  /** For a thousand showings, one view, one click; `house`: not at all, for advertisers that the operator marked. */
  pricing: Type.Enum(['cpm', 'cpv', 'cpc', 'house']),
  /** Whole smallest units. */
  price: Type.Integer({ minimum: 1, maximum: PRICE_MAX }),
  /** Showings, views or clicks after which it is done; absent: as far as the budget goes. */
  goal: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
  /** 1 goes first. */
  priority: Type.Integer({ minimum: 1, maximum: 16 }),
  pacing: Type.Enum(['even', 'fast']),
  /** How often one person may see it in how many hours. */
  caps: Type.Array(
    Strict({
      count: Type.Integer({ minimum: 1, maximum: 1_000 }),
      hours: Type.Integer({ minimum: 1, maximum: 720 }),
    }),
    { maxItems: 3 },
  ),
  targeting: Targeting,
};
export const LineItemBody = Strict(lineItemFields);
export type LineItemBody = Static<typeof LineItemBody>;
export const LineItemChange = Change({ ...lineItemFields, on: Type.Boolean() });
export type LineItemChange = Static<typeof LineItemChange>;
export const LineItem = Type.Object(
  {
    id: Uuid,
    campaign: Uuid,
    ...lineItemFields,
    on: Type.Boolean(),
    creatives: Type.Array(Uuid),
    createdAtMs: TimeMs,
    changedAtMs: TimeMs,
  },
  { $id: 'LineItem' },
);
export type LineItem = Static<typeof LineItem>;
export const LineItemList = Type.Object({ items: Type.Array(LineItem) }, { $id: 'LineItemList' });
export type LineItemList = Static<typeof LineItemList>;

/** A card as OpenRTB Native 1.2 has it: title, text, sponsor, what the button says, where it leads. */
const NativeCard = Strict({
  kind: Type.Enum(['native']),
  title: Line(90),
  text: Line(140),
  sponsor: Line(25),
  button: Line(20),
  url: WebAddress,
});
/** A clip of one's own that is published here. */
const ClipAd = Strict({
  kind: Type.Enum(['clip']),
  videoId: Uuid,
  button: Line(20),
  url: WebAddress,
});
/** A picture over the whole lock screen, with a line of words; its picture was uploaded before, see `ads-pictures`. */
const LockAd = Strict({
  kind: Type.Enum(['lock']),
  /** An advertiser's own picture that is `ready`. */
  picture: Uuid,
  /** What it shows, for those who don't see it. */
  alternative: Line(300),
  title: Line(90),
  sponsor: Line(25),
  button: Line(20),
  url: WebAddress,
});
export const CreativeContent = Type.Union([NativeCard, ClipAd, LockAd]);
export type CreativeContent = Static<typeof CreativeContent>;

const creativeFields = { name: Line(120), content: CreativeContent };
export const CreativeBody = Strict(creativeFields);
export type CreativeBody = Static<typeof CreativeBody>;
export const CreativeChange = Change(creativeFields);
export type CreativeChange = Static<typeof CreativeChange>;

export const REVIEW_STATES = ['draft', 'in_review', 'approved', 'refused'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

export const Creative = Type.Object(
  {
    id: Uuid,
    organisation: Organisation,
    name: Type.String(),
    content: CreativeContent,
    review: Type.Object({
      state: Type.Enum([...REVIEW_STATES]),
      /** Why it was refused; may say something on approval. */
      note: Type.Optional(Type.String()),
      atMs: Type.Optional(TimeMs),
    }),
    /** Grows with each change of the content: a verdict names the one that was looked at. */
    version: Version,
    createdAtMs: TimeMs,
    changedAtMs: TimeMs,
  },
  { $id: 'Creative' },
);
export type Creative = Static<typeof Creative>;
export const CreativePage = Type.Object(
  { items: Type.Array(Creative), next: NextCursor },
  { $id: 'CreativePage' },
);
export type CreativePage = Static<typeof CreativePage>;

export const ReviewBody = Strict({
  verdict: Type.Enum(['approved', 'refused']),
  /** Needed to refuse; the advertiser reads it. */
  note: Type.Optional(Type.String({ maxLength: 1_000 })),
  version: Version,
});
export type ReviewBody = Static<typeof ReviewBody>;
