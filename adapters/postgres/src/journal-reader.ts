// Reads sealed windows in order; opens personal payloads for readers that ask for them.

import {
  JOURNAL_BATCH_MAX,
  type JournalBatch,
  type JournalEvent,
  type JsonObject,
  type KeyClass,
  type Keys,
  UnopenableError,
} from '@jhalak/ports';
import type { PostgresDatabase } from './database.ts';
import { WINDOW_EVENTS } from './journal-windows.ts';

/** Where a reader stands: everything up to and with (window, position) is handled. */
export interface JournalPosition {
  window: number;
  /** Greater than 0 when only a part of `window + 1` is handled. */
  position: number;
}

/** One step of a reader: what to handle, if anything, and where it stands afterwards. */
export interface JournalStep {
  batch: JournalBatch | undefined;
  next: JournalPosition;
  /** Personal payloads of the batch that don't open and won't by waiting. */
  unreadable: number;
}

/** What a reader wants to read. */
export interface JournalQuery {
  streams: readonly string[];
  personal: boolean;
}

interface WindowRow {
  number: number;
  events: number;
}

interface EventRow {
  window_number: number;
  position: number;
  at_ms: number;
  stream: string;
  key: string;
  type: string;
  facts: JsonObject;
  subject: string | null;
  key_class: KeyClass | null;
  sealed: Buffer | null;
}

/** Windows looked up at once: at 40 a second, what a second-old reader has missed, many times over. */
const WINDOWS_PER_READ = 1_000;

const UNREADABLE = Symbol('a payload that does not open');

const WINDOWS = {
  name: 'journal.windows',
  text: 'SELECT number, events FROM journal_windows WHERE number > $1 ORDER BY number LIMIT $2',
};
const EVENTS = {
  name: 'journal.events',
  text: `SELECT window_number, position, at_ms, stream, key, type, facts, subject,
      CASE WHEN $6 THEN key_class END AS key_class, CASE WHEN $6 THEN sealed END AS sealed
    FROM ${WINDOW_EVENTS} AS events
    WHERE window_number >= $1 AND window_number <= $2 AND stream = ANY($3) AND position > $4
    ORDER BY window_number, position LIMIT $5`,
};

export class JournalReader {
  readonly #database: PostgresDatabase;
  readonly #keys: Keys;

  constructor(database: PostgresDatabase, keys: Keys) {
    this.#database = database;
    this.#keys = keys;
  }

  /**
   * Yields what is sealed after `from`, at most WINDOWS_PER_READ windows; nothing when there is none. Windows without
   * such events come as a step without a batch.
   *
   * Cost: one query for the windows, one for each batch's worth of events, however many small windows hold them.
   */
  async *read(from: JournalPosition, query: JournalQuery): AsyncGenerator<JournalStep> {
    const windows = await this.#database.query<WindowRow>(WINDOWS, [from.window, WINDOWS_PER_READ]);
    let position = from.position;
    for (const group of groups(windows)) {
      yield* group.length === 1
        ? this.#readWindow(group[0]?.number ?? 0, position, query)
        : this.#readGroup(group, position, query);
      position = 0;
    }
  }

  // One window, in parts when it is large.
  async *#readWindow(
    window: number,
    after: number,
    query: JournalQuery,
  ): AsyncGenerator<JournalStep> {
    for (let position = after; ;) {
      // One more than a batch tells whether this is the last part.
      const rows = await this.#rows([window, window], query, position, JOURNAL_BATCH_MAX + 1);
      const last = rows.length <= JOURNAL_BATCH_MAX;
      const part = rows.slice(0, JOURNAL_BATCH_MAX);
      position = part.at(-1)?.position ?? 0;
      const next = last ? { window, position: 0 } : { window: window - 1, position };
      yield { ...(await this.#batch(window, last, part)), next };
      if (last) return;
    }
  }

  // Many small windows at once; together they hold no more than a batch.
  async *#readGroup(
    group: readonly WindowRow[],
    after: number,
    query: JournalQuery,
  ): AsyncGenerator<JournalStep> {
    const [first, last] = [group[0]?.number ?? 0, group.at(-1)?.number ?? 0];
    const rows = await this.#rows([first, last], query, 0, JOURNAL_BATCH_MAX);
    const byWindow = Map.groupBy(rows, (row) => row.window_number);
    for (const [window, part] of byWindow) {
      const rest = window === first ? part.filter((row) => row.position > after) : part;
      yield { ...(await this.#batch(window, true, rest)), next: { window, position: 0 } };
    }
    if (!byWindow.has(last))
      yield { batch: undefined, next: { window: last, position: 0 }, unreadable: 0 };
  }

  async #rows(
    windows: readonly [number, number],
    { streams, personal }: JournalQuery,
    after: number,
    limit: number,
  ): Promise<EventRow[]> {
    return await this.#database.query<EventRow>(EVENTS, [
      ...windows,
      streams,
      after,
      limit,
      personal,
    ]);
  }

  async #batch(
    window: number,
    last: boolean,
    rows: readonly EventRow[],
  ): Promise<{ batch: JournalBatch | undefined; unreadable: number }> {
    if (rows.length === 0) return { batch: undefined, unreadable: 0 };
    const payloads = await Promise.all(rows.map((row) => this.#openPersonal(row)));
    const events = rows.map((row, index) => eventOf(row, payloads[index]));
    return {
      batch: { window, last, events },
      unreadable: payloads.filter((payload) => payload === UNREADABLE).length,
    };
  }

  // One event must not hold up all that come after it: what will never open is left out and told.
  async #openPersonal(row: EventRow): Promise<JsonObject | typeof UNREADABLE | undefined> {
    if (row.sealed === null || row.subject === null || row.key_class === null) return undefined;
    const context = `journal.${row.stream}.${row.type}`;
    try {
      const plain = await this.#keys.open(row.subject, row.key_class, context, row.sealed);
      // JSON that this house sealed itself: authenticated, so its shape is what append() was given.
      return plain === undefined ? undefined : (JSON.parse(plain.toString('utf8')) as JsonObject);
    } catch (error) {
      if (error instanceof UnopenableError) return UNREADABLE;
      throw error;
    }
  }
}

function eventOf(row: EventRow, payload: JsonObject | typeof UNREADABLE | undefined): JournalEvent {
  return {
    window: row.window_number,
    position: row.position,
    atMs: row.at_ms,
    stream: row.stream,
    key: row.key,
    type: row.type,
    facts: row.facts,
    subject: row.subject ?? undefined,
    personal: payload === UNREADABLE ? undefined : payload,
  };
}

// Neighbours together while they hold no more than one batch; a large window alone.
function groups(windows: readonly WindowRow[]): WindowRow[][] {
  const grouped: WindowRow[][] = [];
  let room = 0;
  for (const window of windows) {
    const current = grouped.at(-1);
    if (current === undefined || window.events > room) {
      grouped.push([window]);
      room = JOURNAL_BATCH_MAX - window.events;
    } else {
      current.push(window);
      room -= window.events;
    }
  }
  return grouped;
}
