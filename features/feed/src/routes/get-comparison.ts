import { defineRoute, type Route } from '@jhalak/contracts';
import { FeedComparison } from '@jhalak/contracts/feed';
import { assert } from '@jhalak/kernel';
import type { FrozenModels } from '@jhalak/taste';
import { compareFeeds } from '../compare.ts';
import type { FeedDeps } from '../feed-pages.ts';
import { localeFor } from '../locale.ts';

/** @returns the route that shows an operator their own feed, and nobody else's: whom learning knows is nobody's to look at. */
export function getComparison(deps: FeedDeps, models: FrozenModels): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/feeds/compare',
    name: 'compareFeeds',
    summary: 'The operator’s own feed by popularity, by a model of some days ago, and live',
    tag: 'feed',
    access: ['operator'],
    owner: 'self',
    replies: { 200: FeedComparison },
    // Each may bring a whole model into memory.
    ratePerMinute: 10,
    async handle({ caller, headers, signal }) {
      assert(caller, 'the route asks for a role');
      const locale = localeFor(headers['accept-language'], caller.languages);
      const json = await compareFeeds(deps, models, { caller, locale, signal });
      return { status: 200, json, headers: { 'cache-control': 'private, no-store' } };
    },
  });
}
