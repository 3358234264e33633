// Watches whose phone this is while the page lives; draws nothing.

import { useEffect, useRef } from 'preact/hooks';
import { PROBLEM } from '../session/problems.ts';
import { useApp } from '../shell/app-context.ts';
import { followTab, lookAgain, noteViewer } from './whose-phone.ts';

export function PhoneKeeper() {
  const app = useApp();
  const now = useRef(app);
  now.current = app;
  const { viewer } = app;
  useEffect(() => void noteViewer(app, () => now.current), [viewer?.id, viewer?.handle]);
  useEffect(() => {
    const onProblem = (event: Event): void => {
      if ((event as CustomEvent<string>).detail === 'auth.required')
        void lookAgain(() => now.current);
    };
    const onStorage = (event: StorageEvent): void => followTab(event, now.current);
    addEventListener(PROBLEM, onProblem);
    addEventListener('storage', onStorage);
    return () => {
      removeEventListener(PROBLEM, onProblem);
      removeEventListener('storage', onStorage);
    };
  }, []);
  return null;
}
