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
