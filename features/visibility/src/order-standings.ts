// Orders in force, in memory: which clip, story or card is under which. Things that are named by words are matched when the
// order comes and whenever their words change, before anybody can ask for them.

import type { Database, JournalEvent, Tx } from '@jhalak/ports';
import { loadTable } from './table-loader.ts';
import {
  namesItem,
  namesWords,
  type Named,
  type OrderedKind,
  type OrderFacts,
} from './order-facts.ts';
import type { ItemWords } from './order-words.ts';

export const ORDER_STREAM = 'orders.order';
/** Words are read in pages of this size when a new order names words: memory stays small. */
const WORDS_PAGE = 1_000;

/** Where the words of one kind of thing are; given by the feature that owns them, wired in the app. */
export interface WordsReader {
  kind: OrderedKind;
  /** @returns words by id; unknown ids are missing. */
  words(ids: readonly string[]): Promise<ReadonlyMap<string, ItemWords>>;
  /** @returns things in the order of their ids, after one of them, at most `limit`. */
  page(
    after: string | undefined,
    limit: number,
  ): Promise<readonly { id: string; words: ItemWords }[]>;
}

/** A whole-app order in force. */
export interface AppBlock {
  orderId: string;
  law: string;
  interim: boolean;
  sinceMs: number;
  states: readonly string[] | null;
}

type Standing = OrderFacts & { matched: ReadonlySet<string> };

export class OrderStandings {
  readonly #readers: () => readonly WordsReader[];
  readonly #orders = new Map<string, Standing>();
  /** Order ids by what they name directly, and by what they match: `clip/ID`, `account/ID`. */
  readonly #named = new Map<string, Set<string>>();

  constructor(readers: () => readonly WordsReader[]) {
    this.#readers = readers;
  }

  /** Whether there is any to ask about; checks cost nothing then. */
  get any(): boolean {
    return this.#orders.size > 0;
  }

  /** @returns the whole-app order that binds an onlooker in this state, if any; the one that came first. */
  appBlock(state: string | undefined): AppBlock | undefined {
    let first: AppBlock | undefined;
    for (const [orderId, order] of this.#orders) {
      if (!order.targets.some(({ kind }) => kind === 'app') || !binds(order, state)) continue;
      const { law, interim, sinceMs, states } = order;
      if (first === undefined || sinceMs < first.sinceMs)
        first = { orderId, law, interim, sinceMs, states };
    }
    return first;
  }

  /** @returns whether an onlooker in this state must not see it. Cost: up to three look-ups. */
  hides(
    kind: OrderedKind,
    id: string,
    personId: string | undefined,
    state: string | undefined,
  ): boolean {
    if (this.#orders.size === 0) return false;
    return (
      this.#bound(`${kind}/${id}`, state) ||
      (personId !== undefined && this.#bound(`account/${personId}`, state)) ||
      this.#bound('app', state)
    );
  }

  /** @returns the first order by which `hides` is true; undefined where none is. */
  hiding(
    kind: OrderedKind,
    id: string,
    personId: string | undefined,
    state: string | undefined,
  ): AppBlock | undefined {
    const keys = [`${kind}/${id}`, ...(personId === undefined ? [] : [`account/${personId}`])];
    const named = keys.flatMap((key) => [...(this.#named.get(key) ?? [])]);
    const [first] = named
      .flatMap((orderId) => {
        const order = this.#orders.get(orderId);
        if (order === undefined || !binds(order, state)) return [];
        const { law, interim, sinceMs, states } = order;
        return [{ orderId, law, interim, sinceMs, states }];
      })
      .toSorted((a, b) => a.sinceMs - b.sinceMs);
    return first ?? this.appBlock(state);
  }

  /** @returns under which law a sound must not be heard by an onlooker in this state; the order that came first. */
  silence(soundId: string, state: string | undefined): string | undefined {
    let first: Standing | undefined;
    for (const orderId of this.#named.get(`silent_sound/${soundId}`) ?? []) {
      const order = this.#orders.get(orderId);
      if (order === undefined || !binds(order, state)) continue;
      if (first === undefined || order.sinceMs < first.sinceMs) first = order;
    }
    return first?.law;
  }

  /** @returns whether an order names this person, or everything. */
  hidesPerson(personId: string, state: string | undefined): boolean {
    if (this.#orders.size === 0) return false;
    return this.#bound(`account/${personId}`, state) || this.#bound('app', state);
  }

  /**
   * Words of people that are read where they stand are matched there: nothing of them is kept here.
   *
   * @returns whether an order names who said them, everything, or words that are in them.
   */
  hidesWords(
    { personId, text }: { personId: string; text: string },
    state: string | undefined,
  ): boolean {
    if (this.#orders.size === 0) return false;
    if (this.hidesPerson(personId, state)) return true;
    const item = {
      ...{ kind: 'comment' as const, id: '', personId, words: { texts: [text], tags: [] } },
    };
    for (const order of this.#orders.values())
      if (binds(order, state) && namesWords(order.targets) && namesItem(order.targets, item))
        return true;
    return false;
  }

  #bound(key: string, state: string | undefined): boolean {
    const orders = this.#named.get(key);
    if (orders === undefined) return false;
    for (const orderId of orders) {
      const order = this.#orders.get(orderId);
      if (order !== undefined && binds(order, state)) return true;
    }
    return false;
  }

  /** @returns the last journal window in which an order changed. */
  async load(database: Database): Promise<number> {
    const rows: (OrderRow & { id: string })[] = [];
    await loadTable<OrderRow & { id: string }>(
      database,
      {
        name: 'visibility.load_orders',
        text: `SELECT order_id AS id, in_force, targets, states, law, interim, since_ms FROM visibility_orders
          WHERE in_force AND order_id > $1 ORDER BY order_id LIMIT $2`,
      },
      (row) => rows.push(row),
    );
    for (const row of rows) {
      await this.#set(row.id, {
        inForce: row.in_force,
        targets: row.targets,
        states: row.states,
        law: row.law,
        interim: row.interim,
        sinceMs: row.since_ms,
      });
    }
    const [last] = await database.query<{ window_number: number | null }>({
      name: 'visibility.orders_window',
      text: 'SELECT max(window_number) AS window_number FROM visibility_orders',
    });
    return last?.window_number ?? 0;
  }

  /**
   * Takes over an event of ORDER_STREAM. Cost: reads every thing's words when the order names words.
   *
   * @returns whether it changed what is hidden: notes and proofs do not.
   */
  async apply(event: JournalEvent): Promise<boolean> {
    const facts = orderFacts(event);
    const before = this.#orders.get(event.key);
    if (before === undefined ? !facts.inForce : sameEffect(before, facts)) return false;
    await this.#set(event.key, facts);
    return true;
  }

  async #set(orderId: string, facts: OrderFacts): Promise<void> {
    // What it matches is found first: between the two nothing shows what it hides.
    const matched =
      facts.inForce && namesWords(facts.targets)
        ? await this.#match(facts.targets)
        : new Set<string>();
    this.#drop(orderId);
    if (!facts.inForce) return;
    this.#orders.set(orderId, { ...facts, matched });
    for (const target of facts.targets) {
      if (target.kind === 'app') this.#index('app', orderId);
      else if ('id' in target) this.#index(`${target.kind}/${target.id}`, orderId);
    }
    for (const key of matched) this.#index(key, orderId);
  }

  #drop(orderId: string): void {
    if (!this.#orders.delete(orderId)) return;
    for (const [key, orders] of this.#named) {
      orders.delete(orderId);
      if (orders.size === 0) this.#named.delete(key);
    }
  }

  #index(key: string, orderId: string): void {
    const orders = this.#named.get(key);
    if (orders === undefined) this.#named.set(key, new Set([orderId]));
    else orders.add(orderId);
  }

  async #match(targets: readonly Named[]): Promise<Set<string>> {
    const matched = new Set<string>();
    for (const reader of this.#readers()) {
      for (let after: string | undefined; ;) {
        const page = await reader.page(after, WORDS_PAGE);
        for (const { id, words } of page)
          if (namesByWords(targets, reader.kind, id, words)) matched.add(`${reader.kind}/${id}`);
        after = page.at(-1)?.id;
        if (page.length < WORDS_PAGE) break;
      }
    }
    return matched;
  }

  /**
   * Matches again things whose words may have changed; called before what is new of them can be seen.
   *
   * @returns whether anything went dark or came back by it.
   */
  async wordsChanged(kind: OrderedKind, ids: readonly string[]): Promise<boolean> {
    const byWords = [...this.#orders].filter(([, order]) => namesWords(order.targets));
    if (byWords.length === 0 || ids.length === 0) return false;
    const reader = this.#readers().find((one) => one.kind === kind);
    if (reader === undefined) return false;
    let moved = false;
    const found = await reader.words(ids);
    for (const [orderId, order] of byWords) {
      const matched = new Set(order.matched);
      for (const id of ids) {
        const key = `${kind}/${id}`;
        const words = found.get(id);
        const now = words !== undefined && namesByWords(order.targets, kind, id, words);
        if (now !== matched.has(key)) moved = true;
        if (now) {
          matched.add(key);
          this.#index(key, orderId);
        } else if (matched.delete(key) && !namesItem(order.targets, bare(kind, id))) {
          const orders = this.#named.get(key);
          orders?.delete(orderId);
          if (orders?.size === 0) this.#named.delete(key);
        }
      }
      this.#orders.set(orderId, { ...order, matched });
    }
    return moved;
  }
}

interface OrderRow {
  in_force: boolean;
  targets: Named[];
  states: string[] | null;
  law: string;
  interim: boolean;
  since_ms: number;
}

function sameEffect(a: OrderFacts, b: OrderFacts): boolean {
  const effect = ({ inForce, targets, states, interim }: OrderFacts): string =>
    JSON.stringify([inForce, targets, states, interim]);
  return effect(a) === effect(b);
}

// Who is in a state that nobody knows is treated as being in the ordered one.
function binds(order: OrderFacts, state: string | undefined): boolean {
  return order.states === null || state === undefined || order.states.includes(state);
}

function namesByWords(
  targets: readonly Named[],
  kind: OrderedKind,
  id: string,
  words: ItemWords,
): boolean {
  const named = targets.filter((target) => 'text' in target || target.kind === 'sound');
  return namesItem(named, { ...bare(kind, id), words });
}

function bare(
  kind: OrderedKind,
  id: string,
): { kind: OrderedKind; id: string; personId: undefined; words: undefined } {
  return { kind, id, personId: undefined, words: undefined };
}

// Facts were written by this house's own orders feature, inside the journal: their shape is the contract between them.
function orderFacts(event: JournalEvent): OrderFacts {
  return event.facts as unknown as OrderFacts;
}

/** Writes what one batch says of orders. */
export async function writeOrders(
  tx: Tx,
  events: readonly JournalEvent[],
  window: number,
): Promise<void> {
  const last = new Map<string, OrderFacts>();
  for (const event of events)
    if (event.stream === ORDER_STREAM) last.set(event.key, orderFacts(event));
  for (const [orderId, facts] of last) {
    await tx.query(
      {
        name: 'visibility.write_order',
        text: `INSERT INTO visibility_orders (order_id, in_force, targets, states, law, interim, since_ms, window_number)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
          ON CONFLICT (order_id) DO UPDATE SET in_force = excluded.in_force, targets = excluded.targets,
            states = excluded.states, law = excluded.law, interim = excluded.interim, since_ms = excluded.since_ms,
            window_number = excluded.window_number`,
      },
      [
        orderId,
        facts.inForce,
        JSON.stringify(facts.targets),
        facts.states,
        facts.law,
        facts.interim,
        facts.sinceMs,
        window,
      ],
    );
  }
}
