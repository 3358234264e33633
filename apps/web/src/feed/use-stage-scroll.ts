// Keeps the scroller and the feed's index in step, whichever moved.

import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import { useSignal } from '../shell/use-signal.ts';
import type { FeedState, FeedStore } from './feed-store.ts';

const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A line moved by this part of the stage shows where it is going. */
const COMES_FROM = 0.04;

/** @param onComing told which clip comes into view; the present one, when none does. */
export function useStageScroll(
  scroller: RefObject<HTMLDivElement | null>,
  store: FeedStore,
  onComing: (index: number) => void,
) {
  /** Part of the stage by which the line is off its place, at the last look. */
  const lastOff = useRef(0);
  const track = useRef<HTMLDivElement>(null);
  const { clips, index, status } = useSignal(store.state);
  // One place more for the end, for what failed, and for what is on its way.
  const places = placesOf({ clips, status });

  // Effects of layout run in the browser only; the server's single card needs no height.
  useLayout(() => {
    track.current?.style.setProperty(
      'height',
      `calc(var(--stage-height) * ${Math.max(places, 1)})`,
    );
  }, [places]);

  useLayout(() => {
    const element = scroller.current;
    if (element === null || placeOf(element) === index) return;
    element.scrollTo({ top: index * element.clientHeight, behavior: 'instant' });
  }, [index, clips]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // Turning the phone or opening a keyboard changes the height; the clip on screen stays.
    const keep = new ResizeObserver(() => {
      element.scrollTo({
        top: store.state.get().index * element.clientHeight,
        behavior: 'instant',
      });
    });
    keep.observe(element);
    return () => keep.disconnect();
  }, [store]);

  function go(to: number): void {
    const element = scroller.current;
    // As it is now: the phone's controls hold a turn from before the last page came.
    if (element === null || to < 0 || to >= placesOf(store.state.get())) return;
    // A page that is not on screen does not scroll; the phone's controls move it all the same.
    if (document.hidden) {
      store.moveTo(to);
      return;
    }
    element.scrollTo({
      top: to * element.clientHeight,
      behavior: reducedMotion() ? 'instant' : 'smooth',
    });
  }

  return {
    track,
    onScroll: () => {
      const element = scroller.current;
      if (element === null) return;
      const place = placeOf(element);
      const off = element.scrollTop / element.clientHeight - place;
      const leaves = Math.abs(off) > Math.abs(lastOff.current);
      lastOff.current = off;
      if (place !== store.state.get().index) store.moveTo(place);
      else if (Math.abs(off) < COMES_FROM) onComing(place);
      else if (leaves) onComing(place + Math.sign(off));
    },
    next: () => go(store.state.get().index + 1),
    previous: () => go(store.state.get().index - 1),
  };
}

/** Clips and what stands after the last. */
const placesOf = ({ clips, status }: Pick<FeedState, 'clips' | 'status'>): number =>
  clips.length + (status !== 'idle' && clips.length > 0 ? 1 : 0);

/** The place that fills at least half of the stage. */
function placeOf(element: HTMLElement): number {
  return element.clientHeight === 0 ? 0 : Math.round(element.scrollTop / element.clientHeight);
}

const useLayout = typeof document === 'undefined' ? () => undefined : useLayoutEffect;
