// Asks the name server once; what it says is checked and then is the only thing that may be dialled.

import { lookup } from 'node:dns/promises';
import { isPublicAddress } from './address.ts';

/** @returns every address of a name. Throws when there is none. */
export type Resolver = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

export type Resolved =
  | { kind: 'addresses'; addresses: readonly string[] }
  | { kind: 'none' }
  /** One of them lies inside; the others are not trusted either. */
  | { kind: 'inside' };

/** More addresses than this are not tried; a name server that sends thousands wants something else. */
const ADDRESSES_MAX = 16;

/** The machine's own way (hosts file, then name server), as every program here sees it. */
export const systemResolver: Resolver = async (host, signal) => {
  const aborted = new Promise<never>((_resolve, reject) => {
    const stop = (): void => reject(new Error('the name server took too long'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  const found = await Promise.race([lookup(host, { all: true, verbatim: true }), aborted]);
  return found.map(({ address }) => address);
};

/** @param lookupMs longest wait for the answer. */
export async function resolvePublic(
  host: string,
  resolver: Resolver,
  lookupMs: number,
): Promise<Resolved> {
  let addresses: readonly string[];
  try {
    addresses = await resolver(host, AbortSignal.timeout(lookupMs));
  } catch {
    // Unknown name, dead name server, no network: for the caller all the same, "no address now".
    return { kind: 'none' };
  }
  if (addresses.length === 0) return { kind: 'none' };
  if (!addresses.every(isPublicAddress)) return { kind: 'inside' };
  return { kind: 'addresses', addresses: addresses.slice(0, ADDRESSES_MAX) };
}
