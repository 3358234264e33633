// Ads between clips: when one is asked for, and where it goes. The server decides what and how often; nothing waits for it,
// and an ad that comes too late for its place is let go.

import type { AdSlotBody, AdSlotReply, ServedAd } from '@jhalak/contracts/ad-slots';
import type { Video } from '@jhalak/contracts/videos';
import type { App } from '../../shell/app-context.ts';
import { lineOf } from '../connection.ts';
import type { EventQueue } from '../event-queue.ts';
import type { FeedClip, FeedStore } from '../feed-store.ts';
import { openAdEvents, type AdEvent } from './ad-events.ts';
import { stageOf } from './ad-stage.tsx';

/** Without an answer: a later place may have one. */
const AGAIN_AFTER = 4;

export class FeedAds {
  readonly events: EventQueue<AdEvent>;
  /** Places until the next question. */
  #left = 0;
  #asking = false;
  #last: { store: FeedStore; key: string } | undefined;

  constructor(events: EventQueue<AdEvent>) {
    this.events = events;
  }

  /** Another place is on screen. Asks for an ad when it is time. */
  reached(app: App, store: FeedStore): void {
    const { clips, index } = store.state.get();
    const clip = clips[index];
    if (clip === undefined || (this.#last?.store === store && this.#last.key === clip.key)) return;
    this.#last = { store, key: clip.key };
    const nowMs = Date.now();
    // Signed for a while only; what was not reached in time makes way.
    store.dropAhead((one) => one.ad !== undefined && one.ad.untilMs <= nowMs);
    if (clip.ad !== undefined) return;
    this.#left -= 1;
    const next = clips[index + 1];
    if (this.#left >= 0 || this.#asking || next === undefined || next.ad !== undefined) return;
    if (clip.slot === null || next.slot === null || !mayAsk(app)) return;
    this.#asking = true;
    void this.#ask(app, store, { clip, before: clip.slot, after: next.slot }).finally(() => {
      this.#asking = false;
    });
  }

  async #ask(
    app: App,
    store: FeedStore,
    { clip, before, after }: { clip: FeedClip; before: string; after: string },
  ): Promise<void> {
    const body: AdSlotBody = { placement: 'feed', before, after };
    const [reply] = await Promise.all([
      app.api.send<AdSlotReply>('POST', '/v1/ads/slots', body),
      app.loadMoreMessages(),
    ]);
    if (reply.kind !== 'ok') {
      this.#left = AGAIN_AFTER;
      return;
    }
    const { ad, nextAfter } = reply.value;
    this.#left = nextAfter;
    // Beside other clips than it was judged for it is not shown.
    const { clips } = store.state.get();
    const next = clips[clips.findIndex((one) => one.key === clip.key) + 1];
    if (ad !== null && next?.slot === after) store.insertAd(clip.key, this.#placed(ad));
  }

  #placed(ad: ServedAd): FeedClip {
    const still = ad.content.kind !== 'clip';
    return {
      key: ad.token,
      slot: null,
      reason: null,
      video: ad.content.kind === 'clip' ? ad.content.video : NO_VIDEO,
      ad: { still, untilMs: ad.expiresAtMs, Face: stageOf(ad, this.events) },
    };
  }
}

/** Nobody is asked offline, where data is dear, or before there is a viewer. */
function mayAsk({ viewer, preferences }: App): boolean {
  if (viewer === null || viewer === undefined || !navigator.onLine) return false;
  return !lineOf(preferences.get().dataSaver).saveData;
}

/** Stands where a card has no clip: never drawn, liked or shared. */
const NO_VIDEO: Video = {
  ...{ id: '', state: 'published', caption: '', language: 'en', genre: 'news', tags: [] },
  ...{ durationMs: 0, widthPx: 9, heightPx: 16, poster: '', thumbhash: '', renditions: [] },
  ...{ creator: { handle: '' }, counts: { views: 0, likes: 0, comments: 0 } },
  ...{ publishedAtMs: 0, sample: false },
};

let opened: FeedAds | undefined;

/** The page's one. */
export function feedAds(): FeedAds {
  opened ??= new FeedAds(openAdEvents());
  return opened;
}
