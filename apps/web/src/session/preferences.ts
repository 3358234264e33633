// Settings that belong to this device, not to the person: kept in local storage, never sent.

import { createSignal, type Signal } from '../shell/signal.ts';

export interface Preferences {
  sound: boolean;
  autoplay: boolean;
  dataSaver: boolean;
  hand: 'right' | 'left';
  theme: 'night' | 'subah' | 'auto';
  /** Data budget of a day in millions of bytes; null: no limit. */
  dayMegabytes: number | null;
  /** Of the lock screen's clock. */
  digits: 'latin' | 'native';
  /** Cards of the lock screen stay until they are swiped. */
  lockHeld: boolean;
}

export const DEFAULT_PREFERENCES: Preferences = {
  sound: false,
  autoplay: true,
  dataSaver: false,
  hand: 'right',
  theme: 'night',
  dayMegabytes: null,
  digits: 'latin',
  lockHeld: false,
};

/** The storage key; the page's first inline script reads theme and hand from it before anything is painted. */
export const PREFERENCES_KEY = 'jhalak.preferences';

/** @param storage undefined on the server and where the browser forbids it; then nothing is remembered. */
export function createPreferences(storage: Storage | undefined): Signal<Preferences> {
  const signal = createSignal<Preferences>({ ...DEFAULT_PREFERENCES, ...stored(storage) });
  signal.watch(() => {
    try {
      storage?.setItem(PREFERENCES_KEY, JSON.stringify(signal.get()));
    } catch {
      // A full or forbidden storage costs only the memory of a setting.
    }
  });
  return signal;
}

function stored(storage: Storage | undefined): Partial<Preferences> {
  try {
    const value: unknown = JSON.parse(storage?.getItem(PREFERENCES_KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
