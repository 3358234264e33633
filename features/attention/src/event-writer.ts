// Makes player events durable. Requests that arrive while a write is on its way share the next one: one transaction, one
// sync, whatever the number of phones.

import type { PlayerEvent } from '@jhalak/contracts/feed';
import type { Clock } from '@jhalak/kernel';
import type { Database, Journal, JournalEntry, Json, Keys, Tx } from '@jhalak/ports';
import type { SeenMemory } from './seen-memory.ts';
import type { Slot } from './slot-token.ts';
import { isView } from './judge-event.ts';

/** Numbers of the types in the table; never reuse one. `view` is ours: a slot's first event that makes a view. */
const TYPE_NUMBERS = {
  impression: 1,
  start: 2,
  progress: 3,
  finish: 4,
  skip: 5,
  not_interested: 6,
  view: 100,
} as const;
type CountedType = keyof typeof TYPE_NUMBERS;

/** An event that passed the checks. */
export interface AcceptedEvent {
  event: PlayerEvent;
  slot: Slot;
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

const COUNT = {
  name: 'attention.count',
  text: `INSERT INTO attention_counted (person_id, slot_id, type, seq, at_ms)
    SELECT person_id, slot_id, type, seq, $5
    FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::int[]) AS e(person_id, slot_id, type, seq)
    ON CONFLICT DO NOTHING RETURNING person_id, slot_id, type, seq`,
};
const SEE = {
  name: 'attention.see',
  text: `INSERT INTO attention_seen (person_id, video_id, seen_at_ms)
    SELECT person_id, video_id, $3 FROM unnest($1::uuid[], $2::uuid[]) AS s(person_id, video_id)
    ON CONFLICT (person_id, video_id) DO UPDATE SET seen_at_ms = excluded.seen_at_ms`,
};

interface Row {
  personId: string;
  slot: Slot;
  type: CountedType;
  seq: number;
  event: PlayerEvent;
}

export class EventWriter {
  readonly #database: Database;
  readonly #journal: Journal;
  readonly #keys: Keys;
  readonly #clock: Clock;
  readonly #seen: SeenMemory;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  constructor(database: Database, journal: Journal, keys: Keys, clock: Clock, seen: SeenMemory) {
    this.#database = database;
    this.#journal = journal;
    this.#keys = keys;
    this.#clock = clock;
    this.#seen = seen;
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
    const counted = await this.#database.transaction(async (tx) => {
      const fresh = await this.#count(tx, rows, nowMs);
      const freshRows = rows.filter((row) => fresh.has(rowKey(row)));
      await this.#see(tx, freshRows, nowMs);
      await this.#journal.append(tx, journalEntries(freshRows));
      return fresh;
    });
    for (const row of rows) {
      if (row.type === 'impression' && counted.has(rowKey(row))) {
        await this.#seen.note(row.personId, row.slot.videoId, nowMs);
      }
    }
    return freshness(batch, counted);
  }

  async #count(tx: Tx, rows: readonly Row[], nowMs: number): Promise<Set<string>> {
    // Sorted, so that two processes that count the same events cannot wait for each other.
    const sorted = rows.toSorted((a, b) => (rowKey(a) < rowKey(b) ? -1 : 1));
    const fresh = await tx.query<{ person_id: string; slot_id: string; type: number; seq: number }>(
      COUNT,
      [
        sorted.map((row) => row.personId),
        sorted.map((row) => row.slot.slotId),
        sorted.map((row) => TYPE_NUMBERS[row.type]),
        sorted.map((row) => row.seq),
        nowMs,
      ],
    );
    return new Set(fresh.map((row) => `${row.person_id} ${row.slot_id} ${row.type} ${row.seq}`));
  }

  async #see(tx: Tx, fresh: readonly Row[], nowMs: number): Promise<void> {
    const seen = new Map(
      fresh
        .filter((row) => row.type === 'impression')
        .map((row) => [`${row.personId} ${row.slot.videoId}`, row] as const),
    );
    if (seen.size === 0) return;
    const rows = [...seen.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    await tx.query(SEE, [
      rows.map((row) => row.personId),
      rows.map((row) => row.slot.videoId),
      nowMs,
    ]);
  }
}

function rowKey(row: Row): string {
  return `${row.personId} ${row.slot.slotId} ${TYPE_NUMBERS[row.type]} ${row.seq}`;
}

// One statement may name a key once; a repeat inside a batch is a duplicate like any other.
function distinctRows(batch: readonly Waiting[]): Row[] {
  const rows = new Map<string, Row>();
  const add = (row: Row): void => {
    const key = rowKey(row);
    if (!rows.has(key)) rows.set(key, row);
  };
  for (const { personId, accepted } of batch) {
    for (const { event, slot } of accepted) {
      add({ personId, slot, type: event.type, seq: event.seq, event });
      if (event.watchMs !== undefined && isView(event.watchMs, slot.durationMs)) {
        add({ personId, slot, type: 'view', seq: 0, event });
      }
    }
  }
  return [...rows.values()];
}

function freshness(batch: readonly Waiting[], counted: ReadonlySet<string>): boolean[][] {
  const told = new Set<string>();
  return batch.map(({ personId, accepted }) =>
    accepted.map(({ event, slot }) => {
      const key = rowKey({ personId, slot, type: event.type, seq: event.seq, event });
      if (!counted.has(key) || told.has(key)) return false;
      told.add(key);
      return true;
    }),
  );
}

// One entry a viewer, so that a viewer's events keep their order and are sealed once.
function journalEntries(rows: readonly Row[]): JournalEntry[] {
  const byPerson = new Map<string, Json[]>();
  for (const row of rows) {
    const events = byPerson.get(row.personId) ?? [];
    byPerson.set(row.personId, events);
    events.push({
      slot: row.slot.slotId,
      video: row.slot.videoId,
      type: row.type,
      at: row.event.at,
      watchMs: row.event.watchMs ?? null,
      durationMs: row.slot.durationMs,
      surface: row.slot.surface,
      position: row.slot.position,
      learn: row.slot.personal,
    });
  }
  return [...byPerson.entries()].map(([personId, events]) => ({
    stream: 'attention.events',
    key: personId,
    type: 'recorded',
    facts: {},
    subject: personId,
    personal: { keyClass: 'activity', payload: { events } },
  }));
}
