// Makes player events durable. Requests that arrive while a write is on its way share the next one: one transaction, one
// sync, whatever the number of phones.

import type { PlayerEvent } from '@jhalak/contracts/feed';
import type { Clock } from '@jhalak/kernel';
import type { Database, Journal, Keys } from '@jhalak/ports';
import { recordRows, rowKey, type EventRow, type ViewJudging } from './event-rows.ts';
import type { SeenMemory } from './seen-memory.ts';
import type { Slot } from './slot-token.ts';
import { isView } from './judge-event.ts';

/** An event that passed the checks. */
export interface AcceptedEvent {
  event: PlayerEvent;
  slot: Slot;
  /** Where the viewer says that they live. */
  homePlace?: string | undefined;
}

interface Waiting {
  personId: string;
  accepted: readonly AcceptedEvent[];
  resolve: (fresh: boolean[]) => void;
  reject: (error: unknown) => void;
}

const NOTHING = new Uint8Array();
/** Requests in one transaction; with 100 events each at most 20,000 rows. */
const REQUESTS_PER_WRITE_MAX = 200;
/** Requests that may wait; beyond it the database is too slow and callers are told to come back. */
export const WAITING_MAX = 5_000;

export class EventWriter {
  readonly #database: Database;
  readonly #journal: Journal;
  readonly #keys: Keys;
  readonly #clock: Clock;
  readonly #seen: SeenMemory;
  readonly #judge: ViewJudging | undefined;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  constructor(
    parts: { database: Database; journal: Journal; keys: Keys; clock: Clock },
    seen: SeenMemory,
    judge: ViewJudging | undefined,
  ) {
    this.#database = parts.database;
    this.#journal = parts.journal;
    this.#keys = parts.keys;
    this.#clock = parts.clock;
    this.#seen = seen;
    this.#judge = judge;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** @returns for each event whether it is new (false: counted before). Durable when it resolves. */
  async write(personId: string, accepted: readonly AcceptedEvent[]): Promise<boolean[]> {
    const done = new Promise<boolean[]>((resolve, reject) => {
      this.#waiting.push({ personId, accepted, resolve, reject });
    });
    this.#writing ??= this.#writeAll();
    return await done;
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = await this.#withKeys(this.#waiting.splice(0, REQUESTS_PER_WRITE_MAX));
      if (batch.length === 0) continue;
      try {
        const fresh = await this.#writeBatch(batch);
        for (const [index, waiting] of batch.entries()) waiting.resolve(fresh[index] ?? []);
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    this.#writing = undefined;
  }

  // Somebody erased a moment ago has no key: their request fails alone, not everybody's that shares its transaction.
  async #withKeys(batch: readonly Waiting[]): Promise<Waiting[]> {
    const kept: Waiting[] = [];
    for (const waiting of batch) {
      try {
        await this.#keys.seal(waiting.personId, 'activity', 'attention.probe', NOTHING);
        kept.push(waiting);
      } catch (error) {
        waiting.reject(error);
      }
    }
    return kept;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<boolean[][]> {
    const nowMs = this.#clock.nowMs();
    const rows = distinctRows(batch);
    const counted = await this.#database.transaction(
      async (tx) => await recordRows(tx, this.#journal, rows, nowMs, this.#judge),
    );
    for (const row of rows) {
      if (row.type === 'impression' && counted.has(rowKey(row))) {
        await this.#seen.note(row.personId, row.slot.videoId, nowMs);
      }
    }
    return freshness(batch, counted);
  }
}

// One statement may name a key once; a repeat inside a batch is a duplicate like any other.
function distinctRows(batch: readonly Waiting[]): EventRow[] {
  const rows = new Map<string, EventRow>();
  const add = (row: EventRow): void => {
    const key = rowKey(row);
    if (!rows.has(key)) rows.set(key, row);
  };
  for (const { personId, accepted } of batch) {
    for (const one of accepted) {
      const { event, slot } = one;
      const row = rowOf(personId, one);
      add(row);
      if (event.watchMs !== undefined && isView(event.watchMs, slot.durationMs)) {
        add({ ...row, type: 'view', seq: 0 });
      }
    }
  }
  return [...rows.values()];
}

function rowOf(personId: string, { event, slot, homePlace }: AcceptedEvent): EventRow {
  const { type, seq, at: atMs, watchMs } = event;
  return { personId, slot, type, seq, atMs, watchMs, homePlace };
}

function freshness(batch: readonly Waiting[], counted: ReadonlySet<string>): boolean[][] {
  const told = new Set<string>();
  return batch.map(({ personId, accepted }) =>
    accepted.map((one) => {
      const key = rowKey(rowOf(personId, one));
      if (!counted.has(key) || told.has(key)) return false;
      told.add(key);
      return true;
    }),
  );
}
