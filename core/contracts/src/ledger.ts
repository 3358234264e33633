// The books of a cell as staff see them.

import { Type, type Static } from 'typebox';
import { TimeMs } from './fields.ts';

/** Whole smallest units of the currency; never a fraction. */
export const Amount = Type.Integer({
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
});
/** ISO 4217. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$' });

export const LedgerMonthParams = Type.Object({
  month: Type.String({ pattern: '^2[0-9]{3}-(0[1-9]|1[0-2])$' }),
});

export const TrialBalance = Type.Object(
  {
    currency: Currency,
    /** Decimal places of the smallest unit. */
    minorDigits: Type.Integer({ minimum: 0, maximum: 4 }),
    /** Whether everything sums to zero and every balance is what its postings say. */
    balanced: Type.Boolean(),
    accountCount: Type.Integer(),
    transferCount: Type.Integer(),
    sum: Amount,
    wrongAccounts: Type.Array(Type.String()),
    wrongTransfers: Type.Array(Type.String()),
    byKind: Type.Array(
      Type.Object({ kind: Type.String(), accounts: Type.Integer(), balance: Amount }),
    ),
  },
  { $id: 'TrialBalance' },
);

export const LedgerMonth = Type.Object(
  {
    /** `2026-11`, as the region's clocks show it. */
    month: Type.String(),
    /** Absent while it takes postings. */
    closed: Type.Optional(
      Type.Object({
        atMs: TimeMs,
        transferCount: Type.Integer(),
        /** One side of everything that moved. */
        turnover: Amount,
        changes: Type.Array(Type.Object({ kind: Type.String(), change: Amount })),
        /** SHA-256 in hex over the month before's and every transfer's. */
        digest: Type.String(),
      }),
    ),
  },
  { $id: 'LedgerMonth' },
);
export type LedgerMonth = Static<typeof LedgerMonth>;

export const LedgerMonthList = Type.Object(
  { items: Type.Array(LedgerMonth) },
  { $id: 'LedgerMonthList' },
);
