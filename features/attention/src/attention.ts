// Attention: slots, what players report of them, and what each viewer has seen. Feed, lock screen and ads stand on it.

import { createSecretKey } from 'node:crypto';
import { MINUTE_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { LockEvent } from '@jhalak/contracts/lock';
import type { Database, Feature, Journal, Keys, Tx } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { EventWriter } from './event-writer.ts';
import { recordReplayedRows, type EventRow, type ViewJudging } from './event-rows.ts';
import { judgeLockEvent, type EventRefusal } from './judge-event.ts';
import { LockRecorder, type LockReport } from './lock-events.ts';
import { postEvents } from './routes/post-events.ts';
import { expireSketches, SEEN_KEEP_MS, SeenMemory } from './seen-memory.ts';
import { openSlot, signSlot, type Slot } from './slot-token.ts';

/** What the surfaces use. */
export interface Attention {
  /** Makes a slot for a showing. @returns the signed token. Cost: microseconds, nothing stored. */
  issueSlot(slot: Omit<Slot, 'slotId' | 'issuedAtMs'>): string;
  /** @returns the slot of a token that this cell signed. */
  readSlot(token: string): Slot | undefined;
  /**
   * @param personId who reports; undefined for a stranger, to whom only slots of NOBODY belong.
   * @returns why an event of a lock screen is refused, or undefined when it counts.
   */
  judgeLockEvent(
    event: LockEvent,
    slot: Slot,
    personId: string | undefined,
  ): EventRefusal | undefined;
  /** @returns whether a person's events can be kept: somebody erased a moment ago has no key. */
  mayRecord(personId: string): Promise<boolean>;
  /**
   * Counts what lock screens report of people's own slots, in the caller's transaction: seen-memory and the journal
   * included.
   *
   * @param reports judged, of people whose events may be kept.
   * @returns for each whether it is new (false: counted before).
   */
  recordLock(tx: Tx, reports: readonly LockReport[]): Promise<boolean[]>;
  /**
   * Takes events of a log that is replayed, in the caller's transaction: seen-memory and the journal (`source: replay`), at
   * the clock's time. Only the lab does so; no route leads here.
   */
  recordReplay(tx: Tx, rows: readonly EventRow[]): Promise<void>;
  /**
   * @returns when each item (clip or story) was last shown to the viewer, on any surface. The newest 500 exactly; of older
   * ones, up to 16,000, only whether, and wrongly for under 1 % of what was never shown.
   */
  seen(personId: string): Promise<ReadonlyMap<string, number> & { readonly total: number }>;
}

export interface AttentionDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  /** Default: views stand as they come, and count in full. */
  judgeViews?: ViewJudging;
}

/** Rows deleted by one sweep; the sweep comes back until nothing is left. */
const SWEEP_MAX = 20_000;

export function createAttention(deps: AttentionDeps): Attention & Feature {
  const secret = createSecretKey(deps.keys.ownerSecret('attention.slot'));
  const seen = new SeenMemory(deps.database, deps.clock);
  const writer = new EventWriter(deps, seen, deps.judgeViews);
  const lock = new LockRecorder(deps.journal, deps.keys, deps.clock, seen);
  return {
    manifest,
    routes: [postEvents({ secret, writer, clock: deps.clock })],
    jobs: {},
    consumers: [],
    sweeps: [
      {
        name: 'attention.expire',
        everyMs: MINUTE_MS,
        run: () => expire(deps.database, deps.clock.nowMs()),
      },
    ],
    issueSlot: (slot) =>
      signSlot(secret, { ...slot, slotId: deps.ids.next(), issuedAtMs: deps.clock.nowMs() }),
    readSlot: (token) => openSlot(secret, token),
    judgeLockEvent: (event, slot, personId) =>
      judgeLockEvent(event, slot, personId, deps.clock.nowMs()),
    mayRecord: (personId) => lock.mayRecord(personId),
    recordLock: (tx, reports) => lock.record(tx, reports),
    recordReplay: async (tx, rows) => {
      const nowMs = deps.clock.nowMs();
      await recordReplayedRows(tx, deps.journal, rows, nowMs);
      tx.afterCommit(() => {
        for (const { type, personId, slot } of rows)
          if (type === 'impression') void seen.note(personId, slot.videoId, nowMs);
      });
    },
    seen: (personId) => seen.of(personId),
    async stop() {
      await writer.flush();
      await seen.settled();
    },
    erase: (personId) => {
      seen.forget(personId);
      return Promise.resolve();
    },
  };
}

async function expire(database: Database, nowMs: number): Promise<number> {
  const counted = await database.query(
    {
      name: 'attention.expire_counted',
      text: `DELETE FROM attention_counted WHERE (person_id, slot_id, type, seq) IN
        (SELECT person_id, slot_id, type, seq FROM attention_counted WHERE until_ms < $1 LIMIT $2) RETURNING seq`,
    },
    [nowMs, SWEEP_MAX],
  );
  const seen = await database.query(
    {
      name: 'attention.expire_seen',
      text: `DELETE FROM attention_seen WHERE (person_id, video_id) IN
        (SELECT person_id, video_id FROM attention_seen WHERE seen_at_ms < $1 LIMIT $2) RETURNING seen_at_ms`,
    },
    [nowMs - SEEN_KEEP_MS, SWEEP_MAX],
  );
  return counted.length + seen.length + (await expireSketches(database, nowMs, SWEEP_MAX));
}
