// Carries checked messages to other cells and to listed processors: one POST, declared before, no redirect.

import { randomBytes } from 'node:crypto';
import type { Courier, Customs, Delivered, Delivery } from '@jhalak/ports';
import { isPublicAddress } from './address.ts';
import { exchange, parcelOf, type Exchanged, type HeaderLine } from './exchange.ts';
import { systemResolver, type Resolver } from './resolve.ts';
import { DEFAULT_LIMITS } from './settings.ts';
import { readTarget } from './target.ts';

export interface DelivererOptions {
  customs: Customs;
  userAgent: string;
  /** Default: the machine's own. */
  resolver?: Resolver;
  /** For tests alone: processors that are played on this machine, with their ports. No setting leads here. */
  loopbackForTests?: ReadonlyMap<string, number>;
}

/** A receipt or an answer is a few hundred bytes. */
const REPLY_BYTES_MAX = 64 * 1_024;
/** 128 bits that nobody guesses beside a number and a code. */
const SALT_BYTES = 16;
/** More addresses of one name than this are not tried. */
const ADDRESSES_MAX = 16;

/** @returns the courier. Cost: none until it is asked. */
export function deliverer(options: DelivererOptions): Courier {
  return { deliver: async (delivery) => await deliver(options, delivery) };
}

/** A place that may be asked, before its name is looked up. */
interface Door {
  url: URL;
  host: string;
  port: number;
}

async function deliver(options: DelivererOptions, delivery: Delivery): Promise<Delivered> {
  const { signal = new AbortController().signal, body } = delivery;
  const door = doorOf(options, delivery);
  if ('kind' in door) return { kind: 'refused', detail: door.detail };
  const request = { url: door.url, headers: lines(door.url, options.userAgent, body), sends: body };
  const declared = await options.customs.declare(
    { message: delivery.message, host: delivery.to, ...parcelOf(request) },
    signal,
  );
  if (declared.kind !== 'pass') return declared;
  const addresses = await addressesOf(options, door, delivery.kind, signal);
  if (!Array.isArray(addresses)) return { kind: 'later', detail: addresses.detail };
  const exchanged = await exchange({
    ...request,
    port: door.port,
    addresses,
    bytes: REPLY_BYTES_MAX,
    cut: false,
    idleMs: DEFAULT_LIMITS.idleMs,
    wantsBody: () => true,
    signal: AbortSignal.any([signal, AbortSignal.timeout(DEFAULT_LIMITS.exchangeMs)]),
  });
  return answerOf(exchanged, declared.entryId, delivery.to);
}

function answerOf(exchanged: Exchanged, entryId: string, to: string): Delivered {
  switch (exchanged.kind) {
    case 'reply': {
      const { status, body } = exchanged;
      return { kind: 'reply', entryId, status, text: body.toString('utf8') };
    }
    case 'too_large':
      return { kind: 'refused', detail: `${to} answers with more than a receipt can be.` };
    case 'failed':
      return { kind: 'later', detail: `${to} cannot be reached (${exchanged.reason}).` };
  }
}

function lines(url: URL, userAgent: string, body: Buffer): HeaderLine[] {
  return [
    ['host', url.host],
    ['user-agent', userAgent],
    ['accept', 'application/json'],
    ['content-type', 'application/json'],
    ['content-length', String(body.byteLength)],
    // The request's digest stands in the public log before it leaves: without this whoever knows the rest of the request
    // tries a million codes, or every number, until it fits.
    ['x-salt', randomBytes(SALT_BYTES).toString('base64url')],
    ['connection', 'close'],
  ];
}

/** A processor is a stranger and passes what publishers pass; a cell's address was signed by this cell's own operator. */
function doorOf(
  { loopbackForTests = new Map() }: DelivererOptions,
  { kind, url }: Delivery,
): Door | { kind: 'refused'; detail: string } {
  if (kind === 'processor') {
    const target = readTarget(url, undefined, loopbackForTests);
    if ('kind' in target) return target;
    const played = loopbackForTests.get(target.host);
    if (played === undefined && target.url.protocol !== 'https:') {
      return { kind: 'refused', detail: 'Processors are asked over https.' };
    }
    return { ...target, port: played ?? target.port };
  }
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username !== '') {
    return { kind: 'refused', detail: "The cell's address cannot be dialled." };
  }
  const schemePort = parsed.protocol === 'https:' ? 443 : 80;
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  return { url: parsed, host, port: parsed.port === '' ? schemePort : Number(parsed.port) };
}

async function addressesOf(
  { resolver = systemResolver, loopbackForTests = new Map() }: DelivererOptions,
  { host }: Door,
  kind: Delivery['kind'],
  signal: AbortSignal,
): Promise<string[] | { detail: string }> {
  if (loopbackForTests.has(host)) return ['127.0.0.1'];
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(DEFAULT_LIMITS.lookupMs)]);
    const found = (await resolver(host, limit)).slice(0, ADDRESSES_MAX);
    if (found.length === 0) return { detail: `${host} has no address now.` };
    if (kind === 'processor' && !found.every(isPublicAddress)) {
      return { detail: `${host} leads to an address that is not public.` };
    }
    return found;
  } catch {
    // Unknown name, dead name server, no network: all the same for whoever waits.
    return { detail: `${host} has no address now.` };
  }
}
