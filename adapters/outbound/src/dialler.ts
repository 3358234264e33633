// From a target to a reply: the name server is asked once, its answer is checked, and only that answer is dialled.

import type { OutboundReply } from '@jhalak/ports';
import { exchange, type Exchanged, type ExchangeOptions } from './exchange.ts';
import { resolvePublic, type Resolver } from './resolve.ts';
import type { OutboundLimits } from './settings.ts';
import { refused, type Target } from './target.ts';

/** A target whose addresses were checked. */
export interface Place {
  target: Target;
  port: number;
  addresses: readonly string[];
}

export interface DiallerOptions {
  resolver: Resolver;
  testHosts: ReadonlyMap<string, number>;
  limits: OutboundLimits;
  userAgent: string;
}

export class Dialler {
  readonly #options: DiallerOptions;

  constructor(options: DiallerOptions) {
    this.#options = options;
  }

  /** @returns where the target may be dialled, or what is said instead. */
  async place(target: Target): Promise<Place | OutboundReply> {
    const { resolver, testHosts, limits } = this.#options;
    const testPort = testHosts.get(target.host);
    if (testPort !== undefined) return { target, port: testPort, addresses: ['127.0.0.1'] };
    const resolved = await resolvePublic(target.host, resolver, limits.lookupMs);
    switch (resolved.kind) {
      case 'none':
        return {
          kind: 'failed',
          reason: 'no_address',
          detail: `${target.host} has no address now.`,
        };
      case 'inside':
        return refused('address', `${target.host} leads to an address that is not public.`);
      case 'addresses':
        return { target, port: target.port, addresses: resolved.addresses };
    }
  }

  /** Asks there, within the time of one exchange. */
  async ask(
    place: Place,
    signal: AbortSignal,
    ask: Pick<ExchangeOptions, 'headers' | 'bytes' | 'cut' | 'wantsBody'>,
  ): Promise<Exchanged> {
    const { limits, userAgent } = this.#options;
    return await exchange({
      ...ask,
      url: place.target.url,
      port: place.port,
      addresses: place.addresses,
      headers: { 'user-agent': userAgent, ...ask.headers },
      idleMs: limits.idleMs,
      signal: AbortSignal.any([signal, AbortSignal.timeout(limits.exchangeMs)]),
    });
  }
}
