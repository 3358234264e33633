// The feed as a feature: its routes over its pages.

import type { Feature, SlotProvider } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { FeedPages, type FeedDeps } from './feed-pages.ts';
import { feedRoutes } from './routes/get-feed.ts';

export function createFeed(deps: FeedDeps): SlotProvider & Feature {
  const pages = new FeedPages(deps);
  return {
    manifest,
    routes: feedRoutes(pages),
    jobs: {},
    consumers: [],
    sweeps: [],
    surface: pages.surface,
    offer: async (request) => await pages.offer(request),
  };
}
