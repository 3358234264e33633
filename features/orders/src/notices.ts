// What creators are told: that a clip of theirs is dark, under which law, and how to object; of a confidential order nothing
// that it says.

import type { OrderNotice } from '@jhalak/contracts/orders';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Database, Journal, Queries, Tx } from '@jhalak/ports';
import type { Reached } from './reach.ts';
import type { FullOrder, OrderStore } from './store.ts';
import type { ClipSource } from './types.ts';

/** Notices shown to one person; the newest matter. */
const NOTICES_MAX = 100;

export interface NoticesDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  ids: Ids;
  store: OrderStore;
  clips: Pick<ClipSource, 'stored'>;
}

export class Notices {
  readonly #deps: NoticesDeps;

  constructor(deps: NoticesDeps) {
    this.#deps = deps;
  }

  /** Told of what an order reaches newly and no longer; in its transaction. */
  async moved(
    tx: Tx,
    { order }: FullOrder,
    added: readonly Reached[],
    gone: readonly Reached[],
  ): Promise<void> {
    const { clock, ids, journal } = this.#deps;
    const mine = added.filter(({ kind, personId }) => kind === 'clip' && personId !== undefined);
    if (mine.length > 0) {
      await tx.query(
        {
          name: 'orders.notify',
          text: `INSERT INTO order_notices (person_id, order_id, video_id, notice_id, at_ms)
            SELECT person_id, $1, video_id, notice_id, $5 FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS n(person_id, video_id, notice_id)
            ON CONFLICT (person_id, order_id, video_id) DO UPDATE SET lifted_at_ms = NULL`,
        },
        [
          order.orderId,
          mine.map(({ personId }) => personId),
          mine.map(({ id }) => id),
          mine.map(() => ids.next()),
          clock.nowMs(),
        ],
      );
      await journal.append(
        tx,
        mine.map(({ id, personId = '' }) => ({
          stream: 'orders.notice',
          key: personId,
          type: 'told',
          row: { table: 'order_notices', key: `${personId}/${order.orderId}/${id}` },
          facts: { personId, orderId: order.orderId, videoId: id },
          subject: personId,
        })),
      );
    }
    const left = gone.filter(({ kind, personId }) => kind === 'clip' && personId !== undefined);
    if (left.length === 0) return;
    await tx.query(
      {
        name: 'orders.notify_lifted',
        text: `UPDATE order_notices SET lifted_at_ms = $4 WHERE order_id = $1
          AND (person_id, video_id) IN (SELECT person_id, video_id FROM unnest($2::uuid[], $3::uuid[]) AS n(person_id, video_id))`,
      },
      [
        order.orderId,
        left.map(({ personId }) => personId),
        left.map(({ id }) => id),
        clock.nowMs(),
      ],
    );
  }

  /** @returns a person's notices, the newest first. */
  async of(on: Queries, personId: string): Promise<OrderNotice[]> {
    const { store, clips } = this.#deps;
    const rows = await on.query<{
      notice_id: string;
      order_id: string;
      video_id: string;
      at_ms: number;
      lifted_at_ms: number | null;
    }>(
      {
        name: 'orders.notices',
        text: `SELECT notice_id, order_id, video_id, at_ms, lifted_at_ms FROM order_notices WHERE person_id = $1
          ORDER BY at_ms DESC, notice_id DESC LIMIT $2`,
      },
      [personId, NOTICES_MAX],
    );
    const orders = await store.byIds(on, [...new Set(rows.map((row) => row.order_id))]);
    const byId = new Map(orders.map((full) => [full.order.orderId, full]));
    const stored = await clips.stored(rows.map((row) => row.video_id));
    return rows.flatMap((row): OrderNotice[] => {
      const full = byId.get(row.order_id);
      if (full === undefined) return [];
      const { authority, reference } = full.words;
      return [
        {
          id: row.notice_id,
          videoId: row.video_id,
          caption: stored.get(row.video_id)?.caption ?? '',
          law: full.order.law,
          ...(full.order.confidential ? {} : { authority, reference }),
          atMs: row.at_ms,
          liftedAtMs: row.lifted_at_ms,
        },
      ];
    });
  }
}
