// Blocking orders: what the law demands of this region, from its entry to its end. Words of an order are for the order desk
// alone; outsiders see counts and commitments.

import { Type, type Static } from 'typebox';
import { Sha256Hex } from './border.ts';
import { Cursor, Handle, TimeMs, Uuid } from './fields.ts';

/** One order names at most this many things; a longer list is several orders. */
export const ORDER_TARGETS_MAX = 50;
/** States that one order names; India has 36 states and territories. */
export const ORDER_STATES_MAX = 40;
export const ORDER_TEXT_MAX = 8_000;
/** ISO 3166-2: `IN-KA`. */
export const StateCode = Type.String({ pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' });

/** What an order can name. `sound`: every clip in which it is heard; `silent_sound`: they stay, and play without it. */
export const ORDER_TARGET_KINDS = [
  'clip',
  'story',
  'card',
  'account',
  'tag',
  'keyword',
  'sound',
  'silent_sound',
  'app',
] as const;
export type OrderTargetKind = (typeof ORDER_TARGET_KINDS)[number];

const shut = { additionalProperties: false };
/**
 * One thing that must not be seen. An account: everything that this person made, and will make. A tag or keyword: every
 * clip, story and card that says it, in any script. `app`: everything.
 */
export const OrderTarget = Type.Union([
  Type.Object(
    { kind: Type.Enum(['clip', 'story', 'card', 'account', 'sound', 'silent_sound']), id: Uuid },
    shut,
  ),
  Type.Object(
    { kind: Type.Enum(['tag', 'keyword']), text: Type.String({ minLength: 1, maxLength: 100 }) },
    shut,
  ),
  Type.Object({ kind: Type.Literal('app') }, shut),
]);
export type OrderTarget = Static<typeof OrderTarget>;

/** Under which law; each has its clocks as dated data. */
export const ORDER_LAWS = [
  's69a',
  's69a-emergency',
  's79-3b',
  'court',
  'intimate',
  'grievance',
  'grievance-urgent',
  'state',
  'other',
] as const;
export type OrderLaw = (typeof ORDER_LAWS)[number];

export const OrderBody = Type.Object(
  {
    /** Who orders: a ministry, a court. */
    authority: Type.String({ minLength: 1, maxLength: 200 }),
    law: Type.Enum([...ORDER_LAWS]),
    /** The authority's own number. */
    reference: Type.String({ minLength: 1, maxLength: 200 }),
    /** The order's words; sealed at rest. */
    text: Type.String({ maxLength: ORDER_TEXT_MAX }),
    targets: Type.Array(OrderTarget, { minItems: 1, maxItems: ORDER_TARGETS_MAX }),
    /** Only viewers in these states; absent: the whole country. */
    states: Type.Optional(
      Type.Array(StateCode, { minItems: 1, maxItems: ORDER_STATES_MAX, uniqueItems: true }),
    ),
    interim: Type.Boolean(),
    /** Without a hearing; a committee confirms or lifts it later. */
    emergency: Type.Boolean(),
    /** Nobody is told more than the law allows. */
    confidential: Type.Boolean(),
    /** When it reached us: clocks begin here. */
    receivedAtMs: TimeMs,
    expiresAtMs: Type.Optional(TimeMs),
  },
  shut,
);
export type OrderBody = Static<typeof OrderBody>;

/** `entered`: waits for a second person. `in_force`: dark. `stayed`: lifted for now by a court. `ended`: for good. */
export const ORDER_PHASES = ['entered', 'in_force', 'stayed', 'ended'] as const;
export type OrderPhase = (typeof ORDER_PHASES)[number];

/** One person may do these. */
export const ORDER_SINGLE_ACTS = [
  'acknowledge',
  'contest',
  'settle_contest',
  'review',
  'withdraw',
] as const;
/** These need a second person: what is asked for is done when another officer approves exactly that. */
export const ORDER_DOUBLE_ACTS = [
  'release',
  'stay',
  'resume',
  'confirm',
  'make_permanent',
  'revoke',
  'disclose',
] as const;
export type OrderSingleAct = (typeof ORDER_SINGLE_ACTS)[number];
export type OrderDoubleAct = (typeof ORDER_DOUBLE_ACTS)[number];

export const OrderActBody = Type.Object(
  {
    act: Type.Enum([...ORDER_SINGLE_ACTS, ...ORDER_DOUBLE_ACTS]),
    /** Why; sealed at rest. */
    note: Type.String({ maxLength: 1_000 }),
  },
  shut,
);
export type OrderActBody = Static<typeof OrderActBody>;

/** An act that waits for a second person. */
export const OrderApproval = Type.Object(
  {
    id: Uuid,
    orderId: Uuid,
    act: Type.Enum([...ORDER_DOUBLE_ACTS]),
    /** Of exactly what is approved: the order's content, its phase and the act. */
    digest: Sha256Hex,
    askedBy: Uuid,
    /** Their name; empty for somebody who is gone. */
    askedByHandle: Type.String(),
    askedAtMs: TimeMs,
    expiresAtMs: TimeMs,
    /** Why it is asked for; the digest covers it. */
    note: Type.String(),
    /** Whether the caller may be the second person. */
    mine: Type.Boolean(),
  },
  { $id: 'OrderApproval' },
);
export type OrderApproval = Static<typeof OrderApproval>;

export const OrderApproveBody = Type.Object({ digest: Sha256Hex }, shut);

/** What a clock measures. */
export const ORDER_CLOCK_PURPOSES = ['acknowledge', 'execute', 'confirm', 'review'] as const;
export type OrderClockPurpose = (typeof ORDER_CLOCK_PURPOSES)[number];

/** A running or stopped clock of one order. */
export const OrderClock = Type.Object({
  purpose: Type.Enum([...ORDER_CLOCK_PURPOSES]),
  fromMs: TimeMs,
  dueMs: TimeMs,
  /** When it was met; absent while it runs. */
  doneMs: Type.Optional(TimeMs),
  /** The share of its time after which it last rang: 50, 80 or 100; 0 before. */
  rang: Type.Enum([0, 50, 80, 100]),
});
export type OrderClock = Static<typeof OrderClock>;

/** Who looks at a surface when it is proved. */
export const ProofHow = Type.Enum(['read', 'asked', 'staff']);
/** What one surface showed when it was asked after an order was carried out. */
export const SurfaceProof = Type.Object({
  surface: Type.String(),
  /** `read`: its route was read as a stranger and as a viewer. `asked`: its question to visibility was asked. `staff`: who decides sees it. */
  how: ProofHow,
  /** Things looked for there. */
  items: Type.Integer(),
  /** Of these, found. */
  shown: Type.Integer(),
  /** From the release to the first look that found nothing. */
  darkMs: Type.Union([Type.Integer(), Type.Null()]),
});
export type SurfaceProof = Static<typeof SurfaceProof>;

export const OrderReceipt = Type.Object({
  atMs: TimeMs,
  /** Clips, stories and cards that were reached. */
  reached: Type.Integer(),
  surfaces: Type.Array(SurfaceProof),
  /** The entry of the public log. */
  entry: Type.Union([Uuid, Type.Null()]),
});
export type OrderReceipt = Static<typeof OrderReceipt>;

export const OrderEvent = Type.Object({
  seq: Type.Integer(),
  type: Type.String(),
  atMs: TimeMs,
  /** Handle of who did it; null where the clock or the machine did. */
  by: Type.Union([Type.String(), Type.Null()]),
  note: Type.String(),
});
export type OrderEvent = Static<typeof OrderEvent>;

export const Order = Type.Object(
  {
    id: Uuid,
    phase: Type.Enum([...ORDER_PHASES]),
    /** Of `ended`: revoked, expired, withdrawn. */
    ended: Type.Union([Type.String(), Type.Null()]),
    ...OrderBody.properties,
    contested: Type.Boolean(),
    confirmed: Type.Boolean(),
    enteredAtMs: TimeMs,
    enteredBy: Type.String(),
    releasedAtMs: Type.Union([TimeMs, Type.Null()]),
    endedAtMs: Type.Union([TimeMs, Type.Null()]),
    clocks: Type.Array(OrderClock),
    /** Clips, stories and cards that it hides now. */
    reached: Type.Integer(),
    approvals: Type.Array(OrderApproval),
    /** What fits the order as it stands. */
    acts: Type.Array(OrderActBody.properties.act),
    commitment: Sha256Hex,
    nextReviewMs: Type.Union([TimeMs, Type.Null()]),
  },
  { $id: 'Order' },
);
export type Order = Static<typeof Order>;

export const OrderRecord = Type.Object(
  {
    order: Order,
    events: Type.Array(OrderEvent),
    receipts: Type.Array(OrderReceipt),
    /** What it hides, at most 24, for a look. */
    preview: Type.Array(
      Type.Object({
        kind: Type.Enum(['clip', 'story', 'card']),
        id: Uuid,
        words: Type.String(),
        picture: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
    /** Sealed copies that are kept for authorities: how many things, until when. */
    preserved: Type.Object({
      items: Type.Integer(),
      untilMs: Type.Union([TimeMs, Type.Null()]),
    }),
  },
  { $id: 'OrderRecord' },
);
export type OrderRecord = Static<typeof OrderRecord>;

export const OrderPage = Type.Object(
  { items: Type.Array(Order), next: Type.Union([Cursor, Type.Null()]), region: Type.String() },
  { $id: 'OrderPage' },
);
export type OrderPage = Static<typeof OrderPage>;

/** A person of this cell by name, for an order that names an account. */
export const OrderAccount = Type.Object({ id: Uuid, handle: Handle }, { $id: 'OrderAccount' });
export type OrderAccount = Static<typeof OrderAccount>;

export const OrderPreviewBody = Type.Object(
  {
    targets: OrderBody.properties.targets,
  },
  shut,
);
/** What an order would hide if it were in force now. */
export const OrderPreview = Type.Object(
  {
    clips: Type.Integer(),
    stories: Type.Integer(),
    cards: Type.Integer(),
    accounts: Type.Integer(),
    /** The whole region goes dark. */
    app: Type.Boolean(),
    /** Named things that do not exist here. */
    unknown: Type.Array(Type.String()),
    preview: OrderRecord.properties.preview,
  },
  { $id: 'OrderPreview' },
);
export type OrderPreview = Static<typeof OrderPreview>;

export const OrderClockRule = Type.Object(
  {
    law: Type.Enum([...ORDER_LAWS]),
    purpose: Type.Enum([...ORDER_CLOCK_PURPOSES]),
    limitMs: Type.Integer({ minimum: 60_000, maximum: 366 * 86_400_000 }),
    fromMs: TimeMs,
    untilMs: Type.Union([TimeMs, Type.Null()]),
    /** The law's words, or where they stand. */
    source: Type.String({ minLength: 3, maxLength: 500 }),
    /** `seed`, or who changed it. */
    author: Type.String(),
  },
  { $id: 'OrderClockRule' },
);
export type OrderClockRule = Static<typeof OrderClockRule>;
export const OrderClockRules = Type.Object(
  { items: Type.Array(OrderClockRule) },
  { $id: 'OrderClockRules' },
);
export const OrderClockBody = Type.Pick(OrderClockRule, [
  'law',
  'purpose',
  'limitMs',
  'fromMs',
  'source',
]);

/**
 * An order of which the public log tells and this cell knows nothing, or an older state: lost with a machine. The log does
 * not say what it names: the authority's papers do.
 */
export const OrderLoss = Type.Object(
  {
    commitment: Sha256Hex,
    known: Type.Enum(['nothing', 'older']),
    /** As the log tells of it. */
    phase: Type.Enum([...ORDER_PHASES]),
    law: Type.Enum([...ORDER_LAWS]),
    scope: Type.Array(Type.Enum([...ORDER_TARGET_KINDS])),
    territory: Type.Enum(['country', 'state']),
    enteredAtMs: TimeMs,
    /** The last that the log tells of it. */
    lastAtMs: TimeMs,
    foundAtMs: TimeMs,
  },
  { $id: 'OrderLoss' },
);
export type OrderLoss = Static<typeof OrderLoss>;
export const OrderLosses = Type.Object({ items: Type.Array(OrderLoss) }, { $id: 'OrderLosses' });
export type OrderLosses = Static<typeof OrderLosses>;
/** The order that was entered in a lost one's place, and released. */
export const OrderLossBody = Type.Object({ orderId: Uuid }, shut);

/** What a creator is told, as far as the order and the law allow. */
export const OrderNotice = Type.Object(
  {
    id: Uuid,
    /** The clip that went dark; its words are its maker's own. */
    videoId: Uuid,
    caption: Type.String(),
    law: Type.Enum([...ORDER_LAWS]),
    /** Absent where the order is confidential. */
    authority: Type.Optional(Type.String()),
    reference: Type.Optional(Type.String()),
    atMs: TimeMs,
    liftedAtMs: Type.Union([TimeMs, Type.Null()]),
  },
  { $id: 'OrderNotice' },
);
export type OrderNotice = Static<typeof OrderNotice>;
export const OrderNotices = Type.Object(
  { items: Type.Array(OrderNotice) },
  { $id: 'OrderNotices' },
);

/** Whether the region as a whole is closed by an order, for everybody to read. */
export const RegionNotice = Type.Object(
  {
    blocked: Type.Boolean(),
    law: Type.Optional(Type.Enum([...ORDER_LAWS])),
    interim: Type.Optional(Type.Boolean()),
    sinceMs: Type.Optional(TimeMs),
    states: Type.Optional(Type.Array(StateCode)),
  },
  { $id: 'RegionNotice' },
);
export type RegionNotice = Static<typeof RegionNotice>;

/** What can be asked after by its address. */
export const WithheldParams = Type.Object({ kind: Type.Enum(['clip', 'story']), id: Uuid });

/**
 * Under which law something is withheld where the caller is: of several orders the first. Who ordered it stays untold; of a
 * confidential order the law is all that is told.
 */
export const Withheld = Type.Object(
  {
    law: Type.Enum([...ORDER_LAWS]),
    interim: Type.Optional(Type.Boolean()),
    /** The day in UTC: the very moment would say which order of the public report it is, which names nothing. */
    sinceMs: Type.Optional(TimeMs),
  },
  { $id: 'Withheld' },
);
export type Withheld = Static<typeof Withheld>;

/** One order in the public report: no words, nothing that it names. */
export const TransparencyOrder = Type.Object({
  /** SHA-256 of a secret salt and the order's id; stands in the public log too. */
  commitment: Sha256Hex,
  /** SHA-256 of the same salt and the order's canonical content. */
  content: Sha256Hex,
  law: Type.Enum([...ORDER_LAWS]),
  phase: Type.Enum([...ORDER_PHASES]),
  scope: Type.Array(Type.Enum([...ORDER_TARGET_KINDS])),
  territory: Type.Enum(['country', 'state']),
  interim: Type.Boolean(),
  emergency: Type.Boolean(),
  contested: Type.Boolean(),
  receivedAtMs: TimeMs,
  releasedAtMs: Type.Union([TimeMs, Type.Null()]),
  executedAtMs: Type.Union([TimeMs, Type.Null()]),
  endedAtMs: Type.Union([TimeMs, Type.Null()]),
  /** Once it may be told: what the two commitments are made of. */
  opened: Type.Optional(
    Type.Object({ id: Uuid, saltHex: Type.String(), contentJson: Type.String() }),
  ),
});
export type TransparencyOrder = Static<typeof TransparencyOrder>;
export const OrderTransparency = Type.Object(
  {
    region: Type.String(),
    atMs: TimeMs,
    counts: Type.Object({
      received: Type.Integer(),
      inForce: Type.Integer(),
      ended: Type.Integer(),
      emergency: Type.Integer(),
      confidential: Type.Integer(),
      withinTime: Type.Integer(),
      late: Type.Integer(),
    }),
    byLaw: Type.Record(Type.String(), Type.Integer()),
    orders: Type.Array(TransparencyOrder),
    next: Type.Union([Cursor, Type.Null()]),
  },
  { $id: 'OrderTransparency' },
);
export type OrderTransparency = Static<typeof OrderTransparency>;
