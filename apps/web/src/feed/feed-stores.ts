// The feed that belongs to the open address, made on first use and kept for coming back.

import type { Video } from '@jhalak/contracts/videos';
import type { App } from '../shell/app-context.ts';
import { FeedStore, type FeedKind } from './feed-store.ts';
import { lastFeed } from './last-feed.ts';

export type ScreenFeed = FeedStore & { readonly kind: FeedKind | 'video' };

/** Deep links opened in one page's life; older ones start over. */
const STORES_MAX = 6;

/** @param linked the clip that the address names, on a clip's own page. */
export function feedStoreOf(app: App, linked?: Video): ScreenFeed {
  const { route, feeds } = app;
  const kind: ScreenFeed['kind'] =
    route.name === 'following' ? 'following' : route.name === 'video' ? 'video' : 'for-you';
  const key = `${kind}:${route.param}`;
  const known = feeds.get(key);
  if (known !== undefined) return known as ScreenFeed;
  const { feed } = app.firstScreen;
  const store = new FeedStore({
    api: app.api,
    kind: kind === 'following' ? 'following' : 'for-you',
    beforeFetch: async () => {
      await app.events.flush();
    },
    leftBytes: () => app.data.ledger?.left() ?? null,
    ...(kind === 'for-you' && { kept: lastFeed }),
    ...(feed !== undefined && kind !== 'video' && { first: feed }),
    ...(linked !== undefined && { ahead: linked }),
  });
  const screenFeed = Object.assign(store, { kind });
  feeds.set(key, screenFeed);
  for (const old of feeds.keys()) {
    if (feeds.size <= STORES_MAX) break;
    if (old !== key) feeds.delete(old);
  }
  return screenFeed;
}
