// Erases a person for good. The intent is a row, every step is idempotent, and only the last one marks it done: a kill
// anywhere is resumed by the sweep. A second pass, after caches of other processes have aged out, takes what requests
// under way may have written behind the first.

import { assert, messageOf, MINUTE_MS, type Clock, type Logger } from '@jhalak/kernel';
import type {
  BorderLog,
  Database,
  Feature,
  Journal,
  JournalEntry,
  Keys,
  Queries,
  StateStore,
} from '@jhalak/ports';
import type { Callers } from './callers.ts';
import type { ErasureStatement } from './erasure-plan.ts';
import type { ErasureProofs } from './erasure-proof.ts';
import { holdHandle } from './handles-store.ts';
import type { KeptRecords } from './kept-records.ts';
import { lockPerson, updatePerson } from './persons-store.ts';
import { personEvent } from './present.ts';
import type { AccountsTables } from './tables.ts';

/** Six times the longest time for which another process may still know the caller. */
const SECOND_PASS_AFTER_MS = MINUTE_MS;

/** Who wanted it. `forgotten`: an anonymous viewer asked, or can never come back. */
export type ErasureReason = 'account_due' | 'forgotten' | 'operator';

/** One step; safe to run again at any time. */
export interface ErasureStep {
  name: string;
  run(personId: string): Promise<void>;
}

export interface ErasureDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  border: BorderLog;
  proofs: ErasureProofs;
  kept: KeptRecords;
  state: StateStore;
  clock: Clock;
  logger: Logger;
  callers: Callers;
  plan: readonly ErasureStatement[];
  erasers: () => readonly Pick<Feature, 'erase'>[];
  handleHoldMs: number;
  /** Called after a person changed. */
  changed: (personId: string) => void;
}

interface OpenErasure {
  person_id: string;
  begun_at_ms: number;
  finished_at_ms: number | null;
}

export class Erasure {
  readonly #deps: ErasureDeps;
  /** Where the next resume goes on: those that fail each time must not be all that is ever tried. */
  #resumeAfter: OpenErasure | undefined;
  /**
   * In this order: keys first, so that from then on nothing opens, here and in backups, however long the rest takes;
   * features while they can still find what they hold; what the law keeps and the handle before rows, which tell of both.
   */
  readonly steps: readonly ErasureStep[];

  constructor(deps: ErasureDeps) {
    this.#deps = deps;
    this.steps = [
      { name: 'keys', run: async (id) => void (await deps.keys.destroy(id)) },
      { name: 'features', run: async (id) => await this.#eraseFeatures(id) },
      { name: 'state', run: async (id) => void (await deps.state.deletePerson(id)) },
      { name: 'kept', run: async (id) => await deps.kept.keep(id) },
      { name: 'handle', run: async (id) => await this.#holdHandle(id) },
      { name: 'rows', run: async (id) => await this.#eraseRows(id) },
      { name: 'finish', run: async (id) => await this.#finish(id) },
    ];
  }

  /** Begins and runs to the end. @returns false when there is no such person. */
  async erase(personId: string, reason: ErasureReason): Promise<boolean> {
    if (!(await this.begin(personId, reason))) return false;
    await this.run(personId);
    return true;
  }

  /** Writes the intent, ends the sessions and hides the person. @returns false when there is no such person. */
  async begin(personId: string, reason: ErasureReason): Promise<boolean> {
    const { database, journal, clock, callers } = this.#deps;
    const begun = await database.transaction(async (tx) => {
      const before = await lockPerson(tx, personId);
      if (before === undefined) return await this.#isBegun(tx, personId);
      const nowMs = clock.nowMs();
      const rows = await tx
        .tables<AccountsTables>()
        .insertInto('erasures')
        .values({ person_id: personId, reason, begun_at_ms: nowMs })
        .onConflict((conflict) => conflict.doNothing())
        .returning('person_id')
        .execute();
      if (rows.length === 0) return true;
      await callers.endAll(tx, personId);
      const entries: JournalEntry[] = [erasureEvent('begun', personId, { reason })];
      if (before.deletion_due_at_ms === null || before.deletion_due_at_ms > nowMs) {
        // From now on it cannot be undone; whoever shows people hears of it before anything is gone.
        const after = await updatePerson(tx, personId, { deletion_due_at_ms: nowMs });
        entries.push(personEvent('deletion_requested', after, { dueAtMs: nowMs }));
      }
      await journal.append(tx, entries);
      return true;
    });
    this.#deps.changed(personId);
    return begun;
  }

  /** Runs all steps of an erasure that was begun. */
  async run(personId: string): Promise<void> {
    for (const step of this.steps) await step.run(personId);
  }

  /**
   * Resumes what was interrupted and does second passes that are due; the next call goes on behind these, and begins
   * again when it has been through all. @returns how many persons.
   */
  async resume(max: number): Promise<number> {
    const { logger } = this.#deps;
    const open = await this.#openErasures(max);
    this.#resumeAfter = open.length < max ? undefined : open.at(-1);
    let done = 0;
    for (const row of open) {
      try {
        if (row.finished_at_ms === null) await this.run(row.person_id);
        else await this.#secondPass(row.person_id);
        done += 1;
      } catch (error) {
        // One person's failure must not keep the others waiting; the row stays open and is tried again.
        logger.error(
          { personId: row.person_id, error: messageOf(error) },
          'an erasure failed; it is tried again',
        );
      }
    }
    return done;
  }

  async #openErasures(max: number): Promise<OpenErasure[]> {
    const { database, clock } = this.#deps;
    const after = this.#resumeAfter;
    return await database.query<OpenErasure>(
      {
        name: 'accounts.open_erasures',
        text: `SELECT person_id, begun_at_ms, finished_at_ms FROM erasures
          WHERE swept_at_ms IS NULL AND (finished_at_ms IS NULL OR finished_at_ms <= $1)
            AND (begun_at_ms, person_id) > ($2::bigint, $3::uuid)
          ORDER BY begun_at_ms, person_id LIMIT $4`,
      },
      [
        clock.nowMs() - SECOND_PASS_AFTER_MS,
        after?.begun_at_ms ?? -1,
        after?.person_id ?? '00000000-0000-0000-0000-000000000000',
        max,
      ],
    );
  }

  async #isBegun(on: Queries, personId: string): Promise<boolean> {
    const row = await on
      .tables<AccountsTables>()
      .selectFrom('erasures')
      .select('finished_at_ms')
      .where('person_id', '=', personId)
      .executeTakeFirst();
    return row !== undefined && row.finished_at_ms === null;
  }

  async #eraseFeatures(personId: string): Promise<void> {
    for (const feature of this.#deps.erasers()) await feature.erase?.(personId);
  }

  // A made-up person's handle is free at once: the sample world can be made again.
  async #holdHandle(personId: string): Promise<void> {
    const { database, journal, clock, handleHoldMs } = this.#deps;
    await database.transaction(async (tx) => {
      const person = await lockPerson(tx, personId);
      const holdMs = person?.sample === true ? 0 : handleHoldMs;
      await journal.append(tx, await holdHandle(tx, personId, clock.nowMs() + holdMs));
    });
  }

  // Each table in a transaction of its own: locks stay short, and a resumed run only meets empty tables.
  async #eraseRows(personId: string): Promise<void> {
    for (const statement of this.#deps.plan) await this.#deps.database.query(statement, [personId]);
  }

  // The proof is said where it becomes true: in the transaction that marks the erasure done.
  async #finish(personId: string): Promise<void> {
    const { database, journal, clock, keys, border, proofs } = this.#deps;
    const destroyed = await keys.destruction(personId);
    assert(destroyed, 'the keys went first');
    await database.transaction(async (tx) => {
      const rows = await tx
        .tables<AccountsTables>()
        .updateTable('erasures')
        .set({
          finished_at_ms: clock.nowMs(),
          keys_destroyed: destroyed.keys,
          keys_destroyed_at_ms: destroyed.atMs,
        })
        .where('person_id', '=', personId)
        .where('finished_at_ms', 'is', null)
        .returning('person_id')
        .execute();
      if (rows.length === 0) return;
      const entryId = await border.append(tx, proofs.factsOf(personId, destroyed));
      await tx
        .tables<AccountsTables>()
        .updateTable('erasures')
        .set({ entry_id: entryId })
        .where('person_id', '=', personId)
        .execute();
      const erased: JournalEntry = {
        stream: 'accounts.person',
        key: personId,
        type: 'erased',
        facts: {},
        subject: personId,
      };
      await journal.append(tx, [erased, erasureEvent('finished', personId)]);
    });
    this.#deps.changed(personId);
  }

  async #secondPass(personId: string): Promise<void> {
    const { database, journal, clock } = this.#deps;
    for (const step of this.steps) if (step.name !== 'finish') await step.run(personId);
    await database.transaction(async (tx) => {
      await tx
        .tables<AccountsTables>()
        .updateTable('erasures')
        .set({ swept_at_ms: clock.nowMs() })
        .where('person_id', '=', personId)
        .execute();
      await journal.append(tx, [erasureEvent('swept', personId)]);
    });
  }
}

function erasureEvent(
  type: string,
  personId: string,
  facts: JournalEntry['facts'] = {},
): JournalEntry {
  return {
    stream: 'accounts.erasure',
    key: personId,
    type,
    row: { table: 'erasures', key: personId },
    facts,
    subject: personId,
  };
}
