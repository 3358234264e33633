// What orders reach: clips, stories and cards, kept as rows for receipts, notices, preservation and the kill list. What is
// seen is decided by visibility from the orders themselves; these rows follow it.

import type { Clock } from '@jhalak/kernel';
import type { Database, DurableConsumer, JournalBatch, Queries, Tx } from '@jhalak/ports';
import {
  AD_STREAM,
  changedCard,
  namesItem,
  namesWords,
  type ItemWords,
  type Named,
  type OrderedKind,
  type WordsReader,
} from '@jhalak/visibility';
import { namedBy, ORDER_STREAM } from './rows.ts';
import type { FullOrder, OrderStore } from './store.ts';
import type { ClipSource, LockCards } from './types.ts';

/** Words are read in pages of this size. */
const WORDS_PAGE = 1_000;
/** Rows written by one statement. */
const ROWS_PAGE = 2_000;

/** One thing that an order reaches. */
export interface Reached {
  kind: OrderedKind;
  id: string;
  personId: string | undefined;
}

export interface ReachDeps {
  database: Database;
  clock: Clock;
  store: OrderStore;
  words: () => readonly WordsReader[];
  clips: Pick<ClipSource, 'idsOf'>;
  lock: LockCards;
  /** Told, in the transaction, of what an order reaches newly and no longer. */
  moved: (
    tx: Tx,
    full: FullOrder,
    added: readonly Reached[],
    gone: readonly Reached[],
  ) => Promise<void>;
}

export class Reach {
  readonly #deps: ReachDeps;
  readonly consumer: DurableConsumer;

  constructor(deps: ReachDeps) {
    this.#deps = deps;
    this.consumer = {
      name: 'orders.reach',
      streams: [ORDER_STREAM, 'videos.video', 'stories.story', 'cards.card', AD_STREAM],
      handle: async (tx, batch) => await this.#follow(tx, batch),
    };
  }

  /** @returns what an order that names these would reach now. Cost: reads all words when it names words. */
  async of(targets: readonly Named[]): Promise<Reached[]> {
    const found = new Map<string, Reached>();
    const keep = (kind: OrderedKind, id: string, words: ItemWords | undefined): void => {
      found.set(`${kind}/${id}`, { kind, id, personId: words?.personId });
    };
    for (const reader of this.#deps.words()) {
      const ids = targets.flatMap((one) => (one.kind === reader.kind ? [one.id] : []));
      if (reader.kind === 'clip')
        for (const one of targets)
          if (one.kind === 'account') ids.push(...(await this.#deps.clips.idsOf(one.id)));
      for (const [id, words] of await reader.words(ids)) keep(reader.kind, id, words);
      if (namesWords(targets)) await this.#byWords(reader, targets, keep);
    }
    const behind = [...found.values()].filter(({ kind }) => kind !== 'card');
    const cards = await this.#deps.lock.cardsOf(behind.map(({ id }) => id));
    for (const id of cards) if (!found.has(`card/${id}`)) keep('card', id, undefined);
    return [...found.values()];
  }

  async #byWords(
    reader: WordsReader,
    targets: readonly Named[],
    keep: (kind: OrderedKind, id: string, words: ItemWords) => void,
  ): Promise<void> {
    for (let after: string | undefined; ;) {
      const page = await reader.page(after, WORDS_PAGE);
      for (const { id, words } of page) {
        const item = { kind: reader.kind, id, personId: words.personId, words };
        if (namesItem(targets, item)) keep(reader.kind, id, words);
      }
      after = page.at(-1)?.id;
      if (page.length < WORDS_PAGE) return;
    }
  }

  /** Brings an order's rows up to what it reaches now. Safe to run again, and beside itself. @returns how much it reaches. */
  async refresh(orderId: string): Promise<number> {
    const { database, store } = this.#deps;
    const [before] = await store.byIds(database, [orderId]);
    if (before === undefined) return 0;
    const found =
      before.order.phase === 'in_force' ? await this.of(namedBy(before.order.targets)) : [];
    return await database.transaction(async (tx) => {
      const full = await store.lock(tx, orderId);
      if (full === undefined) return 0;
      // Ended meanwhile: whoever ended it brings the rows up.
      const now = full.order.phase === 'in_force' ? found : [];
      await this.#write(tx, full, now);
      return now.length;
    });
  }

  async #write(tx: Tx, full: FullOrder, now: readonly Reached[]): Promise<void> {
    const known = await reachedBy(tx, full.order.orderId);
    const knownKeys = new Set(known.map(keyOf));
    const nowKeys = new Set(now.map(keyOf));
    const added = now.filter((item) => !knownKeys.has(keyOf(item)));
    const left = known.filter((item) => !nowKeys.has(keyOf(item)));
    const gone = full.order.phase === 'in_force' ? await this.#existing(left) : left;
    await this.#move(tx, full, added, gone);
  }

  // What was deleted for good is still covered: its bytes are not taken again while the order is in force.
  async #existing(items: readonly Reached[]): Promise<Reached[]> {
    const there = new Set<string>();
    for (const reader of this.#deps.words()) {
      const ids = items.flatMap(({ kind, id }) => (kind === reader.kind ? [id] : []));
      if (ids.length === 0) continue;
      for (const id of (await reader.words(ids)).keys()) there.add(`${reader.kind}/${id}`);
    }
    return items.filter((item) => there.has(keyOf(item)));
  }

  async #move(
    tx: Tx,
    full: FullOrder,
    added: readonly Reached[],
    gone: readonly Reached[],
  ): Promise<void> {
    const { orderId } = full.order;
    const nowMs = this.#deps.clock.nowMs();
    for (let from = 0; from < added.length; from += ROWS_PAGE) {
      const page = added.slice(from, from + ROWS_PAGE);
      await tx.query(
        {
          name: 'orders.reach',
          text: `INSERT INTO order_items (order_id, kind, item_id, person_id, since_ms)
            SELECT $1, kind, item_id, person_id, $5 FROM unnest($2::text[], $3::uuid[], $4::uuid[]) AS i(kind, item_id, person_id)
            ON CONFLICT DO NOTHING`,
        },
        [
          orderId,
          page.map(({ kind }) => kind),
          page.map(({ id }) => id),
          page.map(({ personId }) => personId ?? null),
          nowMs,
        ],
      );
    }
    for (let from = 0; from < gone.length; from += ROWS_PAGE) {
      const page = gone.slice(from, from + ROWS_PAGE);
      await tx.query(
        {
          name: 'orders.leave',
          text: `DELETE FROM order_items WHERE order_id = $1 AND (kind, item_id) IN
            (SELECT kind, item_id FROM unnest($2::text[], $3::uuid[]) AS i(kind, item_id))`,
        },
        [orderId, page.map(({ kind }) => kind), page.map(({ id }) => id)],
      );
    }
    await this.#holdCards(tx, added, gone);
    if (added.length > 0 || gone.length > 0) await this.#deps.moved(tx, full, added, gone);
  }

  // A card stays on the kill list while any order in force reaches it.
  async #holdCards(tx: Tx, added: readonly Reached[], gone: readonly Reached[]): Promise<void> {
    const cards = (items: readonly Reached[]): string[] =>
      items.flatMap(({ kind, id }) => (kind === 'card' ? [id] : []));
    const left = cards(gone);
    const still = left.length === 0 ? [] : await heldAmong(tx, left);
    const lit = left.filter((id) => !still.includes(id));
    await this.#deps.lock.hold(tx, { dark: cards(added), lit, app: await appHeld(tx) });
  }

  async #follow(tx: Tx, batch: JournalBatch): Promise<void> {
    const orders = new Set(
      batch.events.filter(({ stream }) => stream === ORDER_STREAM).map(({ key }) => key),
    );
    // Reading what an order reaches takes other connections; its row is held only while it is written.
    for (const orderId of orders) {
      const full = await this.#deps.store.lock(tx, orderId);
      if (full === undefined) continue;
      const now = full.order.phase === 'in_force' ? await this.of(namedBy(full.order.targets)) : [];
      await this.#write(tx, full, now);
    }
    await this.#merges(tx, batch);
    for (const [kind, stream] of [
      ['clip', 'videos.video'],
      ['story', 'stories.story'],
    ] as const) {
      const ids = new Set(
        batch.events.filter((event) => event.stream === stream).map(({ key }) => key),
      );
      if (ids.size > 0) await this.#things(tx, kind, [...ids]);
    }
    const cards = new Set(batch.events.flatMap((event) => changedCard(event) ?? []));
    if (cards.size > 0) await this.#things(tx, 'card', [...cards]);
  }

  // A story that is named by an order and became part of another one takes the order along.
  async #merges(tx: Tx, batch: JournalBatch): Promise<void> {
    for (const event of batch.events) {
      const into = event.stream === 'stories.story' ? event.facts['mergedInto'] : undefined;
      if (typeof into !== 'string') continue;
      for (const { order } of await this.#inForce(tx)) {
        const names = (id: string): boolean =>
          order.targets.some((one) => one.kind === 'story' && 'id' in one && one.id === id);
        if (!names(event.key) || names(into)) continue;
        const full = await this.#deps.store.lock(tx, order.orderId);
        if (full === undefined) continue;
        const targets = [...full.order.targets, { kind: 'story' as const, id: into }];
        const atMs = this.#deps.clock.nowMs();
        await this.#deps.store.add(tx, full, {
          type: 'followed',
          atMs,
          personId: null,
          facts: { targets },
        });
      }
    }
  }

  async #inForce(on: Queries): Promise<FullOrder[]> {
    return (await this.#deps.store.living(on)).filter(({ order }) => order.phase === 'in_force');
  }

  async #things(tx: Tx, kind: OrderedKind, ids: readonly string[]): Promise<void> {
    const orders = await this.#inForce(tx);
    if (orders.length === 0) return;
    const reader = this.#deps.words().find((one) => one.kind === kind);
    if (reader === undefined) return;
    const words = await reader.words(ids);
    for (const full of orders) {
      const targets = namedBy(full.order.targets);
      const known = await reachedBy(tx, full.order.orderId, ids);
      const knownKeys = new Set(known.map(keyOf));
      const added: Reached[] = [];
      const gone: Reached[] = [];
      for (const id of ids) {
        const said = words.get(id);
        const item = { kind, id, personId: said?.personId, words: said };
        const covered =
          said !== undefined &&
          (namesItem(targets, item) ||
            (said.itemId !== undefined && (await isReached(tx, full.order.orderId, said.itemId))));
        if (covered && !knownKeys.has(keyOf(item))) added.push(item);
        if (said !== undefined && !covered && knownKeys.has(keyOf(item))) gone.push(item);
      }
      if (added.length === 0 && gone.length === 0) continue;
      // What stands for a clip or story goes dark and comes back with it.
      const withCards = async (items: readonly Reached[]): Promise<Reached[]> => [
        ...items,
        ...(kind === 'card'
          ? []
          : (await this.#deps.lock.cardsOf(items.map((one) => one.id))).map((id) => ({
              kind: 'card' as const,
              id,
              personId: undefined,
            }))),
      ];
      await this.#move(tx, full, await withCards(added), await withCards(gone));
    }
  }
}

const keyOf = ({ kind, id }: Reached): string => `${kind}/${id}`;

interface ItemRow {
  kind: OrderedKind;
  item_id: string;
  person_id: string | null;
}

/** @returns what an order reaches by its rows; of `ids` only, where they are given. */
export async function reachedBy(
  on: Queries,
  orderId: string,
  ids?: readonly string[],
): Promise<Reached[]> {
  const rows = await on.query<ItemRow>(
    {
      name: 'orders.reached',
      text: `SELECT kind, item_id, person_id FROM order_items WHERE order_id = $1
        AND ($2::uuid[] IS NULL OR item_id = ANY($2)) ORDER BY kind, item_id`,
    },
    [orderId, ids ?? null],
  );
  return rows.map((row) => ({
    kind: row.kind,
    id: row.item_id,
    personId: row.person_id ?? undefined,
  }));
}

/** @returns how much each order reaches. */
export async function reachCounts(
  on: Queries,
  orderIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await on.query<{ order_id: string; count: number }>(
    {
      name: 'orders.reach_counts',
      text: 'SELECT order_id, count(*)::int AS count FROM order_items WHERE order_id = ANY($1::uuid[]) GROUP BY order_id',
    },
    [orderIds],
  );
  return new Map(rows.map((row) => [row.order_id, row.count]));
}

async function isReached(on: Queries, orderId: string, itemId: string): Promise<boolean> {
  const rows = await on.query(
    {
      name: 'orders.is_reached',
      text: 'SELECT 1 FROM order_items WHERE order_id = $1 AND item_id = $2 LIMIT 1',
    },
    [orderId, itemId],
  );
  return rows.length > 0;
}

async function heldAmong(on: Queries, ids: readonly string[]): Promise<string[]> {
  const rows = await on.query<{ item_id: string }>(
    {
      name: 'orders.held_among',
      text: `SELECT DISTINCT item_id FROM order_items WHERE item_id = ANY($1::uuid[])`,
    },
    [ids],
  );
  return rows.map((row) => row.item_id);
}

async function appHeld(on: Queries): Promise<boolean> {
  const rows = await on.query({
    name: 'orders.app_held',
    text: `SELECT 1 FROM orders WHERE phase = 'in_force' AND targets @> '[{"kind": "app"}]' LIMIT 1`,
  });
  return rows.length > 0;
}
