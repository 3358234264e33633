// What accounts are for, and which of them may go below zero. Positive is what the house owes to an account's owner.

export interface AccountKind {
  /** Whose accounts of this kind are: the house has one a book, others have one each. */
  owner: 'house' | 'organisation' | 'person';
  /** Whether the balance may go below zero; the database refuses it otherwise. */
  mayOverdraw: boolean;
}

export const ACCOUNT_KINDS = {
  /** What an advertiser paid in and can still spend. */
  advertiser_wallet: { owner: 'organisation', mayOverdraw: false },
  /** Taken out of a wallet for what is under way, not yet earned by anybody. */
  held: { owner: 'organisation', mayOverdraw: false },
  /** Given by the house to be spent on ads; never paid out. */
  promotional: { owner: 'organisation', mayOverdraw: false },
  /** What an outside ad seat owes for what it was billed; it pays afterwards, so it goes below zero. Owner: the seat's name. */
  seat_due: { owner: 'organisation', mayOverdraw: true },
  /** What promotions cost the house: below zero by what was given. */
  promotion_cost: { owner: 'house', mayOverdraw: true },
  /** What the house earned. Refunds may take back more than a month brought. */
  revenue: { owner: 'house', mayOverdraw: true },
  creator_share: { owner: 'person', mayOverdraw: false },
  brand_share: { owner: 'organisation', mayOverdraw: false },
  /** What the house owes to the state. */
  tax: { owner: 'house', mayOverdraw: true },
  /** Money that is with the payment provider or in the bank: below zero by what lies there for others. */
  payment_clearing: { owner: 'house', mayOverdraw: true },
} as const satisfies Record<string, AccountKind>;

export type AccountKindName = keyof typeof ACCOUNT_KINDS;
