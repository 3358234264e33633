// The journal's port in memory: for tuning runs, which are about what is learned and not about how it is kept. Entries are
// delivered as they were appended, unsealed and unwritten; nothing survives the process. A reader gets what is sealed after
// it began to follow.

import type { Clock } from '@jhalak/kernel';
import {
  JOURNAL_BATCH_MAX,
  type Follower,
  type Journal,
  type JournalBatch,
  type JournalEntry,
  type JournalEvent,
  type Subscription,
  type Tx,
} from '@jhalak/ports';

export type QuickJournal = Journal & {
  close(): Promise<void>;
  pause(): Promise<void>;
  resume(): void;
};

interface Reader {
  follower: Follower;
  waiting: JournalBatch[];
  window: number;
}

/** @returns a journal whose windows are what is appended between two calls of `seal`. */
export function memoryJournal(clock: Clock): QuickJournal {
  const readers = new Set<Reader>();
  let window = 0;
  let open: JournalEvent[] = [];
  const refuse = (): Promise<never> =>
    Promise.reject(new Error('a journal in memory only has followers'));
  return {
    append: (_tx: Tx, entries: readonly JournalEntry[]) => {
      for (const entry of entries)
        open.push(eventOf(entry, window + 1, open.length + 1, clock.nowMs()));
      return Promise.resolve();
    },
    seal: () => {
      if (open.length > 0) window += 1;
      for (const reader of readers)
        reader.waiting.push(...batchesOf(reader.follower, window, open));
      open = [];
      return Promise.resolve(window);
    },
    follow: (follower) => {
      const reader = { follower, waiting: [], window };
      readers.add(reader);
      return Promise.resolve(subscriptionOf(reader, () => readers.delete(reader)));
    },
    lastWindow: () => Promise.resolve(window),
    readers: () => [],
    consume: refuse,
    rewind: refuse,
    prune: refuse,
    close: () => Promise.resolve(),
    pause: () => Promise.resolve(),
    resume: () => undefined,
  };
}

function subscriptionOf(reader: Reader, stop: () => void): Subscription {
  return {
    async catchUp() {
      for (
        let batch = reader.waiting.shift();
        batch !== undefined;
        batch = reader.waiting.shift()
      ) {
        await reader.follower.handle(batch);
        reader.window = batch.window;
      }
    },
    get window() {
      return reader.window;
    },
    stop: () => {
      stop();
      return Promise.resolve();
    },
  };
}

function batchesOf(
  follower: Follower,
  window: number,
  events: readonly JournalEvent[],
): JournalBatch[] {
  const own = events.filter(({ stream }) => follower.streams.includes(stream));
  const batches: JournalBatch[] = [];
  for (let from = 0; from < own.length; from += JOURNAL_BATCH_MAX) {
    const part = own.slice(from, from + JOURNAL_BATCH_MAX);
    batches.push({ window, last: from + JOURNAL_BATCH_MAX >= own.length, events: part });
  }
  return batches;
}

function eventOf(
  entry: JournalEntry,
  window: number,
  position: number,
  atMs: number,
): JournalEvent {
  const { stream, key, type, facts, subject, personal } = entry;
  return { window, position, atMs, stream, key, type, facts, subject, personal: personal?.payload };
}
