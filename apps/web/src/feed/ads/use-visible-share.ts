// Watches how much of an element is on a lit screen, and says when it was seen and when that was a view.

import { useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { VisibleShare } from './visible-share.ts';

interface Watched {
  share: VisibleShare;
  /** Nothing lies over it, and it plays if it is a clip. */
  wanted: boolean;
  /** Some of it was seen for the first time. */
  onSeen: () => void;
  onView: () => void;
}

/** What the rule asks, and enough beside it to tell how an ad came and went. */
const THRESHOLDS = [0, 0.01, 0.25, 0.49, 0.5, 0.75, 1];

export function useVisibleShare(element: RefObject<HTMLElement | null>, watched: Watched): void {
  const { wanted } = watched;
  const latest = useRef(watched);
  latest.current = watched;
  useEffect(() => {
    const { current } = element;
    if (current === null || !wanted) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let part = 0;
    const look = (): void => {
      clearTimeout(timer);
      const { share, onSeen, onView } = latest.current;
      const nowMs = performance.now();
      share.set(document.visibilityState === 'visible' ? part : 0, nowMs);
      if (!share.began) return;
      onSeen();
      const inMs = share.viewInMs(nowMs);
      if (inMs === 0) onView();
      // Timers may come a little early.
      else if (inMs !== undefined) timer = setTimeout(look, inMs + 1);
    };
    const seen = new IntersectionObserver(
      (entries) => {
        part = entries.at(-1)?.intersectionRatio ?? 0;
        look();
      },
      { threshold: THRESHOLDS },
    );
    seen.observe(current);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      seen.disconnect();
      document.removeEventListener('visibilitychange', look);
      latest.current.share.set(0, performance.now());
    };
  }, [element, wanted]);
}
