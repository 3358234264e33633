// One transaction on one connection for as long as it takes: the limits that protect a serving cell are lifted in it.

import type { Queries, Statement } from '@jhalak/ports';
import type { PostgresDatabase } from '@jhalak/postgres';
import type { PoolClient } from 'pg';

/** Who can be asked a statement: the database, or a transaction. */
export type Asks = Pick<Queries, 'query'>;

/** A transaction that also takes COPY streams. */
export interface LongTransaction extends Asks {
  readonly connection: PoolClient;
}

/** What text stands for a value must not hang on a server's settings. */
const SETTINGS = [
  'statement_timeout = 0',
  'idle_in_transaction_session_timeout = 0',
  `datestyle = 'ISO, YMD'`,
  `intervalstyle = 'postgres'`,
  `timezone = 'UTC'`,
  'extra_float_digits = 1',
  `bytea_output = 'hex'`,
  `client_encoding = 'UTF8'`,
];

/**
 * Runs `work` in one transaction and commits; anything thrown rolls back and is thrown on.
 *
 * @param kind `snapshot`: reads one moment of the whole database and changes nothing. It draws no transaction id, so
 *   that the journal of a running cell is sealed past it.
 */
export async function longTransaction<Result>(
  database: PostgresDatabase,
  kind: 'snapshot' | 'write',
  work: (tx: LongTransaction) => Promise<Result>,
): Promise<Result> {
  const connection = await database.pool.connect();
  let broken = true;
  try {
    await connection.query(
      kind === 'snapshot' ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN',
    );
    for (const setting of SETTINGS) await connection.query(`SET LOCAL ${setting}`);
    const result = await work({
      connection,
      query: async <Row>({ name, text }: Statement, values: readonly unknown[] = []) => {
        const found = await connection.query({ name, text, values: [...values] });
        return found.rows as Row[];
      },
    });
    await connection.query('COMMIT');
    broken = false;
    return result;
  } finally {
    // A stream that broke off leaves the connection in the middle of a COPY: it is closed, which rolls back.
    connection.release(broken);
  }
}
