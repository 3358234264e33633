// The real program as a child process, on a home of its own that is empty at first and gone afterwards.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from './free-port.fixture.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = join(ROOT, 'apps/jhalak/src/main.ts');
/** Ends the program when this process is killed outright, so that a cancelled run leaves nothing behind. */
const FOLLOW_PARENT = new URL('../../setup/lib/follow-parent.mjs', import.meta.url).href;
const READY = /^Jhalak is ready: (http\S+)$/m;
/** A first start on a busy machine: making the database, and perhaps building the web app. It only ends what hangs. */
const START_LIMIT_MS = 240_000;
/** The program gives up its own clean stop after 20 s. */
const STOP_LIMIT_MS = 30_000;

/** Letters: some dozens of lines, the last of which mostly tell. */
const LAST_WORDS_MAX = 6_000;

/** A running Jhalak. */
export interface Program {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** Runs another command on the same home, beside the program. @returns what it printed. @throws when it fails. */
  command(...words: readonly string[]): Promise<string>;
  /** The end of its log, for whoever must find out why something failed. */
  lastWords(): Promise<string>;
  /** Ends it at once and without warning, as a lost machine would; its home stays. */
  kill(): Promise<void>;
  /** Starts it again on the same home and at the same address, after `kill`. */
  startAgain(): Promise<void>;
  /** Ends it as Ctrl-C would, and removes its home. @throws when it did not end well. */
  stop(): Promise<void>;
}

/**
 * Starts Jhalak without the sample world. Cost: some 2 s of an idle machine, most of it making the database.
 *
 * @param settings beyond the home and the port, as environment variables.
 */
export async function startProgram(
  settings: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const home = await mkdtemp(join(tmpdir(), 'jhalak-browser-'));
  // Its own: while it is down between `kill` and `startAgain` nobody else is given its address.
  const port = String(await freePort());
  const env = { ...programEnv(home, port), ...settings };
  let running = await launch(env).catch(async (error: unknown) => {
    await rm(home, { recursive: true, force: true });
    throw error;
  });
  const { url } = running;
  return {
    url,
    async command(...words) {
      const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...words], {
        cwd: ROOT,
        env,
      });
      return stdout;
    },
    async lastWords() {
      const log = await readFile(join(home, 'logs', 'jhalak.ndjson'), 'utf8').catch(() => '');
      return log.slice(-LAST_WORDS_MAX);
    },
    async kill() {
      running.child.kill('SIGKILL');
      await running.ended;
    },
    async startAgain() {
      running = await launch(env);
    },
    async stop() {
      const { child, ended } = running;
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      const how = await ended;
      clearTimeout(kill);
      await rm(home, { recursive: true, force: true });
      if (how !== 0) throw new Error(`the program ended with ${how}:\n${running.printed()}`);
    },
  };
}

interface Running {
  url: string;
  child: ChildProcess;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | string>;
  printed: () => string;
}

/** @returns once it is ready. @throws with what it printed when it does not get there. */
async function launch(env: NodeJS.ProcessEnv): Promise<Running> {
  const child = spawn(process.execPath, ['--import', FOLLOW_PARENT, MAIN, 'start', '--empty'], {
    cwd: ROOT,
    env: { ...env, JHALAK_FOLLOWS: String(process.pid) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const url = await new Promise<string>((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`not ready in ${START_LIMIT_MS} ms:\n${printed}`)),
      START_LIMIT_MS,
    );
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const address = READY.exec(printed)?.[1];
      if (address === undefined) return;
      clearTimeout(limit);
      resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    void ended.then((how) => reject(new Error(`the program ended (${how}):\n${printed}`)));
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return { url, child, ended, printed: () => printed };
}

// A developer's own settings must not reach the program under test: it would write to their database.
function programEnv(home: string, port: string): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'TZ'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), JHALAK_HOME: home, PORT: port };
}
