// Which addresses are out there for everyone. Everything else (this machine, this network, the provider's metadata,
// ranges with a meaning of their own, and ways to write an IPv4 address inside an IPv6 one) is never dialled.

import ipaddr from 'ipaddr.js';

/** NAT64's well-known prefix (RFC 6052): the last four bytes are the IPv4 address that is really meant. */
const NAT64 = ipaddr.IPv6.parse('64:ff9b::');
const NAT64_PREFIX_BITS = 96;
/** All IPv6 addresses that are handed out to the public so far (IANA: 2000::/3). */
const GLOBAL_IPV6 = ipaddr.IPv6.parse('2000::');
const GLOBAL_IPV6_PREFIX_BITS = 3;

/**
 * @param address as a name server gives it, no brackets.
 * @returns whether a stranger's server can stand there; false for what cannot be read. Cost: microseconds.
 */
export function isPublicAddress(address: string): boolean {
  // A zone (`fe80::1%eth0`) names a network card of ours.
  if (address.includes('%') || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === 'unicast';
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().range() === 'unicast';
  if (parsed.match(NAT64, NAT64_PREFIX_BITS)) {
    return new ipaddr.IPv4(parsed.toByteArray().slice(-4)).range() === 'unicast';
  }
  return parsed.range() === 'unicast' && parsed.match(GLOBAL_IPV6, GLOBAL_IPV6_PREFIX_BITS);
}

/** @returns one way to write an address, so that two can be compared; the text itself when it cannot be read. */
export function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toNormalizedString() : address;
}

/** @returns whether a URL's host is an address and not a name. */
export function isAddress(host: string): boolean {
  return host.startsWith('[') || ipaddr.isValid(host);
}
