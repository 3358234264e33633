// Asks seats: many small exchanges with few hosts, over connections that are kept. Every connection goes to an address that was
// looked up and checked for its host, and compared again once it stands; names are looked up anew every minute, and a host whose
// addresses changed gets new connections.

import { Agent as HttpAgent, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import type { SeatFailure } from '@jhalak/ports';
import { plainAddress } from '../address.ts';
import { parcelOf, type HeaderLine } from '../exchange.ts';
import { resolvePublic, systemResolver, type Resolver } from '../resolve.ts';
import { DEFAULT_LIMITS, HEADER_BYTES_MAX } from '../settings.ts';
import { readTarget, type Target } from '../target.ts';

export interface SeatDiallerOptions {
  userAgent: string;
  /** Default: the machine's own. */
  resolver?: Resolver;
  /** For tests alone: seats that are played on this machine without TLS, with their ports. No setting leads here. */
  loopbackForTests?: ReadonlyMap<string, number>;
}

/** What is asked of a seat. */
export interface SeatAsking {
  /** https, on the host that a policy names. */
  url: string;
  /** A body makes it a POST of JSON; without one it is a GET whose reply is not read. */
  body?: Buffer;
  headers?: readonly HeaderLine[];
  withinMs: number;
  /** Counts what is about to leave; false keeps it here. Called again where a kept connection had ended and it is sent once more. */
  count: (parcel: { digest: string; bytes: number }) => boolean;
}

/** How it ended. */
export type SeatExchange =
  | { kind: 'reply'; status: number; body: Buffer }
  | { kind: 'failed'; reason: SeatFailure }
  | { kind: 'refused'; reason: string; detail: string };

/** Asks. */
export interface SeatDialler {
  ask(asking: SeatAsking): Promise<SeatExchange>;
  /** Ends every connection. */
  close(): void;
}

/** As core/openrtb: markup travels in answers. */
const ANSWER_BYTES_MAX = 1_048_576;
/** Questions under way to one host: 2,000 a second of an eighth of a second each; one that answers nothing gets no more. */
const UNDER_WAY_MAX = 256;
/** Connections that wait for the next question. */
const IDLE_MAX = 128;
/** Shorter than what servers keep them (Node 5 s, others 60 s or more), so that few end while they are used. */
const IDLE_MS = 4_000;
/** How long a name's addresses are used. */
const ADDRESSES_MS = 60_000;
/** Seats and hosts of notices. */
const HOSTS_MAX = 256;

interface Host {
  agent: HttpAgent;
  addresses: readonly string[];
  lookedUpMs: number;
  underWay: number;
}

/** @returns the dialler. Cost: none until it is asked. */
export function seatDialler(options: SeatDiallerOptions): SeatDialler {
  return new Dialler(options);
}

class Dialler implements SeatDialler {
  readonly #options: Required<SeatDiallerOptions>;
  readonly #hosts = new Map<string, Host>();
  readonly #lookups = new Map<string, Promise<Host | SeatExchange>>();

  constructor(options: SeatDiallerOptions) {
    this.#options = { resolver: systemResolver, loopbackForTests: new Map(), ...options };
  }

  async ask(asking: SeatAsking): Promise<SeatExchange> {
    const startedMs = performance.now();
    if (asking.withinMs <= 0) return LATE;
    const target = this.#target(asking.url);
    if ('kind' in target) return { kind: 'refused', reason: target.reason, detail: target.detail };
    const found = await within(this.#hostOf(target), asking.withinMs);
    if (found === undefined) return LATE;
    if ('kind' in found) return found;
    if (found.underWay >= UNDER_WAY_MAX) return { kind: 'failed', reason: 'busy' };
    found.underWay += 1;
    try {
      const leftMs = (): number => asking.withinMs - (performance.now() - startedMs);
      const first = await this.#exchange(asking, target, found, leftMs());
      // A kept connection that the other side had just ended took nothing: once more, on a new one.
      if (first !== 'stale') return first;
      const again = await this.#exchange(asking, target, found, leftMs());
      return again === 'stale' ? { kind: 'failed', reason: 'connection' } : again;
    } finally {
      found.underWay -= 1;
    }
  }

  close(): void {
    for (const { agent } of this.#hosts.values()) agent.destroy();
    this.#hosts.clear();
  }

  #target(url: string): Target | { kind: 'refused'; reason: string; detail: string } {
    const { loopbackForTests } = this.#options;
    const target = readTarget(url, undefined, loopbackForTests);
    if ('kind' in target) return target;
    if (target.url.protocol === 'https:') return target;
    return { kind: 'refused', reason: 'scheme', detail: 'Seats are asked over https.' };
  }

  /** @returns the host with its checked addresses: at once, unless it has none yet. */
  #hostOf(target: Target): Host | Promise<Host | SeatExchange> {
    const key = `${target.url.protocol}//${target.host}:${target.port}`;
    const known = this.#hosts.get(key);
    const fresh = known !== undefined && performance.now() - known.lookedUpMs < ADDRESSES_MS;
    if (fresh) return known;
    let lookup = this.#lookups.get(key);
    if (lookup === undefined) {
      lookup = this.#lookUp(key, target, known).finally(() => this.#lookups.delete(key));
      this.#lookups.set(key, lookup);
    }
    return lookup;
  }

  async #lookUp(
    key: string,
    target: Target,
    known: Host | undefined,
  ): Promise<Host | SeatExchange> {
    const { loopbackForTests, resolver } = this.#options;
    const found = loopbackForTests.has(target.host)
      ? ({ kind: 'addresses', addresses: ['127.0.0.1'] } as const)
      : await resolvePublic(target.host, resolver, DEFAULT_LIMITS.lookupMs);
    if (found.kind === 'inside') {
      const detail = `${target.host} leads to an address that is not public.`;
      return { kind: 'refused', reason: 'address', detail };
    }
    if (found.kind === 'none') return { kind: 'failed', reason: 'connection' };
    const { addresses } = found;
    const same =
      known !== undefined &&
      addresses.length === known.addresses.length &&
      addresses.every((one) => known.addresses.includes(one));
    if (same) {
      known.lookedUpMs = performance.now();
      return known;
    }
    known?.agent.destroy();
    if (this.#hosts.size >= HOSTS_MAX) this.close();
    const host = {
      agent: agentFor(this.#isSecure(target), addresses),
      addresses,
      lookedUpMs: performance.now(),
      underWay: 0,
    };
    this.#hosts.set(key, host);
    return host;
  }

  async #exchange(
    asking: SeatAsking,
    target: Target,
    host: Host,
    leftMs: number,
  ): Promise<SeatExchange | 'stale'> {
    if (leftMs <= 0) return LATE;
    const { url } = target;
    const headers = this.#lines(url, asking);
    const sends = asking.body;
    if (!asking.count(parcelOf({ url, headers, sends }))) return WINDOW_FULL;
    const secure = this.#isSecure(target);
    return await exchange({
      asking,
      target,
      host,
      headers,
      leftMs,
      secure,
      port: this.#port(target),
    });
  }

  /** Only what a test plays is not. */
  #isSecure({ host }: Target): boolean {
    return !this.#options.loopbackForTests.has(host);
  }

  #port(target: Target): number {
    return this.#options.loopbackForTests.get(target.host) ?? target.port;
  }

  #lines(url: URL, { body, headers = [] }: SeatAsking): HeaderLine[] {
    return [
      ['host', url.host],
      ['user-agent', this.#options.userAgent],
      ...(body === undefined
        ? []
        : ([
            ['accept', 'application/json'],
            ['content-type', 'application/json'],
            ['content-length', String(body.byteLength)],
          ] satisfies HeaderLine[])),
      ...headers,
      ['connection', 'keep-alive'],
    ];
  }
}

const LATE: SeatExchange = { kind: 'failed', reason: 'late' };
const WINDOW_FULL: SeatExchange = {
  kind: 'refused',
  reason: 'window_full',
  detail: 'More wants to leave than the window of this policy takes.',
};

interface Exchange {
  asking: SeatAsking;
  target: Target;
  host: Host;
  headers: readonly HeaderLine[];
  leftMs: number;
  port: number;
  secure: boolean;
}

async function exchange(one: Exchange): Promise<SeatExchange | 'stale'> {
  return await new Promise((resolve) => {
    const { asking, host, leftMs } = one;
    let settled = false;
    const sent = requestOf(one);
    const end = (how: SeatExchange | 'stale'): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      resolve(how);
    };
    // Everything counts: the connection, the head, each byte that trickles.
    const timer = setTimeout(() => {
      end(LATE);
      sent.destroy();
    }, leftMs);
    sent.once('error', (error) => {
      end(
        sent.reusedSocket && wasEnded(error) ? 'stale' : { kind: 'failed', reason: failure(error) },
      );
    });
    sent.once('socket', (socket: Socket) => checkAddress(socket, host.addresses, sent));
    sent.once('response', (message) => {
      if (asking.body === undefined) {
        message.resume();
        return end({ kind: 'reply', status: message.statusCode ?? 0, body: Buffer.alloc(0) });
      }
      take(message, sent, end);
    });
    sent.setNoDelay(true);
    sent.end(asking.body);
  });
}

function requestOf({ target, host, headers, port, asking, secure }: Exchange): ClientRequest {
  const request = secure ? requestHttps : requestHttp;
  return request({
    host: target.url.hostname,
    port,
    path: `${target.url.pathname}${target.url.search}`,
    method: asking.body === undefined ? 'GET' : 'POST',
    headers: headers.flat(),
    // What leaves is what is counted: not a line more.
    setDefaultHeaders: false,
    agent: host.agent,
    maxHeaderSize: HEADER_BYTES_MAX,
  });
}

function agentFor(secure: boolean, addresses: readonly string[]): HttpAgent {
  const options = {
    keepAlive: true,
    maxSockets: UNDER_WAY_MAX,
    maxFreeSockets: IDLE_MAX,
    timeout: IDLE_MS,
    scheduling: 'lifo',
    lookup: pinned(addresses),
  } as const;
  return secure ? new HttpsAgent({ ...options, minVersion: 'TLSv1.2' }) : new HttpAgent(options);
}

function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const [first] = all;
    if (options.all === true) callback(null, all);
    else callback(null, first?.address ?? '', first?.family ?? 4);
  };
}

function checkAddress(socket: Socket, addresses: readonly string[], sent: ClientRequest): void {
  if (!socket.connecting) return;
  socket.once('connect', () => {
    const there = plainAddress(socket.remoteAddress ?? '');
    if (!addresses.some((one) => plainAddress(one) === there))
      sent.destroy(new Error('the socket went elsewhere'));
  });
}

function take(
  message: IncomingMessage,
  sent: ClientRequest,
  end: (how: SeatExchange) => void,
): void {
  const status = message.statusCode ?? 0;
  if (status !== 200) {
    message.resume();
    return end({ kind: 'reply', status, body: Buffer.alloc(0) });
  }
  const fail = (reason: SeatFailure): void => {
    end({ kind: 'failed', reason });
    sent.destroy();
  };
  // No coding was asked for; one that comes all the same is not unpacked.
  const coding = message.headers['content-encoding'] ?? 'identity';
  if (coding !== 'identity') return fail('form');
  if (Number(message.headers['content-length'] ?? 0) > ANSWER_BYTES_MAX) return fail('too_large');
  const chunks: Buffer[] = [];
  let total = 0;
  message.on('data', (chunk: Buffer) => {
    total += chunk.byteLength;
    if (total > ANSWER_BYTES_MAX) return fail('too_large');
    chunks.push(chunk);
  });
  message.once('error', () => fail('connection'));
  message.once('aborted', () => fail('connection'));
  message.once('end', () =>
    message.complete
      ? end({ kind: 'reply', status, body: Buffer.concat(chunks) })
      : fail('connection'),
  );
}

function wasEnded(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

function failure(error: Error): SeatFailure {
  const code = 'code' in error ? String(error.code) : '';
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME)/.test(code)
    ? 'tls'
    : 'connection';
}

/** @returns undefined when it takes longer. */
async function within<Result>(
  work: Result | Promise<Result>,
  withinMs: number,
): Promise<Result | undefined> {
  if (!(work instanceof Promise)) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), withinMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
