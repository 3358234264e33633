// The desk's keys: a queue of some hundred cards a morning is worked through without a mouse.

import { useLayoutEffect, useRef } from 'preact/hooks';

/** What a key does; a key that is not here does nothing. */
export type DeskKeys = Readonly<Record<string, (() => void) | undefined>>;

/** Where keys are text. A radio button that has the focus takes arrows only. */
const TYPED = 'input:not([type="radio"], [type="checkbox"]), textarea, select, dialog';

/** Listens while the screen is there. Keys that are typed into a field, and those with Ctrl, Alt or Meta, are not ours. */
export function useDeskKeys(keys: DeskKeys): void {
  const current = useRef(keys);
  current.current = keys;
  // With the card itself, not a frame later: a key pressed at once belongs to what is seen.
  useLayoutEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
      const { target } = event;
      if (target instanceof Element && target.closest(TYPED) !== null) return;
      const act = current.current[event.key.toLowerCase()];
      if (act === undefined) return;
      event.preventDefault();
      act();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
