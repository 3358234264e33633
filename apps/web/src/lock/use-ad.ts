// What happens to the ad on the screen, and what one can do with it. All of it is told to the device, which keeps it until the
// cell can have it; nothing of it waits for a network.

import { useEffect } from 'preact/hooks';
import type { AdHideBody, AdReportBody } from '@jhalak/contracts/ad-slots';
import type { AdEvent } from '@jhalak/contracts/ad-events';
import type { LockAd, LockPack } from '@jhalak/contracts/lock';
import type { Reply } from '../api/client.ts';
import { VisibleShare } from '../feed/ads/visible-share.ts';
import { useApp } from '../shell/app-context.ts';
import { thisDevice } from './this-device.ts';

export interface AdOnLock {
  /** Its button was tapped: the address opens in a new tab. */
  opened(): void;
  hide(): Promise<void>;
  /** @returns the cell's answer; undefined where there is nobody to answer to: it is only counted. */
  report(body: AdReportBody): Promise<Reply<unknown> | undefined>;
}

/** By token: a swipe back, or another look at the pack, is no second showing. */
const shares = new Map<string, { share: VisibleShare; told: Set<AdEvent['type']> }>();
/** A page shows some packs in its life, each with five ads at most. */
const SHARES_MAX = 100;

/** @param lit whether the ad is on a lit screen, with nothing over it. */
export function useAd(
  ad: LockAd | undefined,
  pack: LockPack,
  lit: boolean,
  refresh: () => Promise<void>,
): AdOnLock {
  const app = useApp();
  const personal = pack.kind === 'personal';

  async function tell(of: LockAd, type: AdEvent['type']): Promise<void> {
    const { share, told } = measured(of);
    // Each counts once.
    if (told.has(type)) return;
    told.add(type);
    const timeline = type === 'view' ? share.timeline(performance.now()) : undefined;
    const device = await thisDevice();
    await device.adHappened(of, type, { personal, ...(timeline !== undefined && { timeline }) });
  }

  useEffect(() => {
    if (ad === undefined || !lit) return;
    const { share } = measured(ad);
    share.set(1, performance.now());
    void tell(ad, 'render');
    const inMs = share.viewInMs(performance.now());
    // Timers may come a little early.
    const timer =
      inMs === undefined ? undefined : setTimeout(() => void tell(ad, 'view'), inMs + 2);
    return () => {
      clearTimeout(timer);
      share.set(0, performance.now());
    };
    // Depends on less than it reads: once a sight of it
  }, [ad?.token, lit]);

  return {
    opened() {
      if (ad !== undefined) void tell(ad, 'click');
    },
    async hide() {
      if (ad === undefined) return;
      await tell(ad, 'hide');
      await refresh();
      app.say(app.t('ad.hidden'));
      const body: AdHideBody = { token: ad.token, what: 'ad' };
      // Here it is gone in any case; elsewhere too, where it is known who asks.
      if (app.viewer) void app.api.send('POST', '/v1/ads/hide', body);
    },
    async report(body) {
      if (ad === undefined) return undefined;
      await tell(ad, 'report');
      if (!app.viewer) return undefined;
      const reply = await app.api.send<unknown>('POST', '/v1/ads/reports', body);
      return reply.kind === 'offline' ? undefined : reply;
    },
  };
}

function measured({ token }: LockAd) {
  const known = shares.get(token);
  if (known !== undefined) return known;
  if (shares.size >= SHARES_MAX) shares.clear();
  const made = { share: new VisibleShare(false), told: new Set<AdEvent['type']>() };
  shares.set(token, made);
  return made;
}
