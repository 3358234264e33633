import type { Attention } from '@jhalak/attention';
import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { SlotWhy, WhyQuery } from '@jhalak/contracts/feed';
import type { FeedPages } from '../feed-pages.ts';
import { STRANGER } from '../page-maker.ts';

/** @returns the route that says why a slot of the caller's own feed holds its clip. */
export function getWhy(attention: Attention, pages: FeedPages): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/feeds/why',
    name: 'getSlotWhy',
    summary: 'What counted when a clip was chosen for a slot of the caller',
    tag: 'feed',
    access: 'anyone',
    owner: 'self',
    query: WhyQuery,
    replies: { 200: SlotWhy },
    ratePerMinute: 120,
    async handle({ query, caller }) {
      const slot = attention.readSlot(query.slot);
      if (slot === undefined || slot.personId !== (caller?.personId ?? STRANGER))
        throw problem('not_found', 'There is no such slot of yours.');
      const json = await pages.why(slot);
      return { status: 200, json, headers: { 'cache-control': 'private, no-store' } };
    },
  });
}
