// After a minute without a touch only a dim clock is left; the next touch brings the cards back, and does nothing else.

import { useEffect, useState } from 'preact/hooks';

const REST_AFTER_MS = 60_000;
const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'pointermove', 'focusin'] as const;

/** @param able false while there is nothing to rest from. @returns whether it rests, and a way to wake it. */
export function useRest(able: boolean): { resting: boolean; wake: () => void } {
  const [resting, setResting] = useState(false);
  useEffect(() => {
    if (!able || resting) return;
    let timer = setTimeout(() => setResting(true), REST_AFTER_MS);
    const onTouch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => setResting(true), REST_AFTER_MS);
    };
    for (const name of TOUCHES) addEventListener(name, onTouch, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const name of TOUCHES) removeEventListener(name, onTouch);
    };
  }, [able, resting]);
  return { resting: able && resting, wake: () => setResting(false) };
}
