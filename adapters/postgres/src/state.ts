// The state store: a table, an LRU in front of it, and writes gathered while the previous write is on its way, so that
// a burst of sessions costs one commit.

import { problem } from '@jhalak/contracts';
import type { Clock } from '@jhalak/kernel';
import { STATE_VALUE_BYTES_MAX, type StateEntry, type StateStore } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';
import type { PostgresDatabase } from './database.ts';

/** 64 MiB hold some 10,000 feed sessions. */
const CACHE_BYTES_MAX = 64 * 1024 * 1024;
/** One statement writes at most this many entries. */
const WRITE_BATCH_MAX = 500;

interface Waiting {
  space: string;
  entry: StateEntry;
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface Cached {
  value: Buffer;
  personId: string | undefined;
  expiresAtMs: number;
}

const READ = {
  name: 'state.read',
  text: 'SELECT value, person_id, expires_at_ms FROM state_entries WHERE key = $1 AND space = $2',
};
const WRITE = {
  name: 'state.write',
  text: `INSERT INTO state_entries (space, key, value, person_id, expires_at_ms)
    SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::uuid[], $5::bigint[])
    ON CONFLICT (key, space) DO UPDATE
    SET value = excluded.value, person_id = excluded.person_id, expires_at_ms = excluded.expires_at_ms`,
};

export class PostgresState implements StateStore {
  readonly #database: PostgresDatabase;
  readonly #clock: Clock;
  readonly #cache = new LRUCache<string, Cached>({
    maxSize: CACHE_BYTES_MAX,
    sizeCalculation: (cached, key) => cached.value.length + key.length + 64,
  });
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  constructor(database: PostgresDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async get(space: string, key: string): Promise<Buffer | undefined> {
    const cached = this.#cache.get(cacheKey(space, key)) ?? (await this.#load(space, key));
    if (cached === undefined || cached.expiresAtMs <= this.#clock.nowMs()) return undefined;
    return cached.value;
  }

  async #load(space: string, key: string): Promise<Cached | undefined> {
    const [row] = await this.#database.query<{ value: Buffer; person_id: string | null; expires_at_ms: number }>(READ, [
      key,
      space,
    ]);
    if (row === undefined) return undefined;
    const cached = { value: row.value, personId: row.person_id ?? undefined, expiresAtMs: row.expires_at_ms };
    this.#cache.set(cacheKey(space, key), cached);
    return cached;
  }

  async set(space: string, entry: StateEntry): Promise<void> {
    if (entry.value.length > STATE_VALUE_BYTES_MAX) {
      throw problem('request.too_large', `A state value holds at most ${STATE_VALUE_BYTES_MAX} bytes.`);
    }
    const written = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ space, entry, resolve, reject });
    });
    this.#writing ??= this.#writeAll();
    await written;
    this.#cache.set(cacheKey(space, entry.key), {
      value: Buffer.from(entry.value),
      personId: entry.personId,
      expiresAtMs: entry.expiresAtMs,
    });
  }

  async #writeAll(): Promise<void> {
    // Yield once, so that calls of the same turn share the first write too.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, WRITE_BATCH_MAX);
      await this.#write(batch);
    }
    this.#writing = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    // Within one statement a key may stand once: the last one wins.
    const last = new Map(batch.map((waiting) => [cacheKey(waiting.space, waiting.entry.key), waiting]));
    // Sorted, so that two processes that write the same keys cannot wait for each other.
    const rows = [...last.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, waiting]) => waiting);
    try {
      await this.#database.query(WRITE, [
        rows.map((row) => row.space),
        rows.map((row) => row.entry.key),
        rows.map((row) => Buffer.from(row.entry.value)),
        rows.map((row) => row.entry.personId ?? null),
        rows.map((row) => row.entry.expiresAtMs),
      ]);
      for (const waiting of batch) waiting.resolve();
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
  }

  async delete(space: string, key: string): Promise<void> {
    await this.flush();
    this.#cache.delete(cacheKey(space, key));
    await this.#database.query(
      { name: 'state.delete', text: 'DELETE FROM state_entries WHERE key = $1 AND space = $2' },
      [key, space],
    );
  }

  async deletePerson(personId: string): Promise<number> {
    await this.flush();
    for (const [key, cached] of this.#cache.entries()) if (cached.personId === personId) this.#cache.delete(key);
    const rows = await this.#database.query(
      { name: 'state.delete_person', text: 'DELETE FROM state_entries WHERE person_id = $1 RETURNING key' },
      [personId],
    );
    return rows.length;
  }

  async sweep(max: number): Promise<number> {
    const rows = await this.#database.query<{ space: string; key: string }>(
      {
        name: 'state.sweep',
        text: `DELETE FROM state_entries WHERE (key, space) IN
          (SELECT key, space FROM state_entries WHERE expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT $2)
          RETURNING space, key`,
      },
      [this.#clock.nowMs(), max],
    );
    for (const row of rows) this.#cache.delete(cacheKey(row.space, row.key));
    return rows.length;
  }

  async flush(): Promise<void> {
    await this.#writing;
  }
}

function cacheKey(space: string, key: string): string {
  return `${space}\n${key}`;
}
