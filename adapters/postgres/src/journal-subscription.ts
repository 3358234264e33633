// Running readers of the journal: durable ones keep their position in the database, followers keep it in memory.
// A reader reads in one place at a time, whoever asks it to.

import { messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type {
  DurableConsumer,
  Follower,
  JournalBatch,
  ReaderStanding,
  Subscription,
  Tx,
} from '@jhalak/ports';
import type { PostgresDatabase } from './database.ts';
import { isReadOnlyError } from './write-stop.ts';
import type { JournalPosition, JournalReader, JournalStep } from './journal-reader.ts';

/** After a failed batch a durable consumer waits, twice as long each time, up to this. */
const RETRY_MAX_MS = 10_000;
const RETRY_FIRST_MS = 100;

export interface JournalSubscription extends Subscription {
  /** Reads soon, in the background; failures are logged and tried again. */
  wake(): void;
  onStop(callback: () => void): void;
  standing(): ReaderStanding;
  /** Takes nothing more until it is resumed, if it writes; resolves when nothing is under way. */
  pause(): Promise<void>;
  resumeReading(live: boolean): void;
}

/** What every running reader needs. */
export interface SubscriptionParts {
  reader: JournalReader;
  clock: Clock;
  logger: Logger;
}

abstract class BaseSubscription implements JournalSubscription {
  readonly #parts: SubscriptionParts;
  readonly #of: Pick<Follower, 'name' | 'streams' | 'personal'>;
  protected at: JournalPosition;
  /** The reading under way, or the last one; never rejects. */
  #reading: Promise<void> = Promise.resolve();
  #wakePending = false;
  #stopped = false;
  #paused = false;
  #retryMs = RETRY_FIRST_MS;
  #retryTimer: NodeJS.Timeout | undefined;
  #onStop: (() => void) | undefined;
  #stuck: ReaderStanding['stuck'];
  #unreadable: ReaderStanding['unreadable'];

  constructor(
    parts: SubscriptionParts,
    of: Pick<Follower, 'name' | 'streams' | 'personal'>,
    at: JournalPosition,
  ) {
    this.#parts = parts;
    this.#of = of;
    this.at = at;
  }

  standing(): ReaderStanding {
    return {
      name: this.#of.name,
      window: this.at.window,
      stuck: this.#stuck,
      unreadable: this.#unreadable,
    };
  }

  get window(): number {
    return this.at.window;
  }

  onStop(callback: () => void): void {
    this.#onStop = callback;
  }

  /** Whether it keeps its position in the database. */
  protected abstract readonly writes: boolean;

  async pause(): Promise<void> {
    if (!this.writes) return;
    this.#paused = true;
    await this.#reading;
  }

  resumeReading(live: boolean): void {
    this.#paused = false;
    if (live) this.wake();
  }

  /** Looks up where to go on, before a caller's catch-up. */
  protected abstract resume(): Promise<void>;
  /** Handles one batch and moves `at`. @returns false when reading must begin again from a new `at`. */
  protected abstract apply(batch: JournalBatch, next: JournalPosition): Promise<boolean>;

  wake(): void {
    if (this.#wakePending || this.#stopped || this.#paused) return;
    this.#wakePending = true;
    this.#reading = this.#reading.then(async () => {
      this.#wakePending = false;
      await this.#readInBackground();
    });
  }

  async catchUp(): Promise<void> {
    const reading = this.#reading.then(async () => {
      await this.resume();
      await this.#readAll();
    });
    this.#reading = reading.catch(() => undefined);
    await reading;
  }

  async #readInBackground(): Promise<void> {
    try {
      await this.#readAll();
      this.#retryMs = RETRY_FIRST_MS;
    } catch (error) {
      if (error instanceof StoppedError) {
        this.#stopped = true;
        return;
      }
      this.#parts.logger.error(
        { reader: this.#of.name, window: this.#stuck?.window, error: messageOf(error) },
        'a reader of the journal stands still before a window; it will try again',
      );
      clearTimeout(this.#retryTimer);
      if (!this.#stopped) this.#retryTimer = setTimeout(() => this.wake(), this.#retryMs).unref();
      this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
    }
  }

  // Ends: every round moves `at` forward, but where a durable consumer was rewound or moved by another process.
  async #readAll(): Promise<void> {
    for (let more = true; more && !this.#stopped && !this.#paused;) more = await this.#readSome();
  }

  // @returns whether there may be more.
  async #readSome(): Promise<boolean> {
    let some = false;
    const { streams, personal = false } = this.#of;
    let trying = this.at.window + 1;
    try {
      for await (const step of this.#parts.reader.read(this.at, { streams, personal })) {
        if (this.#stopped || this.#paused) return false;
        some = true;
        trying = step.batch?.window ?? trying;
        if (!(await this.#take(step))) return true;
        this.#stuck = undefined;
        trying = this.at.window + 1;
      }
      this.#stuck = undefined;
      return some;
    } catch (error) {
      this.#standStill(trying, error);
      throw error;
    }
  }

  async #take({ batch, next, unreadable }: JournalStep): Promise<boolean> {
    if (batch === undefined) {
      this.at = next;
      return true;
    }
    const applied = await this.apply(batch, next);
    if (applied && unreadable > 0) this.#tellUnreadable(batch.window, unreadable);
    return applied;
  }

  #standStill(window: number, error: unknown): void {
    this.#stuck = {
      window,
      sinceMs: this.#stuck?.window === window ? this.#stuck.sinceMs : this.#parts.clock.nowMs(),
      reason: messageOf(error instanceof StoppedError ? error.cause : error),
      forGood: error instanceof StoppedError,
    };
  }

  #tellUnreadable(window: number, count: number): void {
    this.#unreadable = { count: (this.#unreadable?.count ?? 0) + count, window };
    this.#parts.logger.error(
      { reader: this.#of.name, window, events: count },
      'personal payloads do not open: a key is missing or bytes were changed. The reader went on without them; restore the key store, then compute again what this reader keeps',
    );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retryTimer);
    await this.#reading;
    this.#onStop?.();
  }
}

/** Moves its position in the same transaction as the handler's effects. */
export class DurableSubscription extends BaseSubscription {
  protected readonly writes = true;
  readonly #database: PostgresDatabase;
  readonly #consumer: DurableConsumer;
  /** What the database held when this process last looked or moved. */
  #stored: JournalPosition;

  static async open(
    database: PostgresDatabase,
    parts: SubscriptionParts,
    consumer: DurableConsumer,
  ): Promise<DurableSubscription> {
    const stored = await storedPosition(database, consumer.name);
    return new DurableSubscription(database, parts, consumer, stored);
  }

  private constructor(
    database: PostgresDatabase,
    parts: SubscriptionParts,
    consumer: DurableConsumer,
    stored: JournalPosition,
  ) {
    super(parts, consumer, stored);
    this.#database = database;
    this.#consumer = consumer;
    this.#stored = stored;
  }

  // Another process may have moved the position, or somebody may have rewound it.
  protected async resume(): Promise<void> {
    const stored = await storedPosition(this.#database, this.#consumer.name);
    if (stored.window === this.#stored.window && stored.position === this.#stored.position) return;
    this.#stored = stored;
    this.at = stored;
  }

  protected async apply(batch: JournalBatch, next: JournalPosition): Promise<boolean> {
    const moved = await this.#database.transaction(async (tx) => {
      if (!(await this.#move(tx, next))) return false;
      await this.#consumer.handle(tx, batch);
      return true;
    });
    if (moved) {
      this.#stored = next;
      this.at = next;
    } else {
      await this.resume();
    }
    return moved;
  }

  // Fails when the position is not the one we know. The row stays locked until the effects are committed, so that two
  // processes never handle the same batch.
  async #move(tx: Tx, next: JournalPosition): Promise<boolean> {
    const rows = await tx.query(
      {
        name: 'journal.move',
        text: `UPDATE journal_consumers SET window_number = $2, position = $3
          WHERE name = $1 AND window_number = $4 AND position = $5 RETURNING name`,
      },
      [this.#consumer.name, next.window, next.position, this.#stored.window, this.#stored.position],
    );
    return rows.length > 0;
  }
}

async function storedPosition(database: PostgresDatabase, name: string): Promise<JournalPosition> {
  const read = {
    name: 'journal.position',
    text: 'SELECT window_number AS window, position FROM journal_consumers WHERE name = $1',
  };
  const [found] = await database.query<JournalPosition>(read, [name]);
  if (found !== undefined) return found;
  try {
    await database.query(
      {
        name: 'journal.begin',
        text: 'INSERT INTO journal_consumers (name, window_number, position) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING',
      },
      [name],
    );
  } catch (error) {
    // A frozen cell opens its readers too, also one that is new: it begins when something can be written again.
    if (!isReadOnlyError(error)) throw error;
  }
  const [begun] = await database.query<JournalPosition>(read, [name]);
  return begun ?? { window: 0, position: 0 };
}

class StoppedError extends Error {}

/** Keeps its position in memory; its owner keeps the state that belongs to it. */
export class FollowerSubscription extends BaseSubscription {
  protected readonly writes = false;
  readonly #follower: Follower;
  readonly #logger: Logger;
  #failure: StoppedError | undefined;

  constructor(parts: SubscriptionParts, follower: Follower) {
    super(parts, follower, { window: follower.afterWindow, position: 0 });
    this.#follower = follower;
    this.#logger = parts.logger;
  }

  protected async resume(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
  }

  // A half-applied batch cannot be taken back from memory, so a failed follower does not go on.
  protected async apply(batch: JournalBatch, next: JournalPosition): Promise<boolean> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await this.#follower.handle(batch);
    } catch (cause) {
      const facts = {
        follower: this.#follower.name,
        window: batch.window,
        error: messageOf(cause),
      };
      this.#logger.error(facts, 'a follower of the journal failed and has stopped');
      this.#failure = new StoppedError(
        `the follower ${this.#follower.name} has stopped: ${messageOf(cause)}`,
        { cause },
      );
      throw this.#failure;
    }
    this.at = next;
    return true;
  }
}
