// Orders as the desk and outsiders see them.

import type {
  Order,
  OrderApproval,
  OrderClock,
  OrderRecord,
  RegionNotice,
  TransparencyOrder,
} from '@jhalak/contracts/orders';
import type { Database } from '@jhalak/ports';
import type { AppBlock, OrderedKind, WordsReader } from '@jhalak/visibility';
import type { Approvals } from './approvals.ts';
import type { ClockRules } from './clock-rules.ts';
import { contentJson } from './commitments.ts';
import { actsOf } from './life.ts';
import { reachCounts, reachedBy, type Reached } from './reach.ts';
import type { FullOrder, OrderStore, StoredApproval } from './store.ts';
import type { ClipSource, PeopleNames, StoredOrder } from './types.ts';

/** Things shown with an order; the officer sees whether it names the right ones. */
const PREVIEW_MAX = 24;

export interface ViewsDeps {
  database: Database;
  store: OrderStore;
  approvals: Approvals;
  clockRules: ClockRules;
  people: PeopleNames;
  clips: ClipSource;
  words: () => readonly WordsReader[];
  /** What is kept sealed of an order's things. */
  preserved: (orderId: string) => Promise<{ items: number; untilMs: number | null }>;
}

export class OrderViews {
  readonly #deps: ViewsDeps;

  constructor(deps: ViewsDeps) {
    this.#deps = deps;
  }

  /** @param callerId tells which approvals the caller may give. */
  async orders(fulls: readonly FullOrder[], callerId: string): Promise<Order[]> {
    const { database, approvals, clockRules, people } = this.#deps;
    const ids = fulls.map(({ order }) => order.orderId);
    const stored = fulls.map(({ order }) => order);
    const [open, clocks, counts] = await Promise.all([
      approvals.open(database, ids),
      clockRules.of(database, stored),
      reachCounts(database, ids),
    ]);
    const officers = [...stored.map((one) => one.enteredBy), ...open.map((one) => one.askedBy)];
    const names = await people.peopleByIds([...new Set(officers)]);
    const nameOf = (personId: string): string => names.get(personId)?.handle ?? '';
    return fulls.map((full) => {
      const { orderId, enteredBy } = full.order;
      return orderView(full, {
        enteredBy: nameOf(enteredBy),
        clocks: clocks.get(orderId) ?? [],
        reached: counts.get(orderId) ?? 0,
        approvals: open
          .filter((one) => one.orderId === orderId)
          .map((one) => ({
            ...approvalView(one, full.order, callerId),
            askedByHandle: nameOf(one.askedBy),
          })),
      });
    });
  }

  async record(full: FullOrder, callerId: string): Promise<OrderRecord> {
    const { database, store, people, preserved } = this.#deps;
    const { orderId } = full.order;
    const [[order], events, receipts, reached, kept] = await Promise.all([
      this.orders([full], callerId),
      store.events(database, orderId),
      this.#receipts(orderId),
      reachedBy(database, orderId),
      preserved(orderId),
    ]);
    if (order === undefined) throw new Error('broken assumption: one order gives one view');
    const names = await people.peopleByIds([
      ...new Set(events.flatMap(({ personId }) => personId ?? [])),
    ]);
    return {
      order,
      events: events.map(({ seq, type, atMs, personId, note }) => ({
        seq,
        type,
        atMs,
        by: personId === null ? null : (names.get(personId)?.handle ?? ''),
        note,
      })),
      receipts,
      preview: await this.preview(reached),
      preserved: kept,
    };
  }

  async #receipts(orderId: string): Promise<OrderRecord['receipts']> {
    const rows = await this.#deps.database.query<{
      at_ms: number;
      reached: number;
      surfaces: OrderRecord['receipts'][number]['surfaces'];
      entry_id: string | null;
    }>(
      {
        name: 'orders.receipts',
        text: 'SELECT at_ms, reached, surfaces, entry_id FROM order_receipts WHERE order_id = $1 ORDER BY seq DESC LIMIT 50',
      },
      [orderId],
    );
    return rows.map((row) => ({
      atMs: row.at_ms,
      reached: row.reached,
      surfaces: row.surfaces,
      entry: row.entry_id,
    }));
  }

  /** @returns words and pictures of some things. */
  async preview(items: readonly Reached[]): Promise<OrderRecord['preview']> {
    // What is seen by people first: a card only repeats its clip.
    const rank: Record<OrderedKind, number> = { clip: 0, story: 1, card: 2 };
    const some = items.toSorted((a, b) => rank[a.kind] - rank[b.kind]).slice(0, PREVIEW_MAX);
    const words = new Map<string, string>();
    for (const reader of this.#deps.words()) {
      const ids = some.flatMap(({ kind, id }) => (kind === reader.kind ? [id] : []));
      for (const [id, { texts }] of await reader.words(ids)) words.set(id, texts[0] ?? '');
    }
    const clips = await this.#deps.clips.stored(
      some.flatMap(({ kind, id }) => (kind === 'clip' ? [id] : [])),
    );
    return some.map(({ kind, id }) => {
      const poster = clips.get(id)?.posterKey.split('.').at(-1);
      return {
        kind,
        id,
        words: words.get(id) ?? '',
        picture: poster === undefined ? null : `/media/${id}/poster.${poster}`,
      };
    });
  }
}

interface ViewParts {
  enteredBy: string;
  clocks: OrderClock[];
  reached: number;
  approvals: OrderApproval[];
}

function orderView(full: FullOrder, parts: ViewParts): Order {
  const { order, words, commitment } = full;
  const review = parts.clocks.find(({ purpose }) => purpose === 'review');
  return {
    id: order.orderId,
    phase: order.phase,
    ended: order.ended,
    ...words,
    law: order.law,
    targets: [...order.targets],
    ...(order.states === null ? {} : { states: [...order.states] }),
    interim: order.interim,
    emergency: order.emergency,
    confidential: order.confidential,
    receivedAtMs: order.receivedAtMs,
    ...(order.expiresAtMs === null ? {} : { expiresAtMs: order.expiresAtMs }),
    contested: order.contested,
    confirmed: order.confirmedAtMs !== null,
    enteredAtMs: order.enteredAtMs,
    releasedAtMs: order.releasedAtMs,
    endedAtMs: order.endedAtMs,
    acts: actsOf(order),
    commitment,
    nextReviewMs: review === undefined || review.doneMs !== undefined ? null : review.dueMs,
    ...parts,
  };
}

function approvalView(
  one: StoredApproval,
  order: StoredOrder,
  callerId: string,
): Omit<OrderApproval, 'askedByHandle'> {
  return {
    id: one.approvalId,
    orderId: one.orderId,
    act: one.act,
    digest: one.digest,
    askedBy: one.askedBy,
    askedAtMs: one.askedAtMs,
    note: one.note,
    expiresAtMs: one.expiresAtMs,
    mine: callerId !== one.askedBy && !(one.act === 'release' && callerId === order.enteredBy),
  };
}

/** @returns an order in the public report. @param first the order as it was entered, for opening its commitment. */
export function publicView(full: FullOrder, first: StoredOrder | undefined): TransparencyOrder {
  const { order, words, salt, commitment, contentDigest } = full;
  return {
    commitment,
    content: contentDigest,
    law: order.law,
    phase: order.phase,
    scope: [...new Set(order.targets.map(({ kind }) => kind))],
    territory: order.states === null ? 'country' : 'state',
    interim: order.interim,
    emergency: order.emergency,
    contested: order.contested,
    receivedAtMs: order.receivedAtMs,
    releasedAtMs: order.releasedAtMs,
    executedAtMs: order.executedAtMs,
    endedAtMs: order.endedAtMs,
    ...(order.disclosed && first !== undefined
      ? {
          opened: {
            id: order.orderId,
            saltHex: salt.toString('hex'),
            contentJson: contentJson(first, words),
          },
        }
      : {}),
  };
}

/** @returns what everybody may know of a whole-app order. */
export function regionView(block: AppBlock | undefined): RegionNotice {
  if (block === undefined) return { blocked: false };
  return {
    blocked: true,
    law: block.law as NonNullable<RegionNotice['law']>,
    interim: block.interim,
    sinceMs: block.sinceMs,
    ...(block.states === null ? {} : { states: [...block.states] }),
  };
}
