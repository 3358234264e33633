// The Database port over a pg pool. Kysely builds queries on the same connections; hot paths use named statements.

import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { problem } from '@jhalak/contracts';
import type {
  Database,
  EndedSessions,
  Statement,
  TransactionOptions,
  Tx,
  WriteStop,
} from '@jhalak/ports';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { SharedConnections } from './shared-connections.ts';
import {
  endElderSessions,
  frozenOr,
  isLostSession,
  isReadOnly,
  isReadOnlyError,
  setReadOnly,
} from './write-stop.ts';

/** PostgreSQL's type numbers of int8 and its arrays; our integers are all below 2^53. */
const INT8_OID = 20;
const INT8_ARRAY_OID = 1016;
/** A request that cannot get a connection in this time is better refused than queued. */
const CONNECT_WAIT_MS = 5_000;
/** No statement of ours runs longer; a runaway one must not hold a connection. */
const STATEMENT_LIMIT_MS = 60_000;
/** One that shares a connection holds up others. */
const SHORT_STATEMENT_LIMIT_MS = 5_000;
/**
 * The default of 4 is a spinning disk's: with it a few events out of many are looked for by reading all of them. A URL
 * that brings its own `options` overrules this.
 */
const PLANNER = '-c random_page_cost=1.1';
/** A transaction that waits for its own program holds locks, and the journal cannot be sealed past it. */
const IDLE_TRANSACTION_LIMIT_MS = 60_000;

/** Set within `evenFrozen`. */
const EVEN_FROZEN = new AsyncLocalStorage<boolean>();

export interface DatabaseOptions {
  url: string;
  /** Connections at most, default 12: two cores gain nothing from more. */
  poolMax?: number;
  applicationName?: string;
  /** How long a caller waits for a connection, default 5 s. */
  connectWaitMs?: number;
  /** Called for errors that no caller waits for: of idle connections (a restarted server), of `afterCommit` callbacks. */
  onIdleError?: (error: Error) => void;
}

/** @returns the port, with the pool beneath for adapters of this package. Opens connections lazily. */
export function openDatabase(options: DatabaseOptions): PostgresDatabase {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8_OID, (text: string) => Number(text));
  types.setTypeParser(INT8_ARRAY_OID, parseIntegers);
  const config = {
    connectionString: options.url,
    options: PLANNER,
    connectionTimeoutMillis: options.connectWaitMs ?? CONNECT_WAIT_MS,
    application_name: options.applicationName ?? 'jhalak',
    types,
  };
  const pool = new pg.Pool({
    ...config,
    max: options.poolMax ?? 12,
    statement_timeout: STATEMENT_LIMIT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_LIMIT_MS,
  });
  // A pool that is being closed loses its connections on purpose, and some only after `end` has resolved.
  pool.on('error', (error) => {
    if (!pool.ending) options.onIdleError?.(error);
  });
  // While lent out, a client reports a lost connection itself, and an error without a listener ends the process. Its
  // query fails too, which is how the caller learns of it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const shared = new SharedConnections({ ...config, statement_timeout: SHORT_STATEMENT_LIMIT_MS });
  return new PostgresDatabase(pool, shared, options.onIdleError);
}

/** A read is asked so often at most: when all sessions are ended at once, several of them may be lent one after another. */
const READ_TRIES = 5;
const READ_PAUSE_MS = 20;
/** A statement that only reads, and may be asked again. */
const READS = /^\s*(?:SELECT\b|WITH\b(?!.*\b(?:INSERT|UPDATE|DELETE|MERGE)\b))/isu;

export class PostgresDatabase implements Database, WriteStop {
  readonly kind = 'database';
  /** For adapters of this package; everybody else goes through the port. */
  readonly pool: pg.Pool;
  readonly #shared: SharedConnections;
  readonly #kysely: Kysely<unknown>;
  readonly #onIdleError: (error: Error) => void;
  /** Raised when connections of before are to be given up. */
  #generation = 0;
  /** Of every connection that stands. */
  readonly #generations = new Map<pg.PoolClient, number>();

  constructor(
    pool: pg.Pool,
    shared: SharedConnections,
    onIdleError: (error: Error) => void = () => undefined,
  ) {
    this.pool = pool;
    this.#shared = shared;
    this.#onIdleError = onIdleError;
    pool.on('connect', (client) => this.#generations.set(client, this.#generation));
    pool.on('remove', (client) => this.#generations.delete(client));
    this.#kysely = kyselyOver(async () => await this.#lend());
  }

  tables<Tables>(): Kysely<Tables> {
    return this.#kysely as unknown as Kysely<Tables>;
  }

  async query<Row>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return await againWhenLost(statement.text, async () => await this.#ask<Row>(statement, values));
  }

  /** A connection for Kysely. A read whose session is lost is asked again over another, unless something was begun here. */
  async #lend(): Promise<LentClient> {
    let client: pg.PoolClient | undefined = await this.#connect();
    let onlyReads = true;
    return {
      query: async (text: string, values?: unknown[]) => {
        onlyReads &&= READS.test(text);
        return await againWhenLost(onlyReads ? text : '', async () => {
          client ??= await this.#connect();
          try {
            return await client.query(text, values);
          } catch (error) {
            if (onlyReads && isLostSession(error)) {
              client.release(true);
              client = undefined;
            }
            throw error;
          }
        });
      },
      release: () => {
        client?.release(this.#isElder(client));
        client = undefined;
      },
    };
  }

  async #ask<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    if (EVEN_FROZEN.getStore() === true && statement.short !== true)
      return await this.transaction(async (tx) => await tx.query<Row>(statement, values));
    if (statement.short === true) return await this.#shared.query<Row>(statement, values);
    const client = await this.#connect();
    let mayStay = true;
    try {
      return await runStatement<Row>(client, statement, values);
    } catch (error) {
      mayStay = !isReadOnlyError(error);
      throw frozenOr(error);
    } finally {
      client.release(!mayStay || this.#isElder(client));
    }
  }

  async transaction<Result>(
    work: (tx: Tx) => Promise<Result>,
    options: TransactionOptions = {},
  ): Promise<Result> {
    const client = await this.#connect();
    const tx = new PostgresTx(client);
    let result: Result;
    let broken: Error | undefined;
    try {
      const isFree = options.evenFrozen === true || EVEN_FROZEN.getStore() === true;
      await client.query(isFree ? 'BEGIN READ WRITE' : 'BEGIN');
      result = await work(tx);
      tx.end();
      const { command } = await client.query('COMMIT');
      // After a failed statement PostgreSQL answers COMMIT with ROLLBACK and no error, even if the work caught its own.
      if (command !== 'COMMIT')
        throw new Error('a statement failed inside this transaction, so nothing of it was kept');
    } catch (error) {
      tx.end();
      await client.query('ROLLBACK').catch((rollbackError: unknown) => {
        // The connection is unusable; pg drops it when released with an error.
        broken = asError(rollbackError);
      });
      // A session that began while the cell was frozen would go on refusing after it.
      if (isReadOnlyError(error)) broken ??= asError(error);
      throw frozenOr(error);
    } finally {
      client.release(broken ?? this.#isElder(client));
    }
    // It is committed: a callback that throws must not make it look otherwise.
    for (const notify of tx.notifications) {
      try {
        notify();
      } catch (error) {
        this.#onIdleError(asError(error));
      }
    }
    return result;
  }

  async evenFrozen<Result>(work: () => Promise<Result>): Promise<Result> {
    return await EVEN_FROZEN.run(true, work);
  }

  async isReadOnly(): Promise<boolean> {
    return await isReadOnly(this.pool);
  }

  async setReadOnly(tx: Tx, readOnly: boolean): Promise<void> {
    await setReadOnly(tx, readOnly);
  }

  async renew(): Promise<void> {
    this.#generation += 1;
    this.#shared.renew();
    await this.giveUpElders();
  }

  /** Gives up idle connections of before the last `renew`, which others of this package brought back since. */
  async giveUpElders(): Promise<void> {
    if (![...this.#generations.values()].some((one) => one < this.#generation)) return;
    // All at once: the pool lends the one that came last again and again.
    const idle = Array.from({ length: this.pool.idleCount }, () => this.pool.connect());
    for (const lent of await Promise.allSettled(idle))
      if (lent.status === 'fulfilled') lent.value.release(this.#isElder(lent.value));
  }

  async endElderSessions(): Promise<EndedSessions> {
    const client = await this.#connect();
    try {
      return await endElderSessions(client);
    } finally {
      client.release(true);
    }
  }

  #isElder(client: pg.PoolClient): boolean {
    return (this.#generations.get(client) ?? this.#generation) < this.#generation;
  }

  async close(): Promise<void> {
    await this.#shared.close();
    if (!this.pool.ended) await this.pool.end();
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      for (;;) {
        const client = await this.pool.connect();
        if (!this.#isElder(client)) return client;
        client.release(true);
      }
    } catch (cause) {
      throw problem('unavailable', 'The database does not answer; try again in a moment.', {
        cause,
        retryAfterS: 2,
      });
    }
  }
}

class PostgresTx implements Tx {
  readonly kind = 'tx';
  readonly notifications: (() => void)[] = [];
  readonly #client: pg.PoolClient;
  #kysely: Kysely<unknown> | undefined;
  #over = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  tables<Tables>(): Kysely<Tables> {
    this.#kysely ??= kyselyOver(() => Promise.resolve(this.#lent()));
    return this.#kysely as unknown as Kysely<Tables>;
  }

  async query<Row>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    this.#check();
    return await runStatement<Row>(this.#client, statement, values);
  }

  afterCommit(notify: () => void): void {
    this.#check();
    this.notifications.push(notify);
  }

  /** From now on the connection may belong to somebody else. */
  end(): void {
    this.#over = true;
  }

  #check(): void {
    if (this.#over) throw new Error('this transaction is over; its callback has settled');
  }

  // Inside a transaction Kysely must always get this one connection, and must not give it back.
  #lent(): LentClient {
    this.#check();
    return {
      query: async (text, values) => await this.#client.query(text, values),
      release: () => undefined,
    };
  }
}

// `{1,NULL,3}`: lists of integers have one dimension here and nothing to quote.
function parseIntegers(text: string): (number | null)[] {
  const inside = text.slice(1, -1);
  if (inside === '') return [];
  return inside.split(',').map((item) => (item === 'NULL' ? null : Number(item)));
}

/** What Kysely uses of a connection. */
interface LentClient {
  query: (text: string, values?: unknown[]) => Promise<pg.QueryResult>;
  release: () => void;
}

/**
 * Asks again when the session was lost and the statement only reads: a freeze ends sessions that stand idle, and one may be
 * lent in that moment.
 */
async function againWhenLost<Result>(text: string, ask: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tried >= READ_TRIES || !READS.test(text) || !isLostSession(error)) throw error;
      // Sockets that were closed say so a moment later.
      await pause(READ_PAUSE_MS * tried);
    }
  }
}

function kyselyOver(connect: () => Promise<LentClient>): Kysely<unknown> {
  // Kysely takes a pool; this one ends with ours.
  const pool = { connect, end: () => Promise.resolve() };
  type DialectPool = ConstructorParameters<typeof PostgresDialect>[0]['pool'];
  return new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: pool as unknown as DialectPool }),
  });
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

async function runStatement<Row>(
  on: pg.PoolClient,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const result = await on.query({
    name: statement.name,
    text: statement.text,
    values: [...values],
  });
  return result.rows as Row[];
}
