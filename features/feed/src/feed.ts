// The feed as a feature: its routes over its pages.

import type { Feature, SlotProvider } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { FeedPages, type FeedDeps } from './feed-pages.ts';
import type { FeedReceipts } from './receipts.ts';
import { feedRoutes } from './routes/get-feed.ts';
import { getComparison } from './routes/get-comparison.ts';
import { getReceipt } from './routes/get-receipt.ts';
import { getWhy } from './routes/get-why.ts';

export function createFeed(deps: FeedDeps): SlotProvider & FeedReceipts & Feature {
  const pages = new FeedPages(deps);
  return {
    manifest,
    routes: [
      ...feedRoutes(pages),
      getReceipt(pages.receipts),
      getWhy(deps.attention, pages),
      ...(deps.frozen === undefined ? [] : [getComparison(deps, deps.frozen)]),
    ],
    jobs: {},
    consumers: [],
    sweeps: [],
    surface: pages.surface,
    erase: (personId) => {
      pages.forget(personId);
      return Promise.resolve();
    },
    offer: async (request) => await pages.offer(request),
    replay: async (receipt, personId) => await pages.receipts.replay(receipt, personId),
  };
}
