// Deletes windows of the journal whose days are over, from its beginning, and only those that every reader is past:
// what consumers have stored, what followers were started from last, and where the readers of this process are now.

import type { Logger } from '@jhalak/kernel';
import type { DurableConsumer, PruneOptions, ReaderStanding, Tx } from '@jhalak/ports';
import type { PostgresDatabase } from './database.ts';
import type { JournalReader } from './journal-reader.ts';
import { DELETE_EVENTS, WINDOW_EVENTS } from './journal-windows.ts';

/** Windows deleted in one transaction at most, unless they hold more events than STEP_EVENTS. */
const STEP_WINDOWS = 500;
/** Some seconds of deleting, during which consumers wait. A larger window goes alone. */
const STEP_EVENTS = 20_000;
/** One call ends after this many transactions; the next one goes on. */
const STEPS_MAX = 100;
/** Two processes must not take the same windows along twice; any constant will do, this one spells "jprune". */
const PRUNE_LOCK = 0x6a7072756e65n;

const LOCK = {
  name: 'journal.prune_lock',
  text: 'SELECT pg_try_advisory_xact_lock($1) AS mine',
};
// The newest window stays, whatever its age: the next one is numbered and bounded by it.
const DUE = {
  name: 'journal.prune_due',
  text: `SELECT number, events, sealed_at_ms < $1 AND number < (SELECT max(number) FROM journal_windows) AS due
    FROM journal_windows ORDER BY number LIMIT $2`,
};
// Locked, so that nobody is rewound while windows go: FOR UPDATE waits for a rewind that is under way.
const CONSUMERS = {
  name: 'journal.prune_consumers',
  text: 'SELECT name, window_number FROM journal_consumers ORDER BY name FOR UPDATE',
};
const FOLLOWERS = {
  name: 'journal.prune_followers',
  text: 'SELECT name, window_number FROM journal_readers WHERE seen_at_ms >= $1',
};
const SEEN = {
  name: 'journal.prune_seen',
  text: 'UPDATE journal_readers SET seen_at_ms = $2 WHERE name = ANY($1)',
};
// A consumer whose streams are quiet stores no position: the first event it has not handled tells where it is.
const FIRST_UNREAD = {
  name: 'journal.prune_unread',
  text: `SELECT min(window_number) AS number FROM ${WINDOW_EVENTS} AS events
    WHERE window_number > $1 AND window_number <= $2 AND stream = ANY($3)`,
};
const DELETE_WINDOWS = {
  name: 'journal.prune_windows',
  text: 'DELETE FROM journal_windows WHERE number <= $1',
};

interface Floor {
  name: string;
  window_number: number;
}

export class JournalPruner {
  readonly #database: PostgresDatabase;
  readonly #reader: JournalReader;
  readonly #logger: Logger;

  constructor(database: PostgresDatabase, reader: JournalReader, logger: Logger) {
    this.#database = database;
    this.#reader = reader;
    this.#logger = logger;
  }

  /** @param live the readers of this process. @returns how many windows were deleted. */
  async prune(
    options: PruneOptions,
    live: readonly ReaderStanding[],
    nowMs: number,
  ): Promise<number> {
    await this.#database.query(SEEN, [live.map((reader) => reader.name), nowMs]);
    let deleted = 0;
    for (let step = 0; step < STEPS_MAX; step += 1) {
      const windows = await this.#database.transaction((tx) => this.#step(tx, options, live));
      if (windows === 0) break;
      deleted += windows;
    }
    return deleted;
  }

  async #step(tx: Tx, options: PruneOptions, live: readonly ReaderStanding[]): Promise<number> {
    const [lock] = await tx.query<{ mine: boolean }>(LOCK, [PRUNE_LOCK.toString()]);
    if (lock?.mine !== true) return 0;
    const due = await dueWindows(tx, options.sealedBeforeMs);
    const [first, wanted] = [due.at(0), due.at(-1)];
    if (first === undefined || wanted === undefined) return 0;
    const last = await this.#allowed(tx, options, live, wanted);
    const count = due.filter((number) => number <= last).length;
    if (count === 0) return 0;
    for (const consumer of options.consumers) await this.#keep(tx, consumer, first, last);
    await tx.query(DELETE_EVENTS, [last]);
    await tx.query(DELETE_WINDOWS, [last]);
    return count;
  }

  async #allowed(
    tx: Tx,
    { consumers, sealedBeforeMs }: PruneOptions,
    live: readonly ReaderStanding[],
    wanted: number,
  ): Promise<number> {
    const stored = await tx.query<Floor>(CONSUMERS);
    const known = new Map(consumers.map((consumer) => [consumer.name, consumer]));
    const floors: Floor[] = stored.filter((floor) => !known.has(floor.name));
    for (const consumer of consumers) {
      const at = stored.find((floor) => floor.name === consumer.name)?.window_number ?? 0;
      const window = at >= wanted ? at : await handledUpTo(tx, consumer, at, wanted);
      floors.push({ name: consumer.name, window_number: window });
    }
    // Whoever was not seen for as long as the journal is kept has nothing left to go on from.
    floors.push(...(await tx.query<Floor>(FOLLOWERS, [sealedBeforeMs])));
    for (const reader of live)
      if (!known.has(reader.name)) floors.push({ name: reader.name, window_number: reader.window });
    const held = floors.filter((floor) => floor.window_number < wanted);
    if (held.length > 0) {
      const readers = held.map((floor) => `${floor.name} at ${floor.window_number}`).join(', ');
      this.#logger.warn(
        { readers },
        'windows whose days are over are kept for readers behind them',
      );
    }
    return Math.min(wanted, ...held.map((floor) => floor.window_number));
  }

  async #keep(tx: Tx, consumer: DurableConsumer, first: number, last: number): Promise<void> {
    if (consumer.keep === undefined) return;
    const { streams, personal = false } = consumer;
    // One reading covers a step: it yields more windows than a step has.
    for await (const { batch } of this.#reader.read(
      { window: first - 1, position: 0 },
      { streams, personal },
    )) {
      if (batch === undefined) continue;
      if (batch.window > last) break;
      await consumer.keep(tx, batch);
    }
  }
}

async function dueWindows(tx: Tx, sealedBeforeMs: number): Promise<number[]> {
  const rows = await tx.query<{ number: number; events: number; due: boolean }>(DUE, [
    sealedBeforeMs,
    STEP_WINDOWS,
  ]);
  const numbers: number[] = [];
  let events = 0;
  for (const row of rows) {
    events += row.events;
    if (!row.due || (numbers.length > 0 && events > STEP_EVENTS)) break;
    numbers.push(row.number);
  }
  return numbers;
}

async function handledUpTo(
  tx: Tx,
  consumer: DurableConsumer,
  at: number,
  wanted: number,
): Promise<number> {
  const [row] = await tx.query<{ number: number | null }>(FIRST_UNREAD, [
    at,
    wanted,
    consumer.streams,
  ]);
  return row === undefined || row.number === null ? wanted : row.number - 1;
}
