// Two network namespaces and the only wire between them, with the host rules of docs/operations/border on one side and an
// ear on the other. Needs root, iproute2, nftables and tcpdump.

import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Users that exist on no machine by name; the recipe's numbers. */
export const CELL_UID = 61_001;
export const GATEWAY_UID = 61_002;
/** Both users' group: who may knock at the gateway. */
export const SHARED_GID = 61_000;

/** The cell's side of the wire, and the world's. */
export const HERE = { v4: '10.77.0.1', v6: 'fd77::1' };
export const THERE = { v4: '10.77.0.2', v6: 'fd77::2' };
/** An address of the public that the world's side answers at. */
export const PUBLIC_ADDRESS = '93.184.215.14';
/** Names that lead there. */
export const SITE = 'paper.site.org';
export const EVIL = 'evil.site.org';

const RULES = new URL('../../../../docs/operations/border/jhalak.nft', import.meta.url);
/** The ear needs a moment until it hears. */
const EAR_LIMIT_MS = 60_000;
const EAR_LOOK_MS = 50;

export type Side = 'cell' | 'world';

export interface Capture {
  file: string;
  /** Resolves when everything that was heard is in the file. */
  stop(): Promise<void>;
}

/** @returns why this machine cannot make the namespaces, or undefined. */
export function whyNoNamespaces(): string | undefined {
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  for (const tool of ['ip', 'nft', 'tcpdump', 'setpriv', 'ping']) {
    if (!['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((at) => existsSync(join(at, tool)))) {
      return `${tool} is missing: apt-get install iproute2 nftables tcpdump util-linux iputils-ping`;
    }
  }
  try {
    run('ip', 'netns', 'add', `jbp${process.pid}`);
    run('ip', 'netns', 'del', `jbp${process.pid}`);
    return undefined;
  } catch {
    return 'this machine lets nobody make network namespaces';
  }
}

/** One wire. Close it: what it made outlives the process. */
export class BorderNet {
  readonly #names: Record<Side, string>;
  readonly #ears: ChildProcess[] = [];
  #lastCount = 0;

  constructor() {
    this.#names = { cell: `jb${process.pid}c`, world: `jb${process.pid}w` };
    const { cell, world } = this.#names;
    for (const name of [cell, world]) this.#makeNamespace(name);
    run('ip', 'link', 'add', `${cell}0`, 'type', 'veth', 'peer', 'name', `${world}0`);
    this.#plug(cell, HERE, THERE);
    this.#plug(world, THERE, HERE);
    this.#ip(world, 'addr', 'add', `${PUBLIC_ADDRESS}/32`, 'dev', `${world}0`);
    // Pings without rights, as every user has them.
    this.#exec('cell', 'sysctl', '-qw', 'net.ipv4.ping_group_range=0 2147483647');
  }

  /** Puts the recipe's rules in force on the cell's side, or takes them away on purpose. */
  rules(inForce: boolean): void {
    this.#exec('cell', 'nft', 'flush', 'ruleset');
    if (inForce)
      execFileSync('ip', ['netns', 'exec', this.#names.cell, 'nft', '-f', '-'], {
        input: readFileSync(RULES),
      });
  }

  /** @returns packets that each rule dropped since the rules are in force, as nft tells them. */
  dropped(): { cell: number; gateway: number; other: number } {
    const told = JSON.parse(this.#exec('cell', 'nft', '-j', 'list', 'counters')) as {
      nftables: { counter?: { name: string; packets: number } }[];
    };
    const of = (name: string): number =>
      told.nftables.find(({ counter }) => counter?.name === `dropped_${name}`)?.counter?.packets ??
      0;
    return { cell: of('cell'), gateway: of('gateway'), other: of('other') };
  }

  /** Runs a program on one side, as a user. */
  start(
    side: Side,
    argv: readonly string[],
    options: SpawnOptions & { uid?: number } = {},
  ): ChildProcess {
    const { uid, ...rest } = options;
    const as =
      uid === undefined
        ? []
        : [
            'setpriv',
            `--reuid=${uid}`,
            `--regid=${SHARED_GID}`,
            '--clear-groups',
            '--no-new-privs',
          ];
    return spawn('ip', ['netns', 'exec', this.#names[side], ...as, ...argv], rest);
  }

  /** Hears every packet on the wire, at the world's end. */
  async capture(file: string): Promise<Capture> {
    const device = `${this.#names.world}0`;
    const ear = this.start(
      'world',
      [
        'tcpdump',
        '--immediate-mode',
        '-i',
        device,
        '-s',
        '0',
        '-U',
        '-B',
        '8192',
        '-Z',
        'root',
        '-w',
        file,
      ],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    this.#ears.push(ear);
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error('tcpdump does not hear')), EAR_LIMIT_MS);
      let said = '';
      ear.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (!said.includes('listening on')) return;
        clearTimeout(limit);
        resolve();
      });
      ear.once('exit', () => reject(new Error(`tcpdump ended: ${said}`)));
    });
    return {
      file,
      stop: async () => {
        await this.#heardAll(file);
        const ended = new Promise<void>((resolve) => ear.once('exit', () => resolve()));
        ear.kill('SIGINT');
        await ended;
      },
    };
  }

  /** The ear hears in order: once a last packet from the world's side is in the file, everything before it is. */
  async #heardAll(file: string): Promise<void> {
    const last = `last-of-${this.#lastCount++}-${process.pid}`;
    const untilMs = performance.now() + EAR_LIMIT_MS;
    while (performance.now() < untilMs) {
      this.#exec('world', 'bash', '-c', `echo -n ${last} > /dev/udp/${HERE.v4}/9`);
      await new Promise((resolve) => setTimeout(resolve, EAR_LOOK_MS));
      if (readFileSync(file).includes(last)) return;
    }
    throw new Error('tcpdump does not hear any more');
  }

  close(): void {
    for (const ear of this.#ears) ear.kill('SIGKILL');
    for (const name of Object.values(this.#names)) {
      execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
      rmSync(`/etc/netns/${name}`, { recursive: true, force: true });
    }
  }

  #makeNamespace(name: string): void {
    const folder = `/etc/netns/${name}`;
    mkdirSync(folder, { recursive: true });
    const hosts = [`127.0.0.1 localhost`, `::1 localhost`, `${PUBLIC_ADDRESS} ${SITE} ${EVIL}`];
    writeFileSync(join(folder, 'hosts'), `${hosts.join('\n')}\n`);
    writeFileSync(
      join(folder, 'resolv.conf'),
      `nameserver ${THERE.v4}\noptions timeout:1 attempts:1\n`,
    );
    run('ip', 'netns', 'add', name);
    this.#ip(name, 'link', 'set', 'lo', 'up');
  }

  #plug(name: string, own: typeof HERE, other: typeof HERE): void {
    run('ip', 'link', 'set', `${name}0`, 'netns', name);
    this.#ip(name, 'addr', 'add', `${own.v4}/24`, 'dev', `${name}0`);
    this.#ip(name, '-6', 'addr', 'add', `${own.v6}/64`, 'dev', `${name}0`, 'nodad');
    this.#ip(name, 'link', 'set', `${name}0`, 'up');
    // Everywhere else lies beyond the wire too.
    this.#ip(name, 'route', 'add', 'default', 'via', other.v4);
    this.#ip(name, '-6', 'route', 'add', 'default', 'via', other.v6);
  }

  #ip(name: string, ...args: string[]): void {
    run('ip', '-n', name, ...args);
  }

  #exec(side: Side, ...argv: string[]): string {
    return run('ip', 'netns', 'exec', this.#names[side], ...argv);
  }
}

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
