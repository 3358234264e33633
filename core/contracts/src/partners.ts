// Phone brands that carry the lock screen: who they are, their keys, what reached their phones, and their switch.

import { Type, type Static } from 'typebox';
import { LanguageCode, TimeMs, Uuid } from './fields.ts';
import { ORGANISATION_PATTERN } from './route.ts';

const Line = (most: number) => Type.String({ minLength: 1, maxLength: most });

/** The brand's short name, in which its people hold the role `partner`. */
export const Organisation = Type.String({ pattern: ORGANISATION_PATTERN, maxLength: 60 });
export const OrganisationParams = Type.Object({ organisation: Organisation });

/**
 * `invited`: there, without a key. `testing`: has a key. `live`: the operator let it out to people's phones. `dark`: turned
 * off, by itself or by the operator; what it was stays on record and comes back.
 */
export const BRAND_STATES = ['invited', 'testing', 'live', 'dark'] as const;
export type BrandState = (typeof BRAND_STATES)[number];

/** A kind of phone that shows packs. */
export const BrandModel = Type.Object({
  /** As the brand calls it. */
  name: Line(60),
  screenWidthPx: Type.Integer({ minimum: 240, maximum: 4_320 }),
  screenHeightPx: Type.Integer({ minimum: 240, maximum: 4_320 }),
  /** What it asks packs in. */
  packWidthPx: Type.Enum([360, 720]),
  format: Type.Enum(['avif', 'webp']),
});
export type BrandModel = Static<typeof BrandModel>;

/** A brand has some hundreds of models in use; those of one lock screen program are listed here. */
export const BRAND_MODELS_MAX = 100;
/** Keys of a brand in force at once: one a product line, and two of each while it changes over. */
export const BRAND_KEYS_MAX = 10;
/** A replaced key goes on for at most this long: phones in drawers take the next one with an update. */
export const KEY_OVERLAP_HOURS_MAX = 24 * 365;
/** Reports of a brand that are kept; the oldest goes first. */
export const CONFORMANCE_KEPT_MAX = 50;

const Languages = Type.Array(LanguageCode, { minItems: 1, maxItems: 30, uniqueItems: true });
const Models = Type.Array(BrandModel, { maxItems: BRAND_MODELS_MAX });

export const BrandBody = Type.Object({
  organisation: Organisation,
  name: Line(120),
  languages: Languages,
  models: Type.Optional(Models),
});
export type BrandBody = Static<typeof BrandBody>;

export const BrandChange = Type.Partial(
  Type.Object({ name: Line(120), languages: Languages, models: Models }),
);
export type BrandChange = Static<typeof BrandChange>;

/** Whether packs go to its phones; off, they get none, and its kill list darkens those that are out. */
export const BrandSwitchBody = Type.Object({
  dark: Type.Boolean(),
  /** Kept on record; needed to turn it off. */
  note: Type.Optional(Type.String({ maxLength: 1_000 })),
});
export type BrandSwitchBody = Static<typeof BrandSwitchBody>;

/** Lets a brand out to people's phones, or takes it back to testing. */
export const BrandStageBody = Type.Object({
  stage: Type.Enum(['testing', 'live']),
  note: Type.Optional(Type.String({ maxLength: 1_000 })),
});

/** A key as it can be shown: its secret is known to its holder only. */
export const BrandKey = Type.Object(
  {
    id: Type.String(),
    label: Type.String(),
    createdAtMs: TimeMs,
    /** From when on it counts no more; absent for one without an end. */
    endsAtMs: Type.Optional(TimeMs),
    /** To the hour; absent for one that nobody used. */
    lastUsedAtMs: Type.Optional(TimeMs),
    inForce: Type.Boolean(),
  },
  { $id: 'BrandKey' },
);
export type BrandKey = Static<typeof BrandKey>;

export const BrandKeyList = Type.Object({ items: Type.Array(BrandKey) }, { $id: 'BrandKeyList' });
export type BrandKeyList = Static<typeof BrandKeyList>;

/** A new key, alone or in the place of one that goes on for a while. */
export const BrandKeyBody = Type.Object({
  label: Line(60),
  replaces: Type.Optional(
    Type.Object({
      key: Type.String({ maxLength: 40 }),
      /** For how long the old one goes on; 0 ends it now. */
      overlapHours: Type.Integer({ minimum: 0, maximum: KEY_OVERLAP_HOURS_MAX }),
    }),
  ),
});
export type BrandKeyBody = Static<typeof BrandKeyBody>;

export const BrandKeyCreated = Type.Object(
  {
    key: BrandKey,
    /** `<key id>.<secret>`: what the header `Jhalak-Brand` carries. Shown once; only a hash is kept. */
    secret: Type.String(),
  },
  { $id: 'BrandKeyCreated' },
);
export type BrandKeyCreated = Static<typeof BrandKeyCreated>;

export const BrandKeyParams = Type.Object({
  organisation: Organisation,
  key: Type.String({ pattern: '^[a-z0-9]{4,40}$' }),
});

/** How much reached a brand's phones in a stretch of time. Nobody is told apart. */
export const BrandCounts = Type.Object({
  /** Packs handed out; a device that has the newest already is in `unchanged`. */
  packs: Type.Integer(),
  unchanged: Type.Integer(),
  /** Cards in them; a full pack has PACK_CARDS_MAX. */
  cards: Type.Integer(),
  /** Of packs, pictures and loops. */
  bytes: Type.Integer(),
  glances: Type.Integer(),
  opens: Type.Integer(),
  dismisses: Type.Integer(),
  /** Glances that came without a person's yes on record: should be 0. */
  withoutReceipt: Type.Integer(),
});
export type BrandCounts = Static<typeof BrandCounts>;

export const BrandFill = Type.Object(
  {
    organisation: Organisation,
    /** The 24 hours that end with the current one. */
    lastDay: BrandCounts,
    /** The same hours one by one, the oldest first; always 24. */
    hours: Type.Array(Type.Object({ startsAtMs: TimeMs, counts: BrandCounts })),
    /** Whole days (UTC), today first; at most 14, those without anything left out. */
    days: Type.Array(Type.Object({ startsAtMs: TimeMs, counts: BrandCounts })),
    /** Cards for each place in the packs of the last day, 0 to 1; null without packs. */
    fill: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]),
  },
  { $id: 'BrandFill' },
);
export type BrandFill = Static<typeof BrandFill>;

/** What a lock screen has to show that it can do, in the order in which the reference client tries it. */
export const CONFORMANCE_CHECKS = [
  'keys_read',
  'pack_verified',
  'pack_unchanged',
  'files_by_digest',
  'kill_list_verified',
  'tampered_pack_refused',
  'foreign_key_refused',
  'wrong_type_refused',
  'expired_pack_refused',
  'older_pack_refused',
  'killed_card_dark',
  'old_kill_list_dark',
  'receipt_kept',
  'no_card_without_receipt',
  'events_delivered',
  'off_is_silent',
] as const;
export type ConformanceCheck = (typeof CONFORMANCE_CHECKS)[number];

/** A client's own account of how it did. */
export const ConformanceBody = Type.Object(
  {
    /** Name and version of what was tested. */
    client: Line(120),
    model: Type.Optional(Line(60)),
    checks: Type.Array(
      Type.Object({
        check: Type.Enum([...CONFORMANCE_CHECKS]),
        passed: Type.Boolean(),
        detail: Type.Optional(Type.String({ maxLength: 300 })),
      }),
      { minItems: 1, maxItems: 40 },
    ),
  },
  { $id: 'ConformanceBody' },
);
export type ConformanceBody = Static<typeof ConformanceBody>;

export const ConformanceReport = Type.Object(
  {
    id: Uuid,
    ...ConformanceBody.properties,
    reportedAtMs: TimeMs,
    /** Whether each check of the list is there and passed. What was tried is told by the client, not seen by the cell. */
    passed: Type.Boolean(),
    missing: Type.Array(Type.Enum([...CONFORMANCE_CHECKS])),
  },
  { $id: 'ConformanceReport' },
);
export type ConformanceReport = Static<typeof ConformanceReport>;

export const ConformanceList = Type.Object(
  { items: Type.Array(ConformanceReport) },
  { $id: 'ConformanceList' },
);
export type ConformanceList = Static<typeof ConformanceList>;

export const Brand = Type.Object(
  {
    id: Uuid,
    organisation: Organisation,
    name: Type.String(),
    /** Of the cell; the first part of its packs' addresses. */
    region: Type.String(),
    languages: Type.Array(LanguageCode),
    models: Type.Array(BrandModel),
    state: Type.Enum([...BRAND_STATES]),
    /** What it is, or was before it went dark. */
    stage: Type.Enum(['invited', 'testing', 'live']),
    /** While dark: since when, by whom, and why. Only the operator undoes what the operator did. */
    dark: Type.Optional(
      Type.Object({
        sinceMs: TimeMs,
        by: Type.Enum(['brand', 'operator']),
        note: Type.String(),
      }),
    ),
    createdAtMs: TimeMs,
    changedAtMs: TimeMs,
    keysInForce: Type.Integer(),
    /** The newest report; absent where there is none. */
    conformance: Type.Optional(Type.Object({ reportedAtMs: TimeMs, passed: Type.Boolean() })),
  },
  { $id: 'Brand' },
);
export type Brand = Static<typeof Brand>;

/** Brands that the caller may see. */
export const BrandList = Type.Object(
  {
    items: Type.Array(Brand),
    /** Whether the caller looks after all brands: makes them, lets them out. */
    operator: Type.Boolean(),
  },
  { $id: 'BrandList' },
);
export type BrandList = Static<typeof BrandList>;

export const BrandRecord = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        atMs: TimeMs,
        action: Type.String(),
        note: Type.String(),
        by: Type.Enum(['brand', 'operator', 'client']),
      }),
    ),
  },
  { $id: 'BrandRecord' },
);
export type BrandRecord = Static<typeof BrandRecord>;
