// Addresses that strangers send and others would open.

import { URL_CHARS_MAX } from './bounds.ts';

/**
 * @returns whether it is an absolute http or https address without a name and password in it. Macros (`${AUCTION_PRICE}`,
 * `[CACHEBUSTING]`, `%%…%%`) may stand anywhere behind the host.
 */
export function isWebUrl(text: string): boolean {
  if (text.length > URL_CHARS_MAX) return false;
  // A parser would drop tabs and line ends from inside a scheme: what is looked at must be what is opened.
  if (!/^https?:\/\/[^\s\\/]/i.test(text) || /\p{Cc}/u.test(text)) return false;
  // `%%NAME%%` is no escape; and it is looked at, not opened.
  const url = URL.parse(text.replaceAll('%%', '%25%25'));
  return url !== null && url.hostname !== '' && url.username === '' && url.password === '';
}

/** @returns a host or domain in one spelling: lower case, no dot at the end, no `www.`. */
function plainDomain(domain: string): string {
  return domain
    .trim()
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^www\./, '');
}

/** @returns whether `domain` is `parent` or under it. */
export function isUnderDomain(domain: string, parent: string): boolean {
  const [one, other] = [plainDomain(domain), plainDomain(parent)];
  return other !== '' && (one === other || one.endsWith(`.${other}`));
}
