// A card's way from a proposal to its end. Whatever goes dark after it was approved stands on the kill list, in the same
// transaction.

import type { CardApproval } from '@jhalak/contracts/cards';
import type { Clock } from '@jhalak/kernel';
import type { Jobs, Queries, Tx } from '@jhalak/ports';
import type { CardAct, CardStore } from './card-store.ts';
import type { KillStore } from './kill-store.ts';
import { prepareJob } from './prepare-job.ts';
import type { Card, EndReason } from './types.ts';

export interface CardLifeDeps {
  store: CardStore;
  kills: KillStore;
  jobs: Jobs;
  clock: Clock;
}

export class CardLife {
  readonly #deps: CardLifeDeps;

  constructor(deps: CardLifeDeps) {
    this.#deps = deps;
  }

  /** Puts a new card before the desk, or, where a rule approved it, among the approved. */
  async propose(tx: Tx, card: Card): Promise<void> {
    const { store } = this.#deps;
    const approved = card.approval !== undefined;
    await store.insert(tx, approved ? 'approved' : 'proposed', card);
    if (!approved) return;
    const note = card.approval?.by === 'rule' ? `rule ${card.approval.rule}` : '';
    await store.record(tx, card.cardId, { action: 'approve', note });
    await this.#prepare(tx, card);
  }

  /** @returns the card, approved with its times; its picture is made now if it has to be. */
  async approve(tx: Tx, card: Card, approval: CardApproval): Promise<Card> {
    const approved = await this.#deps.store.update(tx, 'approved', {
      ...card,
      state: 'approved',
      approval,
    });
    await this.#prepare(tx, approved);
    return approved;
  }

  async #prepare(tx: Tx, card: Card): Promise<void> {
    if (!card.prepared) await this.#deps.jobs.enqueue(tx, prepareJob(card.cardId));
  }

  /** Darkens an approved card for good. */
  async kill(tx: Tx, card: Card, reason: string, act: CardAct): Promise<Card> {
    const { store, kills, clock } = this.#deps;
    const killed = await store.update(tx, 'killed', {
      ...card,
      state: 'killed',
      correction: undefined,
      ended: { atMs: clock.nowMs(), reason },
    });
    await store.record(tx, card.cardId, act);
    await kills.add(tx, [card.cardId]);
    return killed;
  }

  /** Ends a living card for a reason that no editor gave: dark at once, unless its own time was over. */
  async end(tx: Tx, card: Card, reason: EndReason): Promise<void> {
    if (card.state === 'approved' && reason !== 'time_over') {
      await this.kill(tx, card, reason, { action: 'kill', note: reason });
      return;
    }
    const { store, clock } = this.#deps;
    await store.update(tx, 'expired', {
      ...card,
      state: 'expired',
      correction: undefined,
      ended: { atMs: clock.nowMs(), reason },
    });
  }

  /** Darkens everything that somebody made: they are leaving. */
  async endOfPerson(tx: Tx, personId: string): Promise<void> {
    const { store } = this.#deps;
    const ids = await store.livingIdsOfPerson(tx, personId);
    for (const card of await store.lock(tx, ids)) {
      if (card.state === 'proposed' || card.state === 'approved')
        await this.end(tx, card, 'creator_gone');
    }
  }

  /** Ends what is due by its own time, at most `most` cards. @returns how many. */
  async endDue(tx: Tx, most: number): Promise<number> {
    const ids = await dueIds(tx, this.#deps.clock.nowMs(), most);
    const cards = await this.#deps.store.lock(tx, ids);
    for (const card of cards) {
      if (card.state === 'approved') await this.end(tx, card, 'time_over');
      else if (card.state === 'proposed') await this.end(tx, card, 'not_looked_at');
    }
    return cards.length;
  }
}

async function dueIds(on: Queries, nowMs: number, most: number): Promise<string[]> {
  const rows = await on.query<{ card_id: string }>(
    {
      name: 'cards.due',
      text: `SELECT card_id FROM cards WHERE state IN ('proposed', 'approved') AND until_ms <= $1
        ORDER BY until_ms LIMIT $2`,
    },
    [nowMs, most],
  );
  return rows.map((row) => row.card_id);
}
