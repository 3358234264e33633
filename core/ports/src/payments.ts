// Paying in and paying back, by a provider that does it on a page of its own: no card or bank number ever comes here.
// Whoever calls keeps its own record first and hands over its id (`reference`), so that nothing is asked or paid twice.

import type { Route } from '@jhalak/contracts';

/** Of a provider's own id of a payment or refund. */
export const PROVIDER_ID_CHARACTERS_MAX = 100;
/** A notice is a small JSON; more is not read. */
export const NOTICE_BYTES_MAX = 32 * 1024;
/** A signed notice older than this is refused: what is repeated later is asked again by `state`. */
export const NOTICE_AGE_MAX_MS = 300_000;

/**
 * `waiting`: nobody paid yet. `pending`: the payer did their part and the bank has not answered. `paid`, `failed` (by the
 * payer, the bank or because its time was over) are final; a payment that failed may still be paid when a bank answers late,
 * and then it is `paid`.
 */
export type PaymentState = 'waiting' | 'pending' | 'paid' | 'failed';

/** `pending` may take banks days. */
export type RefundState = 'pending' | 'done' | 'failed';

export interface PaymentRequest {
  /** The caller's own id, a UUID: asking again under it gives the same payment. */
  reference: string;
  /** Whole smallest units, above 0, tax included. */
  amount: number;
  /** ISO 4217. */
  currency: string;
  /** What the payer reads on the page; at most 200 characters. */
  purpose: string;
  /** Where the page leads when it is over; absolute, or a path of this cell's own origin. Coming back proves nothing. */
  returnUrl: string;
}

export interface Payment {
  reference: string;
  /** The provider's own id; at most PROVIDER_ID_CHARACTERS_MAX. */
  providerId: string;
  amount: number;
  currency: string;
  state: PaymentState;
  /** The provider's page, where it is paid; a path where the provider is embedded. */
  pageUrl: string;
  /** After this it is not paid any more, UTC milliseconds. */
  expiresAtMs: number;
  /** Why it failed, in the provider's words; at most 200 characters. */
  reason?: string;
}

export interface RefundRequest {
  /** The caller's own id of this refund, a UUID. */
  reference: string;
  /** Of the payment that is paid back, in part or whole. */
  providerId: string;
  amount: number;
}

export interface Refund {
  reference: string;
  providerId: string;
  amount: number;
  state: RefundState;
  reason?: string;
}

/** A webhook as it came. */
export interface RawNotice {
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The bytes that are signed. */
  body: Buffer;
}

/** What a signed notice is about; what is true now is asked by `find` or `findRefund`, never taken from a notice. */
export type NoticeReading =
  | { kind: 'payment'; reference: string }
  | { kind: 'refund'; reference: string }
  /** Signed well, about something that does not matter here. */
  | { kind: 'other' }
  /** Not signed by the provider, too old, or not readable. */
  | { kind: 'refused'; reason: string };

/** A payment provider. Every promise that is not kept within some seconds is rejected with `unavailable`. */
export interface Payments {
  /** Short name, lower case: stands on records and in the webhook's address. */
  readonly provider: string;
  /** Whether no real money moves: then every screen and document says TEST. */
  readonly isTest: boolean;
  /**
   * @returns the payment; the same one whenever the same request comes again.
   * @throws `payment.differs` when its reference was used with another amount or currency; `unavailable`.
   */
  create(request: PaymentRequest): Promise<Payment>;
  /** @returns how it stands at the provider; undefined where it knows none. @throws `unavailable`. */
  find(reference: string): Promise<Payment | undefined>;
  /**
   * Pays back. All refunds of a payment together never exceed it.
   *
   * @returns the refund; the same one whenever the same request comes again.
   * @throws `payment.differs` as `create`; `payment.not_refundable` when the payment is unknown, not paid, or less is left;
   * `unavailable`.
   */
  refund(request: RefundRequest): Promise<Refund>;
  /** @returns how it stands; undefined where the provider knows none. @throws `unavailable`. */
  findRefund(reference: string): Promise<Refund | undefined>;
  /** Judges who sent a webhook; asks nobody. @returns what to ask about. Cost: microseconds. */
  readNotice(notice: RawNotice): NoticeReading;
}

/** What a provider that runs inside the cell has beside: pages of its own, and nobody between it and the webhook. */
export interface EmbeddedPayments extends Payments {
  readonly routes: readonly Route[];
  /** Hands over who takes its notices; they go through the same judgement as those of others. */
  connect(deliver: (notice: RawNotice) => Promise<void>): void;
}
