// Money of advertising: wallets that are paid in, documents that the tax law asks for, and what creators and phone brands
// are owed. Amounts are whole smallest units of the region's currency.

import { Type, type Static, type TProperties } from 'typebox';
import { Cursor, PageQuery, TimeMs, Uuid } from './fields.ts';
import { Amount, Currency } from './ledger.ts';
import { Organisation } from './partners.ts';

const Strict = <Fields extends TProperties>(fields: Fields) =>
  Type.Object(fields, { additionalProperties: false });
const Line = (most: number) => Type.String({ minLength: 1, maxLength: most });
const NextCursor = Type.Union([Cursor, Type.Null()]);
const StateCode = Type.String({ pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' });
const TaxId = Type.String({ pattern: '^[A-Z0-9]{8,20}$' });
const MinorDigits = Type.Integer({ minimum: 0, maximum: 4 });
const Month = Type.String({ pattern: '^2[0-9]{3}-(0[1-9]|1[0-2])$' });

/** One payment without tax: a hundred rupees in paise, to ten lakh. */
export const TOP_UP_MIN = 10_000;
export const TOP_UP_MAX = 100_000_000;

/** A tax by its name on the document: CGST, SGST, UTGST, IGST, PPN. */
export const TaxLine = Type.Object({
  name: Type.String(),
  /** In ten-thousandths of what is taxed. */
  rateBps: Type.Integer({ minimum: 0, maximum: 10_000 }),
  amount: Amount,
});
export type TaxLine = Static<typeof TaxLine>;

export const AdWallet = Type.Object(
  {
    currency: Currency,
    minorDigits: MinorDigits,
    /** What can be spent, tax apart. */
    balance: Amount,
    /** Given by the operator: spent before what was paid in, and never paid out. */
    credit: Amount,
    /** Taken out for showings that are under way; what they do not cost comes back. */
    held: Amount,
    /** Who takes payments; `test`: no money moves, and everything says so. */
    provider: Type.String(),
    test: Type.Boolean(),
    topUpMin: Amount,
    topUpMax: Amount,
    /** The taxes that a payment would bear now. */
    taxes: Type.Array(Type.Object({ name: Type.String(), rateBps: Type.Integer() })),
    /** What must be filled in before a payment; empty when nothing is missing. */
    missing: Type.Array(Type.Enum(['seller', 'address'])),
  },
  { $id: 'AdWallet' },
);
export type AdWallet = Static<typeof AdWallet>;

export const MoneyLine = Type.Object({
  /** Of the transfer in the ledger. */
  id: Uuid,
  /** `ads.topped_up`, `ads.held`, … */
  kind: Type.String(),
  amount: Amount,
  balanceAfter: Amount,
  atMs: TimeMs,
  /** The transfer that this one takes back. */
  reverses: Type.Optional(Uuid),
});
export const MoneyStatement = Type.Object(
  {
    currency: Currency,
    minorDigits: MinorDigits,
    balance: Amount,
    /** The newest first. */
    items: Type.Array(MoneyLine),
    next: NextCursor,
  },
  { $id: 'MoneyStatement' },
);
export type MoneyStatement = Static<typeof MoneyStatement>;

/** What stands on documents beside the name, tax number and state that the advertiser signed up with. */
export const BillingDetails = Strict({ address: Line(300) });
export type BillingDetails = Static<typeof BillingDetails>;
export const BillingView = Type.Object(
  { address: Type.Optional(Type.String()) },
  { $id: 'BillingView' },
);
export type BillingView = Static<typeof BillingView>;

/** The operator as it stands on documents. */
export const SellerBody = Strict({
  legalName: Line(200),
  address: Line(300),
  taxId: Type.Optional(TaxId),
  /** Of its registration; decides which tax is due. */
  state: Type.Optional(StateCode),
});
export type SellerBody = Static<typeof SellerBody>;
export const SellerView = Type.Object(
  {
    seller: Type.Optional(Type.Object(SellerBody.properties)),
    /** 0 while nobody said who it is. */
    version: Type.Integer(),
    changedAtMs: Type.Optional(TimeMs),
  },
  { $id: 'SellerView' },
);
export type SellerView = Static<typeof SellerView>;

export const PaymentBody = Strict({
  /** Without tax, which comes on top. */
  amount: Type.Integer({ minimum: TOP_UP_MIN, maximum: TOP_UP_MAX }),
  /** Of our own pages: where the provider's page leads back. */
  returnPath: Type.String({ pattern: '^/[a-z0-9/_?=&.-]*$', maxLength: 200 }),
});
export type PaymentBody = Static<typeof PaymentBody>;

export const PAYMENT_STATES = ['waiting', 'pending', 'paid', 'failed'] as const;
export const REFUND_STATES = ['asked', 'pending', 'done', 'failed'] as const;

export const AdRefund = Type.Object({
  id: Uuid,
  payment: Uuid,
  /** Out of the wallet. */
  net: Amount,
  taxes: Type.Array(TaxLine),
  /** Back to the payer: net and taxes. */
  total: Amount,
  state: Type.Enum([...REFUND_STATES]),
  reason: Type.Optional(Type.String()),
  createdAtMs: TimeMs,
});
export type AdRefund = Static<typeof AdRefund>;

export const AdPayment = Type.Object(
  {
    id: Uuid,
    organisation: Organisation,
    currency: Currency,
    minorDigits: MinorDigits,
    /** What the wallet gets. */
    net: Amount,
    taxes: Type.Array(TaxLine),
    /** What is paid: net and taxes. */
    total: Amount,
    state: Type.Enum([...PAYMENT_STATES]),
    reason: Type.Optional(Type.String()),
    provider: Type.String(),
    test: Type.Boolean(),
    /** The provider's page; absent once nothing can be done there. */
    pageUrl: Type.Optional(Type.String()),
    refunds: Type.Array(AdRefund),
    createdAtMs: TimeMs,
    paidAtMs: Type.Optional(TimeMs),
  },
  { $id: 'AdPayment' },
);
export type AdPayment = Static<typeof AdPayment>;
export const AdPaymentPage = Type.Object(
  { items: Type.Array(AdPayment), next: NextCursor },
  { $id: 'AdPaymentPage' },
);
export type AdPaymentPage = Static<typeof AdPaymentPage>;
export const PaymentParams = Type.Object({ organisation: Organisation, payment: Uuid });

/** Money that was not spent goes back, with the tax that was paid on it. */
export const RefundBody = Strict({
  /** Without tax. */
  amount: Type.Integer({ minimum: 1, maximum: TOP_UP_MAX }),
});
export type RefundBody = Static<typeof RefundBody>;

/** The operator gives an advertiser something to spend. */
export const CreditBody = Strict({
  /** Whole smallest units. */
  amount: Type.Integer({ minimum: 1, maximum: TOP_UP_MAX }),
  /** Why; stands on the advertiser's record. */
  note: Line(500),
});
export type CreditBody = Static<typeof CreditBody>;

/** One billed event is taken back, by the operator. */
export const ReversalBody = Strict({
  /** Id of the showing that was billed. */
  grant: Uuid,
  /** Of a token that many devices have: which of its showings; absent elsewhere. */
  showing: Type.Optional(Uuid),
  reason: Line(500),
});
export type ReversalBody = Static<typeof ReversalBody>;
export const Reversal = Type.Object(
  {
    /** Of the transfer that takes it back. */
    id: Uuid,
    campaign: Uuid,
    /** Back in the wallet, or in the credit that had paid it. */
    amount: Amount,
    /** The credit note, where the event was invoiced already. */
    creditNote: Type.Optional(Uuid),
  },
  { $id: 'AdReversal' },
);

export const ProviderParams = Type.Object({
  provider: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
});

/**
 * `receipt`: for each payment (rule 50). `invoice`: for each month of what was billed (rule 46). `refund`: for each payment that
 * went back (rule 51). `credit`: for what was taken back after its invoice (section 34). Rules are India's CGST Rules 2017.
 */
export const DOCUMENT_KINDS = ['receipt', 'invoice', 'refund', 'credit'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

const Party = Type.Object({
  legalName: Type.String(),
  address: Type.Optional(Type.String()),
  taxId: Type.Optional(Type.String()),
  /** ISO 3166-2, with its name and the tax law's own code. */
  state: Type.Optional(
    Type.Object({
      code: Type.String(),
      name: Type.String(),
      taxCode: Type.Optional(Type.String()),
    }),
  ),
});
export type Party = Static<typeof Party>;

export const AdDocument = Type.Object(
  {
    id: Uuid,
    organisation: Organisation,
    kind: Type.Enum([...DOCUMENT_KINDS]),
    /** Without gaps within its kind and financial year. */
    number: Type.String(),
    /** Of a payment with which no money moved: worth nothing. */
    test: Type.Boolean(),
    issuedAtMs: TimeMs,
    /** By the region's clocks, `2026-11-23`. */
    date: Type.String(),
    /** What was supplied in which month; of an invoice. */
    month: Type.Optional(Month),
    seller: Party,
    buyer: Party,
    /** Whose tax is due. */
    placeOfSupply: Type.Optional(
      Type.Object({ name: Type.String(), taxCode: Type.Optional(Type.String()) }),
    ),
    /** SAC or the region's own code of the service. */
    serviceCode: Type.Optional(Type.String()),
    currency: Currency,
    minorDigits: MinorDigits,
    lines: Type.Array(
      Type.Object({ what: Type.String(), campaign: Type.Optional(Uuid), net: Amount }),
    ),
    net: Amount,
    taxes: Type.Array(TaxLine),
    total: Amount,
    /** Number and date of the document that it changes, or of the payment that it is for. */
    refersTo: Type.Optional(Type.Object({ number: Type.String(), date: Type.String() })),
    /** Sentences that the law or the case asks for. */
    notes: Type.Array(Type.String()),
    /** SHA-256 in hex of everything above: it is never changed. */
    digest: Type.String(),
  },
  { $id: 'AdDocument' },
);
export type AdDocument = Static<typeof AdDocument>;

export const AdDocumentQuery = Type.Object({
  ...PageQuery.properties,
  kind: Type.Optional(Type.Enum([...DOCUMENT_KINDS])),
});
export const AdDocumentPage = Type.Object(
  { items: Type.Array(AdDocument), next: NextCursor },
  { $id: 'AdDocumentPage' },
);
export type AdDocumentPage = Static<typeof AdDocumentPage>;
export const AdDocumentParams = Type.Object({ organisation: Organisation, document: Uuid });

export const InvoiceRunBody = Strict({ month: Month });
export const InvoiceRun = Type.Object(
  { month: Month, issued: Type.Integer(), amount: Amount },
  { $id: 'InvoiceRun' },
);

/** Who gets how much of a price without tax, in ten-thousandths; what neither gets is the house's. */
export const ShareTerms = Type.Object({
  region: Type.String(),
  placement: Type.Enum(['feed', 'lock']),
  /** From when on. */
  fromMs: TimeMs,
  /** The maker of the clip beside which the ad stood. */
  creatorBps: Type.Integer({ minimum: 0, maximum: 10_000 }),
  /** The phone brand whose lock screen it was. */
  brandBps: Type.Integer({ minimum: 0, maximum: 10_000 }),
  author: Type.String(),
  source: Type.String(),
});
export type ShareTerms = Static<typeof ShareTerms>;
export const ShareTermsList = Type.Object(
  { items: Type.Array(ShareTerms) },
  { $id: 'ShareTermsList' },
);
export type ShareTermsList = Static<typeof ShareTermsList>;

/** What an account got in a month, by what for. */
export const EarningsMonth = Type.Object({
  month: Month,
  /** Sum of all. */
  amount: Amount,
  byKind: Type.Array(Type.Object({ kind: Type.String(), amount: Amount, lines: Type.Integer() })),
});
export const Earnings = Type.Object(
  {
    ...MoneyStatement.properties,
    /** The newest first; with the first page only, else empty. */
    months: Type.Array(EarningsMonth),
  },
  { $id: 'AdEarnings' },
);
export type Earnings = Static<typeof Earnings>;

export const EARNER_KINDS = ['creator', 'brand'] as const;
export type EarnerKind = (typeof EARNER_KINDS)[number];
export const EarnerListQuery = Type.Object({
  ...PageQuery.properties,
  kind: Type.Enum([...EARNER_KINDS]),
});
export const EarnerList = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        /** A person's id, or a brand's short name. */
        owner: Type.String(),
        balance: Amount,
      }),
    ),
    next: NextCursor,
  },
  { $id: 'AdEarnerList' },
);
export const EarnerParams = Type.Object({
  kind: Type.Enum([...EARNER_KINDS]),
  owner: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,59}$' }),
});

export const BrandStatementParams = Type.Object({ organisation: Organisation });
export const BrandMonthQuery = Type.Object({ month: Month });

/** First line of a brand's statement file. */
export const BrandStatementHead = Type.Object({
  statement: Type.Literal(1),
  organisation: Organisation,
  month: Month,
  fromMs: TimeMs,
  untilMs: TimeMs,
  currency: Currency,
  minorDigits: MinorDigits,
  /** What the ledger booked for the brand in the month: the lines sum to it. */
  booked: Amount,
  terms: Type.Array(ShareTerms),
});
export type BrandStatementHead = Static<typeof BrandStatementHead>;
/** One paid event on a brand's phones, or one that was taken back (`reversed`, with amounts below zero). */
export const BrandStatementLine = Type.Object({
  kind: Type.Enum(['billed', 'reversed']),
  /** How the event's token begins: so the brand finds it among its own. */
  token: Type.String({ maxLength: 16 }),
  /** Id of the showing, for questions to the operator. */
  grant: Uuid,
  /** `render`, `view`, `click`. */
  on: Type.String(),
  /** What was paid for it without tax, in whole units. */
  units: Amount,
  /** What of it is the brand's. */
  share: Amount,
  atMs: TimeMs,
});
export type BrandStatementLine = Static<typeof BrandStatementLine>;
