// The Database port over a pg pool. Kysely builds queries on the same connections; hot paths use named statements.

import { problem } from '@jhalak/contracts';
import type { Database, Statement, Tx } from '@jhalak/ports';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/** PostgreSQL's type number of int8; our integers are all below 2^53. */
const INT8_OID = 20;
/** A request that cannot get a connection in this time is better refused than queued. */
const CONNECT_WAIT_MS = 5_000;
/** No statement of ours runs longer; a runaway one must not hold a connection. */
const STATEMENT_LIMIT_MS = 60_000;

export interface DatabaseOptions {
  url: string;
  /** Connections at most, default 12: two cores gain nothing from more. */
  poolMax?: number;
  applicationName?: string;
  /** Called for errors of idle connections (a restarted server). */
  onIdleError?: (error: Error) => void;
}

/** @returns the port, with the pool beneath for adapters of this package. Opens connections lazily. */
export function openDatabase(options: DatabaseOptions): PostgresDatabase {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8_OID, (text: string) => Number(text));
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolMax ?? 12,
    connectionTimeoutMillis: CONNECT_WAIT_MS,
    statement_timeout: STATEMENT_LIMIT_MS,
    application_name: options.applicationName ?? 'jhalak',
    types,
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  // While lent out, a client reports a lost connection itself, and an error without a listener ends the process. Its
  // query fails too, which is how the caller learns of it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new PostgresDatabase(pool);
}

export class PostgresDatabase implements Database {
  readonly kind = 'database';
  readonly pool: pg.Pool;
  readonly #kysely: Kysely<unknown>;

  constructor(pool: pg.Pool) {
    this.pool = pool;
    this.#kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  }

  tables<Tables>(): Kysely<Tables> {
    return this.#kysely as unknown as Kysely<Tables>;
  }

  async query<Row>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return await runStatement<Row>(this.pool, statement, values);
  }

  async transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect().catch((cause: unknown) => {
      throw problem('unavailable', 'The database does not answer; try again in a moment.', {
        cause,
        retryAfterS: 2,
      });
    });
    const tx = new PostgresTx(client);
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work(tx);
      await client.query('COMMIT');
      tx.committed();
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollbackError: unknown) => {
        // The connection is unusable; pg drops it when released with an error.
        broken = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    if (!this.pool.ended) await this.pool.end();
  }
}

class PostgresTx implements Tx {
  readonly kind = 'tx';
  readonly #client: pg.PoolClient;
  #kysely: Kysely<unknown> | undefined;
  readonly #notify: (() => void)[] = [];

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  tables<Tables>(): Kysely<Tables> {
    this.#kysely ??= new Kysely<unknown>({ dialect: new PostgresDialect({ pool: singleClientPool(this.#client) }) });
    return this.#kysely as unknown as Kysely<Tables>;
  }

  async query<Row>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return await runStatement<Row>(this.#client, statement, values);
  }

  afterCommit(notify: () => void): void {
    this.#notify.push(notify);
  }

  committed(): void {
    for (const notify of this.#notify) notify();
  }
}

// Kysely asks a pool for connections; inside a transaction it must always get this one.
function singleClientPool(client: pg.PoolClient): ConstructorParameters<typeof PostgresDialect>[0]['pool'] {
  const lent = {
    query: client.query.bind(client),
    release: () => undefined,
  };
  return {
    connect: () => Promise.resolve(lent),
    end: () => Promise.resolve(),
  } as unknown as ConstructorParameters<typeof PostgresDialect>[0]['pool'];
}

async function runStatement<Row>(
  on: pg.Pool | pg.PoolClient,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const result = await on.query({ name: statement.name, text: statement.text, values: [...values] });
  return result.rows as Row[];
}
