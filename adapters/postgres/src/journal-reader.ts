// Reads sealed windows in order and opens personal payloads.

import { JOURNAL_BATCH_MAX, type JournalBatch, type JournalEvent, type JsonObject, type KeyClass, type Keys } from '@jhalak/ports';
import type { PostgresDatabase } from './database.ts';

/** Where a reader stands: everything up to and with (window, position) is handled. */
export interface JournalPosition {
  window: number;
  /** Greater than 0 when only a part of `window + 1` is handled. */
  position: number;
}

interface WindowRow {
  number: number;
  epoch: number;
  from_xid: string;
  to_xid: string;
}

interface EventRow {
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

/** Windows looked up at once; each may hold up to a batch of events. */
const WINDOWS_PER_READ = 64;

const WINDOWS = {
  name: 'journal.windows',
  text: `SELECT number, epoch, from_xid::text, to_xid::text FROM journal_windows WHERE number > $1 ORDER BY number LIMIT $2`,
};
const EVENTS = {
  name: 'journal.events',
  text: `SELECT position, at_ms, stream, key, type, facts, subject, key_class, sealed FROM journal
    WHERE epoch = $1 AND xid >= $2::text::xid8 AND xid < $3::text::xid8 AND stream = ANY($4) AND position > $5
    ORDER BY position LIMIT $6`,
};

export class JournalReader {
  readonly #database: PostgresDatabase;
  readonly #keys: Keys;

  constructor(database: PostgresDatabase, keys: Keys) {
    this.#database = database;
    this.#keys = keys;
  }

  /** Yields what is sealed after `from`, at most WINDOWS_PER_READ windows. Windows without such events come empty. */
  async *read(from: JournalPosition, streams: readonly string[]): AsyncGenerator<JournalBatch & { position: number }> {
    const windows = await this.#database.query<WindowRow>(WINDOWS, [from.window, WINDOWS_PER_READ]);
    let position = from.position;
    for (const window of windows) {
      for (;;) {
        const rows = await this.#database.query<EventRow>(EVENTS, [
          window.epoch,
          window.from_xid,
          window.to_xid,
          streams,
          position,
          JOURNAL_BATCH_MAX,
        ]);
        const last = rows.length < JOURNAL_BATCH_MAX;
        const events = await Promise.all(rows.map((row) => this.#open(window.number, row)));
        position = last ? 0 : (rows.at(-1)?.position ?? 0);
        yield { window: window.number, last, events, position };
        if (last) break;
      }
    }
  }

  async #open(window: number, row: EventRow): Promise<JournalEvent> {
    return {
      window,
      position: row.position,
      atMs: row.at_ms,
      stream: row.stream,
      key: row.key,
      type: row.type,
      facts: row.facts,
      subject: row.subject ?? undefined,
      personal: await this.#openPersonal(row),
    };
  }

  async #openPersonal(row: EventRow): Promise<JsonObject | undefined> {
    if (row.sealed === null || row.subject === null || row.key_class === null) return undefined;
    const plain = await this.#keys.open(row.subject, row.key_class, `journal.${row.stream}.${row.type}`, row.sealed);
    // JSON that this house sealed itself: authenticated, so its shape is what append() was given.
    return plain === undefined ? undefined : (JSON.parse(plain.toString('utf8')) as JsonObject);
  }
}
