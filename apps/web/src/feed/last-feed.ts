// The clips seen last, for opening the app without network: words and posters, no clips and no slots.

import type { FeedClip } from './feed-store.ts';

const STORE_KEY = 'jhalak.lastFeed';
/** As many as the service worker keeps posters of. */
const CLIPS_MAX = 12;

/** @param clips those around the present one; replaces what was kept. */
export function keepLastFeed(clips: readonly FeedClip[]): void {
  try {
    const kept = clips
      .filter((clip) => !clip.ad)
      .slice(-CLIPS_MAX)
      .map((clip) => ({ ...clip, key: clip.video.id, slot: null }));
    localStorage.setItem(STORE_KEY, JSON.stringify(kept));
  } catch {
    // Without storage there is nothing to show offline.
  }
}

export function lastFeed(): FeedClip[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STORE_KEY) ?? '[]');
    return Array.isArray(value) ? (value as FeedClip[]) : [];
  } catch {
    return [];
  }
}
