// The database server behind a cell: one that the operator named, the one that a running Jhalak of this home started, or
// an embedded one started now.

import { existsSync, readFileSync, writeFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@jhalak/kernel';
import { openDatabase } from '@jhalak/postgres';
import { startEmbeddedPostgres } from '@jhalak/postgres/embedded';
import { UNFINISHED_FILE } from '../backup/fresh-home.ts';
import { CommandError } from '../command.ts';
import type { Settings } from '../settings.ts';

/** The cell's database on the embedded server. */
const DATABASE_NAME = 'jhalak';

export interface DatabaseServer {
  url: string;
  kind: 'external' | 'running' | 'embedded';
  /** Whether this start made the home's database. */
  initialised: boolean;
  version: string;
  /** Settles when an embedded server ends by itself. */
  exited: Promise<unknown> | undefined;
  stop(): Promise<void>;
}

/** @param forCommand a command may use the server of a running Jhalak; `start` must not. */
export async function openDatabaseServer(
  settings: Settings,
  logger: Logger,
  options: { forCommand: boolean; onProgress?: (step: string) => void },
): Promise<DatabaseServer> {
  // A restore itself works on such a home; nobody else may.
  if (!options.forCommand && existsSync(join(settings.home, UNFINISHED_FILE))) {
    throw new CommandError(
      `${settings.home} holds a restore that was interrupted: remove this folder and restore again.`,
    );
  }
  if (settings.databaseUrl !== undefined) {
    return {
      url: settings.databaseUrl,
      kind: 'external',
      initialised: false,
      version: await serverVersion(settings.databaseUrl),
      exited: undefined,
      stop: () => Promise.resolve(),
    };
  }
  const running = options.forCommand ? readRunning(settings.home) : undefined;
  if (running !== undefined) {
    return {
      url: running.databaseUrl,
      kind: 'running',
      initialised: false,
      version: await serverVersion(running.databaseUrl),
      exited: undefined,
      stop: () => Promise.resolve(),
    };
  }
  return await startEmbedded(settings, logger, options.onProgress);
}

async function startEmbedded(
  settings: Settings,
  logger: Logger,
  onProgress: ((step: string) => void) | undefined,
): Promise<DatabaseServer> {
  await mkdir(settings.home, { recursive: true, mode: 0o700 });
  const server = await startEmbeddedPostgres({
    dataFolder: join(settings.home, 'pg'),
    homeFolder: settings.home,
    log: logger,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  try {
    await createDatabaseOnce(server.adminUrl);
    const url = server.databaseUrl(DATABASE_NAME);
    writeRunning(settings.home, url);
    return {
      url,
      kind: 'embedded',
      initialised: server.initialised,
      version: server.serverVersion,
      exited: server.exited,
      stop: async () => {
        rmSync(runningFile(settings.home), { force: true });
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function createDatabaseOnce(adminUrl: string): Promise<void> {
  const admin = openDatabase({ url: adminUrl, poolMax: 1 });
  try {
    const found = await admin.pool.query('SELECT 1 FROM pg_database WHERE datname = $1', [
      DATABASE_NAME,
    ]);
    if (found.rowCount === 0) await admin.pool.query(`CREATE DATABASE ${DATABASE_NAME}`);
  } finally {
    await admin.close();
  }
}

async function serverVersion(url: string): Promise<string> {
  const database = openDatabase({ url, poolMax: 1 });
  try {
    const [row] = await database.query<{ server_version: string }>({
      name: 'version',
      text: 'SHOW server_version',
    });
    return row?.server_version ?? 'unknown';
  } finally {
    await database.close();
  }
}

interface Running {
  pid: number;
  databaseUrl: string;
}

function runningFile(home: string): string {
  return join(home, 'running.json');
}

// The URL holds a password: the file is its owner's only, and lives as long as the process.
function writeRunning(home: string, databaseUrl: string): void {
  writeFileSync(
    runningFile(home),
    JSON.stringify({ pid: process.pid, databaseUrl } satisfies Running),
    { mode: 0o600 },
  );
}

/** @returns what a living Jhalak of this home left, if there is one. */
export function readRunning(home: string): Running | undefined {
  if (!existsSync(runningFile(home))) return undefined;
  const running = JSON.parse(readFileSync(runningFile(home), 'utf8')) as Running;
  try {
    process.kill(running.pid, 0);
    return running;
  } catch {
    // Nobody by this number: the file was left by a kill.
    return undefined;
  }
}
