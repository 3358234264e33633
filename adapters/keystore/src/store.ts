// The key store's tables, over connections of its own: callers seal while they hold a connection of the cell's
// database, so sharing one pool could make everybody wait for everybody.

import { problem } from '@jhalak/contracts';
import type { KeyClass } from '@jhalak/ports';
import pg from 'pg';
import { keystoreFailure } from './failure.ts';

/** PostgreSQL's type number of int8. */
const INT8_OID = 20;
/** Statements touch one person or a batch of them; longer means that something is wrong. */
const STATEMENT_LIMIT_MS = 10_000;
const CONNECT_WAIT_MS = 5_000;
/** Two starting processes make the schema one after the other; the number spells "jkeys". */
const SCHEMA_LOCK = 0x6a6b657973;

/** One stored key. `wrapped` is null once destroyed. */
export interface KeyRow {
  person_id: string;
  key_class: KeyClass;
  wrapped: Buffer | null;
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
  // The first part of the union holds what was inserted, which the second cannot see.
  text: `WITH given AS (
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS given (person_id, key_class, wrapped)
    ), made AS (
      INSERT INTO keystore.person_keys (person_id, key_class, wrapped, created_at_ms)
      SELECT person_id, key_class, wrapped, $4 FROM given
      WHERE NOT EXISTS (SELECT 1 FROM keystore.person_keys AS erased
        WHERE erased.person_id = given.person_id AND erased.destroyed_at_ms IS NOT NULL)
      ON CONFLICT (person_id, key_class) DO NOTHING
      RETURNING person_id, key_class, wrapped
    )
    SELECT person_id, key_class, wrapped FROM made
    UNION ALL
    SELECT person_id, key_class, wrapped FROM keystore.person_keys WHERE person_id = ANY($1::uuid[])`,
};
const LOAD = {
  name: 'keystore.load',
  text: 'SELECT person_id, key_class, wrapped FROM keystore.person_keys WHERE person_id = ANY($1::uuid[])',
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
const ERASURES = {
  name: 'keystore.erasures',
  text: `SELECT generation, ARRAY(SELECT DISTINCT person_id::text FROM keystore.person_keys
      WHERE destroyed_generation > $1 LIMIT $2) AS people FROM keystore.cell`,
};

export class KeyTables {
  readonly pool: pg.Pool;

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
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Inserts the keys of people who have none. @returns all rows of these people that this statement saw or made. */
  async ensure(rows: readonly (KeyRow & { wrapped: Buffer })[], nowMs: number): Promise<KeyRow[]> {
    return await this.#run<KeyRow>(ENSURE, [
      rows.map((row) => row.person_id),
      rows.map((row) => row.key_class),
      rows.map((row) => row.wrapped),
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

  /** @returns who was erased after the generation, at most `max` people. */
  async erasuresAfter(generation: number, max: number): Promise<Erasures> {
    const [row] = await this.#run<Erasures>(ERASURES, [generation, max]);
    if (row === undefined) throw new Error('the key store has lost its cell row');
    return row;
  }

  async #run<Row>(statement: { name: string; text: string }, values: unknown[]): Promise<Row[]> {
    try {
      const result = await this.pool.query({ ...statement, values });
      return result.rows as Row[];
    } catch (cause) {
      throw problem('unavailable', 'The key store does not answer; try again in a moment.', {
        cause,
        retryAfterS: 2,
      });
    }
  }
}

/**
 * Makes schema and tables when they are missing, and checks that this cell and this root key belong to them.
 *
 * @returns the present generation.
 * @throws `keystore.region_wrong`, `keystore.root_wrong`.
 */
export async function prepareTables(
  pool: pg.Pool,
  cell: { region: string; fingerprint: Buffer; nowMs: number },
): Promise<number> {
  const { region, fingerprint } = cell;
  if (!/^[a-z]{2,8}$/.test(region))
    throw new RangeError('a region is two to eight lower-case letters');
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    const there = await client.query(`SELECT to_regclass('keystore.cell') AS cell`);
    if ((there.rows[0] as { cell: unknown } | undefined)?.cell === null) {
      await client.query(schemaSql(region));
      await client.query(
        'INSERT INTO keystore.cell (region, root_fingerprint, generation, created_at_ms) VALUES ($1, $2, 0, $3)',
        [region, fingerprint, cell.nowMs],
      );
    }
    const found = await client.query<{
      region: string;
      root_fingerprint: Buffer;
      generation: number;
    }>('SELECT region, root_fingerprint, generation FROM keystore.cell');
    await client.query('COMMIT');
    return checkCell(found.rows[0], region, fingerprint);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

function checkCell(
  found: { region: string; root_fingerprint: Buffer; generation: number } | undefined,
  region: string,
  fingerprint: Buffer,
): number {
  if (found === undefined || found.region !== region) {
    throw keystoreFailure(
      'keystore.region_wrong',
      `JHALAK_REGION is "${region}", but this key store belongs to region "${found?.region ?? 'unknown'}".`,
    );
  }
  if (!found.root_fingerprint.equals(fingerprint)) {
    throw keystoreFailure(
      'keystore.root_wrong',
      'The root key is not the one that this key store was made with: bring back the right root key file.',
    );
  }
  return found.generation;
}

// Like the cell's own domain: the database itself refuses a row of another region.
function schemaSql(region: string): string {
  return `
    CREATE SCHEMA IF NOT EXISTS keystore;
    CREATE DOMAIN keystore.cell_region AS text NOT NULL DEFAULT '${region}' CHECK (VALUE = '${region}');
    CREATE TABLE keystore.cell (
      region keystore.cell_region PRIMARY KEY,
      root_fingerprint bytea NOT NULL,
      generation bigint NOT NULL,
      created_at_ms bigint NOT NULL
    );
    CREATE TABLE keystore.person_keys (
      person_id uuid NOT NULL,
      key_class text NOT NULL,
      region keystore.cell_region,
      wrapped bytea,
      created_at_ms bigint,
      destroyed_at_ms bigint,
      destroyed_generation bigint,
      PRIMARY KEY (person_id, key_class),
      CHECK ((wrapped IS NULL) = (destroyed_at_ms IS NOT NULL))
    );
    CREATE INDEX person_keys_by_destruction ON keystore.person_keys (destroyed_generation)
      WHERE destroyed_generation IS NOT NULL;`;
}
