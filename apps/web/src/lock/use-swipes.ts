// One finger, one wheel, one keyboard: sideways for the next card, up or a tap to open.

import { useEffect, useRef } from 'preact/hooks';

export interface SwipeActions {
  step(by: 1 | -1): void;
  open(): void;
  /** Moves the line under the finger, in pixels, positive towards the line's start; 0 lets it go. */
  drag(px: number): void;
}

/** Shorter moves are taps. */
const TAP_PX = 8;
const STEP_SHARE = 0.18;
const OPEN_PX = 64;
/** Pixels a millisecond: a flick. */
const FLICK = 0.5;
/** One turn of a wheel, or one stroke on a touchpad, is one card. */
const WHEEL_REST_MS = 350;
const WHEEL_MIN = 12;

interface Way {
  x: number;
  y: number;
  atMs: number;
  /** Decided after the first pixels. */
  axis: 'x' | 'y' | null;
}

/** Which way lines run: 1 from left to right, -1 as in Urdu. */
export function readingSide(): 1 | -1 {
  return document.documentElement.dir === 'rtl' ? -1 : 1;
}

/** @returns handlers for the element that shows the cards. */
export function useSwipes(actions: SwipeActions) {
  const way = useRef<Way | null>(null);
  const wheelAtMs = useRef(0);
  const end = (event: PointerEvent): void => {
    const from = way.current;
    way.current = null;
    actions.drag(0);
    if (from === null) return;
    const [dx, dy] = moveOf(event, from);
    const ms = Math.max(event.timeStamp - from.atMs, 1);
    if (from.axis === 'x') {
      const far = Math.abs(dx) > innerWidth * STEP_SHARE || Math.abs(dx) / ms > FLICK;
      if (far) actions.step(dx < 0 ? 1 : -1);
    } else if (from.axis === 'y') {
      if (dy < -OPEN_PX || (dy < 0 && -dy / ms > FLICK)) actions.open();
    } else if (Math.hypot(dx, dy) < TAP_PX) actions.open();
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.button !== 0 || target?.closest('button, a, dialog')) return;
      way.current = { x: event.clientX, y: event.clientY, atMs: event.timeStamp, axis: null };
    },
    onPointerMove: (event: PointerEvent) => {
      const from = way.current;
      if (from === null) return;
      const [dx, dy] = moveOf(event, from);
      if (from.axis === null && Math.hypot(dx, dy) > TAP_PX) {
        from.axis = Math.abs(dx) > Math.abs(dy) ? 'x' : 'y';
        if (event.currentTarget instanceof Element)
          event.currentTarget.setPointerCapture(event.pointerId);
      }
      if (from.axis === 'x') actions.drag(dx);
    },
    onPointerUp: end,
    onPointerCancel: () => {
      way.current = null;
      actions.drag(0);
    },
    onWheel: (event: WheelEvent) => {
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
      const turn = sideways ? readingSide() * event.deltaX : event.deltaY;
      if (Math.abs(turn) < WHEEL_MIN || event.timeStamp - wheelAtMs.current < WHEEL_REST_MS) return;
      wheelAtMs.current = event.timeStamp;
      actions.step(turn > 0 ? 1 : -1);
    },
  };
}

/** Sideways as lines run, and down. */
const moveOf = (event: PointerEvent, from: Way): [number, number] => [
  readingSide() * (event.clientX - from.x),
  event.clientY - from.y,
];

export interface KeyActions extends Pick<SwipeActions, 'step' | 'open'> {
  hold(): void;
}

/** Arrows, Enter on the page, Space; not while a sheet lies over it. */
export function useSwipeKeys(off: boolean, actions: KeyActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    if (off) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('input, textarea, select, dialog')) return;
      const onControl = target?.closest('button, a') !== null;
      const act = {
        ArrowRight: () => latest.current.step(readingSide()),
        ArrowLeft: () => latest.current.step(readingSide() === 1 ? -1 : 1),
        ArrowUp: () => latest.current.open(),
        ...(!onControl && {
          Enter: () => latest.current.open(),
          ' ': () => latest.current.hold(),
        }),
      }[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [off]);
}
