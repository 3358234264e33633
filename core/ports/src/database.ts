// The cell's PostgreSQL, as features see it. Readers take a Database, writers demand a Tx, so that a change and its
// journal entry cannot come apart.

import type { Kysely } from 'kysely';

/** A named prepared statement for a hot path. The name must be unique in the house: `feature.what`. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /**
   * Answers by key within a millisecond or so: outside a transaction it may share a connection with others that are asked
   * at the same moment, and hold them up.
   */
  readonly short?: boolean;
}

/** What can be asked inside and outside a transaction. */
export interface Queries {
  /** @returns the query builder, typed with the caller's own tables. Cost: none. */
  tables<Tables>(): Kysely<Tables>;
  /**
   * Runs a prepared statement.
   *
   * @returns its rows; `int8` comes as number (all of ours are below 2^53), `bytea` as Buffer.
   */
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/** One READ COMMITTED transaction. Valid until the callback that received it settles. */
export interface Tx extends Queries {
  readonly kind: 'tx';
  /** Runs after a successful commit, in order; for waking readers, never for work that must happen. */
  afterCommit(notify: () => void): void;
}

/** The cell's database. Bounded: at most `poolMax` connections; callers wait up to 5 s for one, then `unavailable`. */
export interface Database extends Queries {
  readonly kind: 'database';
  /**
   * Runs `work` in one transaction and commits; anything thrown rolls back and is thrown on.
   * When it returns, the change is durable.
   */
  transaction<Result>(
    work: (tx: Tx) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>;
  close(): Promise<void>;
}

/** What a transaction may do that others may not. */
export interface TransactionOptions {
  /**
   * Writes also while the cell is frozen for its hand-over. Only for what must go on then: the deal itself, and the public
   * log of it. Everything else gets `cell.frozen`.
   */
  readonly evenFrozen?: true;
}

/** Which sessions were ended so that nobody can write any more. */
export interface EndedSessions {
  /** Idle ones. */
  idle: number;
  /** Statements or transactions that had to be ended. */
  working: number;
}

/** Stops all writing at the database itself, for hand-over. Reads go on. */
export interface WriteStop {
  /**
   * Runs `work`, whose transactions and statements write also while the cell is frozen. For the few things that people do
   * while a cell closes for good, and nowhere else. Cost: statements outside of a transaction get one of their own.
   */
  evenFrozen<Result>(work: () => Promise<Result>): Promise<Result>;
  /** @returns whether sessions that begin now only read. Cost: one query. */
  isReadOnly(): Promise<boolean>;
  /**
   * From the commit of `tx` on, sessions that begin can only read, or can write again. Those that stand already are as they
   * were: see `renew` and `endElderSessions`. @throws Error when the cell's user does not own the database.
   */
  setReadOnly(tx: Tx, readOnly: boolean): Promise<void>;
  /** Gives up this process's own connections as they become idle, so that new ones are as the database says now. */
  renew(): Promise<void>;
  /**
   * Ends every other session that began before now, this process's own among them if it did not renew: idle ones at once,
   * working ones after some seconds. When it returns, no session of before is left. @throws `unavailable` when one stays.
   */
  endElderSessions(): Promise<EndedSessions>;
}
