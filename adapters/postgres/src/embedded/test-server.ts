// A throwaway PostgreSQL for tests: one a run when the runner handed its address down, else one a caller.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { silentLogger } from '@jhalak/kernel';

import { startEmbeddedPostgres } from './launcher.ts';

/** Environment variable by which `npm test` hands the run's one server to every test process. */
export const TEST_DATABASE_URL = 'JHALAK_TEST_DATABASE_URL';

/** A server to make databases on. */
export interface TestServer {
  /** Superuser, database `postgres`. */
  readonly adminUrl: string;
  /** @returns the same for another database. */
  databaseUrl(name: string): string;
  /** Stops the server and removes its folder; does nothing to a server that the runner started. */
  stop(): Promise<void>;
}

/**
 * Starts an empty server in a temporary folder.
 *
 * @param durability `throwaway` (default) never syncs; ask for `durable` where surviving a kill of the
 *   machine is the claim. Rows survive a kill of processes either way.
 * Cost: about .7 s, once. Give the address down instead of starting one a file.
 */
export async function startTestServer(
  durability: 'durable' | 'throwaway' = 'throwaway',
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'jhalak-test-pg-'));
  chmodSync(folder, 0o711);
  try {
    const server = await startEmbeddedPostgres({
      dataFolder: join(folder, 'pg'),
      log: silentLogger,
      durability,
      // Many test processes, each with a few cells of a few connections.
      settings: { max_connections: 400, shared_buffers: '64MB' },
    });
    return {
      adminUrl: server.adminUrl,
      databaseUrl: server.databaseUrl,
      stop: async () => {
        // Nothing in it is worth a checkpoint.
        await server.stop('immediate');
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** @returns the run's server when JHALAK_TEST_DATABASE_URL names one, else a fresh one. */
export async function acquireTestServer(): Promise<TestServer> {
  const given = process.env[TEST_DATABASE_URL];
  if (given === undefined || given === '') return startTestServer();
  return {
    adminUrl: given,
    databaseUrl: (name) => given.replace(/\/[^/?]*(\?|$)/, `/${encodeURIComponent(name)}$1`),
    stop: () => Promise.resolve(),
  };
}
