// What an earlier, killed Jhalak may have left behind on a data folder: a running postmaster, backends of a
// killed postmaster, a postmaster.pid that names a dead or foreign process. Called only under the instance
// lock, so every process found here has lost its owner.

import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { embeddedFailure } from './failure.ts';

/** A fast shutdown writes one checkpoint: seconds on a slow disk. */
const FAST_STOP_LIMIT_MS = 60_000;
/** An immediate shutdown writes nothing; recovery at the next start makes up for it. */
const IMMEDIATE_STOP_LIMIT_MS = 10_000;
/** Short enough not to be felt at a start, long enough not to burn a core. */
const POLL_MS = 20;

/** Every process of a server works in its data folder. @returns their ids. Cost: one readlink a process. */
export function processesIn(realDataFolder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readlinkSync(`/proc/${name}/cwd`) === realDataFolder;
      } catch {
        // Gone meanwhile, or another user's: not ours to stop.
        return false;
      }
    })
    .map(Number);
}

/** What postmaster.pid says: its process and the folder of its socket. */
function readPidFile(
  dataFolder: string,
): { pid: number; socketFolder: string | undefined } | undefined {
  try {
    const lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 1) return undefined;
    return { pid, socketFolder: lines[4] === '' ? undefined : lines[4] };
  } catch {
    return undefined;
  }
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Gone meanwhile: what we want.
    }
  }
}

async function waitUntilEmpty(realDataFolder: string, limitMs: number): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  while (processesIn(realDataFolder).length > 0) {
    if (performance.now() > endMs) return false;
    await delay(POLL_MS);
  }
  return true;
}

/**
 * Stops what still runs on the folder, cleanly when its postmaster lives, and removes postmaster.pid.
 * Nothing acknowledged is lost either way: it is in the write-ahead log.
 *
 * @returns what was found, for the log.
 * @throws `postgres.stop_failed` when a process survives an immediate shutdown.
 */
export async function clearLeftovers(
  realDataFolder: string,
): Promise<'nothing' | 'stopped_server' | 'stale_pid_file'> {
  const pidFile = readPidFile(realDataFolder);
  if (pidFile === undefined) return 'nothing';
  const found = processesIn(realDataFolder);
  if (found.length > 0) {
    // The postmaster ends its backends. Backends without one end themselves, and are told to all the same.
    const postmasterLives = found.includes(pidFile.pid);
    signal(postmasterLives ? [pidFile.pid] : found, postmasterLives ? 'SIGINT' : 'SIGTERM');
    if (!(await waitUntilEmpty(realDataFolder, FAST_STOP_LIMIT_MS))) {
      signal(processesIn(realDataFolder), 'SIGQUIT');
      if (!(await waitUntilEmpty(realDataFolder, IMMEDIATE_STOP_LIMIT_MS))) {
        throw embeddedFailure(
          'postgres.stop_failed',
          `An earlier PostgreSQL (process ${processesIn(realDataFolder).join(', ')}) on ${realDataFolder} does not stop: end it, then start again.`,
        );
      }
    }
  }
  // A clean shutdown removed it. PostgreSQL would refuse to start if its number now belongs to a stranger.
  rmSync(join(realDataFolder, 'postmaster.pid'), { force: true });
  removeSocketFolder(pidFile.socketFolder);
  return found.length > 0 ? 'stopped_server' : 'stale_pid_file';
}

/** Name that every socket folder of the launcher starts with. */
export const SOCKET_FOLDER_PREFIX = 'jhalak-pg-';

function removeSocketFolder(folder: string | undefined): void {
  if (folder === undefined || dirname(folder) === folder) return;
  if (basename(folder).startsWith(SOCKET_FOLDER_PREFIX)) {
    rmSync(folder, { recursive: true, force: true });
  }
}
