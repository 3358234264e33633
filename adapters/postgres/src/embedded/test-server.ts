// A throwaway PostgreSQL for tests: one a run when the runner handed its address down, else one a caller.

import { accessSync, chmodSync, constants, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { silentLogger } from '@jhalak/kernel';

import { startEmbeddedPostgres } from './launcher.ts';

/** Environment variable by which `npm test` hands the run's one server to every test process. */
export const TEST_DATABASE_URL = 'JHALAK_TEST_DATABASE_URL';

const PREFIX = 'jhalak-test-pg-';
/** Memory that is a folder: a database is 900 small files, made and removed in a seventh of the CPU time that a disk takes. */
const IN_MEMORY = '/dev/shm';
/** Of it free: databases of 12 MB of some files at once, and WAL_MAX. Containers often have 64 MB. */
const IN_MEMORY_MIN_BYTES = 2_000_000_000;
const WAL_MAX = '256MB';

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
 * @param options.isRun whether it belongs to a run of all tests, as what runs inside one does: then a throwaway one lies in
 *   memory where there is room, and what a run that was killed left there is removed first.
 * Cost: about .7 s, once. Give the address down instead of starting one a file.
 */
export async function startTestServer(
  durability: 'durable' | 'throwaway' = 'throwaway',
  { isRun = process.env[TEST_DATABASE_URL] !== undefined }: { isRun?: boolean } = {},
): Promise<TestServer> {
  const place = placeFor(durability, isRun);
  const folder = mkdtempSync(join(place, PREFIX));
  chmodSync(folder, 0o711);
  try {
    const server = await startEmbeddedPostgres({
      dataFolder: join(folder, 'pg'),
      log: silentLogger,
      durability,
      // Many test processes, each with a few cells of a few connections.
      settings: {
        ...{ max_connections: 400, shared_buffers: '64MB' },
        ...(place === IN_MEMORY ? { max_wal_size: WAL_MAX } : {}),
      },
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

/** A test by itself may be killed, and nobody would come by to clear the memory. */
function placeFor(durability: 'durable' | 'throwaway', isRun: boolean): string {
  return durability === 'throwaway' && isRun && hasRoomInMemory() ? IN_MEMORY : tmpdir();
}

function hasRoomInMemory(): boolean {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    for (const name of readdirSync(IN_MEMORY))
      if (name.startsWith(PREFIX) && isLeft(join(IN_MEMORY, name)))
        rmSync(join(IN_MEMORY, name), { recursive: true, force: true });
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize > IN_MEMORY_MIN_BYTES;
  } catch {
    // Another system, or another user's folder: a disk serves as well.
    return false;
  }
}

/** @returns whether a server ran here and runs no more. */
function isLeft(folder: string): boolean {
  const pidFile = join(folder, 'pg', 'postmaster.pid');
  if (!existsSync(pidFile)) return false;
  const [pid = ''] = readFileSync(pidFile, 'utf8').split('\n');
  return !existsSync(join('/proc', pid));
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
