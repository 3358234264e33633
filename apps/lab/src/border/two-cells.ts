// Two cells beyond each other's wire: one behind the host's rules, its gateway as a user of its own, as the recipe says; the
// other on the world's side, as strangers run theirs.

import type { ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CELL_UID,
  GATEWAY_UID,
  HERE,
  SHARED_GID,
  THERE,
  type BorderNet,
  type Side,
} from './border-net.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const MAIN = at('../../../jhalak/src/main.ts');
const READY_LIMIT_MS = 120_000;

type Env = Readonly<Record<string, string>>;

export interface TwoCells {
  /** Runs a command of the program for one of the cells. @returns what it printed. */
  command(side: Side, ...argv: string[]): Promise<string>;
  /** Runs a script of this folder beside the cell, as its user. @returns what it printed. */
  script(name: string, ...argv: string[]): Promise<string>;
  /** `host path` of each request that the world's site was asked. */
  asked: readonly string[];
  /** Home of the world's cell. */
  otherHome: string;
  close(): Promise<void>;
}

export async function startTwoCells(net: BorderNet, folder: string): Promise<TwoCells> {
  chmodSync(folder, 0o711);
  const running: ChildProcess[] = [];
  const asked: string[] = [];
  const start = (side: Side, argv: string[], env: Env, uid?: number): ChildProcess => {
    const child = net.start(side, [process.execPath, ...argv], {
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid }),
    });
    running.push(child);
    return child;
  };
  const close = async (): Promise<void> => {
    // The database last: it ends when its input does.
    for (const child of running.toReversed()) await end(child);
  };
  const otherHome = join(folder, 'other');
  const worldEnv = {
    JHALAK_HOME: otherHome,
    JHALAK_REGION: 'sg',
    HOST: '0.0.0.0',
    PORT: '8790',
    PUBLIC_URL: `http://${THERE.v4}:8790`,
  };
  let cellEnv: Env;
  try {
    // First, as root: it builds the web app, which the other may only read.
    await ready(start('world', [MAIN, 'start', '--empty'], worldEnv), /Jhalak is ready/);
    const site = start('world', [at('world.ts')], {});
    site.stdout?.on('data', (chunk: Buffer) => asked.push(...chunk.toString().trim().split('\n')));
    await ready(site, /listening/);
    cellEnv = await startGuarded(folder, start);
  } catch (error) {
    await close();
    throw error;
  }
  const run = async (child: ChildProcess): Promise<string> => await output(child);
  return {
    asked,
    otherHome,
    command: async (side, ...argv) =>
      await run(
        side === 'cell'
          ? start('cell', [MAIN, ...argv], cellEnv, CELL_UID)
          : start('world', [MAIN, ...argv], worldEnv),
      ),
    script: async (name, ...argv) => await run(start('cell', [at(name), ...argv], {}, CELL_UID)),
    close,
  };
}

/** The cell behind the rules: database, roles, gateway. @returns the environment of its commands. */
async function startGuarded(
  folder: string,
  start: (side: Side, argv: string[], env: Env, uid?: number) => ChildProcess,
): Promise<Env> {
  const places = { database: 'database', home: 'cell', gateway: 'gateway', run: 'run' };
  const path = (name: keyof typeof places): string => join(folder, places[name]);
  mkdirSync(path('database'), { mode: 0o711 });
  owned(path('home'), CELL_UID, 0o700);
  owned(path('gateway'), GATEWAY_UID, 0o700);
  // Whoever is in the group may knock: the socket takes the folder's group.
  owned(path('run'), GATEWAY_UID, 0o2770);
  const database = start('cell', [at('database.ts'), path('database')], {});
  const url = await ready(database, /postgresql:\S+/);
  const common = {
    DATABASE_URL: url,
    JHALAK_REGION: 'in',
    GATEWAY_SOCKET: join(path('run'), 'gateway.sock'),
    HOST: '0.0.0.0',
    PORT: '8780',
    PUBLIC_URL: `http://${HERE.v4}:8780`,
  };
  const cellEnv = { ...common, JHALAK_HOME: path('home') };
  const roles = { ...cellEnv, JHALAK_ROLES: 'api,worker,media' };
  await ready(start('cell', [MAIN, 'start', '--empty'], roles, CELL_UID), /Jhalak is ready/);
  // The gateway's user reads a copy of the root key, and nothing else of the cell's home.
  cpSync(join(path('home'), 'keys'), join(path('gateway'), 'keys'), { recursive: true });
  chownSync(join(path('gateway'), 'keys'), GATEWAY_UID, SHARED_GID);
  chownSync(join(path('gateway'), 'keys', 'root.key'), GATEWAY_UID, SHARED_GID);
  const gateway = { ...common, JHALAK_HOME: path('gateway'), JHALAK_ROLES: 'gateway' };
  await ready(start('cell', [MAIN, 'start'], gateway, GATEWAY_UID), /Jhalak is ready/);
  return { ...cellEnv, JHALAK_ROLES: 'api,worker,media' };
}

function owned(path: string, uid: number, mode: number): void {
  mkdirSync(path);
  chownSync(path, uid, SHARED_GID);
  chmodSync(path, mode);
}

/** Waits for a line. @returns what of it fits. */
async function ready(child: ChildProcess, line: RegExp): Promise<string> {
  return await new Promise((resolve, reject) => {
    let said = '';
    const limit = setTimeout(
      () => reject(new Error(`not ready in time:\n${said}`)),
      READY_LIMIT_MS,
    );
    const read = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-20_000);
      const found = line.exec(said)?.[0];
      if (found === undefined) return;
      clearTimeout(limit);
      resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`ended with ${code}:\n${said}`)));
  });
}

async function output(child: ChildProcess): Promise<string> {
  const chunks: Buffer[] = [];
  const said: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  process.stderr.write(Buffer.concat(said));
  if (code !== 0) {
    throw new Error(
      `${child.spawnargs.join(' ')} ended with ${code}: ${Buffer.concat(said).toString()}`,
    );
  }
  return Buffer.concat(chunks).toString();
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  child.kill('SIGTERM');
  await ended;
}

/** Writes a plan for a script that another user runs. */
export function writePlan(file: string, plan: object): void {
  writeFileSync(file, JSON.stringify(plan), { mode: 0o644 });
}
