// What lock screens report, made into rows like any other. The feature that owns the lock screen's route calls these in its
// own transaction.

import type { LockEvent, LockEventType } from '@jhalak/contracts/lock';
import type { Clock } from '@jhalak/kernel';
import type { Journal, Keys, Tx } from '@jhalak/ports';
import { recordRows, rowKey, type CountedType, type EventRow } from './event-rows.ts';
import type { SeenMemory } from './seen-memory.ts';
import type { Slot } from './slot-token.ts';

/** One event of somebody's own slot that passed the checks. */
export interface LockReport {
  personId: string;
  event: LockEvent;
  /** `personal` says whether it may be learned from. */
  slot: Slot;
}

const TYPES: Readonly<Record<LockEventType, CountedType>> = {
  glance: 'impression',
  dwell: 'dwell',
  open: 'open',
  dismiss: 'dismiss',
  save: 'save',
  share: 'share',
};
const NOTHING = new Uint8Array();

export class LockRecorder {
  readonly #journal: Journal;
  readonly #keys: Keys;
  readonly #clock: Clock;
  readonly #seen: SeenMemory;

  constructor(journal: Journal, keys: Keys, clock: Clock, seen: SeenMemory) {
    this.#journal = journal;
    this.#keys = keys;
    this.#clock = clock;
    this.#seen = seen;
  }

  /** @returns whether a person's events can be kept: somebody erased a moment ago has no key. */
  async mayRecord(personId: string): Promise<boolean> {
    try {
      await this.#keys.seal(personId, 'activity', 'attention.probe', NOTHING);
      return true;
    } catch {
      // Without a key nothing of theirs may be written; their request is told so by the caller.
      return false;
    }
  }

  async record(tx: Tx, reports: readonly LockReport[]): Promise<boolean[]> {
    const rows = reports.map(rowOf);
    const distinct = [...new Map(rows.map((row) => [rowKey(row), row])).values()];
    const nowMs = this.#clock.nowMs();
    const fresh = await recordRows(tx, this.#journal, distinct, nowMs);
    const seen = distinct.filter((row) => row.type === 'impression' && fresh.has(rowKey(row)));
    tx.afterCommit(() => {
      for (const row of seen) void this.#seen.note(row.personId, row.slot.videoId, nowMs);
    });
    const told = new Set<string>();
    return rows.map((row) => {
      const key = rowKey(row);
      if (!fresh.has(key) || told.has(key)) return false;
      told.add(key);
      return true;
    });
  }
}

function rowOf({ personId, event, slot }: LockReport): EventRow {
  return {
    personId,
    slot,
    type: TYPES[event.type],
    seq: event.seq,
    atMs: event.at,
    dwellMs: event.dwellMs,
    reason: event.reason,
  };
}
