// Three network namespaces, the seller's, the buyer's and the scratch's: nothing but their own loopback may be reached, and whatever
// tries to leave is dropped and counted. Needs root, iproute2 and nftables.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export type Place = 'seller' | 'buyer' | 'scratch';
const PLACES: readonly Place[] = ['seller', 'buyer', 'scratch'];

/** The kernel keeps the peak, so that nothing is missed but the last moment. */
const LOOK_MS = 200;

/** Default-drop: what is for the machine itself passes, everything else is counted. */
const RULES = `
table inet sale {
  counter left {}
  chain out {
    type filter hook output priority 0; policy drop;
    oif lo accept
    counter name left drop
  }
  chain in {
    type filter hook input priority 0; policy drop;
    iif lo accept
    drop
  }
}
`;

export class SaleNet {
  readonly #names: Readonly<Record<Place, string>>;

  constructor() {
    const { pid } = process;
    this.#names = { seller: `js${pid}s`, buyer: `js${pid}b`, scratch: `js${pid}x` };
    for (const place of PLACES) this.#make(this.#names[place]);
  }

  /** Runs a program in a place. */
  start(
    place: Place,
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
  ): ChildProcess {
    return spawn('ip', ['netns', 'exec', this.#names[place], ...argv], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** @returns what a program printed, and how much memory it took at most. @throws Error with what it said when it fails. */
  async output(
    place: Place,
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<{ text: string; peakMb: number }> {
    const child = this.start(place, argv, env);
    const out: Buffer[] = [];
    const said: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
    // `ip netns exec` becomes the program itself.
    let peakMb = 0;
    const look = setInterval(() => (peakMb = Math.max(peakMb, peakOf(child.pid))), LOOK_MS);
    const [code] = (await once(child, 'close')) as [number | null];
    clearInterval(look);
    const text = Buffer.concat(out).toString();
    if (code !== 0)
      throw new Error(
        `${argv.slice(2).join(' ')} ended with ${code}:\n${text}\n${Buffer.concat(said).toString()}`,
      );
    return { text, peakMb };
  }

  /** @returns packets that tried to leave any of the places. */
  dropped(): number {
    return PLACES.reduce((sum, place) => {
      const told = JSON.parse(this.#exec(place, 'nft', '-j', 'list', 'counters')) as {
        nftables: { counter?: { packets: number } }[];
      };
      return sum + told.nftables.reduce((all, one) => all + (one.counter?.packets ?? 0), 0);
    }, 0);
  }

  /** Tries to leave on purpose, so that it is known that the counter counts. */
  leak(): void {
    this.#exec('seller', 'bash', '-c', 'echo -n x > /dev/udp/10.99.0.2/9 || true');
  }

  close(): void {
    for (const name of Object.values(this.#names))
      execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
  }

  #make(name: string): void {
    run('ip', 'netns', 'add', name);
    run('ip', '-n', name, 'link', 'set', 'lo', 'up');
    // The kernel's own neighbour messages are nobody's attempt.
    run('ip', 'netns', 'exec', name, 'sysctl', '-qw', 'net.ipv6.conf.default.disable_ipv6=1');
    // Somewhere to leave by: both ends stay in the namespace, so that it is the rule that stops a packet.
    run('ip', '-n', name, 'link', 'add', 'way0', 'type', 'veth', 'peer', 'name', 'way1');
    for (const device of ['way0', 'way1']) run('ip', '-n', name, 'link', 'set', device, 'up');
    run('ip', '-n', name, 'addr', 'add', '10.99.0.1/24', 'dev', 'way0');
    run('ip', '-n', name, 'route', 'add', 'default', 'via', '10.99.0.2');
    execFileSync('ip', ['netns', 'exec', name, 'nft', '-f', '-'], { input: RULES });
  }

  #exec(place: Place, ...argv: string[]): string {
    return run('ip', 'netns', 'exec', this.#names[place], ...argv);
  }
}

/** @returns the most memory that a process held so far; 0 when it is gone. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_000);
  } catch {
    return 0;
  }
}

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
