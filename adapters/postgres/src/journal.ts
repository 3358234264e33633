// The journal over PostgreSQL. See migrations/0001_journal.sql for the tables and the port for the promises.
//
// Why windows: reading an identity column in order loses events (id 2 is read, then id 1 commits). A window holds what
// was committed between two snapshots, so its content never changes. Inside it, positions order events: they are drawn
// while the change's row locks are held, so for one key they follow the order of commits. See journal-windows.ts.

import type { Clock, Logger } from '@jhalak/kernel';
import { messageOf } from '@jhalak/kernel';
import type {
  DurableConsumer,
  Follower,
  Journal,
  JournalEntry,
  Keys,
  PruneOptions,
  ReaderStanding,
  Subscription,
  Tx,
} from '@jhalak/ports';
import type { PostgresDatabase } from './database.ts';
import { JournalPruner } from './journal-pruning.ts';
import { JournalReader } from './journal-reader.ts';
import { CLOSE_EPOCH, SEAL, UNSEALED } from './journal-windows.ts';
import {
  DurableSubscription,
  FollowerSubscription,
  type JournalSubscription,
} from './journal-subscription.ts';
import { isReadOnlyError } from './write-stop.ts';

/** Another process's appends are noticed within this time; our own wake the sealer at once. */
const POLL_MS = 200;
/** Sealing more often costs rows and gains nothing a person could see. */
const SEAL_INTERVAL_MS = 25;
/** Another process may have sealed a moment before us, with a snapshot older than ours: we try again. */
const SEAL_TRIES_MAX = 20;

export interface JournalOptions {
  database: PostgresDatabase;
  keys: Keys;
  clock: Clock;
  logger: Logger;
  /** The worker role seals; others only read. Tests seal by hand. */
  sealing: boolean;
  /** False in tests: subscriptions move only when asked to. */
  live: boolean;
}

const APPEND = {
  name: 'journal.append',
  text: `INSERT INTO journal (epoch, at_ms, stream, key, type, row_table, row_key, facts, subject, key_class, sealed)
    SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::uuid[],
      $10::text[], $11::bytea[])`,
};
const LAST = {
  name: 'journal.last',
  text: 'SELECT coalesce(max(number), 0) AS number FROM journal_windows',
};

const FIRST = {
  name: 'journal.first',
  text: 'SELECT min(number) AS number FROM journal_windows',
};
const NOTE_FOLLOWER = {
  name: 'journal.note_follower',
  text: `INSERT INTO journal_readers (name, window_number, seen_at_ms) VALUES ($1, $2, $3)
    ON CONFLICT (name) DO UPDATE SET window_number = excluded.window_number, seen_at_ms = excluded.seen_at_ms
    RETURNING (SELECT coalesce(min(number), 1) FROM journal_windows) AS first`,
};
const FORGET_FOLLOWER = {
  name: 'journal.forget_follower',
  text: 'DELETE FROM journal_readers WHERE name = $1',
};

/** Looked for without a lock: a frozen cell opens, and takes none. */
const CURRENT_EPOCH = {
  name: 'journal.current_epoch',
  text: `SELECT epoch FROM (SELECT epoch, cluster FROM journal_epochs ORDER BY epoch DESC LIMIT 1) AS last
    WHERE cluster = (SELECT system_identifier::text FROM pg_control_system())`,
};

export class PostgresJournal implements Journal {
  readonly #options: JournalOptions;
  readonly #reader: JournalReader;
  readonly #epoch: number;
  readonly #subscriptions = new Set<JournalSubscription>();
  #timer: NodeJS.Timeout | undefined;
  #sealingNow: Promise<void> | undefined;
  #kicked = false;
  #closed = false;
  #paused = false;

  /** Opens the journal: finds or begins the epoch, starts sealing when asked to. */
  static async open(options: JournalOptions): Promise<PostgresJournal> {
    const epoch = await currentEpoch(options.database, options.clock.nowMs());
    const journal = new PostgresJournal(options, epoch);
    if (options.live) journal.#schedule(0);
    return journal;
  }

  private constructor(options: JournalOptions, epoch: number) {
    this.#options = options;
    this.#epoch = epoch;
    this.#reader = new JournalReader(options.database, options.keys);
  }

  async append(tx: Tx, entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const sealed = await Promise.all(entries.map((entry) => this.#seal(entry)));
    await tx.query(APPEND, [
      this.#epoch,
      this.#options.clock.nowMs(),
      entries.map((entry) => entry.stream),
      entries.map((entry) => entry.key),
      entries.map((entry) => entry.type),
      entries.map((entry) => entry.row?.table ?? null),
      entries.map((entry) => entry.row?.key ?? null),
      entries.map((entry) => JSON.stringify(entry.facts)),
      entries.map((entry) => entry.subject ?? null),
      entries.map((entry) => entry.personal?.keyClass ?? null),
      sealed,
    ]);
    if (this.#options.live) tx.afterCommit(() => this.#kick());
  }

  async #seal(entry: JournalEntry): Promise<Buffer | null> {
    if (entry.personal === undefined) return null;
    if (entry.subject === undefined)
      throw new Error(`${entry.stream}: a personal payload needs a subject`);
    return await this.#options.keys.seal(
      entry.subject,
      entry.personal.keyClass,
      `journal.${entry.stream}.${entry.type}`,
      Buffer.from(JSON.stringify(entry.personal.payload)),
    );
  }

  async consume(consumer: DurableConsumer): Promise<Subscription> {
    const subscription = await DurableSubscription.open(
      this.#options.database,
      { ...this.#options, reader: this.#reader },
      consumer,
    );
    return this.#add(subscription);
  }

  async follow(follower: Follower): Promise<Subscription> {
    const { name, afterWindow } = follower;
    const noted = [name, afterWindow, this.#options.clock.nowMs()];
    const kept = await this.#noteFollower(noted);
    if (kept !== undefined && afterWindow < kept.first - 1) {
      this.#options.logger.warn(
        { follower: name, afterWindow, firstWindow: kept.first },
        'a follower asks for windows that are kept no more; it begins with the first that is',
      );
    }
    const subscription = this.#add(
      new FollowerSubscription({ ...this.#options, reader: this.#reader }, follower),
    );
    return follower.once === true ? this.#forgottenAtEnd(subscription, name) : subscription;
  }

  #forgottenAtEnd(subscription: Subscription, name: string): Subscription {
    return {
      catchUp: async () => await subscription.catchUp(),
      get window() {
        return subscription.window;
      },
      stop: async () => {
        await subscription.stop();
        await this.#unlessFrozen(this.#options.database.query(FORGET_FOLLOWER, [name]));
      },
    };
  }

  async #noteFollower(noted: readonly unknown[]): Promise<{ first: number } | undefined> {
    const rows = this.#options.database.query<{ first: number }>(NOTE_FOLLOWER, noted);
    return (await this.#unlessFrozen(rows))?.[0];
  }

  /** A frozen cell prunes nothing: where a follower stands need not be noted. */
  async #unlessFrozen<Row>(rows: Promise<Row[]>): Promise<Row[] | undefined> {
    try {
      return await rows;
    } catch (error) {
      if (isReadOnlyError(error)) return undefined;
      throw error;
    }
  }

  /**
   * Neither seals nor moves durable consumers until `resume`; followers go on reading what is sealed. Resolves when what is
   * under way has ended.
   */
  async pause(): Promise<void> {
    this.#paused = true;
    await this.#sealingNow;
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.pause()));
  }

  /** Goes on where `pause` stopped. */
  resume(): void {
    this.#paused = false;
    for (const subscription of this.#subscriptions) subscription.resumeReading(this.#options.live);
    if (this.#options.live) this.#kick();
  }

  #add(subscription: JournalSubscription): Subscription {
    this.#subscriptions.add(subscription);
    subscription.onStop(() => this.#subscriptions.delete(subscription));
    if (this.#paused) void subscription.pause();
    if (this.#options.live) subscription.wake();
    return subscription;
  }

  async rewind(tx: Tx, consumer: Pick<DurableConsumer, 'name' | 'keep'>): Promise<void> {
    await tx.query(
      { name: 'journal.rewind', text: 'DELETE FROM journal_consumers WHERE name = $1' },
      [consumer.name],
    );
    const [first] = await tx.query<{ number: number | null }>(FIRST);
    if (consumer.keep === undefined && (first?.number ?? 1) > 1)
      throw new Error(`${consumer.name} can't begin anew: the journal's beginning was deleted`);
  }

  async prune(options: PruneOptions): Promise<number> {
    const { database, logger, clock } = this.#options;
    const pruner = new JournalPruner(database, this.#reader, logger);
    return await pruner.prune(options, this.readers(), clock.nowMs());
  }

  async lastWindow(): Promise<number> {
    const [row] = await this.#options.database.query<{ number: number }>(LAST);
    return row?.number ?? 0;
  }

  readers(): readonly ReaderStanding[] {
    return [...this.#subscriptions].map((subscription) => subscription.standing());
  }

  async seal(): Promise<number> {
    for (let attempt = 0; attempt < SEAL_TRIES_MAX; attempt += 1) {
      // A window of ours holds everything committed before this call.
      if (await this.sealReady()) return await this.lastWindow();
      const [row] = await this.#options.database.query<{ some: boolean }>(UNSEALED, [this.#epoch]);
      if (row?.some !== true) return await this.lastWindow();
    }
    throw new Error('the journal could not be sealed: other processes seal without end');
  }

  /** Seals what is committed now. @returns whether there was something that nobody else had sealed. */
  async sealReady(): Promise<boolean> {
    const rows = await this.#options.database.query<{ number: number }>(SEAL, [
      this.#epoch,
      this.#options.clock.nowMs(),
    ]);
    return rows.length > 0;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#sealingNow;
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.stop()));
  }

  #kick(): void {
    if (this.#kicked || this.#closed) return;
    this.#kicked = true;
    this.#schedule(SEAL_INTERVAL_MS);
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#sealingNow = this.#round().finally(() => {
        this.#sealingNow = undefined;
        if (!this.#closed) this.#schedule(this.#kicked ? SEAL_INTERVAL_MS : POLL_MS);
      });
    }, delayMs);
  }

  async #round(): Promise<void> {
    this.#kicked = false;
    try {
      const sealed = this.#options.sealing && !this.#paused ? await this.sealReady() : true;
      if (sealed) for (const subscription of this.#subscriptions) subscription.wake();
    } catch (error) {
      this.#options.logger.warn(
        { error: messageOf(error) },
        'the journal could not be sealed; trying again',
      );
    }
  }
}

// A restored database holds transaction ids of another cluster: they are closed in a last window of the old epoch.
async function currentEpoch(database: PostgresDatabase, nowMs: number): Promise<number> {
  const [known] = await database.query<{ epoch: number }>(CURRENT_EPOCH);
  if (known !== undefined) return known.epoch;
  return await database.transaction(async (tx) => {
    await tx.query({
      name: 'journal.epoch_lock',
      text: 'LOCK TABLE journal_epochs IN EXCLUSIVE MODE',
    });
    const [identity] = await tx.query<{ cluster: string }>({
      name: 'journal.cluster',
      text: 'SELECT system_identifier::text AS cluster FROM pg_control_system()',
    });
    const [last] = await tx.query<{ epoch: number; cluster: string }>({
      name: 'journal.last_epoch',
      text: 'SELECT epoch, cluster FROM journal_epochs ORDER BY epoch DESC LIMIT 1',
    });
    const cluster = identity?.cluster ?? 'unknown';
    if (last !== undefined && last.cluster === cluster) return last.epoch;
    const epoch = (last?.epoch ?? 0) + 1;
    await tx.query(CLOSE_EPOCH, [epoch - 1, nowMs]);
    await tx.query(
      {
        name: 'journal.begin_epoch',
        text: 'INSERT INTO journal_epochs (epoch, cluster, begun_at_ms) VALUES ($1, $2, $3)',
      },
      [epoch, cluster, nowMs],
    );
    return epoch;
  });
}
