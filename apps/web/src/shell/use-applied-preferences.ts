import { useEffect } from 'preact/hooks';
import type { Preferences } from '../session/preferences.ts';
import type { Signal } from './signal.ts';
import { useSignal } from './use-signal.ts';

/** Puts theme and hand on the document, where the style sheet looks. */
export function useAppliedPreferences(preferences: Signal<Preferences>): void {
  const { theme, hand } = useSignal(preferences);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.dataset['hand'] = hand;
  }, [theme, hand]);
}
