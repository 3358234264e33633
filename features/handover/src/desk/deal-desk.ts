// Where signed files come in. The rules are the pure ones of src/deal; here is what only this cell knows: who it is, which
// inventories were really taken, and that it is sold once at a time.

import { problem } from '@jhalak/contracts';
import type { DealAct, DealEvent, DealFile } from '@jhalak/contracts/handover-deal';
import type { Clock } from '@jhalak/kernel';
import type { Database, Tx } from '@jhalak/ports';
import { fold } from '../deal/chain.ts';
import { receive, write } from '../deal/log.ts';
import { actOf } from '../deal/signed-file.ts';
import type { DealState } from '../deal/state.ts';
import type { DealStore, KeptDeal } from './deal-store.ts';
import { tagsOf, type Inventories } from './inventories.ts';

export interface DealDeskDeps {
  database: Database;
  clock: Clock;
  store: DealStore;
  inventories: Inventories;
  cell: () => Promise<{ cellId: string; ownerEpoch: number }>;
  region: string;
  /** See `HandoverDeps`. */
  thaw: () => Promise<void>;
}

/** A deal goes on while what it is about stands still. */
const BUYER = 'buyer' as const;
const EVEN_FROZEN = { evenFrozen: true } as const;

export class DealDesk {
  readonly #deps: DealDeskDeps;

  constructor(deps: DealDeskDeps) {
    this.#deps = deps;
  }

  /**
   * Adds what somebody signed to its deal, or opens one.
   *
   * @param dealId the deal that it must be of; undefined opens a new one.
   * @param alongside what comes true in the same transaction, after the act was taken.
   * @throws `handover.file`, `handover.not_found`, `handover.refused` with the rule's own sentence.
   */
  async post(
    file: DealFile,
    dealId: string | undefined,
    alongside?: (tx: Tx) => Promise<void>,
  ): Promise<DealState> {
    const { database, clock, store } = this.#deps;
    const act = actOf(file);
    if (act === undefined) throw problem('handover.file', 'This file holds no act of a deal.');
    if ((act.act === 'open') !== (dealId === undefined) || (dealId ?? act.deal) !== act.deal)
      throw problem('handover.file', 'This act is of another deal.');
    const state = await database.transaction(async (tx) => {
      const kept = await store.lock(tx, act.deal);
      if (dealId !== undefined && kept === undefined)
        throw problem('handover.not_found', 'There is no such deal here.');
      await this.#checkHere(tx, act, kept);
      const side = kept?.side ?? 'seller';
      // Two machines' clocks may differ by a little: time never goes back within a deal.
      const atMs = Math.max(clock.nowMs(), kept?.state.atMs ?? 0);
      const taken = write(side, kept?.state, file, atMs);
      if (taken.kind === 'refused') throw problem('handover.refused', taken.why);
      await store.keep(tx, side, taken);
      await alongside?.(tx);
      return taken.state;
    }, EVEN_FROZEN);
    // A kill in between leaves a freeze that ends by itself.
    if (act.act === 'abort' || act.act === 'thaw') await this.#deps.thaw();
    return state;
  }

  /** Takes events from the other owner's log, in order. @returns how many were new. */
  async follow(dealId: string, events: readonly DealEvent[]): Promise<number> {
    const { database, store } = this.#deps;
    return await database.transaction(async (tx) => {
      const kept = await store.lock(tx, dealId);
      return await this.#take(tx, dealId, events, kept);
    }, EVEN_FROZEN);
  }

  /**
   * Goes on with the deal as the buyer, on an install that was filled from the seller's packages: the rows of the deal came
   * with them, and say that this is the seller.
   *
   * @param events the whole deal, with the end of the seller's epoch. @returns how many were new.
   * @throws `handover.refused` where the seller's epoch is not over, or the rows are of another chain.
   */
  async goOnAsBuyer(dealId: string, events: readonly DealEvent[]): Promise<number> {
    const { database, store } = this.#deps;
    if (fold(events)?.fence === undefined)
      throw problem('handover.refused', 'The seller’s epoch is not over in these events.');
    return await database.transaction(async (tx) => {
      const kept = await store.lock(tx, dealId);
      if (kept !== undefined && kept.state.fence === undefined)
        await store.keepAs(tx, dealId, 'buyer');
      const mine = kept?.state.fence === undefined && kept ? { ...kept, side: BUYER } : kept;
      return await this.#take(tx, dealId, events, mine);
    }, EVEN_FROZEN);
  }

  async #take(
    tx: Tx,
    dealId: string,
    events: readonly DealEvent[],
    held: KeptDeal | undefined,
  ): Promise<number> {
    const { store } = this.#deps;
    let kept = held;
    let fresh = 0;
    for (const event of events) {
      if (event.deal !== dealId) throw problem('handover.file', 'This event is of another deal.');
      const side = kept?.side ?? BUYER;
      const at = (seq: number): string | undefined => kept?.events[seq - 1]?.digest;
      const taken = receive(side, kept?.state, event, at);
      if (taken.kind === 'known') continue;
      if (taken.kind === 'early')
        throw problem('handover.refused', `Events from ${taken.from} on come first.`);
      if (taken.kind === 'refused') throw problem('handover.refused', taken.why);
      await store.keep(tx, side, taken);
      kept = { side, state: taken.state, events: [...(kept?.events ?? []), event] };
      fresh += 1;
    }
    return fresh;
  }

  async #checkHere(tx: Tx, act: DealAct, kept: KeptDeal | undefined): Promise<void> {
    const { store, inventories, cell, region } = this.#deps;
    if (act.act === 'open') {
      if (kept !== undefined) throw problem('handover.refused', 'This deal is open.');
      const { cellId, ownerEpoch } = await cell();
      if (act.cell !== cellId || act.region !== region || act.ownerEpoch !== ownerEpoch)
        throw problem(
          'handover.refused',
          `This deal is not about this cell: ${cellId} in ${region}, owner epoch ${ownerEpoch}.`,
        );
      const others = await store.list(tx);
      if (others.some(({ step }) => step !== 'closed' && step !== 'aborted'))
        throw problem('handover.refused', 'Another deal about this cell is open: end it first.');
    }
    if (act.act === 'inventory' && kept?.side === 'seller') {
      const inventory = await inventories.read(tx, act.inventory);
      if (JSON.stringify(tagsOf(inventory)) !== JSON.stringify(act.tags))
        throw problem(
          'handover.refused',
          `The inventory's export tags are: ${tagsOf(inventory).join(', ') || 'none'}.`,
        );
    }
  }
}
