// One owner's machine in a story: a home of its own, the real program on it, and commands as its operator types them.

import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from '../command.ts';
import { parseLine } from '../command-line.ts';
import { withCell } from '../commands/with-cell.ts';
import { loadSettings } from '../settings.ts';
import type { Cell } from '../wiring/cell.ts';
import { visit, type Answer } from './visitor.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** A first start makes a database; on a busy machine that takes its time. */
const START_LIMIT_MS = 180_000;
const OUTPUT_KEPT = 8_000;

export interface DemoHomeOptions {
  folder: string;
  region: string;
  /** For machines that share one server: its database. */
  databaseUrl?: string;
  /** Runs a program on this machine's side of the network; default: here. */
  launch?: (argv: readonly string[], env: Readonly<Record<string, string>>) => ChildProcess;
  /** Where the program listens, default `127.0.0.1`, on a free port. */
  host?: string;
  port?: number;
}

export class DemoHome {
  readonly folder: string;
  readonly #options: DemoHomeOptions;
  #child: ChildProcess | undefined;
  #url: string | undefined;
  #said = '';

  constructor(options: DemoHomeOptions) {
    this.#options = options;
    this.folder = options.folder;
  }

  /** Address of the running program. */
  get url(): string {
    if (this.#url === undefined) throw new Error(`nothing runs on ${this.folder}`);
    return this.#url;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Makes the folder; the database's own user must be able to pass through it. */
  async make(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o711 });
    await chmod(this.folder, 0o711);
  }

  /** Starts the real program, as `npm start` does. */
  async start(): Promise<string> {
    const { host = '127.0.0.1', port = 0, launch = launchHere } = this.#options;
    const argv = [MAIN, 'start', '--empty', '--host', host, '--port', String(port)];
    const child = launch(argv, this.env());
    this.#child = child;
    this.#url = await this.#ready(child);
    return this.#url;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    this.#url = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    await ended;
  }

  /** Leaves the program running when this process ends. */
  release(): void {
    this.#child?.unref();
    this.#child?.stdout?.destroy();
    this.#child?.stderr?.destroy();
  }

  /**
   * Runs a command of the program in this process, as its command line would.
   *
   * @returns what it printed. @throws what it throws; Error where it ends with another code than 0.
   */
  async run(command: Command, ...args: string[]): Promise<string> {
    const { words, flags, options } = parseLine(command, args);
    const lines: string[] = [];
    const loaded = loadSettings(this.env(), flags);
    const code = await command.run({
      ...loaded,
      words,
      options,
      say: (line) => void lines.push(line),
    });
    if (code !== 0) throw new Error(`${command.name} ended with ${code}: ${lines.join('\n')}`);
    return lines.join('\n');
  }

  /** @returns what a command prints with `--json`. */
  async json<Value>(command: Command, ...args: string[]): Promise<Value> {
    const text = await this.run(command, ...args, '--json');
    // Progress may stand before it, a line each.
    return JSON.parse(text.slice(text.lastIndexOf('\n') + 1)) as Value;
  }

  /** Works with the cell beside the running program. */
  async cell<Result>(work: (cell: Cell) => Promise<Result>): Promise<Result> {
    const loaded = loadSettings(this.env(), {});
    return await withCell(
      { ...loaded, words: [], options: {}, say: () => undefined },
      async (cell) => await work(cell),
    );
  }

  async api(method: string, path: string, token?: string, body?: unknown): Promise<Answer> {
    return await visit(`${this.url}${path}`, method, token, body);
  }

  /** Calls the API. @throws Error for anything but success. */
  async ask(method: string, path: string, token?: string, body?: unknown): Promise<Answer['body']> {
    const answer = await this.api(method, path, token, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  file(...path: string[]): string {
    return join(this.folder, ...path);
  }

  /** What a command on this machine is started with. */
  env(): Record<string, string> {
    const { region, databaseUrl } = this.#options;
    return {
      PATH: process.env['PATH'] ?? '',
      JHALAK_HOME: this.folder,
      JHALAK_REGION: region,
      LOG_LEVEL: 'warn',
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    };
  }

  async #ready(child: ChildProcess): Promise<string> {
    return await new Promise((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`${why}:\n${this.#said}`));
      const limit = setTimeout(() => fail('the program is not ready in time'), START_LIMIT_MS);
      const read = (chunk: Buffer): void => {
        this.#said = (this.#said + chunk.toString()).slice(-OUTPUT_KEPT);
        const found = /Jhalak is ready: (http\S+)/.exec(this.#said)?.[1];
        if (found === undefined) return;
        clearTimeout(limit);
        resolve(found);
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('exit', (code) => {
        clearTimeout(limit);
        fail(`the program ended with ${code}`);
      });
    });
  }
}

function launchHere(argv: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}
