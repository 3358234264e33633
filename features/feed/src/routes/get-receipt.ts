import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { FeedReceipt, FeedReceiptParams } from '@jhalak/contracts/feed';
import { assert } from '@jhalak/kernel';
import type { FeedReceipts } from '../receipts.ts';

export function getReceipt(receipts: FeedReceipts): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/feeds/receipts/:receipt',
    name: 'getFeedReceipt',
    summary:
      'What one of your pages of the last day was chosen by, and the page chosen again from it',
    tag: 'feed',
    access: 'viewer',
    owner: 'owner',
    params: FeedReceiptParams,
    replies: { 200: FeedReceipt },
    ratePerMinute: 30,
    async handle({ params, caller }) {
      assert(caller, 'the route asks for a viewer');
      const replay = await receipts.replay(params.receipt, caller.personId);
      if (replay === undefined)
        throw problem('not_found', 'There is no such page of yours within the last day.');
      return { status: 200, json: replay, headers: { 'cache-control': 'private, no-store' } };
    },
  });
}
