// The state store: a table, an LRU in front of it, and changes gathered while the previous ones are on their way, so
// that a burst of sessions costs one commit. All changes of one process pass one after another, and the LRU follows
// them, so that what is read is what was last written. Another process's change of a key that is in the LRU is not
// seen until the entry leaves it: a key has one writing process at a time (a session sticks to one), or a store that
// is shared stands behind the port.

import { problem } from '@jhalak/contracts';
import { isUuid, JhalakError, type Clock } from '@jhalak/kernel';
import { STATE_VALUE_BYTES_MAX, type StateEntry, type StateStore } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';
import type { PostgresDatabase } from './database.ts';

/** 64 MiB hold some 10,000 feed sessions. */
const CACHE_BYTES_MAX = 64 * 1024 * 1024;
/** What an entry costs in memory beside its value and key. */
const ENTRY_OVERHEAD_BYTES = 64;
/** How long a value that may wait does: long enough to share a statement, short enough for the next request elsewhere. */
const SOON_MS = 25;
/** More waiting changes than this mean that the database cannot follow: callers wait for it then. */
const SOON_WAITING_MAX = 2_000;
/** While the cell is frozen, values that may wait are kept in memory; past so many the oldest are given up: 20 MB of pages. */
const FROZEN_WAITING_MAX = 20_000;
/** How often a frozen store tries whether it can write again. */
const FROZEN_RETRY_MS = 1_000;
/** One statement writes at most this many entries. */
const WRITE_BATCH_MAX = 500;
const NO_BYTES = Buffer.alloc(0);

interface Kept {
  value: Buffer;
  personId: string | undefined;
  expiresAtMs: number;
}

/** A change that waits to be written; without `kept` it deletes. */
interface Change {
  id: string;
  space: string;
  key: string;
  kept: Kept | undefined;
  /** It was said to be kept before it is written: it is not given up because the cell is frozen. */
  soon: boolean;
  done: PromiseWithResolvers<void>;
}

/** A read on its way; `overtaken` when the value changed meanwhile. */
interface Loading {
  overtaken: boolean;
  kept: Promise<Kept | undefined>;
}

const READ = {
  name: 'state.read',
  short: true,
  text: 'SELECT value, person_id, expires_at_ms FROM state_entries WHERE key = $1 AND space = $2',
};
const WRITE = {
  name: 'state.write',
  // All values are one piece of bytes, cut up there: as a list each would travel, and be read, as hexadecimal text.
  text: `INSERT INTO state_entries (space, key, value, person_id, expires_at_ms)
    SELECT space, key, substr($7::bytea, value_at, value_bytes), person_id, expires_at_ms
    FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[], $5::int[], $6::int[])
      AS e (space, key, person_id, expires_at_ms, value_at, value_bytes)
    ON CONFLICT (key, space) DO UPDATE
    SET value = excluded.value, person_id = excluded.person_id, expires_at_ms = excluded.expires_at_ms`,
};
const ADD = {
  name: 'state.add',
  text: `INSERT INTO state_entries AS s (space, key, value, person_id, expires_at_ms) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (key, space) DO UPDATE
    SET value = excluded.value, person_id = excluded.person_id, expires_at_ms = excluded.expires_at_ms
    WHERE s.expires_at_ms <= $6 RETURNING key`,
};
const DELETE = {
  name: 'state.delete',
  text: `DELETE FROM state_entries AS s USING unnest($1::text[], $2::text[]) AS gone (space, key)
    WHERE s.key = gone.key AND s.space = gone.space`,
};
const DELETE_PERSON = {
  name: 'state.delete_person',
  text: 'DELETE FROM state_entries WHERE person_id = $1 RETURNING space, key',
};
const SWEEP = {
  name: 'state.sweep',
  // The time is asked again outside: another process may have prolonged the entry meanwhile.
  text: `DELETE FROM state_entries WHERE expires_at_ms <= $1 AND (key, space) IN
    (SELECT key, space FROM state_entries WHERE expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT $2)
    RETURNING space, key`,
};

export class PostgresState implements StateStore {
  readonly #database: PostgresDatabase;
  readonly #clock: Clock;
  readonly #cache = new LRUCache<string, Kept>({
    maxSize: CACHE_BYTES_MAX,
    sizeCalculation: (kept, id) => kept.value.length + id.length + ENTRY_OVERHEAD_BYTES,
  });
  readonly #loading = new Map<string, Loading>();
  #waiting: Change[] = [];
  #writePending = false;
  /** Values of `setSoon` that are not written yet. */
  readonly #soon = new Map<string, Kept>();
  #soonTimer: NodeJS.Timeout | undefined;
  /** Whether the last write failed: then nobody is told that a value is kept before it is. */
  #failing = false;
  /** Runs while the cell is frozen and values wait for its end. */
  #frozenTimer: NodeJS.Timeout | undefined;
  /** The last change on its way; never rejects. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(database: PostgresDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async get(space: string, key: string): Promise<Buffer | undefined> {
    const id = idOf(space, key);
    const kept = this.#soon.get(id) ?? this.#cache.get(id) ?? (await this.#load(id, space, key));
    return kept === undefined || kept.expiresAtMs <= this.#clock.nowMs() ? undefined : kept.value;
  }

  async set(space: string, entry: StateEntry): Promise<void> {
    await this.#change(space, entry.key, keptOf(entry));
  }

  async setSoon(space: string, entry: StateEntry): Promise<void> {
    const frozen = this.#frozenTimer !== undefined;
    const full = !frozen && this.#waiting.length >= SOON_WAITING_MAX;
    if (this.#failing || full) return this.set(space, entry);
    const kept = keptOf(entry);
    const change = this.#wait(space, entry.key, kept, true);
    this.#soon.set(change.id, kept);
    // Its failure is not lost: it makes later callers wait, and they are told.
    change.done.promise.catch(() => undefined);
    if (frozen) this.#giveUpOldest();
    else this.#soonTimer ??= setTimeout(() => this.#writeSoon(), SOON_MS).unref();
  }

  async add(space: string, entry: StateEntry): Promise<boolean> {
    const { value, personId, expiresAtMs } = keptOf(entry);
    checkText(space);
    checkText(entry.key);
    this.#writeSoon();
    return await this.#inTurn(async () => {
      const nowMs = this.#clock.nowMs();
      const row = [space, entry.key, value, personId ?? null, expiresAtMs, nowMs];
      const added = await this.#database.query(ADD, row);
      // Whoever won, what is remembered here may be older.
      this.#forget(idOf(space, entry.key));
      return added.length > 0;
    });
  }

  async delete(space: string, key: string): Promise<void> {
    await this.#change(space, key, undefined);
  }

  async deletePerson(personId: string): Promise<number> {
    this.#writeSoon();
    return await this.#inTurn(async () => {
      const rows = await this.#database.query<{ space: string; key: string }>(DELETE_PERSON, [
        personId,
      ]);
      for (const [id, kept] of this.#cache.entries())
        if (kept.personId === personId) this.#forget(id);
      for (const row of rows) this.#forget(idOf(row.space, row.key));
      return rows.length;
    });
  }

  async sweep(max: number): Promise<number> {
    return await this.#inTurn(async () => {
      const rows = await this.#database.query<{ space: string; key: string }>(SWEEP, [
        this.#clock.nowMs(),
        max,
      ]);
      for (const row of rows) this.#forget(idOf(row.space, row.key));
      return rows.length;
    });
  }

  async flush(): Promise<void> {
    this.#writeSoon();
    // What is set meanwhile stands behind and waits for its own time: under load there is no end of it.
    for (
      let batches = Math.ceil(this.#waiting.length / WRITE_BATCH_MAX);
      batches > 0;
      batches -= 1
    ) {
      await this.#changing;
      // In a frozen cell they wait for its end; whoever closes the store meanwhile gives them up.
      if (this.#waiting.length === 0 || this.#frozenTimer !== undefined) break;
      this.#writeSoon();
    }
    await this.#changing;
  }

  async #load(id: string, space: string, key: string): Promise<Kept | undefined> {
    const under = this.#loading.get(id);
    if (under !== undefined) return await under.kept;
    const loading: Loading = { overtaken: false, kept: this.#read(space, key) };
    this.#loading.set(id, loading);
    try {
      const kept = await loading.kept;
      if (kept !== undefined && !loading.overtaken) this.#cache.set(id, kept);
      return kept;
    } finally {
      if (this.#loading.get(id) === loading) this.#loading.delete(id);
    }
  }

  async #read(space: string, key: string): Promise<Kept | undefined> {
    const [row] = await this.#database.query<{
      value: Buffer;
      person_id: string | null;
      expires_at_ms: number;
    }>(READ, [key, space]);
    if (row === undefined) return undefined;
    return {
      value: row.value,
      personId: row.person_id ?? undefined,
      expiresAtMs: row.expires_at_ms,
    };
  }

  async #change(space: string, key: string, kept: Kept | undefined): Promise<void> {
    const change = this.#wait(space, key, kept);
    this.#writeSoon();
    await change.done.promise;
  }

  #wait(space: string, key: string, kept: Kept | undefined, soon = false): Change {
    checkText(space);
    checkText(key);
    const done = Promise.withResolvers<void>();
    const change = { id: idOf(space, key), space, key, kept, soon, done };
    this.#waiting.push(change);
    return change;
  }

  // What waits goes with the next turn.
  #writeSoon(): void {
    clearTimeout(this.#soonTimer);
    this.#soonTimer = undefined;
    clearTimeout(this.#frozenTimer);
    this.#frozenTimer = undefined;
    if (this.#writePending || this.#waiting.length === 0) return;
    this.#writePending = true;
    void this.#inTurn(async () => {
      this.#writePending = false;
      const batch = this.#waiting.splice(0, WRITE_BATCH_MAX);
      if (this.#waiting.length > 0) this.#writeSoon();
      await this.#write(batch);
    });
  }

  // Changes of this process pass one after another. @returns what the work returns.
  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#changing.then(work);
    this.#changing = turn.catch(() => undefined);
    return await turn;
  }

  // Settles every change of the batch; never rejects.
  async #write(batch: readonly Change[]): Promise<void> {
    // Within one statement a key may stand once: the last change wins. Sorted, so that two processes that write the
    // same keys cannot wait for each other.
    const last = new Map(batch.map((change) => [change.id, change]));
    const rows = [...last.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    try {
      const kept = rows.filter((row) => row.kept !== undefined);
      const gone = rows.filter((row) => row.kept === undefined);
      if (kept.length > 0) await this.#database.query(WRITE, columnsOf(kept));
      if (gone.length > 0) await this.#database.query(DELETE, namesOf(gone));
      for (const row of rows) this.#forget(row.id);
      for (const row of kept) if (row.kept !== undefined) this.#cache.set(row.id, row.kept);
      this.#noLongerSoon(batch);
      this.#failing = false;
      for (const change of batch) change.done.resolve();
    } catch (error) {
      // Some of it may have been written: the next read asks the table.
      for (const row of rows) this.#forget(row.id);
      const waits = isFrozen(error) ? batch.filter(({ soon }) => soon) : [];
      if (waits.length > 0) this.#keepForLater(waits);
      const failed = batch.filter((change) => !waits.includes(change));
      this.#noLongerSoon(failed);
      this.#failing = !isFrozen(error);
      for (const change of failed) change.done.reject(error);
    }
  }

  // They go first at the next try: what came meanwhile is newer, and wins.
  #keepForLater(changes: readonly Change[]): void {
    this.#waiting.unshift(...changes);
    this.#giveUpOldest();
    this.#frozenTimer ??= setTimeout(() => this.#writeSoon(), FROZEN_RETRY_MS).unref();
  }

  #giveUpOldest(): void {
    const given = this.#waiting.splice(0, Math.max(0, this.#waiting.length - FROZEN_WAITING_MAX));
    this.#noLongerSoon(given);
    for (const { done } of given) done.resolve();
  }

  #noLongerSoon(batch: readonly Change[]): void {
    // A newer value of the key may wait already.
    for (const { id, kept } of batch) if (this.#soon.get(id) === kept) this.#soon.delete(id);
  }

  #forget(id: string): void {
    this.#cache.delete(id);
    const loading = this.#loading.get(id);
    if (loading === undefined) return;
    loading.overtaken = true;
    this.#loading.delete(id);
  }
}

function keptOf(entry: StateEntry): Kept {
  checkEntry(entry);
  // Copied: the caller may use its bytes again.
  const value = Buffer.from(entry.value);
  return { value, personId: entry.personId, expiresAtMs: entry.expiresAtMs };
}

function namesOf(rows: readonly Change[]): unknown[] {
  return [rows.map((row) => row.space), rows.map((row) => row.key)];
}

function columnsOf(rows: readonly Change[]): unknown[] {
  const values = rows.map((row) => row.kept?.value ?? NO_BYTES);
  // PostgreSQL counts from 1.
  let at = 1;
  const places = values.map(({ length }) => {
    at += length;
    return at - length;
  });
  return [
    ...namesOf(rows),
    rows.map((row) => row.kept?.personId ?? null),
    rows.map((row) => row.kept?.expiresAtMs ?? null),
    places,
    values.map(({ length }) => length),
    Buffer.concat(values),
  ];
}

// Changes of many callers share one statement: what the database would refuse must not reach it.
function checkEntry(entry: StateEntry): void {
  if (entry.value.length > STATE_VALUE_BYTES_MAX) {
    throw problem(
      'request.too_large',
      `A state value holds at most ${STATE_VALUE_BYTES_MAX} bytes.`,
    );
  }
  if (entry.personId !== undefined && !isUuid(entry.personId))
    throw new RangeError('a person id is a UUID');
  if (!Number.isSafeInteger(entry.expiresAtMs))
    throw new RangeError('expiresAtMs is a whole number');
}

function checkText(text: string): void {
  if (text.includes('\0')) throw new RangeError('a state key holds no zero character');
}

function isFrozen(error: unknown): boolean {
  return error instanceof JhalakError && error.code === 'cell.frozen';
}

function idOf(space: string, key: string): string {
  return `${space}\n${key}`;
}
