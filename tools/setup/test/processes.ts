// Processes under test: what they say, line by line, and how they end.

import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

/** A started process. */
export interface Watched {
  readonly child: ChildProcessWithoutNullStreams;
  readonly lines: string[];
  /** Settles with the first line that matches; rejects when the output ends without one. */
  line(pattern: RegExp): Promise<string>;
  /** Settles when the process has ended and everything that held its output too. */
  readonly closed: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts `command`; its standard error counts as output too. */
export function watch(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Watched {
  const child = spawn(command, args, { env: { ...process.env, ...env } });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const look of waiting) look();
    });
  }
  const closed = once(child, 'close').then(() => ({
    code: child.exitCode,
    signal: child.signalCode,
  }));
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = lines.find((one) => pattern.test(one));
        if (found !== undefined) resolve(found);
      };
      waiting.add(look);
      look();
      closed.then(
        () => reject(new Error(`ended without ${String(pattern)}: ${lines.join(' | ')}`)),
        reject,
      );
    });
  return { child, lines, line, closed };
}

/** @returns a Node older than 24 on PATH, as the machines of newcomers have, or undefined. */
export function findOldNode(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .filter((path) => existsSync(path))
    .find((path) => Number(execFileSync(path, ['-p', 'process.versions.node.split(".")[0]'])) < 24);
}
