// Starts the cell server as a child and measures it from outside: latency by our own clock, CPU by the kernel's books.

import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CellServerReady } from './cell-server.ts';

/** Seeding takes most of it. */
const START_LIMIT_MS = 1_800_000;
/** Ticks of /proc are hundredths of a second on Linux. */
const TICK_MS = 10;

/** A cell that uses less CPU within a second has nothing left to do of its own. */
const RESTING_MS = 120;
/** After this it is measured as it is. */
const REST_MAX_S = 120;

interface CpuUse {
  nodeMs: number;
  postgresMs: number;
  /** Memory of the server's process, without PostgreSQL. */
  rssMb: number;
}

interface CpuTold {
  kind: 'cpu';
  user: number;
  system: number;
  rss: number;
}

export interface BenchCell {
  url: string;
  tokens: readonly string[];
  /** Tokens of the legal officers. */
  officers: readonly string[];
  /** For another process beside it. */
  databaseUrl: string;
  home: string;
  /** CPU used so far by the server and by PostgreSQL. */
  cpu(): Promise<CpuUse>;
  /**
   * Binds the server and PostgreSQL to the first core, and this process to the second.
   *
   * @returns false where there is no `taskset`, or only one core.
   */
  pin(): boolean;
  stop(): Promise<void>;
}

export async function startBenchCell(size: {
  videos: number;
  viewers: number;
  /** Approved lock cards; default none. */
  cards?: number;
  /** Legal officers; default none. */
  officers?: number;
  /** See `CellServerOptions`. */
  keep?: string;
}): Promise<BenchCell> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-bench-parent-'));
  const tokensFile = join(folder, 'tokens');
  const child = fork(
    new URL('./cell-server.ts', import.meta.url),
    [JSON.stringify({ ...size, tokensFile })],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  const ready = await message<CellServerReady>(child, 'ready', START_LIMIT_MS);
  const tokens = (await readFile(tokensFile, 'utf8')).split('\n');
  const cell: BenchCell = {
    url: ready.url,
    tokens,
    officers: ready.officers,
    databaseUrl: ready.databaseUrl,
    home: ready.home,
    async cpu() {
      child.send('cpu');
      const { user, system, rss } = await message<CpuTold>(child, 'cpu', 10_000);
      return {
        nodeMs: (user + system) / 1_000,
        postgresMs: treeCpuMs(ready.postgresPid),
        rssMb: Math.round(rss / 1_048_576),
      };
    },
    pin() {
      if (availableParallelism() < 2) return false;
      const served = [child.pid ?? 0, ready.postgresPid, ...childrenOf(ready.postgresPid)];
      return served.every((pid) => bind(pid, 0)) && bind(process.pid, 1);
    },
    async stop() {
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.send('stop');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
  await rest(cell);
  return cell;
}

// Who was made by the seeding is told to every reader of the journal after the start: that is no part of what is measured.
async function rest(cell: BenchCell): Promise<void> {
  const used = async (): Promise<number> => {
    const { nodeMs, postgresMs } = await cell.cpu();
    return nodeMs + postgresMs;
  };
  let before = await used();
  for (let second = 0; second < REST_MAX_S; second += 1) {
    await pause(1_000);
    const now = await used();
    if (now - before < RESTING_MS) return;
    before = now;
  }
}

async function message<Message extends { kind: string }>(
  child: ChildProcess,
  kind: Message['kind'],
  limitMs: number,
): Promise<Message> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => finish(new Error(`the cell server did not say ${kind} in time`)),
      limitMs,
    );
    const onMessage = (received: unknown): void => {
      // Our own child over our own channel.
      const typed = received as Message;
      if (typed.kind === kind) finish(typed);
    };
    const onExit = (code: number | null): void =>
      finish(new Error(`the cell server ended with ${code}`));
    const finish = (result: Message | Error): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      if (result instanceof Error) reject(result);
      else resolve(result);
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}

/** Of util-linux. */
const BINDER = 'taskset';

function bind(pid: number, core: number): boolean {
  return spawnSync(BINDER, ['-acp', String(core), String(pid)]).status === 0;
}

function childrenOf(root: number): number[] {
  return readdirSync('/proc').flatMap((entry) =>
    /^\d+$/.test(entry) && Number(statOf(entry)?.[1]) === root ? Number(entry) : [],
  );
}

// Living processes of the tree, and what the ended ones left with their parents.
function treeCpuMs(root: number): number {
  let ticks = 0;
  for (const entry of readdirSync('/proc')) {
    const fields = /^\d+$/.test(entry) ? statOf(entry) : undefined;
    if (fields === undefined) continue;
    if (Number(entry) === root)
      ticks += Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]);
    else if (Number(fields[1]) === root) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * TICK_MS;
}

/** @returns what the kernel tells of a process, from its state on; undefined when it has ended. */
function statOf(pid: string): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
