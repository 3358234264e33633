// Whether a notice still names whoever buys: terms may be agreed anew, with somebody else.

import type { Queries } from '@jhalak/ports';
import type { DealState } from '../deal/state.ts';
import type { DealStore } from '../desk/deal-store.ts';
import type { LiveNotice } from './notice-store.ts';

export class NamedBuyer {
  readonly #database: Queries;
  readonly #store: DealStore;
  /** The buyer of a deal at one event of it: reading it anew costs a signature an event. */
  #buyer: { head: string; bidder: string | undefined } | undefined;

  constructor(database: Queries, store: DealStore) {
    this.#database = database;
    this.#store = store;
  }

  /** Cost: nothing while the deal stands still, else a read of all its events. */
  async isNamedBy({ notice, bidder, head }: LiveNotice): Promise<boolean> {
    if (this.#buyer?.head !== head) {
      const kept = await this.#store.read(this.#database, notice.deal);
      this.#buyer = { head, bidder: kept === undefined ? undefined : ownerOf(kept.state)?.bidder };
    }
    return this.#buyer.bidder === bidder;
  }
}

/** @returns the buyer of the terms; undefined before there are any. */
export function ownerOf({
  terms,
  bidders,
}: DealState): { bidder: string; name: string } | undefined {
  if (terms === undefined) return undefined;
  const name = bidders[terms.bidder]?.name;
  return name === undefined ? undefined : { bidder: terms.bidder, name };
}
