// Keeps the line to the inbox open while somebody who has an account looks at the page. Draws nothing.

import { useEffect } from 'preact/hooks';
import { lineOf } from '../feed/connection.ts';
import { useApp } from '../shell/app-context.ts';
import { inboxDot } from '../shell/inbox-dot.ts';
import { useSignal } from '../shell/use-signal.ts';
import { InboxLink } from './inbox-link.ts';

export function InboxLive() {
  const { api, preferences } = useApp();
  const { dataSaver } = useSignal(preferences);
  useEffect(() => {
    // Whoever saves data opens the inbox when they want to know.
    if (lineOf(dataSaver).saveData) return;
    const link = new InboxLink(api);
    const look = () => (document.visibilityState === 'visible' ? link.open() : link.close());
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      link.close();
      inboxDot.set(0);
    };
  }, [api, dataSaver]);
  return null;
}
