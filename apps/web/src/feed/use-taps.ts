// One tap pauses, two taps like. The first tap waits to see whether a second follows.

import { useRef } from 'preact/hooks';

const SECOND_TAP_WITHIN_MS = 260;
const SAME_PLACE_PX = 60;

export function useTaps(actions: {
  onTap: () => void;
  onDoubleTap: (x: number, y: number) => void;
}) {
  const last = useRef<{ x: number; y: number; timer: ReturnType<typeof setTimeout> } | null>(null);
  return {
    onClick: (event: MouseEvent) => {
      if (
        event.target instanceof Element &&
        event.target.closest('[data-no-tap] :is(button, a, p), button, a')
      )
        return;
      const { clientX: x, clientY: y } = event;
      const before = last.current;
      last.current = null;
      if (before !== null) {
        clearTimeout(before.timer);
        if (Math.hypot(x - before.x, y - before.y) < SAME_PLACE_PX) {
          actions.onDoubleTap(x, y);
          return;
        }
      }
      const timer = setTimeout(() => {
        last.current = null;
        actions.onTap();
      }, SECOND_TAP_WITHIN_MS);
      last.current = { x, y, timer };
    },
  };
}
