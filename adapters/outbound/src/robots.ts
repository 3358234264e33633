// robots.txt as RFC 9309 has it: looked at before anything else of a site, remembered for a day at most.

import type { Clock } from '@jhalak/kernel';
import robotsModule from 'robots-parser';
import type { Exchanged } from './exchange.ts';
import { freshForMs } from './reply-headers.ts';

// A CommonJS module that is the function itself; its types describe an ES module with a default export.
const robotsParser = robotsModule as unknown as typeof robotsModule.default;

/** What asking a site for its rules gave. */
export type RobotsReply =
  | { kind: 'rules'; text: string; freshForMs: number | undefined }
  /** A 4xx: there are no rules (section 2.3.1.3). */
  | { kind: 'none' }
  /** Server trouble: everything is forbidden until it answers (section 2.3.1.4). */
  | { kind: 'unreachable'; /** Nobody was asked: not remembered. */ forget?: boolean };

export type RobotsVerdict =
  /** With the pause between requests that the site asks for. */
  | { kind: 'allowed'; intervalMs: number }
  | { kind: 'forbidden' }
  | { kind: 'later'; untilMs: number };

interface Site {
  untilMs: number;
  verdict: (url: string) => RobotsVerdict;
}

/** The name that sites write rules for. */
const PRODUCT_TOKEN = 'Jhalak';

/** RFC 9309 section 2.4: not longer than a day. */
const KEEP_MAX_MS = 24 * 3_600_000;
/** A site that says "fresh for 0 s" is not asked at each page. */
const KEEP_MIN_MS = 10 * 60_000;
const UNREACHABLE_MS = 10 * 60_000;
/** A longer `Crawl-delay` would stop a feed with ten articles; RFC 9309 does not know it at all. */
const CRAWL_DELAY_MAX_MS = 10_000;
/** Sites remembered; the oldest is forgotten first. */
const SITES_MAX = 2_000;

export class RobotsRules {
  readonly #clock: Clock;
  readonly #sites = new Map<string, Site>();
  readonly #asking = new Map<string, Promise<Site>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param ask fetches the rules of the URL's origin; called once for all that wait. */
  async check(url: URL, ask: (robotsUrl: string) => Promise<RobotsReply>): Promise<RobotsVerdict> {
    const known = this.#sites.get(url.origin);
    if (known !== undefined && known.untilMs > this.#clock.nowMs()) return known.verdict(url.href);
    let asking = this.#asking.get(url.origin);
    if (asking === undefined) {
      asking = this.#ask(url.origin, ask).finally(() => this.#asking.delete(url.origin));
      this.#asking.set(url.origin, asking);
    }
    return (await asking).verdict(url.href);
  }

  async #ask(origin: string, ask: (robotsUrl: string) => Promise<RobotsReply>): Promise<Site> {
    const robotsUrl = `${origin}/robots.txt`;
    const reply = await ask(robotsUrl);
    const site = this.#read(robotsUrl, reply);
    this.#sites.delete(origin);
    if (reply.kind === 'unreachable' && reply.forget === true) return site;
    this.#sites.set(origin, site);
    const oldest = this.#sites.size > SITES_MAX ? this.#sites.keys().next().value : undefined;
    if (oldest !== undefined) this.#sites.delete(oldest);
    return site;
  }

  #read(robotsUrl: string, reply: RobotsReply): Site {
    const nowMs = this.#clock.nowMs();
    switch (reply.kind) {
      case 'none':
        return {
          untilMs: nowMs + KEEP_MAX_MS,
          verdict: () => ({ kind: 'allowed', intervalMs: 0 }),
        };
      case 'unreachable': {
        const untilMs = nowMs + UNREACHABLE_MS;
        return { untilMs, verdict: () => ({ kind: 'later', untilMs }) };
      }
      case 'rules': {
        const rules = robotsParser(robotsUrl, reply.text);
        const delayMs = Math.min(
          CRAWL_DELAY_MAX_MS,
          1_000 * (rules.getCrawlDelay(PRODUCT_TOKEN) ?? 0),
        );
        const keepMs = Math.max(
          KEEP_MIN_MS,
          Math.min(KEEP_MAX_MS, reply.freshForMs ?? KEEP_MAX_MS),
        );
        return {
          untilMs: nowMs + keepMs,
          verdict: (url) =>
            rules.isAllowed(url, PRODUCT_TOKEN) === false
              ? { kind: 'forbidden' }
              : { kind: 'allowed', intervalMs: delayMs },
        };
      }
    }
  }
}

/** @returns what a reply to the question for robots.txt means. */
export function robotsReply(
  reply: Extract<Exchanged, { kind: 'reply' }>,
  nowMs: number,
): RobotsReply {
  const { status, headers, body } = reply;
  if (status === 200) {
    return { kind: 'rules', text: body.toString('utf8'), freshForMs: freshForMs(headers, nowMs) };
  }
  // "Too many requests" is no answer about rules.
  return status >= 400 && status < 500 && status !== 429
    ? { kind: 'none' }
    : { kind: 'unreachable' };
}
