// From a target to a reply: what is about to leave is put on record, then the name server is asked once, its answer is
// checked, and only that answer is dialled.

import type { Customs, OutboundReply } from '@jhalak/ports';
import { exchange, parcelOf, type Exchanged, type ExchangeOptions } from './exchange.ts';
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
  customs: Customs;
}

/** A request that is not sent yet: what it says, and to whom. */
export interface Asking {
  target: Target;
  /** Its type on the gateway's list. */
  message: string;
  headers: Readonly<Record<string, string>>;
  /** A body makes it a POST. */
  sends?: Buffer;
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

  /**
   * Puts the request on record, looks the name up and checks the answer, and asks: nothing leaves before it is on record.
   *
   * @returns what the exchange gave, or what is said instead of asking.
   */
  async ask(
    asking: Asking,
    signal: AbortSignal,
    take: Pick<ExchangeOptions, 'bytes' | 'cut' | 'wantsBody'>,
  ): Promise<Exchanged | OutboundReply> {
    const { limits, customs } = this.#options;
    const { target, sends } = asking;
    const request = { url: target.url, headers: this.#lines(asking), sends };
    const declared = await customs.declare(
      { message: asking.message, host: target.host, ...parcelOf(request) },
      signal,
    );
    if (declared.kind === 'refused') return refused('not_allowed', declared.detail);
    if (declared.kind === 'later') {
      return { kind: 'retry_later', untilMs: declared.untilMs, detail: declared.detail };
    }
    const place = await this.place(target);
    if ('kind' in place) return place;
    return await exchange({
      ...take,
      ...request,
      port: place.port,
      addresses: place.addresses,
      idleMs: limits.idleMs,
      signal: AbortSignal.any([signal, AbortSignal.timeout(limits.exchangeMs)]),
    });
  }

  #lines({ target, headers, sends }: Asking): [string, string][] {
    return [
      ['host', target.url.host],
      ['user-agent', this.#options.userAgent],
      ...Object.entries(headers),
      ...(sends === undefined
        ? []
        : [['content-length', String(sends.byteLength)] satisfies [string, string]]),
      // A connection of its own: a kept one would be to an address that was checked for another request.
      ['connection', 'close'],
    ];
  }
}
