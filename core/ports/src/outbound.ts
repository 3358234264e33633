// The one way out of a cell: every byte that is fetched from elsewhere comes through here.
// An adapter must believe nothing: not the URL, not the name server, not the reply's headers, not its size. What it may
// fetch at all is data with an author and an end (`AllowList`), never code. It keeps the manners of a good visitor:
// robots.txt, one host asked seldom, nothing asked again that did not change.

/** What a fetch is for. Each has its own allow-list, content types and sizes. */
export const DESTINATIONS = ['feeds', 'articles', 'pictures'] as const;
export type Destination = (typeof DESTINATIONS)[number];

/** What a reply said of its own version; handed back, it makes the next request conditional. */
export interface Validators {
  /** `ETag`, as it was sent, quotes and `W/` included; at most 512 characters. */
  etag?: string;
  /** `Last-Modified`, as it was sent; at most 64 characters. */
  lastModified?: string;
}

export interface OutboundRequest {
  destination: Destination;
  /** Absolute, http or https. Anything may stand here: what must not be fetched is refused. */
  url: string;
  validators?: Validators;
  /** Aborting ends the request; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Why a URL is not asked for at all, or a reply is not taken. Asking again does not help until something is changed. */
export const REFUSALS = [
  'url_invalid',
  'scheme',
  'credentials',
  'port',
  'host',
  'not_allowed',
  'address',
  'robots',
  'redirects',
  'content_type',
  'too_large',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What went wrong out there. `not_found` and `gone` are answers; the rest may be better at the next try. */
export const OUTBOUND_FAILURES = [
  'not_found',
  'gone',
  'status',
  'no_address',
  'connection',
  'tls',
  'timeout',
  'encoding',
  'cut_short',
] as const;
export type OutboundFailure = (typeof OUTBOUND_FAILURES)[number];

/** A body that was taken. */
export interface Fetched {
  kind: 'ok';
  /** Where it came from in the end, after redirects; relative links are resolved against this. */
  url: string;
  /** Where the thing lives for good, when every redirect on the way was permanent (301, 308); else as asked. */
  permanentUrl: string;
  /** Media type in lower case without parameters: `application/rss+xml`. */
  contentType: string;
  /** `charset` as the reply names it, lower case; the content may say otherwise. */
  charset?: string;
  /** After decompression; at most the destination's bytes. */
  body: Buffer;
  validators: Validators;
  /** How long the reply says it stays fresh, from `Cache-Control` or `Expires`; absent when it does not say. */
  freshForMs?: number;
}

/** Expected outcomes are values; only an aborted signal and our own faults are thrown. */
export type OutboundReply =
  | Fetched
  | { kind: 'not_modified'; validators: Validators; freshForMs?: number }
  /** `detail` is a sentence for the desk; it names the host, never an address inside. */
  | { kind: 'refused'; reason: Refusal; detail: string }
  /** The host asked for a pause, or we give it one. Nothing was asked for, or the answer was 429 or 503. */
  | { kind: 'retry_later'; untilMs: number; detail: string }
  | { kind: 'failed'; reason: OutboundFailure; status?: number; detail: string };

/** Fetches. */
export interface Outbound {
  /**
   * Fetches one URL, following redirects; each hop passes every check again.
   *
   * Waits for the host's turn up to some seconds, then answers `retry_later`. Cost: one request, and one for the host's
   * robots.txt a day.
   */
  fetch(request: OutboundRequest): Promise<OutboundReply>;
  /** Ends what is under way; later calls answer `failed`. */
  close(): Promise<void>;
}

/** One dated permission. */
export interface AllowRule {
  destination: Destination;
  /** A host name in lower case ASCII, or `*.` and a name: then every name beneath it, not itself. No ports, no addresses. */
  host: string;
  /** Who allowed it: a person's or a policy's id. */
  author: string;
  /** In force from this moment until just before that one. */
  fromMs: number;
  untilMs: number;
}

/** Where an adapter looks up what it may fetch. */
export interface AllowList {
  /** @returns a rule that is in force at `atMs` for this host name, or undefined. Asked at every hop; must be quick. */
  find(destination: Destination, host: string, atMs: number): Promise<AllowRule | undefined>;
}

/** Longest host name pattern: DNS allows 253 characters. */
export const HOST_PATTERN_CHARACTERS_MAX = 255;

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const HOST_PATTERN = new RegExp(`^(?:\\*\\.)?(?:${LABEL}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$`);

/**
 * @returns whether a text can be the host of an AllowRule: two labels or more, the last one a name, so that no address
 * is a pattern, and neither is `*.com`. Cost: microseconds.
 */
export function isHostPattern(pattern: string): boolean {
  if (pattern.length > HOST_PATTERN_CHARACTERS_MAX || !HOST_PATTERN.test(pattern)) return false;
  return pattern.startsWith('*.') ? pattern.split('.').length >= 3 : true;
}

/** @returns whether a host name in lower case ASCII falls under a pattern. Cost: nanoseconds. */
export function hostMatches(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return host === pattern;
  return host.length > pattern.length - 1 && host.endsWith(pattern.slice(1));
}

/** @returns a list that never changes, such as a policy file or a test's. Looks at every rule at each question. */
export function fixedAllowList(rules: readonly AllowRule[]): AllowList {
  return {
    find: (destination, host, atMs) =>
      Promise.resolve(
        rules.find(
          (rule) =>
            rule.destination === destination &&
            rule.fromMs <= atMs &&
            atMs < rule.untilMs &&
            hostMatches(rule.host, host),
        ),
      ),
  };
}
