// Half-written files. They stand in one folder beside the blobs, on the same file system, and carry their writer's
// name, so that the next start can tell a dead writer's leftovers from a file that another process is writing now.

import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A writer that cannot be asked (another machine or container on the same volume) is given this long after its last write. */
const FOREIGN_AGE_MS = 24 * 60 * 60 * 1_000;
/** At most this many leftovers go at one start, so that a start stays quick; the next takes the rest. */
const SWEEP_MAX = 10_000;

interface Writer {
  /** Names the running kernel and process namespace: process ids mean the same only within it. */
  readonly place: string;
  readonly pid: number;
  /** Start of the process in the kernel's ticks: process ids are used again, the pair is not. */
  readonly startTicks: string;
}

let self: Writer | undefined;

function ownWriter(): Writer {
  self ??= { place: place(), pid: process.pid, startTicks: startTicksOf(process.pid) ?? '0' };
  return self;
}

function place(): string {
  const facts = [readOr('/proc/sys/kernel/random/boot_id'), linkOr('/proc/self/ns/pid')];
  return createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 16);
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // No /proc: every writer is then foreign to every other, and age decides.
    return randomBytes(16).toString('hex');
  }
}

function linkOr(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return 'unknown';
  }
}

function startTicksOf(pid: number): string | undefined {
  try {
    // Field 22; the second field is the command in brackets and may hold spaces.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** @returns a new name for a half-written file of this process. */
export function incomingName(): string {
  const { place: where, pid, startTicks } = ownWriter();
  return `${where}.${pid}.${startTicks}.${randomBytes(8).toString('hex')}`;
}

/**
 * Removes what dead writers left.
 *
 * @returns how many files. Cost: one directory read; synchronous, runs once at open.
 */
export function sweepIncoming(folder: string): number {
  let removed = 0;
  for (const name of readdirSync(folder).slice(0, SWEEP_MAX)) {
    const path = join(folder, name);
    if (!isLeftover(name, path)) continue;
    rmSync(path, { force: true });
    removed += 1;
  }
  return removed;
}

function isLeftover(name: string, path: string): boolean {
  const own = ownWriter();
  const [where, pid, startTicks] = name.split('.');
  if (where === own.place) return startTicksOf(Number(pid)) !== startTicks;
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > FOREIGN_AGE_MS;
}
