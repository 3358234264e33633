// Runs one engine process with every side bounded: time, output, and the whole process group ends with it.

import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

/** Of what an engine complains only the end is kept: the last lines name the cause. */
const STDERR_BYTES_MAX = 16 * 1024;

export interface RunOptions {
  /** First the program by path, then its arguments. */
  command: readonly string[];
  environment: Readonly<Record<string, string>>;
  /** Default `/`. */
  workingFolder?: string;
  wallMs: number;
  /** More than this on stdout ends the process. */
  stdoutBytesMax: number;
  /** Given each line of stdout; then `stdout` in the result stays empty. */
  onLine?: (line: string) => void;
  signal?: AbortSignal | undefined;
}

/** How a process ended. Exactly one of the endings is the cause; the rest of the fields are what it left. */
export interface Ran {
  ending: 'exit' | 'timeout' | 'aborted' | 'stdout_overflow' | 'not_started';
  /** As a shell says it: 128 + n for a signal. */
  exitCode: number;
  stdout: string;
  /** The last STDERR_BYTES_MAX bytes. */
  stderr: string;
  wallMs: number;
}

/**
 * Runs a program in a process group of its own, without stdin.
 *
 * Resolves when the process and all that hold its output are gone, so the caller may remove its files. Never rejects.
 */
export async function runProcess(options: RunOptions): Promise<Ran> {
  const startedMs = performance.now();
  const end = { ending: 'exit' as Ran['ending'] };
  const stdout = new StdoutReader(options);
  const stderr: Buffer[] = [];
  const wallMs = (): number => performance.now() - startedMs;
  if (options.signal?.aborted) {
    return { ending: 'aborted', exitCode: -1, stdout: '', stderr: '', wallMs: 0 };
  }
  const [program = '', ...args] = options.command;
  const child = spawn(program, args, {
    cwd: options.workingFolder ?? '/',
    detached: true,
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (ending: Ran['ending']): void => {
    if (end.ending === 'exit') end.ending = ending;
    killGroup(child);
  };
  const onAbort = (): void => stop('aborted');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => stop('timeout'), options.wallMs);
  child.stdout.on('data', (chunk: Buffer) => {
    if (!stdout.take(chunk)) stop('stdout_overflow');
  });
  child.stderr.on('data', (chunk: Buffer) => keepEnd(stderr, chunk));
  try {
    const exitCode = await new Promise<number>((resolve) => {
      child.once('error', (error) => {
        end.ending = 'not_started';
        keepEnd(stderr, Buffer.from(error.message));
        resolve(127);
      });
      child.once('close', (code, signal) => resolve(code ?? 128 + signalNumber(signal)));
    });
    const { ending } = end;
    return { ending, exitCode, stdout: stdout.text, stderr: endOf(stderr), wallMs: wallMs() };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

class StdoutReader {
  readonly #options: RunOptions;
  readonly #chunks: string[] = [];
  readonly #decoder = new TextDecoder();
  #bytes = 0;
  #rest = '';

  constructor(options: RunOptions) {
    this.#options = options;
  }

  get text(): string {
    return this.#chunks.join('');
  }

  /** @returns whether the bound still holds. */
  take(chunk: Buffer): boolean {
    this.#bytes += chunk.byteLength;
    if (this.#bytes > this.#options.stdoutBytesMax) return false;
    const text = this.#decoder.decode(chunk, { stream: true });
    if (!this.#options.onLine) {
      this.#chunks.push(text);
      return true;
    }
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#options.onLine(line);
    return true;
  }
}

function keepEnd(chunks: Buffer[], chunk: Buffer): void {
  chunks.push(chunk);
  let bytes = chunks.reduce((sum, one) => sum + one.byteLength, 0);
  while (chunks.length > 1 && bytes - (chunks[0]?.byteLength ?? 0) >= STDERR_BYTES_MAX) {
    bytes -= chunks.shift()?.byteLength ?? 0;
  }
}

function endOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).subarray(-STDERR_BYTES_MAX).toString('utf8');
}

/** The negative id means the group: in a sandbox the outer process takes the inner ones with it. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (thrown) {
    // ESRCH: it ended by itself in the same moment, which is what was wanted.
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal];
}
