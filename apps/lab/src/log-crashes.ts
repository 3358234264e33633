// Kills the log's writer, or lets the disk fail, at one file call after the other (strace injection), and looks at what is
// left: the files must be a valid log that holds every entry whose receipt was given out, and the next program must bring
// in every committed entry.

import { spawn, type ChildProcess } from 'node:child_process';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createBorder } from '@jhalak/border';
import { parseVkey, verifyLog } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { filesOf, type LabLog } from './lab-log.ts';

/** What the writer's file thread does; first what durability rests on. */
export const FILE_CALLS = [
  'fsync',
  'rename',
  'write',
  'unlink',
  'mkdir',
  'rmdir',
  'openat',
] as const;
export const FAULTS = ['SIGKILL', 'EIO', 'ENOSPC'] as const;

export interface Crash {
  call: (typeof FILE_CALLS)[number];
  fault: (typeof FAULTS)[number];
  /** Which of those calls, from 1 on. */
  nth: number;
}

export interface CrashOutcome {
  /** Whether there was an nth such call. */
  hit: boolean;
  /** Receipts that were given out. */
  receipts: number;
  /** What was wrong; nothing may be. */
  wrong: string[];
}

/** Before each crash: the next entries fill a tile, and open one at the level above. */
const ENTRIES_BEFORE = 254;
const ENTRIES_WRITTEN = 4;
const MAIN = join(import.meta.dirname, 'log-writer.ts');
/** A writer ends within a second or two; a hang is a failure of its own. */
const LIMIT_MS = 60_000;

/** A log to crash writers of; the same state before each crash. */
export class CrashBench {
  readonly #log: LabLog;
  readonly #snapshot: string;

  private constructor(log: LabLog) {
    this.#log = log;
    this.#snapshot = `${log.folder}.before`;
  }

  static async prepare(log: LabLog): Promise<CrashBench> {
    await log.append(ENTRIES_BEFORE);
    await log.border.publish();
    const bench = new CrashBench(log);
    await cp(log.folder, bench.#snapshot, { recursive: true });
    return bench;
  }

  /** Cost: a second or two. */
  async crash(crash: Crash): Promise<CrashOutcome> {
    await this.#reset();
    const said = await this.#write(crash);
    const receipts = said
      .filter((line) => line.startsWith('integrated '))
      .map((line) => line.slice(11));
    const wrong = [...(await this.#look(receipts)), ...(await this.#recover())];
    const hit = !said.includes('end') || said.includes('failed') || said.includes('injected');
    return { hit, receipts: receipts.length, wrong };
  }

  async #reset(): Promise<void> {
    const { parts, folder } = this.#log;
    await parts.database.query(
      {
        name: 'lab.reset',
        text: 'DELETE FROM border_entries WHERE leaf_index IS NULL OR leaf_index >= $1',
      },
      [ENTRIES_BEFORE],
    );
    await rm(folder, { recursive: true, force: true });
    await cp(this.#snapshot, folder, { recursive: true });
  }

  /** @returns what the writer said, and `injected` when strace says so. */
  async #write(crash: Crash): Promise<string[]> {
    const { parts } = this.#log;
    const args = [MAIN, parts.databaseUrl, parts.folder, String(ENTRIES_WRITTEN)];
    // One file thread: its calls come in one order, and are counted in it.
    const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
    const writer = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const limit = setTimeout(() => writer.kill('SIGKILL'), LIMIT_MS);
    const said: string[] = [];
    let strace: ChildProcess | undefined;
    let traced = '';
    for await (const line of createInterface({ input: writer.stdout })) {
      said.push(line);
      if (!line.startsWith('ready ')) continue;
      strace = await attach(Number(line.slice(6)), crash, (text) => (traced += text));
      writer.stdin.write('go\n');
    }
    clearTimeout(limit);
    if (strace !== undefined) await ended(strace);
    if (traced.includes('(INJECTED)')) said.push('injected');
    return said;
  }

  /** Before anybody mends anything: what outsiders see, against the receipts that were given out. */
  async #look(receipts: readonly string[]): Promise<string[]> {
    const { folder } = this.#log;
    try {
      const log = parseVkey(nodeCrypto.sha256, this.#log.vkey);
      const { checkpoint } = await verifyLog(nodeCrypto, filesOf(folder), { log });
      const text = await allEntries(folder, Number(checkpoint.size));
      return receipts
        .filter((id) => !text.includes(id))
        .map((id) => `receipt without entry: ${id}`);
    } catch (error) {
      return [`the files are no valid log: ${String(error)}`];
    }
  }

  /** The next program: every committed entry gets in. */
  async #recover(): Promise<string[]> {
    const { parts, folder, vkey } = this.#log;
    const border = createBorder({ ...parts, folder });
    try {
      await border.publish();
      const log = parseVkey(nodeCrypto.sha256, vkey);
      const older = await readFile(join(this.#snapshot, 'checkpoint'));
      const { checkpoint } = await verifyLog(nodeCrypto, filesOf(folder), { log, older });
      const rows = await parts.database.query<{ count: number }>({
        name: 'lab.count',
        text: 'SELECT count(*) AS count FROM border_entries',
      });
      const committed = rows[0]?.count;
      if (Number(checkpoint.size) !== committed)
        return [`${committed} committed, ${checkpoint.size} in the log`];
      const left = (await readdir(folder, { recursive: true })).filter((name) =>
        name.endsWith('.tmp'),
      );
      return left.map((name) => `left behind: ${name}`);
    } catch (error) {
      return [`the log does not go on: ${String(error)}`];
    } finally {
      await border.close();
    }
  }
}

async function allEntries(folder: string, size: number): Promise<string> {
  let text = '';
  for (let at = 0; at < size; at += 256) {
    const name = String(at / 256).padStart(3, '0');
    const width = Math.min(256, size - at);
    const path = width === 256 ? name : `${name}.p/${width}`;
    text += await readFile(join(folder, 'tile/entries', path), 'utf8');
  }
  return text;
}

/** Resolves when strace holds the writer's file thread. */
async function attach(
  pid: number,
  { call, fault, nth }: Crash,
  onText: (text: string) => void,
): Promise<ChildProcess> {
  const thread = await fileThread(pid);
  const what = fault === 'SIGKILL' ? 'signal=SIGKILL' : `error=${fault}`;
  const inject = `inject=${call}:${what}:when=${nth}`;
  const strace = spawn('strace', ['-p', String(thread), '-e', `trace=${call}`, '-e', inject], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    strace.once('error', reject);
    strace.once('exit', () => reject(new Error('strace could not attach')));
    strace.stderr.on('data', (bytes: Buffer) => {
      const text = bytes.toString();
      onText(text);
      if (text.includes('attached')) resolve();
    });
  });
  return strace;
}

async function fileThread(pid: number): Promise<number> {
  for (const task of await readdir(`/proc/${pid}/task`)) {
    const name = await readFile(`/proc/${pid}/task/${task}/comm`, 'utf8');
    if (name.startsWith('libuv-worker')) return Number(task);
  }
  throw new Error('the writer has no file thread');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once('exit', resolve));
}
