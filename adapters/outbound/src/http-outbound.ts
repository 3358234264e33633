// The client that really dials. Every hop of every request passes all checks in the same order: the text of the URL, the
// dated allow-list, the site's own rules, its turn, the record of what leaves, the name server's answer, and only then a
// socket to an address that was checked.

import type { Clock, Random } from '@jhalak/kernel';
import type {
  AllowList,
  Customs,
  Destination,
  Outbound,
  OutboundReply,
  OutboundRequest,
} from '@jhalak/ports';
import { brokenReply, conditional, failed, later, wholeReply } from './answer.ts';
import { Places } from './concurrency.ts';
import { Dialler, type Asking } from './dialler.ts';
import type { Exchanged, ExchangeOptions } from './exchange.ts';
import { HostGate } from './host-gate.ts';
import { redirectOf } from './redirect.ts';
import { contentTypeOf, retryAfterMs } from './reply-headers.ts';
import { systemResolver, type Resolver } from './resolve.ts';
import { robotsReply, RobotsRules, type RobotsReply } from './robots.ts';
import {
  DEFAULT_LIMITS,
  REDIRECTS_MAX,
  ROBOTS_BYTES_MAX,
  TERMS,
  type OutboundLimits,
} from './settings.ts';
import { readTarget, refused, type Refused, type Target } from './target.ts';

export interface HttpOutboundOptions {
  allowList: AllowList;
  /** Every request is declared here before anything of it leaves. */
  customs: Customs;
  clock: Clock;
  random: Random;
  /** Who we are: name, version, and where a site's owner finds us. */
  userAgent: string;
  limits?: Partial<OutboundLimits>;
  /** Default: the machine's own. */
  resolver?: Resolver;
  /**
   * For tests alone: names that are served on this machine, with their ports. They are dialled at 127.0.0.1 without
   * asking a name server; nothing else inside can be reached by them. No setting of the program leads here.
   */
  loopbackForTests?: ReadonlyMap<string, number>;
}

/** @returns the client. Cost: none until it is asked. */
export function httpOutbound(options: HttpOutboundOptions): Outbound {
  return new HttpOutbound(options);
}

type Reply = Extract<Exchanged, { kind: 'reply' }>;

class HttpOutbound implements Outbound {
  readonly #allowList: AllowList;
  readonly #clock: Clock;
  readonly #limits: OutboundLimits;
  readonly #testHosts: ReadonlyMap<string, number>;
  readonly #dialler: Dialler;
  readonly #gate: HostGate;
  readonly #robots: RobotsRules;
  readonly #places: Places;
  readonly #closing = new AbortController();

  constructor(options: HttpOutboundOptions) {
    const { allowList, clock, random, userAgent, customs, resolver = systemResolver } = options;
    this.#allowList = allowList;
    this.#clock = clock;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#testHosts = options.loopbackForTests ?? new Map();
    this.#dialler = new Dialler({
      resolver,
      testHosts: this.#testHosts,
      limits: this.#limits,
      userAgent,
      customs,
    });
    this.#gate = new HostGate(clock, random, this.#limits);
    this.#robots = new RobotsRules(clock);
    this.#places = new Places(this.#limits.concurrency);
  }

  async fetch(request: OutboundRequest): Promise<OutboundReply> {
    request.signal?.throwIfAborted();
    if (this.#closing.signal.aborted) return failed('connection', 'This client was closed.');
    const signals = [this.#closing.signal, ...(request.signal ? [request.signal] : [])];
    const reply = await this.#places.run(() => this.#follow(request, AbortSignal.any(signals)));
    request.signal?.throwIfAborted();
    const untilMs = this.#clock.nowMs() + this.#limits.exchangeMs;
    return reply ?? later(untilMs, 'Too many requests wait already.');
  }

  close(): Promise<void> {
    this.#closing.abort(new Error('closed'));
    return Promise.resolve();
  }

  async #follow(request: OutboundRequest, signal: AbortSignal): Promise<OutboundReply> {
    let target = readTarget(request.url, undefined, this.#testHosts);
    let permanentUrl = 'kind' in target ? request.url : target.url.href;
    let permanent = true;
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
      if ('kind' in target) return target;
      const reply = await this.#hop(target, request, signal);
      if (reply.kind !== 'reply') return reply;
      const next = redirectOf(target.url, reply, this.#testHosts);
      if (next === undefined) return this.#answer(request, { target, permanentUrl }, reply);
      permanent &&= reply.status === 301 || reply.status === 308;
      target = next;
      if (permanent && !('kind' in next)) permanentUrl = next.url.href;
    }
    return refused('redirects', `More than ${REDIRECTS_MAX} redirects in a row.`);
  }

  async #hop(
    target: Target,
    request: OutboundRequest,
    signal: AbortSignal,
  ): Promise<Reply | OutboundReply> {
    const barred = await this.#barred(target, request.destination);
    if (barred !== undefined) return barred;
    const { host } = target;
    // What kept us from asking for the rules keeps us from everything else there.
    let kept: OutboundReply | undefined;
    const rules = await this.#robots.check(target.url, async (robotsUrl) => {
      const asked = await this.#askRobots(robotsUrl, request.destination, signal);
      if (asked.kind !== 'kept') return asked;
      kept = asked.by;
      return { kind: 'unreachable', forget: true };
    });
    if (kept !== undefined) return kept;
    if (rules.kind === 'forbidden') {
      return refused('robots', `The rules of ${host} (robots.txt) ask us not to read this.`);
    }
    if (rules.kind === 'later') {
      return later(rules.untilMs, `${host} does not tell its rules (robots.txt) now.`);
    }
    const turn = await this.#gate.turn(host, rules.intervalMs, signal);
    if (turn.kind === 'later') return later(turn.untilMs, `${host} is left alone for now.`);
    const exchanged = await this.#dialler.ask(...askingFor(target, request, signal));
    if (exchanged.kind === 'reply') return exchanged;
    if (isReply(exchanged)) return exchanged;
    if (exchanged.kind === 'failed' && !signal.aborted) this.#gate.failed(host);
    return brokenReply(host, exchanged, request.destination);
  }

  /** The list first: a name server can be somebody's spy. */
  async #barred(target: Target, destination: Destination): Promise<Refused | undefined> {
    const rule = await this.#allowList.find(destination, target.host, this.#clock.nowMs());
    if (rule !== undefined) return undefined;
    return refused('not_allowed', `${target.host} is not on the list for ${destination}.`);
  }

  #answer(
    request: OutboundRequest,
    found: { target: Target; permanentUrl: string },
    reply: Reply,
  ): OutboundReply {
    const { host } = found.target;
    const { status, headers } = reply;
    const nowMs = this.#clock.nowMs();
    if (status === 429 || status === 503) {
      const untilMs = this.#gate.failed(host, retryAfterMs(headers, nowMs));
      return later(untilMs, `${host} asks us to come later (${status}).`);
    }
    if (status >= 500) this.#gate.failed(host);
    else this.#gate.succeeded(host);
    const { destination, validators } = request;
    return wholeReply({ destination, validators }, found, reply, nowMs);
  }

  /** The same road without the site's rules, since it asks for them. */
  async #askRobots(
    robotsUrl: string,
    destination: Destination,
    signal: AbortSignal,
  ): Promise<RobotsReply | { kind: 'kept'; by: OutboundReply }> {
    let target = readTarget(robotsUrl, undefined, this.#testHosts);
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
      if ('kind' in target || (await this.#barred(target, destination)) !== undefined) break;
      const exchanged = await this.#dialler.ask(
        {
          target,
          message: 'robots.fetch',
          headers: { accept: 'text/plain', 'accept-encoding': 'gzip, br' },
        },
        signal,
        { bytes: ROBOTS_BYTES_MAX, cut: true, wantsBody: (status) => status === 200 },
      );
      if (isReply(exchanged)) return { kind: 'kept', by: exchanged };
      if (exchanged.kind !== 'reply') break;
      const next = redirectOf(target.url, exchanged, this.#testHosts);
      if (next === undefined) return robotsReply(exchanged, this.#clock.nowMs());
      target = next;
    }
    return { kind: 'unreachable' };
  }
}

/** What is asked of a page, a feed or a picture, and how much of the answer is taken. */
function askingFor(
  target: Target,
  { destination, validators }: OutboundRequest,
  signal: AbortSignal,
): [Asking, AbortSignal, Pick<ExchangeOptions, 'bytes' | 'cut' | 'wantsBody'>] {
  const { accept, bytes, contentTypes } = TERMS[destination];
  return [
    {
      target,
      message: `${destination}.fetch`,
      headers: { accept, 'accept-encoding': 'gzip, br', ...conditional(validators) },
    },
    signal,
    {
      bytes,
      cut: false,
      wantsBody: (status, headers) =>
        status === 200 && contentTypes.includes(contentTypeOf(headers).type),
    },
  ];
}

/** @returns whether nothing was asked: what stands there is said to the caller as it is. */
function isReply(given: Exchanged | OutboundReply): given is OutboundReply {
  return 'detail' in given;
}
