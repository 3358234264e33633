// Outside ad seats as the operator keeps them, who sells here in public files (ads.txt, sellers.json), and what is known of a seat.

import { Type, type Static, type TProperties } from 'typebox';
import { TimeMs, Uuid } from './fields.ts';
import { Currency } from './ledger.ts';

const Strict = <Fields extends TProperties>(fields: Fields) =>
  Type.Object(fields, { additionalProperties: false });
const Count = Type.Integer({ minimum: 0 });
/** Whole smallest units of the region's currency. */
const Money = Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 });
const Domain = Type.String({ pattern: '^[a-z0-9-]+(\\.[a-z0-9-]+)+$', maxLength: 253 });
const Note = Type.String({ minLength: 1, maxLength: 500 });

/** A seat's short name; stands in receipts, in the ledger and in the ad library. */
export const SeatId = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' });
/** Seats of a cell: each is asked at once, so more would only cost. */
export const SEATS_MAX = 32;

const SeatDeal = Strict({
  /** As the seat names it in its bids. */
  id: Type.String({ minLength: 1, maxLength: 60, pattern: '^[A-Za-z0-9._-]+$' }),
  /** For a thousand showings. */
  floor: Money,
  /** `fixed`: it pays the floor, whatever it bids. */
  price: Type.Enum(['first', 'fixed']),
  placements: Type.Array(Type.Enum(['feed', 'lock']), { minItems: 1, uniqueItems: true }),
  guaranteed: Type.Boolean(),
});

const terms = {
  name: Type.String({ minLength: 1, maxLength: 80 }),
  /** Where it is asked. Exactly this address must stand in the border's policy for its host. */
  endpoint: Type.String({ pattern: '^https://[^\\s#]+$', maxLength: 500 }),
  version: Type.Enum(['2.6', '2.5']),
  /** ISO 4217; of the region: bids in another one are never converted. */
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  /** Questions a second at most, of each API process. */
  qps: Type.Integer({ minimum: 1, maximum: 100_000 }),
  /** What it may owe for one day, UTC; it is billed afterwards, so this is the most that can be lost. */
  dailyLimit: Money,
  /** What it wants in `imp.ext`, as agreed with it. At most 4 KB, depth 8. */
  parameters: Type.Record(Type.String({ maxLength: 60 }), Type.Unknown(), { maxProperties: 20 }),
  /** Hosts that its notices (nurl, lurl, burl) may lead to; each needs a policy of its own. */
  noticeHosts: Type.Array(Domain, { maxItems: 8, uniqueItems: true }),
  blockedAdvertisers: Type.Array(Domain, { maxItems: 500, uniqueItems: true }),
  /** Of the IAB's content taxonomy 1.0: `IAB7-39`. */
  blockedCategories: Type.Array(Type.String({ pattern: '^IAB[0-9]{1,2}(-[0-9]{1,2})?$' }), {
    maxItems: 200,
    uniqueItems: true,
  }),
  deals: Type.Array(SeatDeal, { maxItems: 50 }),
};

export const SeatBody = Strict({ id: SeatId, ...terms });
export type SeatBody = Static<typeof SeatBody>;

/** The whole of it anew, so that two people at once never mix theirs. */
export const SeatChange = Strict({
  terms: Strict(terms),
  /** Asked in auctions, or not. */
  state: Type.Enum(['on', 'paused']),
  /** That was read. */
  version: Type.Integer({ minimum: 1 }),
  note: Note,
});
export type SeatChange = Static<typeof SeatChange>;
export const SeatParams = Type.Object({ seat: SeatId });

const Fault = Type.Object({ field: Type.String(), code: Type.String(), sentence: Type.String() });

/** How a seat answered a question that nobody's ad hangs on. */
export const SeatTest = Type.Object(
  {
    atMs: TimeMs,
    /** `bids`, `no_bid`: in order. */
    result: Type.Enum(['bids', 'no_bid', 'faulty', 'late', 'failed', 'refused']),
    tookMs: Count,
    /** Of its answer, as OpenRTB's reader found them. */
    faults: Type.Array(Fault, { maxItems: 20 }),
    /** Why it was not asked, or did not answer. */
    detail: Type.Optional(Type.String()),
    /** What was asked; members that the border’s policy does not name were left out of it. */
    asked: Type.Optional(Type.String()),
    /** What came, the first 20,000 characters. */
    answer: Type.Optional(Type.String()),
  },
  { $id: 'SeatTest' },
);
export type SeatTest = Static<typeof SeatTest>;

/** What became of questions to it, on one day UTC. Every question is in `asked` and in one of the six behind it. */
export const SeatDay = Type.Object({
  dayMs: TimeMs,
  asked: Count,
  /** Whole answers with a bid, in time. */
  bids: Count,
  noBid: Count,
  /** Answers that are not in order. */
  faulty: Count,
  late: Count,
  failed: Count,
  /** Kept here by the border. */
  refused: Count,
  /** Not asked: its limit of questions, its circuit, its daily limit. */
  spared: Count,
  won: Count,
  billed: Count,
  /** Micro-units of the currency: what was billed. */
  spentMicros: Count,
});
export type SeatDay = Static<typeof SeatDay>;

export const Seat = Type.Object(
  {
    id: SeatId,
    ...terms,
    state: Type.Enum(['on', 'paused']),
    termsVersion: Type.Integer({ minimum: 1 }),
    /** `open`: not asked, after too many failures; `half_open`: one question at a time, to see. Of this process. */
    circuit: Type.Object({
      state: Type.Enum(['closed', 'open', 'half_open']),
      failures: Count,
      untilMs: Type.Optional(TimeMs),
    }),
    today: SeatDay,
    lastTest: Type.Optional(SeatTest),
    createdAtMs: TimeMs,
    changedAtMs: TimeMs,
  },
  { $id: 'Seat' },
);
export type Seat = Static<typeof Seat>;
export const SeatList = Type.Object(
  {
    items: Type.Array(Seat),
    /** In which seats bid here; absent in a region that has none on record, where no seat can be added. */
    currency: Type.Optional(Currency),
  },
  { $id: 'SeatList' },
);
export type SeatList = Static<typeof SeatList>;

/** What somebody did with a seat or with the public files. */
export const SeatAct = Type.Object(
  {
    id: Uuid,
    /** A seat's id, or `sellers`. */
    subject: Type.String(),
    action: Type.String(),
    note: Type.String(),
    atMs: TimeMs,
  },
  { $id: 'SeatAct' },
);
export type SeatAct = Static<typeof SeatAct>;
export const SeatDetail = Type.Object(
  {
    seat: Seat,
    /** The newest first. */
    days: Type.Array(SeatDay),
    acts: Type.Array(SeatAct),
  },
  { $id: 'SeatDetail' },
);
export type SeatDetail = Static<typeof SeatDetail>;

// Who sells here

const SellerEntry = Strict({
  id: Type.String({ pattern: '^[A-Za-z0-9._-]{1,60}$' }),
  type: Type.Enum(['PUBLISHER', 'INTERMEDIARY', 'BOTH']),
  /** Of confidential sellers only id and type are published. */
  confidential: Type.Boolean(),
  name: Type.String({ maxLength: 200 }),
  domain: Type.Union([Domain, Type.Literal('')]),
});
/** Who may sell places of this cell, as a line of ads.txt. */
const AuthorisedSystem = Strict({
  domain: Domain,
  accountId: Type.String({ pattern: '^[^,;#\\s]{1,100}$' }),
  relationship: Type.Enum(['DIRECT', 'RESELLER']),
  authorityId: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9]{1,40}$' })),
});
const selling = {
  /** Our canonical domain as a system: `asi` of our nodes, and the first field of our own line in ads.txt. */
  domain: Domain,
  /** Which of the sellers is the cell itself: `sid` of our nodes. */
  ownSeller: Type.String({ pattern: '^[A-Za-z0-9._-]{1,60}$' }),
  contact: Type.String({ maxLength: 200 }),
  sellers: Type.Array(SellerEntry, { minItems: 1, maxItems: 2_000 }),
  /** Beside our own line, which is always there. */
  systems: Type.Array(AuthorisedSystem, { maxItems: 2_000 }),
};
export const SellingBody = Strict({
  selling: Strict(selling),
  /** That was read; 0 while there is none. */
  version: Count,
  note: Note,
});
export type SellingBody = Static<typeof SellingBody>;
export const Selling = Type.Object(
  {
    ...selling,
    version: Type.Integer({ minimum: 1 }),
    /** As they are served. */
    files: Type.Object({ adsTxt: Type.String(), sellersJson: Type.String() }),
    /** What was done with it, the newest first. */
    acts: Type.Array(SeatAct),
  },
  { $id: 'Selling' },
);
export type Selling = Static<typeof Selling>;

// Partners' auctions

/** A bid request of OpenRTB 2.6 or 2.5; core/openrtb judges it, with the field that is wrong. */
export const BidRequestBody = Type.Unknown({ description: 'OpenRTB 2.6 or 2.5, bid request' });
/** A bid response of OpenRTB 2.6. */
export const BidReply = Type.Object(
  {},
  { $id: 'BidReply', description: 'OpenRTB 2.6, bid response' },
);
/** What a device opens when an ad of ours was shown or tapped in a partner's app. */
export const ToldParams = Type.Object({ type: Type.Enum(['render', 'click']) });
export const ToldQuery = Type.Object({ token: Type.String({ minLength: 1, maxLength: 1_000 }) });
