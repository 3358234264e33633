// The client that really dials. Every hop of every request passes all checks in the same order: the text of the URL, the
// dated allow-list, the name server's answer, the site's own rules, its turn, and only then a socket to an address that
// was checked.

import type { Clock, Random } from '@jhalak/kernel';
import type {
  AllowList,
  Destination,
  Outbound,
  OutboundReply,
  OutboundRequest,
} from '@jhalak/ports';
import { brokenReply, conditional, failed, later, wholeReply } from './answer.ts';
import { Places } from './concurrency.ts';
import { Dialler, type Place } from './dialler.ts';
import type { Exchanged } from './exchange.ts';
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
    const { allowList, clock, random, userAgent, resolver = systemResolver } = options;
    this.#allowList = allowList;
    this.#clock = clock;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#testHosts = options.loopbackForTests ?? new Map();
    this.#dialler = new Dialler({
      resolver,
      testHosts: this.#testHosts,
      limits: this.#limits,
      userAgent,
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
    const place = await this.#place(target, request.destination);
    if ('kind' in place) return place;
    const { host } = target;
    const rules = await this.#robots.check(target.url, (robotsUrl) =>
      this.#askRobots(robotsUrl, request.destination, signal),
    );
    if (rules.kind === 'forbidden') {
      return refused('robots', `The rules of ${host} (robots.txt) ask us not to read this.`);
    }
    if (rules.kind === 'later') {
      return later(rules.untilMs, `${host} does not tell its rules (robots.txt) now.`);
    }
    const turn = await this.#gate.turn(host, rules.intervalMs, signal);
    if (turn.kind === 'later') return later(turn.untilMs, `${host} is left alone for now.`);
    const terms = TERMS[request.destination];
    const exchanged = await this.#dialler.ask(place, signal, {
      headers: {
        accept: terms.accept,
        'accept-encoding': 'gzip, br',
        ...conditional(request.validators),
      },
      bytes: terms.bytes,
      cut: false,
      wantsBody: (status, headers) =>
        status === 200 && terms.contentTypes.includes(contentTypeOf(headers).type),
    });
    if (exchanged.kind === 'reply') return exchanged;
    if (exchanged.kind === 'failed' && !signal.aborted) this.#gate.failed(host);
    return brokenReply(host, exchanged, request.destination);
  }

  /** The list first: a name server can be somebody's spy. */
  async #place(target: Target, destination: Destination): Promise<Place | OutboundReply> {
    const barred = await this.#barred(target, destination);
    return barred ?? (await this.#dialler.place(target));
  }

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
  ): Promise<RobotsReply> {
    let target = readTarget(robotsUrl, undefined, this.#testHosts);
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
      if ('kind' in target) break;
      const place = await this.#place(target, destination);
      if ('kind' in place) break;
      const exchanged = await this.#dialler.ask(place, signal, {
        headers: { accept: 'text/plain', 'accept-encoding': 'gzip, br' },
        bytes: ROBOTS_BYTES_MAX,
        cut: true,
        wantsBody: (status) => status === 200,
      });
      if (exchanged.kind !== 'reply') break;
      const next = redirectOf(target.url, exchanged, this.#testHosts);
      if (next === undefined) return robotsReply(exchanged, this.#clock.nowMs());
      target = next;
    }
    return { kind: 'unreachable' };
  }
}
