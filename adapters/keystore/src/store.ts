// The key store's tables, over connections of its own: callers seal while they hold a connection of the cell's
// database, so sharing one pool could make everybody wait for everybody.

import { problem } from '@jhalak/contracts';
import type { KeyClass, KeyDestruction } from '@jhalak/ports';
import pg from 'pg';

/** PostgreSQL's type number of int8. */
const INT8_OID = 20;
/** Statements touch one person or a batch of them; longer means that something is wrong. */
const STATEMENT_LIMIT_MS = 10_000;
/** What PostgreSQL says to a write in a session that only reads. */
const READ_ONLY_SQLSTATE = '25006';
const CONNECT_WAIT_MS = 5_000;

/** One stored key. `wrapped`, under its class's key of that generation, is null once destroyed. */
export interface KeyRow {
  person_id: string;
  key_class: KeyClass;
  generation: number;
  wrapped: Buffer | null;
}

/** A key that was made just now, and by which class key it is wrapped. */
export interface NewKeyRow extends KeyRow {
  wrapped: Buffer;
  /** Of the class key. */
  fingerprint: Buffer;
}

/** A key store row as a backup holds it. */
export interface KeyRecord extends KeyRow {
  created_at_ms: number | null;
  destroyed_at_ms: number | null;
}

/** What a process learns when it asks who was erased. */
export interface Erasures {
  generation: number;
  people: string[];
}

const ENSURE = {
  name: 'keystore.ensure',
  // Nothing is made under a class key that a rotation has retired: the share lock makes a rotation that begins now wait
  // for this insert, and this insert see one that has begun. The first part of the union holds what was inserted, which
  // the second cannot see.
  text: `WITH present AS MATERIALIZED (
      SELECT key_class, generation, fingerprint FROM keystore.class_keys
      WHERE retired_at_ms IS NULL AND key_class = ANY($2::text[]) ORDER BY key_class FOR SHARE
    ), given AS (
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::bytea[], $5::bytea[])
        AS given (person_id, key_class, generation, wrapped, fingerprint)
    ), made AS (
      INSERT INTO keystore.person_keys (person_id, key_class, generation, wrapped, created_at_ms)
      SELECT person_id, key_class, generation, wrapped, $6
      FROM given JOIN present USING (key_class, generation, fingerprint)
      WHERE NOT EXISTS (SELECT 1 FROM keystore.person_keys AS erased
        WHERE erased.person_id = given.person_id AND erased.destroyed_at_ms IS NOT NULL)
      ON CONFLICT (person_id, key_class) DO NOTHING
      RETURNING person_id, key_class, generation, wrapped
    )
    SELECT person_id, key_class, generation, wrapped FROM made
    UNION ALL
    SELECT person_id, key_class, generation, wrapped FROM keystore.person_keys
      WHERE person_id = ANY($1::uuid[])`,
};
const LOAD = {
  name: 'keystore.load',
  text: `SELECT person_id, key_class, generation, wrapped FROM keystore.person_keys
    WHERE person_id = ANY($1::uuid[])`,
};
const STANDINGS = {
  name: 'keystore.standings',
  text: `SELECT person_id, bool_or(wrapped IS NULL) AS destroyed FROM keystore.person_keys
    WHERE person_id = ANY($1::uuid[]) GROUP BY person_id`,
};
const DESTROY = {
  name: 'keystore.destroy',
  // The update of the one cell row lets erasures pass one at a time, so that generations commit in order.
  text: `WITH turn AS (UPDATE keystore.cell SET generation = generation + 1 RETURNING generation)
    INSERT INTO keystore.person_keys AS kept (person_id, key_class, destroyed_at_ms, destroyed_generation)
    SELECT $1, key_class, $3, turn.generation FROM turn, unnest($2::text[]) AS key_class ORDER BY key_class
    ON CONFLICT (person_id, key_class) DO UPDATE
    SET wrapped = NULL, destroyed_at_ms = excluded.destroyed_at_ms, destroyed_generation = excluded.destroyed_generation
    WHERE kept.wrapped IS NOT NULL
    RETURNING created_at_ms IS NOT NULL AS had_key`,
};
const DESTRUCTION = {
  name: 'keystore.destruction',
  text: `SELECT count(created_at_ms)::int AS keys, max(destroyed_at_ms) AS at_ms FROM keystore.person_keys
    WHERE person_id = $1 AND wrapped IS NULL`,
};
const ERASURES = {
  name: 'keystore.erasures',
  text: `SELECT generation, ARRAY(SELECT DISTINCT person_id::text FROM keystore.person_keys
      WHERE destroyed_generation > $1 LIMIT $2) AS people FROM keystore.cell`,
};

const ROOT_CHANGED = {
  name: 'keystore.root_changed',
  text: 'SELECT root_changed_at_ms AS at_ms FROM keystore.cell',
};

export class KeyTables {
  readonly pool: pg.Pool;
  /** Raised when connections of before are to be given up. */
  #generation = 0;
  /** Of every connection that stands. */
  readonly #generations = new Map<pg.PoolClient, number>();

  constructor(options: { url: string; poolMax: number; onIdleError: (error: Error) => void }) {
    const types = new pg.TypeOverrides();
    types.setTypeParser(INT8_OID, (text: string) => Number(text));
    this.pool = new pg.Pool({
      connectionString: options.url,
      max: options.poolMax,
      connectionTimeoutMillis: CONNECT_WAIT_MS,
      statement_timeout: STATEMENT_LIMIT_MS,
      application_name: 'jhalak-keystore',
      types,
    });
    // A pool that is being closed loses its connections on purpose, and some only after `end` has resolved.
    this.pool.on('error', (error) => {
      if (!this.pool.ending) options.onIdleError(error);
    });
    // A client that is lent out reports a lost connection itself; its query fails too, so nothing is lost here.
    this.pool.on('connect', (client) => {
      client.on('error', () => undefined);
      this.#generations.set(client, this.#generation);
    });
    this.pool.on('remove', (client) => this.#generations.delete(client));
  }

  /** From now on `giveUpElders` ends connections that stand now, as they become idle. */
  async renew(): Promise<void> {
    this.#generation += 1;
    await this.giveUpElders();
  }

  async giveUpElders(): Promise<void> {
    const isElder = (generation: number | undefined): boolean =>
      generation !== undefined && generation < this.#generation;
    if (![...this.#generations.values()].some(isElder)) return;
    // All at once: the pool lends the one that came last again and again.
    const idle = Array.from({ length: this.pool.idleCount }, () => this.pool.connect());
    for (const lent of await Promise.allSettled(idle))
      if (lent.status === 'fulfilled')
        lent.value.release(isElder(this.#generations.get(lent.value)));
  }

  /** Inserts the keys of people who have none, but for those under a class key that is not the present one. @returns all rows of these people that this statement saw or made. */
  async ensure(rows: readonly NewKeyRow[], nowMs: number): Promise<KeyRow[]> {
    return await this.#run<KeyRow>(ENSURE, [
      rows.map((row) => row.person_id),
      rows.map((row) => row.key_class),
      rows.map((row) => row.generation),
      rows.map((row) => row.wrapped),
      rows.map((row) => row.fingerprint),
      nowMs,
    ]);
  }

  async load(people: readonly string[]): Promise<KeyRow[]> {
    return await this.#run<KeyRow>(LOAD, [people]);
  }

  async standings(people: readonly string[]): Promise<{ person_id: string; destroyed: boolean }[]> {
    return await this.#run<{ person_id: string; destroyed: boolean }>(STANDINGS, [people]);
  }

  /** Empties the person's keys and remembers the person. @returns how many keys there were. */
  async destroy(personId: string, classes: readonly KeyClass[], nowMs: number): Promise<number> {
    const rows = await this.#run<{ had_key: boolean }>(DESTROY, [personId, classes, nowMs]);
    return rows.filter((row) => row.had_key).length;
  }

  /** @returns how many keys of a person were destroyed and when; undefined when none was. */
  async destruction(personId: string): Promise<KeyDestruction | undefined> {
    const [row] = await this.#run<{ keys: number; at_ms: number | null }>(DESTRUCTION, [personId]);
    if (row === undefined || row.at_ms === null) return undefined;
    return { keys: row.keys, atMs: row.at_ms };
  }

  /** @returns who was erased after the generation, at most `max` people. */
  async erasuresAfter(generation: number, max: number): Promise<Erasures> {
    const [row] = await this.#run<Erasures>(ERASURES, [generation, max]);
    if (row === undefined) throw new Error('the key store has lost its cell row');
    return row;
  }

  /** @returns when the root was last changed; null while it is the first one. */
  async rootChangedAtMs(): Promise<number | null> {
    const [row] = await this.#run<{ at_ms: number | null }>(ROOT_CHANGED, []);
    return row?.at_ms ?? null;
  }

  async #run<Row>(statement: { name: string; text: string }, values: unknown[]): Promise<Row[]> {
    return await ask<Row>(this.pool, statement, values);
  }
}

/** Asks the key store. @throws `unavailable` when it doesn't answer. */
export async function ask<Row>(
  pool: pg.Pool,
  statement: { name: string; text: string },
  values: unknown[],
): Promise<Row[]> {
  try {
    const result = await pool.query({ ...statement, values });
    return result.rows as Row[];
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === READ_ONLY_SQLSTATE)
      throw problem(
        'cell.frozen',
        'This cell is being handed over, and no keys are made or destroyed at the moment.',
        { cause, retryAfterS: 10 },
      );
    throw problem('unavailable', 'The key store does not answer; try again in a moment.', {
      cause,
      retryAfterS: 2,
    });
  }
}
