import { useLayoutEffect, useRef } from 'preact/hooks';

/** As the stylesheet has it. */
const ALONE = '(max-width: 899px)';

/**
 * On a phone list and order take turns on one screen: an order begins at its top, and on the way back the list stands
 * where it was left, with the focus on the order that was open. What was opened has the focus on its heading.
 *
 * @param opened what stands beside the list; undefined for the list alone.
 * @returns the ref of the element that scrolls.
 */
export function useOneAtATime(opened: string | undefined) {
  const screen = useRef<HTMLDivElement>(null);
  const before = useRef<{ opened: string | undefined; listTopPx: number }>({
    opened: undefined,
    listTopPx: 0,
  });
  const last = before.current;
  // While the list is still on the screen: afterwards it has no place any more.
  if (last.opened === undefined && opened !== undefined && screen.current !== null)
    last.listTopPx = screen.current.scrollTop;
  useLayoutEffect(() => {
    const element = screen.current;
    const was = last.opened;
    last.opened = opened;
    if (element === null || was === opened) return;
    if (opened === undefined) {
      element.scrollTop = last.listTopPx;
      element.querySelector<HTMLElement>(`[data-order="${was}"]`)?.focus({ preventScroll: true });
    } else {
      const alone = matchMedia(ALONE).matches;
      if (alone) element.scrollTop = 0;
      // Beside the list it is only brought into view.
      element.querySelector<HTMLElement>('.order-detail h2')?.focus({ preventScroll: alone });
    }
  }, [opened]);
  return screen;
}
