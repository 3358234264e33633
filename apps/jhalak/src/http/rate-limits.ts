// How much is asked a minute, by whom.

import rateLimit from '@fastify/rate-limit';
import { problem, type Route } from '@jhalak/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addressKey } from './address-key.ts';
import type { NotFoundLimits } from './web-host.ts';

/** Callers remembered by the rate limiter. */
const RATE_KEYS_MAX = 50_000;
const RATE_DEFAULT = 600;
const APP_FILES = /^\/(?:assets|icons)\//;

/** What is asked a minute, of one person wherever they are, or of all strangers of one address together. */
export type RateLimitOf = (
  perMinute: number,
) => (request: Pick<FastifyRequest, 'caller'>) => number;

/** @param peoplePerAddress how many strangers may share an address. */
export function limitsOf(peoplePerAddress: number): RateLimitOf {
  return (perMinute) => (request) =>
    request.caller === undefined ? perMinute * peoplePerAddress : perMinute;
}

/** @returns the rate limiter's settings of one route. */
export function routeLimit(
  { ratePerMinute = RATE_DEFAULT, countedBy }: Pick<Route, 'ratePerMinute' | 'countedBy'>,
  limit: RateLimitOf,
) {
  const most = limit(ratePerMinute);
  const timeWindow = '1 minute';
  return countedBy === undefined
    ? { max: most, timeWindow }
    : {
        max: () => most({ caller: undefined }),
        timeWindow,
        keyGenerator: ({ ip }: FastifyRequest) => addressKey(ip),
      };
}

/** Counts every request of the server but those for the app's own files. */
export async function limitRates(app: FastifyInstance, limit: RateLimitOf): Promise<void> {
  await app.register(rateLimit, {
    global: true,
    max: limit(RATE_DEFAULT),
    timeWindow: '1 minute',
    // Files of the app: a phone takes a hundred at once when it first comes, they are the same for all, and sending one
    // costs less than asking who wants it. A limit here left a page without its scripts behind a shared address.
    allowList: ({ url }) => APP_FILES.test(url),
    cache: RATE_KEYS_MAX,
    enableDraftSpec: true,
    // A person counts as one wherever they are; strangers count by address, kept in memory only.
    keyGenerator: (request) => request.caller?.personId ?? addressKey(request.ip),
    errorResponseBuilder: (_request, context) =>
      problem(
        'request.rate_limited',
        `Too many requests; wait ${Math.ceil(context.ttl / 1_000)} seconds.`,
        {
          retryAfterS: Math.ceil(context.ttl / 1_000),
        },
      ),
  });
}

/** @returns the limit of pages, and of what no route takes. Pages cost most, and no route takes them. */
export function limited(app: FastifyInstance): NotFoundLimits {
  return app.hasDecorator('rateLimit') ? { preHandler: app.rateLimit() } : {};
}
