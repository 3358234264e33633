// The journal: every change that somebody else must hear of, appended in the change's own transaction.
//
// Order: events of one key come in the order of their commits; between keys the order is the same for every reader
// and at every replay. Events are grouped in numbered windows; a window is sealed once nothing can commit into it any
// more (below pg_snapshot_xmin), so that no reader ever misses an event that committed late.

import type { Tx } from './database.ts';
import type { KeyClass } from './keys.ts';

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** What a feature appends. */
export interface JournalEntry {
  /** `feature.noun`, on that feature's manifest. */
  stream: string;
  /** Order holds within a key: usually the id of the thing that changed. */
  key: string;
  /** What happened, past tense: `published`. */
  type: string;
  /** The changed table and row, for hand-over's deltas; absent when no transferable row changed. */
  row?: { table: string; key: string };
  /** Facts without personal content: ids, codes, counts, public text. */
  facts: JsonObject;
  /** Whose personal payload it is. */
  subject?: string;
  /** Sealed under the subject's key; unreadable after erasure. */
  personal?: { keyClass: KeyClass; payload: JsonObject };
}

/** What a reader gets. */
export interface JournalEvent {
  window: number;
  position: number;
  atMs: number;
  stream: string;
  key: string;
  type: string;
  facts: JsonObject;
  subject: string | undefined;
  /**
   * Only for readers that ask for it. Absent when there was none, when its subject was erased, and when it can't be
   * opened for good: the key is missing or the bytes were changed (`Journal.readers()` tells).
   */
  personal: JsonObject | undefined;
}

/** The events of one window, or a part of it (`last` false) when it is larger than one batch. */
export interface JournalBatch {
  window: number;
  last: boolean;
  events: readonly JournalEvent[];
}

/** What every reader says of itself. */
interface Reader {
  /** Unique; `feature.purpose`. */
  name: string;
  streams: readonly string[];
  /** Whether it reads personal payloads; without it none is opened, so that no key can hold it up. */
  personal?: boolean;
}

/** A reader whose position is kept in the database with the effects of its handler. */
export interface DurableConsumer extends Reader {
  /** Applies the batch in `tx`; the position moves in the same transaction, so that each event counts once. */
  handle(tx: Tx, batch: JournalBatch): Promise<void>;
  /**
   * Takes along what these events say, in the transaction that deletes them from the journal. A consumer that is
   * rewound begins behind what was deleted, and from what it took along; one without `keep` can't be rewound then.
   */
  keep?(tx: Tx, batch: JournalBatch): Promise<void>;
}

/** A reader that keeps its position itself, with its state in memory. */
export interface Follower extends Reader {
  /**
   * Windows above this are delivered; 0 replays everything that is kept. It is remembered as what the reader's own
   * snapshot holds: nothing above it is deleted until a later start names a later window.
   */
  afterWindow: number;
  /** It reads what there is and is stopped: from then on nothing is kept for it. */
  once?: true;
  /** Called in order, one at a time. A throw stops the follower and is reported. Windows without events are skipped. */
  handle(batch: JournalBatch): Promise<void> | void;
}

/** A running reader. */
export interface Subscription {
  /** Handles everything sealed so far; resolves when done. */
  catchUp(): Promise<void>;
  /** The last window fully handled. */
  readonly window: number;
  stop(): Promise<void>;
}

/** How a running reader stands. */
export interface ReaderStanding {
  name: string;
  /** The last window fully handled. */
  window: number;
  /** While it can't go on: which window it stands before, since when, and whether it will not try again. */
  stuck: { window: number; sinceMs: number; reason: string; forGood: boolean } | undefined;
  /** Personal payloads that it had to do without since it was started, and the last window that held one. */
  unreadable: { count: number; window: number } | undefined;
}

/** What may be deleted. */
export interface PruneOptions {
  /** Windows sealed at or after this stay. */
  sealedBeforeMs: number;
  /** Every durable consumer of the house: what one of them has not handled stays. */
  consumers: readonly DurableConsumer[];
}

/** Appends and reads. */
export interface Journal {
  /** Appends within the change's transaction. Cost: one insert for all entries, sealing included. */
  append(tx: Tx, entries: readonly JournalEntry[]): Promise<void>;
  /** Starts a durable consumer; at least once over crashes, exactly once in its own tables. */
  consume(consumer: DurableConsumer): Promise<Subscription>;
  /** Starts a follower. */
  follow(follower: Follower): Promise<Subscription>;
  /**
   * Forgets a durable consumer's position, so that it reads from the beginning of what is kept at its next start. Call
   * it before setting back what the consumer keeps: it waits for a deletion that is under way.
   *
   * @throws Error when windows were deleted and the consumer takes nothing along.
   */
  rewind(tx: Tx, consumer: Pick<DurableConsumer, 'name' | 'keep'>): Promise<void>;
  /**
   * Deletes windows from the beginning, as far as every reader is past them; the newest stays. Bounded: call it again
   * and again. Safe in several processes. @returns how many windows were deleted.
   */
  prune(options: PruneOptions): Promise<number>;
  /** Seals what has been committed. The worker role does it by itself; tests call it through `drain()`. @returns the last sealed window. */
  seal(): Promise<number>;
  /** The last sealed window. */
  lastWindow(): Promise<number>;
  /** @returns how the readers that run in this process stand. Cost: none; no query. */
  readers(): readonly ReaderStanding[];
}

/** A batch never holds more events, so that a replay runs in bounded memory. */
export const JOURNAL_BATCH_MAX = 2_000;
