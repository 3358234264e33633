// From a text that anybody may have written to a place that may be asked: everything that can be known of a URL without
// asking a name server.

import type { Refusal } from '@jhalak/ports';
import { isAddress } from './address.ts';
import { URL_CHARACTERS_MAX } from './settings.ts';

/** A URL that may be asked for, so far. */
export interface Target {
  /** Without fragment. */
  url: URL;
  /** Lower case ASCII, no dot at the end. */
  host: string;
  port: number;
}

export interface Refused {
  kind: 'refused';
  reason: Refusal;
  detail: string;
}

/** Names that mean this machine or this network (RFC 6761, 6762, 8375, 9476; ICANN's .internal). */
const INSIDE_NAMES = ['localhost', 'local', 'internal', 'home.arpa', 'lan', 'intranet', 'alt'];
/** Names that are promised never to exist. */
const NO_NAMES = ['invalid', 'test', 'example', 'onion'];

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * @param base what a relative redirect is resolved against.
 * @param testHosts names that a test serves itself.
 * @returns the target, or why it is refused. Cost: microseconds.
 */
export function readTarget(
  text: string,
  base: URL | undefined,
  testHosts: ReadonlyMap<string, number>,
): Target | Refused {
  if (text.length > URL_CHARACTERS_MAX) {
    return refused('url_invalid', `The address has more than ${URL_CHARACTERS_MAX} characters.`);
  }
  const url = URL.parse(text, base?.href);
  if (url === null) return refused('url_invalid', 'This is not an address of the web.');
  const schemePort = PORTS[url.protocol];
  if (schemePort === undefined) {
    return refused('scheme', 'Only http and https addresses are fetched.');
  }
  if (url.username !== '' || url.password !== '') {
    return refused('credentials', 'An address with a user name or password is not fetched.');
  }
  url.hash = '';
  const host = url.hostname.replace(/\.$/, '');
  if (testHosts.has(host)) {
    return { url, host, port: url.port === '' ? schemePort : Number(url.port) };
  }
  if (isAddress(host) || !isPublicName(host)) {
    return refused('host', `${host} is not the name of a public host.`);
  }
  // Both ports with both schemes: an http address with :443 fails by itself.
  if (url.port !== '' && url.port !== '80' && url.port !== '443') {
    return refused('port', `Only ports 80 and 443 are asked, not ${url.port}.`);
  }
  return { url, host, port: url.port === '' ? schemePort : Number(url.port) };
}

function isPublicName(host: string): boolean {
  if (!host.includes('.')) return false;
  return ![...INSIDE_NAMES, ...NO_NAMES].some((name) => host === name || host.endsWith(`.${name}`));
}

export function refused(reason: Refusal, detail: string): Refused {
  return { kind: 'refused', reason, detail };
}
