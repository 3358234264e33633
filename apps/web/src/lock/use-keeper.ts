// Keeps a page's view of the device true: looks again whenever something changed, in whichever tab, and whenever time
// passed; goes the rounds with the cell while the page is open.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ledgerOf } from '../budget/ledger-of.ts';
import { lockDayBytes } from '../budget/day-bytes.ts';
import { useApp } from '../shell/app-context.ts';
import { useSignal } from '../shell/use-signal.ts';
import { abilities } from './abilities.ts';
import type { LockView } from './device/device.ts';
import { stayInBackground } from './background.ts';
import { takeRound, thisDevice, watchDevice } from './this-device.ts';

/** How often a page looks. What is due, and whether anything is, the device decides. */
const TICK_MS = 5_000;

export interface Kept {
  /** Null until the device was looked at for the first time. */
  view: LockView | null;
  /** There is no network, or the last round did not reach the cell. */
  cut: boolean;
  /** Looks and goes a round now. */
  refresh(): Promise<void>;
}

/** @param lit whether cards are on the screen. */
export function useKeeper(lit: boolean): Kept {
  const [view, setView] = useState<LockView | null>(null);
  const [cut, setCut] = useState(false);
  const app = useApp();
  const litNow = useRef(lit);
  litNow.current = lit;
  const wished = useWishes();

  const look = useCallback(async () => {
    const device = await thisDevice();
    setView(await device.look());
  }, []);
  const refresh = useCallback(async () => {
    await look();
    const result = await takeRound({ lit: litNow.current && !document.hidden });
    // Where nothing was due nothing was asked; that there is no line at all the browser knows.
    if (result !== 'elsewhere') setCut(result === 'cut' || !navigator.onLine);
    const { consent, usedBytes } = await (await thisDevice()).facts();
    ledgerOf(app).noteLock(consent !== 'off', usedBytes);
    await look();
  }, [look]);

  useEffect(() => {
    if (!wished) return;
    const onTick = () => void refresh();
    const timer = setInterval(onTick, TICK_MS);
    const stopWatching = watchDevice(() => void look());
    const onLeave = () => document.hidden && void stayInBackground();
    document.addEventListener('visibilitychange', onTick);
    document.addEventListener('visibilitychange', onLeave);
    addEventListener('online', onTick);
    addEventListener('offline', onTick);
    onTick();
    return () => {
      clearInterval(timer);
      stopWatching();
      document.removeEventListener('visibilitychange', onTick);
      document.removeEventListener('visibilitychange', onLeave);
      removeEventListener('online', onTick);
      removeEventListener('offline', onTick);
      void stayInBackground();
    };
  }, [wished, look, refresh]);
  return { view, cut, refresh };
}

/** Tells the device who is here and what this browser can do. @returns whether it knows. */
function useWishes(): boolean {
  const { viewer, locale, preferences } = useApp();
  const { dataSaver, dayMegabytes } = useSignal(preferences);
  const [wished, setWished] = useState(false);
  useEffect(() => {
    void (async () => {
      const device = await thisDevice();
      const languages = viewer?.languages ?? [];
      const chosen = languages.includes(locale) ? locale : languages[0];
      await device.wish({
        ...(await abilities(dataSaver)),
        dayBytesMax: lockDayBytes(dayMegabytes),
        locale,
        // Without network it is not known who is here: what was known stays.
        ...(viewer !== undefined && {
          owner: viewer?.id ?? null,
          learns: viewer?.personal === true,
          language: chosen ?? locale,
        }),
      });
      setWished(true);
    })();
  }, [viewer, locale, dataSaver, dayMegabytes]);
  return wished;
}
