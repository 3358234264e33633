// What is told of ads after they were shown: receipts of auctions, and reports.

import { Type, type Static } from 'typebox';
import { Sha256Hex } from './border.ts';
import { Cursor, TimeMs, Uuid } from './fields.ts';

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const NextCursor = Type.Union([Cursor, Type.Null()]);

export const ReceiptParams = Type.Object({ receipt: Uuid });
export const ReceiptBatchParams = Type.Object({ batch: Uuid });
export const ReceiptIdQuery = Type.Object({ cursor: Type.Optional(Cursor) });

/** Receipts that were sealed together. */
export const ReceiptBatchPage = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        id: Uuid,
        receipts: Count,
        root: Sha256Hex,
        fromMs: TimeMs,
        untilMs: TimeMs,
        sealedAtMs: TimeMs,
        /** Of the public log. */
        entry: Uuid,
      }),
    ),
    next: NextCursor,
  },
  { $id: 'ReceiptBatchPage' },
);
export type ReceiptBatchPage = Static<typeof ReceiptBatchPage>;

export const ReceiptIdPage = Type.Object(
  { items: Type.Array(Type.Object({ id: Uuid, index: Count })), next: NextCursor },
  { $id: 'ReceiptIdPage' },
);
export type ReceiptIdPage = Static<typeof ReceiptIdPage>;

/** All that is needed to verify one auction with nothing else in reach but the log's key. */
export const ReceiptFile = Type.Object(
  {
    v: Type.Literal(1),
    /** The receipt's own bytes: one line of JSON. */
    receipt: Type.String(),
    /** Absent until it is sealed, a minute later at the most. */
    batch: Type.Optional(
      Type.Object({
        id: Uuid,
        index: Count,
        size: Count,
        root: Sha256Hex,
        /** RFC 6962 inclusion path, base64, from the leaf up; leaves are SHA-256 of the receipts. */
        path: Type.Array(Type.String(), { maxItems: 64 }),
      }),
    ),
    entry: Type.Optional(
      Type.Object({
        id: Uuid,
        /** A file of C2SP tlog-proof; absent until the entry is under a checkpoint. */
        proof: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'ReceiptFile' },
);
export type ReceiptFile = Static<typeof ReceiptFile>;

/** By what figures are told apart. Those of people (`AUDIENCE_DIMENSIONS`) come one at a time, and not by the hour. */
export const REPORT_DIMENSIONS = [
  'organisation',
  'day',
  'hour',
  'campaign',
  'lineItem',
  'creative',
  'placement',
  'language',
  'genre',
  'state',
] as const;
export type ReportDimension = (typeof REPORT_DIMENSIONS)[number];
export const AUDIENCE_DIMENSIONS = ['language', 'genre', 'state'] as const;

/**
 * Fewer showings of one creative to one audience on one day are not told apart: they stand under `other`, with the next larger
 * ones where there would be fewer than this even together.
 */
export const REPORT_FLOOR = 50;
/** The value of what is folded together. */
export const REPORT_OTHER = 'other';
export const REPORT_DAYS_MAX = 400;
export const REPORT_HOURS_MAX = 31 * 24;

const by = REPORT_DIMENSIONS.join('|');
/** An outside seat is no advertiser: `seat:NAME`. */
const Owner = Type.String({ pattern: '^(seat:)?[a-z0-9][a-z0-9._-]{0,59}$' });
const reportFields = {
  /** Up to three dimensions, by commas; none: one row of everything. */
  by: Type.Optional(Type.String({ pattern: `^(${by})(,(${by})){0,2}$` })),
  fromMs: TimeMs,
  /** Not within. */
  untilMs: TimeMs,
  campaign: Type.Optional(Uuid),
  lineItem: Type.Optional(Uuid),
  creative: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
  placement: Type.Optional(Type.Enum(['feed', 'lock'])),
  format: Type.Optional(Type.Enum(['json', 'csv'])),
};
export const ReportQuery = Type.Object(reportFields);
export type ReportQuery = Static<typeof ReportQuery>;
export const OperatorReportQuery = Type.Object({
  ...reportFields,
  organisation: Type.Optional(Owner),
});
export type OperatorReportQuery = Static<typeof OperatorReportQuery>;

const Figures = Type.Object({
  shown: Count,
  /** Of those, seen by the rule of the MRC. */
  viewable: Count,
  clicks: Count,
  conversions: Count,
  /** First showings of a campaign to somebody: people, counted without keeping them. */
  reach: Count,
  /** Whole smallest units. */
  spend: Count,
  /** Of what was spent, now or before, what the operator took back in this time: the money is in the wallet again. */
  reversed: Count,
});
export type ReportFigures = Static<typeof Figures>;

const ReportRow = Type.Object({
  /**
   * Value by dimension: a day as `2026-11-23` of the region's clocks, an hour as its beginning in UTC milliseconds, ids, codes;
   * `other` where values are folded together, empty where it is not known.
   */
  keys: Type.Record(Type.String(), Type.String()),
  /** As people call it, where a key is an id. */
  names: Type.Record(Type.String(), Type.String()),
  ...Figures.properties,
});
export type ReportRow = Static<typeof ReportRow>;

export const Report = Type.Object(
  {
    by: Type.Array(Type.Enum([...REPORT_DIMENSIONS])),
    /** What it covers: whole hours; whole days where it tells audiences apart. */
    fromMs: TimeMs,
    untilMs: TimeMs,
    rows: Type.Array(ReportRow),
    /** Of everything asked for; rows sum to it. */
    total: Figures,
    /** What was not counted, and why; in no figure above. */
    filtered: Type.Array(Type.Object({ reason: Type.String(), events: Count })),
    currency: Type.String(),
    /** Decimal places of the smallest unit. */
    minorDigits: Count,
    floor: Count,
    /** Up to when: events that arrived before are in it. */
    asOfMs: TimeMs,
  },
  { $id: 'AdReport' },
);
export type Report = Static<typeof Report>;

/** Fewer people than this are told as fewer than this. */
export const REACH_FLOOR = 1_000;

export const ReachEstimate = Type.Object(
  {
    /** People of the last four weeks whom the targeting fits, to two digits; absent when they are fewer than `floor`. */
    people: Type.Optional(Count),
    floor: Count,
    /** Which parts of the targeting the figure cannot tell apart yet: too little is known. */
    unknown: Type.Array(Type.Enum(['states'])),
    asOfMs: TimeMs,
  },
  { $id: 'ReachEstimate' },
);
export type ReachEstimate = Static<typeof ReachEstimate>;
