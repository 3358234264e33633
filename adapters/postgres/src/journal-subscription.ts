// Running readers of the journal: durable ones keep their position in the database, followers keep it in memory.

import { messageOf, type Logger } from '@jhalak/kernel';
import type { DurableConsumer, Follower, JournalBatch, Subscription } from '@jhalak/ports';
import type { PostgresDatabase } from './database.ts';
import type { JournalPosition, JournalReader } from './journal-reader.ts';

/** After a failed batch a durable consumer waits, twice as long each time, up to this. */
const RETRY_MAX_MS = 10_000;
const RETRY_FIRST_MS = 100;

export interface JournalSubscription extends Subscription {
  wake(): void;
  onStop(callback: () => void): void;
}

abstract class BaseSubscription implements JournalSubscription {
  readonly #reader: JournalReader;
  readonly #streams: readonly string[];
  readonly #logger: Logger;
  readonly #name: string;
  protected at: JournalPosition;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #retryMs = RETRY_FIRST_MS;
  #retryTimer: NodeJS.Timeout | undefined;
  #onStop: (() => void) | undefined;

  constructor(reader: JournalReader, name: string, streams: readonly string[], at: JournalPosition, logger: Logger) {
    this.#reader = reader;
    this.#name = name;
    this.#streams = streams;
    this.at = at;
    this.#logger = logger;
  }

  get window(): number {
    return this.at.window;
  }

  onStop(callback: () => void): void {
    this.#onStop = callback;
  }

  /** Handles one batch and moves `at` behind it. */
  protected abstract apply(batch: JournalBatch, next: JournalPosition): Promise<void>;

  wake(): void {
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#again && !this.#stopped) this.wake();
    });
  }

  async #run(): Promise<void> {
    this.#again = false;
    try {
      await this.#readAll();
      this.#retryMs = RETRY_FIRST_MS;
    } catch (error) {
      this.#logger.error({ consumer: this.#name, window: this.at.window, error: messageOf(error) }, 'a journal reader failed; it will try again');
      clearTimeout(this.#retryTimer);
      if (!this.#stopped) this.#retryTimer = setTimeout(() => this.wake(), this.#retryMs).unref();
      this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
    }
  }

  async catchUp(): Promise<void> {
    await this.#running;
    await this.#readAll();
  }

  async #readAll(): Promise<void> {
    for (;;) {
      const before = this.at;
      for await (const { position, ...batch } of this.#reader.read(this.at, this.#streams)) {
        if (this.#stopped) return;
        await this.apply(batch, batch.last ? { window: batch.window, position: 0 } : { window: batch.window - 1, position });
      }
      if (this.at === before) return;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retryTimer);
    await this.#running;
    this.#onStop?.();
  }
}

/** Moves its position in the same transaction as the handler's effects. */
export class DurableSubscription extends BaseSubscription {
  readonly #database: PostgresDatabase;
  readonly #consumer: DurableConsumer;

  static async open(
    database: PostgresDatabase,
    reader: JournalReader,
    consumer: DurableConsumer,
    logger: Logger,
  ): Promise<DurableSubscription> {
    const [row] = await database.query<{ window_number: number; position: number }>(
      { name: 'journal.position', text: 'SELECT window_number, position FROM journal_consumers WHERE name = $1' },
      [consumer.name],
    );
    const at = { window: row?.window_number ?? 0, position: row?.position ?? 0 };
    return new DurableSubscription(database, reader, consumer, at, logger);
  }

  private constructor(
    database: PostgresDatabase,
    reader: JournalReader,
    consumer: DurableConsumer,
    at: JournalPosition,
    logger: Logger,
  ) {
    super(reader, consumer.name, consumer.streams, at, logger);
    this.#database = database;
    this.#consumer = consumer;
  }

  protected async apply(batch: JournalBatch, next: JournalPosition): Promise<void> {
    // A window without events of ours moves the position in memory only: the next one with events writes it.
    if (batch.events.length === 0) {
      this.at = next;
      return;
    }
    await this.#database.transaction(async (tx) => {
      await tx.query(
        {
          name: 'journal.move',
          text: `INSERT INTO journal_consumers (name, window_number, position) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE SET window_number = excluded.window_number, position = excluded.position`,
        },
        [this.#consumer.name, next.window, next.position],
      );
      await this.#consumer.handle(tx, batch);
    });
    this.at = next;
  }
}

/** Keeps its position in memory; its owner keeps the state that belongs to it. */
export class FollowerSubscription extends BaseSubscription {
  readonly #follower: Follower;

  constructor(reader: JournalReader, follower: Follower, logger: Logger) {
    super(reader, follower.name, follower.streams, { window: follower.afterWindow, position: 0 }, logger);
    this.#follower = follower;
  }

  protected async apply(batch: JournalBatch, next: JournalPosition): Promise<void> {
    if (batch.events.length > 0) await this.#follower.handle(batch);
    this.at = next;
  }
}
