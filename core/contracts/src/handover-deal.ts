// The deal under which a cell is handed over: what its parties sign. Each file is one act of one person, so that who did what
// is never a question of which signature counts.

import { Type, type Static } from 'typebox';
import { Sha256Hex } from './border.ts';
import { TimeMs, Uuid } from './fields.ts';
import { InventoryItem } from './handover.ts';

/**
 * What a deal waits for. `letter` and `licence` come only where the export side's technology is listed. From `fence` on the
 * seller owns nothing; from `takeover` on the buyer does.
 */
export const DEAL_STEPS = [
  'inventory',
  'letter',
  'rehearsal',
  'terms',
  'licence',
  'seal',
  'freeze',
  'delta',
  'keys',
  'fence',
  'takeover',
  'verification',
  'acceptance',
  'wind_down',
  'proof',
  'closed',
  'aborted',
  // Of a hold alone. Documents are named by a step's number here: new ones come last.
  'release',
  'lift',
] as const;
export type DealStep = (typeof DEAL_STEPS)[number];

/**
 * What a deal is for. `wind_down`: it ends for good, with nobody who goes on. `hold`: sealed and held for an authority, until
 * it lifts that. `restructure`: the same machine goes on under another owner in the same region.
 */
export const DEAL_KINDS = ['sale', 'wind_down', 'hold', 'restructure'] as const;
export type DealKind = (typeof DEAL_KINDS)[number];

/** What comes after a hold: people again, or a deal that begins frozen. */
export const HOLD_ENDS = ['open', 'sale', 'wind_down'] as const;
export type HoldEnd = (typeof HOLD_ENDS)[number];

/** Steps that people approve, each bound to a document. */
export const APPROVED_STEPS = [
  ...(['letter', 'terms', 'licence', 'seal', 'acceptance'] as const),
  'release',
] as const;
export type ApprovedStep = (typeof APPROVED_STEPS)[number];

/** Steps that somebody carries out, and then shows evidence of. */
export const WORKED_STEPS = [
  'rehearsal',
  'freeze',
  'delta',
  'keys',
  'fence',
  'takeover',
  'verification',
  'wind_down',
  'proof',
  'lift',
] as const;
export type WorkedStep = (typeof WORKED_STEPS)[number];

/** `region`: the government of the cell's region. `export`: that of the country whose technology is listed. */
export const DEAL_SIDES = ['seller', 'bidder', 'region', 'export', 'mediator'] as const;
export type DealSide = (typeof DEAL_SIDES)[number];

const Slug = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' });
const Words = Type.String({ minLength: 1, maxLength: 200 });
const Country = Type.String({ pattern: '^[a-z]{2}$' });
const strict = { additionalProperties: false } as const;

/** Somebody who can sign. Ids, keys and names are unique in the whole deal: nobody is two people. */
export const DealPerson = Type.Object(
  {
    id: Slug,
    name: Words,
    /** Raw Ed25519 public key, 32 bytes, base64. */
    key: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
  },
  strict,
);
export type DealPerson = Static<typeof DealPerson>;

/** A party has few people: those who may bind it. */
const People = Type.Array(DealPerson, { minItems: 1, maxItems: 12 });
export const DealParty = Type.Object({ name: Words, people: People }, strict);
export type DealParty = Static<typeof DealParty>;
const Bidder = Type.Object({ id: Slug, name: Words, people: People }, strict);

const common = { v: Type.Literal(1), deal: Uuid } as const;
/** Digest of the event that the act follows: signed for this standing of the deal and for no other. */
const after = { after: Sha256Hex } as const;

const Open = Type.Object(
  {
    ...common,
    act: Type.Literal('open'),
    /** Absent: a sale. */
    kind: Type.Optional(Type.Enum([...DEAL_KINDS])),
    cell: Type.String({ pattern: '^[a-z]{2,8}-[a-z2-7]{10}$' }),
    region: Type.String({ pattern: '^[a-z]{2,8}$' }),
    ownerEpoch: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    seller: DealParty,
    regionSide: DealParty,
    /** The country whose lists of controlled technology may apply, and who speaks for it. */
    exportSide: Type.Optional(
      Type.Object({ country: Country, name: Words, people: People }, strict),
    ),
    mediator: Type.Optional(DealParty),
    bidders: Type.Array(Bidder, { maxItems: 12 }),
    /** Dated policy, agreed at the opening. */
    policy: Type.Object(
      {
        /** A beneficial owner from here needs the approval of the region's government. */
        excludedCountries: Type.Array(Country, { maxItems: 60 }),
        /** Where that is written. */
        basis: Words,
        /** Longest time for which the cell may be read-only. */
        freezeMaxMs: Type.Integer({ minimum: 1_000, maximum: 86_400_000 }),
        /** How long people have to choose at least, from the notice to its deadline; absent: 30 days. A year at most. */
        noticeMinMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 31_536_000_000 })),
      },
      strict,
    ),
  },
  strict,
);

const AddBidder = Type.Object(
  { ...common, ...after, act: Type.Literal('add_bidder'), bidder: Bidder },
  strict,
);
/** By the seller, or by the bidder itself. */
const DropBidder = Type.Object(
  { ...common, ...after, act: Type.Literal('drop_bidder'), bidder: Slug, reason: Words },
  strict,
);
/** The seller gave a bidder something that must come back if nothing comes of it. */
const GiveCopy = Type.Object(
  {
    ...common,
    ...after,
    act: Type.Literal('give_copy'),
    bidder: Slug,
    copy: Sha256Hex,
    what: Words,
  },
  strict,
);
const ReturnCopy = Type.Object(
  { ...common, ...after, act: Type.Literal('return_copy'), copy: Sha256Hex, evidence: Sha256Hex },
  strict,
);
/** All interests of the mediator, each time anew; none is said too. */
const Declare = Type.Object(
  {
    ...common,
    ...after,
    act: Type.Literal('declare'),
    interests: Type.Array(
      Type.Object(
        {
          /** `seller`, `region`, `export` or a bidder's id. */
          in: Slug,
          kind: Words,
          evidence: Sha256Hex,
        },
        strict,
      ),
      { maxItems: 40 },
    ),
  },
  strict,
);
const Screen = Type.Object(
  {
    ...common,
    ...after,
    act: Type.Literal('screen'),
    bidder: Slug,
    /** Down to the last beneficial owner. */
    owners: Type.Array(
      Type.Object(
        {
          name: Words,
          country: Country,
          sharePermille: Type.Integer({ minimum: 0, maximum: 1_000 }),
        },
        strict,
      ),
      { minItems: 1, maxItems: 200 },
    ),
    evidence: Sha256Hex,
    validUntilMs: TimeMs,
  },
  strict,
);
/** The region's government lets a bidder in although an owner is from an excluded country. */
const Allow = Type.Object(
  {
    ...common,
    ...after,
    act: Type.Literal('allow'),
    bidder: Slug,
    /** The evidence of exactly the screening that it looked at. */
    screening: Sha256Hex,
    document: Sha256Hex,
  },
  strict,
);
const FreezeInventory = Type.Object(
  {
    ...common,
    ...after,
    act: Type.Literal('inventory'),
    inventory: Sha256Hex,
    /** Every export tag that stands in it, but `none`. */
    tags: Type.Array(Type.String({ pattern: '^[A-Z]{2}-[A-Za-z0-9-]{1,40}$' }), { maxItems: 40 }),
  },
  strict,
);
const Propose = Type.Object(
  {
    ...common,
    ...after,
    act: Type.Literal('propose'),
    step: Type.Enum([...APPROVED_STEPS]),
    document: Sha256Hex,
    /** With `terms`: whose. */
    bidder: Type.Optional(Slug),
    /** With `release`: what comes then. */
    into: Type.Optional(Type.Enum([...HOLD_ENDS])),
  },
  strict,
);
const Approve = Type.Object(
  {
    ...common,
    act: Type.Literal('approve'),
    step: Type.Enum([...APPROVED_STEPS]),
    /** Digest of everything that is approved; see a deal's `proposal`. */
    scope: Sha256Hex,
    expiresAtMs: TimeMs,
  },
  strict,
);
const Done = Type.Object(
  {
    ...common,
    ...after,
    act: Type.Literal('done'),
    step: Type.Enum([...WORKED_STEPS]),
    /** Digest of the report, package, parcel or statement that shows it. */
    evidence: Sha256Hex,
    /** With `rehearsal`: whose. */
    bidder: Type.Optional(Slug),
    /** With `rehearsal` and `verification`. */
    passed: Type.Optional(Type.Boolean()),
    /** With `freeze`: when it ends by itself. */
    untilMs: Type.Optional(TimeMs),
    /** With `fence`: the epoch that ends. With `takeover`: the one that begins. */
    epoch: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  },
  strict,
);
const Thaw = Type.Object({ ...common, ...after, act: Type.Literal('thaw'), reason: Words }, strict);
const Abort = Type.Object({ ...common, act: Type.Literal('abort'), reason: Words }, strict);

/** What one person signs. */
export const DealAct = Type.Union([
  Open,
  AddBidder,
  DropBidder,
  GiveCopy,
  ReturnCopy,
  Declare,
  Screen,
  Allow,
  FreezeInventory,
  Propose,
  Approve,
  Done,
  Thaw,
  Abort,
]);
export type DealAct = Static<typeof DealAct>;
export type OpenAct = Static<typeof Open>;
/** An act of one kind. */
export type ActOf<Kind extends DealAct['act']> = Extract<DealAct, { act: Kind }>;

/** DSSE: the act as JSON in base64, and exactly one signature. */
export const DealFile = Type.Object(
  {
    payloadType: Type.Literal('application/vnd.jhalak.handover+json'),
    payload: Type.String({ minLength: 4, maxLength: 100_000 }),
    signatures: Type.Array(
      Type.Object({ keyid: Sha256Hex, sig: Type.String({ maxLength: 100 }) }, strict),
      { maxItems: 1 },
    ),
  },
  { ...strict, $id: 'DealFile' },
);
export type DealFile = Static<typeof DealFile>;

/** One event of a deal, the same in both owners' logs. */
export const DealEvent = Type.Object(
  {
    deal: Uuid,
    seq: Type.Integer({ minimum: 1, maximum: 100_000 }),
    atMs: TimeMs,
    /** Digest of the event before it; of the first: 64 zeros. */
    prev: Sha256Hex,
    file: DealFile,
    /** SHA-256 of the canonical JSON of all that stands above. */
    digest: Sha256Hex,
  },
  { ...strict, $id: 'DealEvent' },
);
export type DealEvent = Static<typeof DealEvent>;

/** Who must act next. */
export const DealNext = Type.Object({
  step: Type.Enum([...DEAL_STEPS]),
  what: Type.Enum(['work', 'propose', 'approve', 'nothing']),
  /** Any of these where something is to be done or proposed; all of these where it is to be approved. */
  by: Type.Array(
    Type.Object({ side: Type.Enum([...DEAL_SIDES]), people: Type.Integer({ minimum: 1 }) }),
  ),
  /** What an approval must name. */
  scope: Type.Optional(Sha256Hex),
  /**
   * Codes of what else is missing: `declaration`, `bidder`, `screening:ID`, `allowance:ID`,
   * `rehearsal:ID`, `copies:ID`, `seal_expired`, `freeze_over`.
   */
  missing: Type.Array(Type.String()),
});
export type DealNext = Static<typeof DealNext>;

const DealViewBidder = Type.Object({
  id: Slug,
  name: Words,
  /** Why it is out. */
  out: Type.Optional(Words),
  copies: Type.Array(
    Type.Object({ copy: Sha256Hex, what: Words, returned: Type.Optional(Sha256Hex) }),
  ),
  screening: Type.Optional(
    Type.Object({
      excluded: Type.Array(Country),
      allowed: Type.Boolean(),
      validUntilMs: TimeMs,
    }),
  ),
  /** Digest of the report. */
  rehearsal: Type.Optional(Sha256Hex),
});
export type DealViewBidder = Static<typeof DealViewBidder>;

/** A deal as one party may see it. */
export const DealView = Type.Object(
  {
    deal: Uuid,
    kind: Type.Enum([...DEAL_KINDS]),
    cell: Type.String(),
    region: Type.String(),
    ownerEpoch: Type.Integer(),
    as: Type.Enum([...DEAL_SIDES]),
    /** A bidder that failed: nothing else is told to it but what it must return. */
    out: Type.Boolean(),
    step: Type.Optional(Type.Enum([...DEAL_STEPS])),
    seq: Type.Optional(Type.Integer()),
    head: Type.Optional(Sha256Hex),
    next: Type.Optional(DealNext),
    names: Type.Optional(Type.Record(Type.String(), Words)),
    interests: Type.Optional(Declare.properties.interests),
    bidders: Type.Array(DealViewBidder),
    inventory: Type.Optional(Sha256Hex),
    restricted: Type.Optional(Type.Boolean()),
    terms: Type.Optional(Type.Object({ bidder: Slug, document: Sha256Hex })),
    proposal: Type.Optional(
      Type.Object({
        step: Type.Enum([...APPROVED_STEPS]),
        document: Sha256Hex,
        by: Slug,
        bidder: Type.Optional(Slug),
        scope: Sha256Hex,
        approvals: Type.Array(
          Type.Object({ person: Slug, side: Type.Enum([...DEAL_SIDES]), expiresAtMs: TimeMs }),
        ),
      }),
    ),
    frozenUntilMs: Type.Optional(TimeMs),
    /** Of a hold that is released or lifted. */
    into: Type.Optional(Type.Enum([...HOLD_ENDS])),
    newEpoch: Type.Optional(Type.Integer()),
    proof: Type.Optional(Sha256Hex),
    aborted: Type.Optional(
      Type.Object({
        at: Type.Enum([...DEAL_STEPS]),
        side: Type.Enum([...DEAL_SIDES]),
        reason: Words,
      }),
    ),
  },
  { $id: 'DealView' },
);
export type DealView = Static<typeof DealView>;

export const DealActBody = Type.Object({ file: DealFile }, strict);
export const DealEventsBody = Type.Object(
  { events: Type.Array(DealEvent, { minItems: 1, maxItems: 100 }) },
  strict,
);
export const DealEvents = Type.Object({ events: Type.Array(DealEvent) });

export const DealSummary = Type.Object({
  deal: Uuid,
  step: Type.Enum([...DEAL_STEPS]),
  seq: Type.Integer(),
  openedAtMs: TimeMs,
  /** Which log this cell keeps of it. */
  side: Type.Enum(['seller', 'buyer']),
});
export type DealSummary = Static<typeof DealSummary>;
export const DealList = Type.Object({ items: Type.Array(DealSummary) });

/** As whom a deal is looked at. */
export const DealAsQuery = Type.Object({
  as: Type.Optional(Type.Enum([...DEAL_SIDES])),
  bidder: Type.Optional(Slug),
});

/** An inventory that was taken to be signed. */
export const KeptInventory = Type.Object({
  digest: Sha256Hex,
  items: Type.Integer(),
  /** What the act that freezes it must name. */
  tags: Type.Array(Type.String()),
  takenAtMs: TimeMs,
});
export type KeptInventory = Static<typeof KeptInventory>;

export const SeenInventory = Type.Object({
  items: Type.Array(InventoryItem),
  /** How many items this party does not see, yet or ever. */
  hidden: Type.Integer({ minimum: 0 }),
});
