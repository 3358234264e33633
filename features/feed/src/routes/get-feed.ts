import { defineRoute, type Route } from '@jhalak/contracts';
import { FeedPage, FeedQuery } from '@jhalak/contracts/feed';
import type { FeedPages } from '../feed-pages.ts';
import { localeFor } from '../locale.ts';

/** A phone shows one at a time; six are two preloads and a little more. */
const LIMIT_DEFAULT = 6;
const PAGES_PER_MINUTE = 120;
const KILO = 1_000;

export function feedRoutes(pages: FeedPages): Route[] {
  const shared = {
    method: 'GET',
    tag: 'feed',
    owner: 'self',
    query: FeedQuery,
    replies: { 200: FeedPage },
    ratePerMinute: PAGES_PER_MINUTE,
  } as const;
  const answer =
    (mode: 'for_you' | 'following'): Route['handle'] =>
    async ({ query, caller, headers, signal }) => {
      const { limit, cursor, leftKb } = query as FeedQuery;
      const text = await pages.page({
        mode,
        caller,
        limit: limit ?? LIMIT_DEFAULT,
        cursor,
        ...(leftKb === undefined ? {} : { leftBytes: leftKb * KILO }),
        locale: localeFor(headers['accept-language'], caller?.languages ?? []),
        signal,
      });
      return { status: 200, rawJson: text, headers: { 'cache-control': 'private, no-store' } };
    };
  return [
    defineRoute({
      ...shared,
      path: '/v1/feeds/for-you',
      name: 'getForYou',
      summary: 'The personal feed; strangers without a token get one page of what is popular',
      access: 'anyone',
      handle: answer('for_you'),
    }),
    defineRoute({
      ...shared,
      path: '/v1/feeds/following',
      name: 'getFollowing',
      summary: 'Clips of followed creators',
      access: 'viewer',
      handle: answer('following'),
    }),
  ];
}
