// Deals as rows. An event, the deal's row, the journal and the public log change in one transaction, or nothing. What a deal is
// is folded from its events each time: no second truth is kept beside them.

import { problem } from '@jhalak/contracts';
import type { DealEvent, DealFile, DealSummary } from '@jhalak/contracts/handover-deal';
import type { BorderLog, Database, Journal, Queries, Tx } from '@jhalak/ports';
import { fold } from '../deal/chain.ts';
import type { LogSide } from '../deal/log.ts';
import type { DealState } from '../deal/state.ts';
import { entryOf, type Happened } from './log-entry.ts';

const STREAM = 'handover.deal';
/** A page of events for the other log. */
export const EVENTS_PAGE = 100;
/** A cell is sold now and then. */
const DEALS_MAX = 1_000;

/** A deal with the log that this cell keeps of it. */
export interface KeptDeal {
  side: LogSide;
  state: DealState;
  events: DealEvent[];
}

export class DealStore {
  readonly #deps: { database: Database; journal: Journal; log: BorderLog };

  constructor(deps: { database: Database; journal: Journal; log: BorderLog }) {
    this.#deps = deps;
  }

  async list(on: Queries): Promise<DealSummary[]> {
    const rows = await on.query<{
      deal_id: string;
      step: DealSummary['step'];
      seq: number;
      opened_at_ms: number;
      side: LogSide;
    }>(
      {
        name: 'handover.deals',
        text: `SELECT deal_id, step, seq, opened_at_ms, side FROM handover_deals ORDER BY deal_id DESC LIMIT $1`,
      },
      [DEALS_MAX],
    );
    return rows.map((row) => ({
      deal: row.deal_id,
      step: row.step,
      seq: row.seq,
      openedAtMs: row.opened_at_ms,
      side: row.side,
    }));
  }

  /** @returns the deal; undefined where there is none. Cost: one signature an event. */
  async read(on: Queries, dealId: string): Promise<KeptDeal | undefined> {
    const [row] = await on.query<{ side: LogSide }>(
      { name: 'handover.deal', text: 'SELECT side FROM handover_deals WHERE deal_id = $1' },
      [dealId],
    );
    return row === undefined ? undefined : await this.#folded(on, dealId, row.side);
  }

  /** Reads a deal and holds it until the transaction ends. */
  async lock(tx: Tx, dealId: string): Promise<KeptDeal | undefined> {
    const [row] = await tx.query<{ side: LogSide }>(
      {
        name: 'handover.lock',
        text: 'SELECT side FROM handover_deals WHERE deal_id = $1 FOR UPDATE',
      },
      [dealId],
    );
    return row === undefined ? undefined : await this.#folded(tx, dealId, row.side);
  }

  /** Says which of the two owners this machine is in a deal. */
  async keepAs(tx: Tx, dealId: string, side: LogSide): Promise<void> {
    await tx.query(
      {
        name: 'handover.side',
        text: 'UPDATE handover_deals SET side = $2 WHERE deal_id = $1',
      },
      [dealId, side],
    );
  }

  async #folded(on: Queries, dealId: string, side: LogSide): Promise<KeptDeal> {
    const events = await this.events(on, dealId, 0, undefined);
    const state = fold(events);
    if (state === undefined) throw new Error(`deal ${dealId} has no events`);
    return { side, state, events };
  }

  /** @returns events behind a number, in order; all where no limit is given (a deal has at most 100,000, and some 100). */
  async events(
    on: Queries,
    dealId: string,
    afterSeq: number,
    limit: number | undefined,
  ): Promise<DealEvent[]> {
    const rows = await on.query<{
      seq: number;
      at_ms: number;
      prev: string;
      digest: string;
      file: string;
    }>(
      {
        name: 'handover.events',
        text: `SELECT seq, at_ms, prev, digest, file FROM handover_events
          WHERE deal_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
      },
      [dealId, afterSeq, limit ?? null],
    );
    return rows.map((row) => ({
      deal: dealId,
      seq: row.seq,
      atMs: row.at_ms,
      prev: row.prev,
      file: JSON.parse(row.file) as DealFile,
      digest: row.digest,
    }));
  }

  /** Keeps one more event of a deal that the transaction holds, or the first one of a new deal. */
  async keep(tx: Tx, side: LogSide, happened: Happened): Promise<void> {
    const { event, state, act } = happened;
    const { deal, seq, atMs, prev, digest, file } = event;
    const rows =
      seq === 1
        ? await tx.query(
            {
              name: 'handover.open',
              text: `INSERT INTO handover_deals (deal_id, seq, head, step, opened_at_ms, side)
                VALUES ($1, 1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING deal_id`,
            },
            [deal, digest, state.step, atMs, side],
          )
        : await tx.query(
            {
              name: 'handover.move',
              text: `UPDATE handover_deals SET seq = $2, head = $3, step = $4
                WHERE deal_id = $1 AND seq = $2 - 1 RETURNING deal_id`,
            },
            [deal, seq, digest, state.step],
          );
    if (rows.length === 0)
      throw problem('handover.refused', 'The deal has moved on since. Read it again.');
    // What the other owner's log told of it, whose files this cell goes on from, is not told again.
    const facts = entryOf(happened);
    const { log } = this.#deps;
    const entryId = (await log.told(tx, facts)) ?? (await log.append(tx, facts));
    await tx.query(
      {
        name: 'handover.event',
        text: `INSERT INTO handover_events (deal_id, seq, type, at_ms, prev, digest, file, entry_id)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      },
      [deal, seq, act.act, atMs, prev, digest, JSON.stringify(file), entryId],
    );
    await this.#deps.journal.append(tx, [
      {
        stream: STREAM,
        key: deal,
        type: act.act,
        row: { table: 'handover_deals', key: deal },
        facts: { step: state.step, seq, digest },
      },
    ]);
  }
}
