// The real program as a child: started on a home, asked for its address, killed with everything it started.

import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../jhalak/src/main.ts', import.meta.url));
const START_LIMIT_MS = 120_000;
const OUTPUT_KEPT = 20_000;

export interface Program {
  url: string;
  child: ChildProcess;
  /** Ends it as Ctrl-C does. @returns its exit code. */
  stop(): Promise<number | null>;
  /** The last of what it printed. */
  output(): string;
  /** kill -9 of the program, its database and whatever it runs, all at once. Resolves when they are gone. */
  killAll(): Promise<void>;
}

/** Starts `jhalak start` on a free port. @throws with what it printed when it does not get ready. */
export async function startProgram(
  home: string,
  flags: readonly string[] = ['--empty'],
): Promise<Program> {
  const child = spawn(process.execPath, [MAIN, 'start', '--port', '0', ...flags], {
    env: { ...process.env, JHALAK_HOME: home, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = new Printed(child);
  const url = await printed.readyUrl();
  return {
    url,
    child,
    output: () => printed.text,
    stop: async () => {
      const ended = exitOf(child);
      child.kill('SIGTERM');
      return await ended;
    },
    killAll: async () => {
      const ended = exitOf(child);
      // Twice: what was being started at the first look is found at the second.
      for (let look = 0; look < 2; look += 1) {
        for (const pid of processesOf(home, child.pid)) kill(pid);
      }
      await ended;
    },
  };
}

/** What a program printed, bounded, and when it said that it is ready. */
class Printed {
  text = '';
  readonly #child: ChildProcess;
  #onText: (() => void) | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    const read = (chunk: Buffer): void => {
      this.text = (this.text + chunk.toString('utf8')).slice(-OUTPUT_KEPT);
      this.#onText?.();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  }

  async readyUrl(): Promise<string> {
    return await new Promise((resolve, reject) => {
      const fail = (why: string): void => finish(new Error(`${why}:\n${this.text}`));
      const timer = setTimeout(() => fail('not ready in time'), START_LIMIT_MS);
      const onExit = (code: number | null): void => fail(`ended with ${code} before it was ready`);
      const finish = (result: string | Error): void => {
        clearTimeout(timer);
        this.#onText = undefined;
        this.#child.off('exit', onExit);
        if (result instanceof Error) reject(result);
        else resolve(result);
      };
      this.#onText = () => {
        const found = /Jhalak is ready: (http\S+)/.exec(this.text)?.[1];
        if (found !== undefined) finish(found);
      };
      this.#child.once('exit', onExit);
    });
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return await new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

// The database runs in a session of its own, so the tree is found by parents and by the home on the command line.
function processesOf(home: string, root: number | undefined): number[] {
  const parents = new Map<number, number>();
  const found = new Set<number>(root === undefined ? [] : [root]);
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
      if (readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(home)) found.add(Number(entry));
    } catch {
      // It ended while we looked.
    }
  }
  found.delete(process.pid);
  for (let grown = true; grown;) {
    grown = false;
    for (const [pid, parent] of parents) {
      if (!found.has(pid) && found.has(parent)) {
        found.add(pid);
        grown = true;
      }
    }
  }
  return [...found];
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
