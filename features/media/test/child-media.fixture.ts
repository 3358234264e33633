// Starts and ends the process of media-process.fixture.ts.

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestParts } from '@jhalak/testing';

const PROGRAM = fileURLToPath(new URL('media-process.fixture.ts', import.meta.url));

export interface Served {
  child: ChildProcess;
  port: number;
}

/** @param under a program that runs ours: `['strace', '-f']`. */
export async function serve(parts: TestParts, under: readonly string[] = []): Promise<Served> {
  // A group of its own: the kill takes the encoder's processes too, as when the machine's power goes.
  const command = [...under, process.execPath, PROGRAM];
  const child = spawn(command[0] ?? process.execPath, command.slice(1), {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      TEST_DATABASE: parts.databaseUrl,
      TEST_FOLDER: parts.folder,
      TEST_REGION: parts.region,
    },
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const port = /^ready (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return { child, port: Number(port) };
  }
  throw new Error('the process ended before it was ready');
}

/** SIGKILL to the process and everything that it started. */
export async function kill({ child }: Served): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await gone;
}

/** Asks the process to finish what it is doing. */
export async function end({ child }: Served): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-(child.pid ?? 0), 'SIGTERM');
  await gone;
}
