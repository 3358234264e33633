// What one can do with the card on the screen. Each is told to the device, which keeps it until the cell can have it.

import { useEffect, useState } from 'preact/hooks';
import type { DismissReason, LockCard } from '@jhalak/contracts/lock';
import { useApp } from '../shell/app-context.ts';
import { thisDevice } from './this-device.ts';

export interface CardActions {
  saved: boolean;
  open(): void;
  toggleSaved(): Promise<void>;
  share(): Promise<void>;
  dismiss(reason: DismissReason): Promise<void>;
}

export function useCardActions(
  card: LockCard | undefined,
  refresh: () => Promise<void>,
): CardActions {
  const app = useApp();
  const { t } = app;
  const [saved, setSaved] = useState(false);
  useEffect(() => {
    let gone = false;
    void thisDevice()
      .then((device) => device.facts())
      .then((facts) => {
        if (!gone) setSaved(facts.saved.some(({ open }) => open === card?.open));
      });
    return () => {
      gone = true;
    };
  }, [card?.open]);

  async function copyLink(url: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(url);
      app.say(t('toast.copied'));
    } catch {
      // Some browsers give no clipboard to pages without TLS: show the address instead.
      app.say(url);
    }
  }

  return {
    saved,
    open() {
      if (card === undefined) return;
      void thisDevice().then((device) => device.happened('open', card.slot));
      app.navigate(card.open);
    },
    async toggleSaved() {
      if (card === undefined) return;
      const device = await thisDevice();
      const now = await device.toggleSaved(card);
      setSaved(now);
      if (now) await device.happened('save', card.slot);
      app.say(now ? t('lock.nowSaved') : t('lock.nowUnsaved'));
    },
    async share() {
      if (card === undefined) return;
      const url = app.origin + card.open;
      await (await thisDevice()).happened('share', card.slot);
      if (typeof navigator.share !== 'function') return await copyLink(url);
      try {
        await navigator.share({ url, text: card.headline });
      } catch (error) {
        // The person closed the share sheet: nothing to say.
        if (!(error instanceof DOMException && error.name === 'AbortError')) await copyLink(url);
      }
    },
    async dismiss(reason) {
      if (card === undefined) return;
      const device = await thisDevice();
      await device.happened('dismiss', card.slot, { reason });
      await device.seen(card.open, true);
      await refresh();
      app.say(t('lock.dismissed'));
    },
  };
}
