// The flame that a double tap lifts from the thumb.

import { useRef } from 'preact/hooks';

/** More at once are not told apart. */
const FLAMES_MAX = 6;

export function useFlames() {
  const layer = useRef<HTMLDivElement>(null);
  return {
    layer,
    /** @param x, y in the window's pixels. */
    lift(x: number, y: number): void {
      const home = layer.current;
      if (home === null || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
      const frame = home.getBoundingClientRect();
      const flame = document.createElement('i');
      flame.className = 'flame';
      flame.style.left = `${x - frame.left}px`;
      flame.style.top = `${y - frame.top}px`;
      flame.addEventListener('animationend', () => flame.remove());
      home.append(flame);
      while (home.childElementCount > FLAMES_MAX) home.firstElementChild?.remove();
    },
  };
}
