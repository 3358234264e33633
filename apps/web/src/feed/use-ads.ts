// When an ad may come between clips. Its code is fetched after the first clip: that one has the line for itself.

import { useEffect } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { useSignal } from '../shell/use-signal.ts';
import type { FeedStore } from './feed-store.ts';

export function useAds(store: FeedStore): void {
  const app = useApp();
  const { clips, index } = useSignal(store.state);
  const key = clips[index]?.key;
  useEffect(() => {
    if (index === 0 || key === undefined) return;
    import('./ads/feed-ads.ts').then(
      ({ feedAds }) => feedAds().reached(app, store),
      // Without its code there is no ad.
      () => undefined,
    );
    // Depends on less than it reads: once a place
  }, [store, key]);
}
