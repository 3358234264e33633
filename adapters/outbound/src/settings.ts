// Every bound of the client, in one place.

import type { Destination } from '@jhalak/ports';

/** What one destination takes. */
export interface DestinationTerms {
  /** Media types, lower case. */
  contentTypes: readonly string[];
  /** Of the body, compressed and after decompression alike. */
  bytes: number;
  /** Sent as `Accept`. */
  accept: string;
}

/** Times, sizes and manners. Milliseconds where not named otherwise. */
export interface OutboundLimits {
  /** From the first packet to the last byte of one exchange, redirects apart. */
  exchangeMs: number;
  /** Name server. */
  lookupMs: number;
  /** Without a byte from the other side. */
  idleMs: number;
  /** Between the beginnings of two requests to one host. */
  hostIntervalMs: number;
  /** Longest wait for a host's turn inside `fetch`; beyond it the answer is `retry_later`. */
  turnMs: number;
  /** Requests under way at once. */
  concurrency: number;
}

export const DEFAULT_LIMITS: OutboundLimits = {
  // The largest picture at 0.5 MB/s; slower servers are asked again later.
  exchangeMs: 30_000,
  lookupMs: 5_000,
  idleMs: 10_000,
  // As people read: faster asking has been blocked by publishers.
  hostIntervalMs: 1_000,
  turnMs: 10_000,
  concurrency: 16,
};

/** Redirects that browsers would follow are 20; feeds need 3 (http, https, www). */
export const REDIRECTS_MAX = 5;
/** Longest URL that is asked for; longer ones are tracking or attacks. */
export const URL_CHARACTERS_MAX = 2_048;
/** Header block of a reply; node's own default, named here because it is a defence. */
export const HEADER_BYTES_MAX = 16_384;
/** RFC 9309 section 2.5: at least 500 kibibytes are read, the rest is not looked at. */
export const ROBOTS_BYTES_MAX = 500 * 1_024;
/** Longest pause that a host can ask for: a wrong header must not silence a feed for ever. */
export const RETRY_AFTER_MAX_MS = 24 * 3_600_000;
export const VALIDATOR_CHARACTERS_MAX = { etag: 512, lastModified: 64 };
/** A reply that calls itself fresh for longer is asked again all the same. */
export const FRESH_MAX_MS = 30 * 24 * 3_600_000;

const XML = ['application/rss+xml', 'application/atom+xml', 'application/rdf+xml'];

export const TERMS: Readonly<Record<Destination, DestinationTerms>> = {
  feeds: {
    contentTypes: [
      ...XML,
      'application/xml',
      'text/xml',
      'application/feed+json',
      'application/json',
      // Static hosts send feeds so; the parser looks at the content.
      'text/plain',
    ],
    // A hundred items with full texts are below 1 MB.
    bytes: 5_000_000,
    accept: [...XML, 'application/feed+json', 'application/xml;q=0.9, application/json;q=0.8'].join(
      ', ',
    ),
  },
  articles: {
    contentTypes: ['text/html', 'application/xhtml+xml'],
    // The heaviest news pages carry 3 MB of markup.
    bytes: 5_000_000,
    accept: 'text/html, application/xhtml+xml',
  },
  pictures: {
    // SVG is a program, not a picture; the rest is what the picture engine reads.
    contentTypes: ['image/jpeg', 'image/png', 'image/webp'],
    bytes: 12_000_000,
    accept: 'image/webp, image/jpeg, image/png',
  },
};
