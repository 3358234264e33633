// One step of a deal at a time over a cell's database, whoever starts it and from where.

import { createHash } from 'node:crypto';
import type { PostgresDatabase } from '@jhalak/postgres';
import { CommandError } from '../../command.ts';

/** The lock is a number of PostgreSQL's. */
function lockNumber(dealId: string): string {
  return createHash('sha256')
    .update(`jhalak handover ${dealId}`)
    .digest()
    .readBigInt64BE()
    .toString();
}

/** One connection of the pool, held. */
interface Connection {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  release(broken?: boolean): void;
}

export interface StepLock {
  /** Asks whether it is still ours. @throws CommandError when somebody else has it by now. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/**
 * The lock ends with the process, also with a killed one. The freeze ends idle connections, this one too perhaps: `check`
 * takes it anew, and refuses where another was quicker.
 *
 * @throws CommandError while another process has it.
 */
export async function lockSteps(database: PostgresDatabase, dealId: string): Promise<StepLock> {
  const number = lockNumber(dealId);
  let client = await taken(database, number);
  return {
    check: async () => {
      const lost = await client.query('SELECT 1').then(
        () => false,
        () => true,
      );
      if (!lost) return;
      client.release(true);
      client = await taken(database, number);
    },
    release: async () => {
      await client.query('SELECT pg_advisory_unlock($1)', [number]).catch(() => undefined);
      client.release(true);
    },
  };
}

async function taken(database: PostgresDatabase, number: string): Promise<Connection> {
  const client: Connection = await database.pool.connect();
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS ours', [number]);
  if (rows[0]?.['ours'] === true) return client;
  client.release();
  throw new CommandError('Another step of this deal is being carried out here: wait for it.');
}
