// A row of tabs or filters on one line in every language: what has no room is drawn aside, and the edge fades where more is.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './tab-row.css';

interface TabRowProps {
  class: string;
  label: string;
  /** They choose what stands below, and lead nowhere. */
  isGroup?: boolean;
  /** Links or buttons, the present one with `aria-current` or `aria-pressed`. */
  children: ComponentChildren;
}

/** Less than this is rounding, and nothing is hidden. */
const HIDDEN_PX = 2;

export function TabRow({ class: name, label, isGroup = false, children }: TabRowProps) {
  const row = useRef<HTMLElement>(null);
  const shown = useRef<Element | null>(null);
  useEffect(() => {
    if (row.current === null) return;
    const present = row.current.querySelector('[aria-current], [aria-pressed=true]');
    if (present !== shown.current) bringIn(row.current, present);
    shown.current = present;
    fade(row.current);
  });
  useEffect(() => {
    const element = row.current;
    if (element === null) return;
    // Letters of their own come later than the words, and change their width.
    const watch = new ResizeObserver(() => fade(element));
    for (const one of [element, ...element.children]) watch.observe(one);
    return () => watch.disconnect();
  }, []);
  const props = {
    class: `tab-row draws-aside ${name}`,
    'aria-label': label,
    onScroll: () => row.current !== null && fade(row.current),
    children,
  };
  const take = (element: HTMLElement | null): void => {
    row.current = element;
  };
  return isGroup ? <div role="group" ref={take} {...props} /> : <nav ref={take} {...props} />;
}

/** The present one stands in the middle, as far as the row can be drawn. The page itself does not move. */
function bringIn(row: HTMLElement, present: Element | null): void {
  if (present === null) return;
  const [one, all] = [present.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollBy({ left: one.left + one.width / 2 - all.left - all.width / 2, behavior: 'instant' });
}

/** Says on which sides more is. In Urdu `scrollLeft` counts down from 0. */
function fade(row: HTMLElement): void {
  const before = Math.abs(row.scrollLeft);
  const after = row.scrollWidth - row.clientWidth - before;
  row.classList.toggle('is-cut-before', before > HIDDEN_PX);
  row.classList.toggle('is-cut-after', after > HIDDEN_PX);
}
