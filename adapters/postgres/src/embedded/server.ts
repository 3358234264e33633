// Starts one postmaster and stops it. Knows processes and signals; knows nothing of homes and passwords.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  accessSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
} from 'node:fs';
import { constants, readdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { embeddedFailure } from './failure.ts';
import { SOCKET_FOLDER_PREFIX } from './leftovers.ts';
import type { RunAs } from './run-as.ts';

/** Values of postgresql.conf by name; they win over every file in the data folder. */
export type PostgresSettings = Readonly<Record<string, string | number>>;

/** How the postmaster ended. */
export interface PostgresExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A started, perhaps not yet ready, postmaster. */
export interface Postmaster {
  readonly pid: number;
  readonly socketFolder: string;
  /** Settles when the process has ended, for whatever reason. Never rejects. */
  readonly exited: Promise<PostgresExit>;
  /** @returns undefined while it runs. */
  exit(): PostgresExit | undefined;
  /**
   * `fast` lets running statements fail and writes a checkpoint; `immediate` writes nothing and leaves
   * recovery to the next start. Bounded: fast turns into immediate after 30 s, that into SIGKILL after 10 s.
   */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  /** @returns the last lines that it wrote before its own log took over. */
  lastWords(): string;
}

/** How to start one. */
export interface PostmasterOptions {
  readonly executable: string;
  readonly realDataFolder: string;
  readonly runAs: RunAs | undefined;
  readonly settings: PostgresSettings;
  /** Folder to make the socket's own folder in; a short path, see SOCKET_PATH_LIMIT. */
  readonly runtimeFolder?: string | undefined;
  /** File that gets what the server says until its own log takes over; rewritten at each start. */
  readonly startLog: string;
}

/** sun_path holds 108 bytes with its final zero. */
const SOCKET_PATH_LIMIT = 107;
/** A checkpoint of a busy small machine; systemd waits 90 s before it kills. */
const FAST_STOP_LIMIT_MS = 30_000;
const IMMEDIATE_STOP_LIMIT_MS = 10_000;
/** Enough for the reason, little enough for one log record. */
const LAST_WORDS_LINES = 4;

function makeSocketFolder(runtimeFolder: string | undefined, runAs: RunAs | undefined): string {
  const base = runtimeFolder ?? defaultRuntimeFolder(runAs);
  if (!existsSync(base)) mkdirSync(base, { recursive: true, mode: 0o755 });
  removeEmptySocketFolders(base);
  // A fresh name each time: nobody else can have made the folder before us.
  const folder = mkdtempSync(join(base, SOCKET_FOLDER_PREFIX));
  if (Buffer.byteLength(join(folder, '.s.PGSQL.5432')) > SOCKET_PATH_LIMIT) {
    rmSync(folder, { recursive: true });
    throw embeddedFailure(
      'postgres.folder_unusable',
      `The runtime folder ${base} has too long a path for a socket (${SOCKET_PATH_LIMIT} bytes in all): choose a shorter one.`,
    );
  }
  if (runAs !== undefined) chownSync(folder, runAs.uid, runAs.gid);
  return folder;
}

/** A server binds its socket well within this time, so an empty folder older than it is a dead one's. */
const EMPTY_FOLDER_AGE_MS = 3_600_000;

function removeEmptySocketFolders(base: string): void {
  for (const name of readdirSync(base).filter((entry) => entry.startsWith(SOCKET_FOLDER_PREFIX))) {
    try {
      const folder = join(base, name);
      if (Date.now() - statSync(folder).mtimeMs > EMPTY_FOLDER_AGE_MS) rmdirSync(folder);
    } catch {
      // In use, another user's, or gone meanwhile.
    }
  }
}

function defaultRuntimeFolder(runAs: RunAs | undefined): string {
  if (runAs !== undefined && isWritable('/run')) return '/run/jhalak';
  const own = process.env['XDG_RUNTIME_DIR'];
  if (own !== undefined && own !== '' && existsSync(own)) return own;
  return Buffer.byteLength(tmpdir()) <= 60 ? tmpdir() : '/tmp';
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts the process and returns at once; readiness is the caller's to find out. */
export function startPostmaster(options: PostmasterOptions): Postmaster {
  const socketFolder = makeSocketFolder(options.runtimeFolder, options.runAs);
  const identity =
    options.runAs === undefined ? {} : { uid: options.runAs.uid, gid: options.runAs.gid };
  const args = ['-D', options.realDataFolder];
  const settings = {
    listen_addresses: '',
    unix_socket_directories: `"${socketFolder}"`,
    ...options.settings,
  };
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const log = openSync(options.startLog, 'w', 0o600);
  const child = spawn(options.executable, args, {
    cwd: '/',
    // Its own session: Ctrl-C at a terminal reaches Jhalak only, which stops the database last.
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    ...identity,
  });
  closeSync(log);
  const exit = watchExit(child, socketFolder);
  if (child.pid === undefined) throw spawnFailure(options.executable);
  const watcher = startWatcher(child.pid, identity);
  child.unref();
  void exit.promise.then(() => watcher.kill('SIGKILL'));
  return {
    pid: child.pid,
    socketFolder,
    exited: exit.promise,
    exit: exit.current,
    stop: (mode) => stopChild(child, exit.promise, mode),
    lastWords: () => lastLines(options.startLog),
  };
}

function spawnFailure(executable: string): Error {
  return embeddedFailure('postgres.start_failed', `${executable} could not be started.`);
}

function watchExit(child: ChildProcess, socketFolder: string) {
  let ended: PostgresExit | undefined;
  const promise = new Promise<PostgresExit>((resolve) => {
    const end = (exit: PostgresExit) => {
      ended ??= exit;
      rmSync(socketFolder, { recursive: true, force: true });
      resolve(ended);
    };
    child.once('error', () => end({ code: null, signal: null }));
    child.once('exit', (code, signal) => end({ code, signal }));
  });
  return { promise, current: () => ended };
}

/**
 * Stops the database cleanly when this process is killed outright: a shell that waits on a pipe whose other
 * end only we hold. The next start handles what this can't (the whole process tree killed at once).
 */
function startWatcher(pid: number, identity: { uid?: number; gid?: number }): ChildProcess {
  const script = 'read -r _ || kill -INT "$1" 2>/dev/null';
  const watcher = spawn('/bin/sh', ['-c', script, 'jhalak-postgres-watch', String(pid)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    ...identity,
  });
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  watcher.unref();
  if ('unref' in watcher.stdin && typeof watcher.stdin.unref === 'function') watcher.stdin.unref();
  return watcher;
}

async function stopChild(
  child: ChildProcess,
  exited: Promise<PostgresExit>,
  mode: 'fast' | 'immediate',
): Promise<void> {
  // Waiting for the end must keep this process alive although the child was unreferenced.
  child.ref();
  const steps = [
    { signal: 'SIGINT', limitMs: FAST_STOP_LIMIT_MS },
    { signal: 'SIGQUIT', limitMs: IMMEDIATE_STOP_LIMIT_MS },
    { signal: 'SIGKILL', limitMs: IMMEDIATE_STOP_LIMIT_MS },
  ] as const;
  for (const step of mode === 'fast' ? steps : steps.slice(1)) {
    child.kill(step.signal);
    if (await within(exited, step.limitMs)) return;
  }
  throw embeddedFailure('postgres.stop_failed', `PostgreSQL (process ${child.pid}) does not stop.`);
}

/** @returns whether `done` settled within the limit. */
async function within(done: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([done.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function lastLines(file: string): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text.trim().split('\n').slice(-LAST_WORDS_LINES).join(' ');
}
