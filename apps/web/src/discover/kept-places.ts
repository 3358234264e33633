// Where somebody was on a list and what stood on it, for coming back to it: while the page lives, of the last few lists.

import { useLayoutEffect, useRef } from 'preact/hooks';

/** Lists remembered; with two screens of pictures each some 100 kB. */
const KEPT_MAX = 8;

interface Place {
  scrollPx: number;
  lists: Map<string, unknown>;
}

const places = new Map<string, Place>();
let cameBackTo = '';
// Only who comes back finds it as it was; who opens an address anew wants what is new.
if (typeof addEventListener === 'function')
  addEventListener('popstate', () => {
    cameBackTo = location.href;
  });

/** @returns what is remembered of the open address; empty where it was opened anew. */
export function placeHere(): Place {
  const key = location.href;
  const known = places.get(key);
  if (known !== undefined) return known;
  const place: Place = { scrollPx: 0, lists: new Map() };
  places.set(key, place);
  const [oldest] = places.keys();
  if (places.size > KEPT_MAX && oldest !== undefined) places.delete(oldest);
  return place;
}

/** Begins the open address anew, unless somebody came back to it. */
export function arrive(): void {
  if (cameBackTo !== location.href) places.delete(location.href);
  cameBackTo = '';
}

/** @param key of what is shown. @returns a ref for the element that scrolls: it is put where it was when it was left. */
export function useKeptScroll(key: string) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const scroller = element.current;
    if (scroller === null) return;
    const place = placeHere();
    scroller.scrollTop = place.scrollPx;
    const note = (): void => {
      place.scrollPx = scroller.scrollTop;
    };
    scroller.addEventListener('scroll', note, { passive: true });
    return () => scroller.removeEventListener('scroll', note);
  }, [key]);
  return element;
}
