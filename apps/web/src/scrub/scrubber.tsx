// The line at a clip's foot by which one goes to any moment of it: with a finger, a mouse or keys. The small picture of that
// moment stands above it where there is one, and always the time. Comes with the first clip that plays.

import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Video } from '@jhalak/contracts/videos';
import { lineOf } from '../feed/connection.ts';
import { useDigits } from '../lock/clock-face.tsx';
import { useApp } from '../shell/app-context.ts';
import { fetchTiles, tileAt, type Tile } from './storyboard.ts';
import { placeText } from './place-text.ts';
import './scrub.css';

/** What is shorter is over before one has found the place. */
const CLIP_MIN_MS = 5_000;
const KEY_STEP_MS = 1_000;
/** Clips begin again at their end: the last moment that can be looked at. */
const BEFORE_END_MS = 250;
/** A finger that moved less has not drawn anything: it may go up to the next clip. */
const DRAWN_PX = 6;
/** After the last key; long enough to read the time. */
const SHOWN_AFTER_KEY_MS = 1_500;
/** A sheet weighs some 100 KB: a day's budget that leaves less has better use for it. */
const SHEET_BYTES = 120_000;
/** Between the screen's edge and the line's end, where the phone's own gestures begin; as in scrub.css. */
const EDGE_PX = 16;

export interface ScrubberProps {
  video: Video;
  /** What it is called, and how its place is said: words of the first load, so that the file with all others is not needed. */
  label: string;
  say: (at: string, length: string) => string;
  /** The element that plays the clip. */
  element: () => HTMLVideoElement | undefined;
  /** Told before each jump, which is no watching. */
  onJump: () => void;
  /** The thin line, which only playing moves. */
  sweep: RefObject<HTMLElement | null>;
}

/** Nothing for a clip that is too short for it. */
export function Scrubber(props: ScrubberProps) {
  return props.video.durationMs < CLIP_MIN_MS ? null : <Line {...props} />;
}

/** A finger or a mouse button that is down. */
interface Hold {
  pointer: number;
  fromPx: number;
  drawn: boolean;
  /** It played, and goes on when it is let go. */
  goesOn: boolean;
}

function Line({ video, label, say, element, onJump, sweep }: ScrubberProps) {
  const lengthMs = video.durationMs;
  const line = useRef<HTMLDivElement>(null);
  const hold = useRef<Hold | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** The moment that is looked at, not yet gone to or just gone to; null: none. */
  const [lookedAtMs, lookAt] = useState<number | null>(null);
  const [held, setHeld] = useState(false);
  const [near, setNear] = useState(false);
  const [saidMs, setSaidMs] = useState(0);
  const { tiles, want } = useTiles(video.id);
  const text = useText();
  const standsMs = () => (element()?.currentTime ?? 0) * 1000;
  const mark = (ms: number) => line.current?.style.setProperty('--at', String(ms / lengthMs));

  useEffect(() => () => clearTimeout(timer.current), []);
  // The grown line goes along with the clip while somebody is at it.
  useEffect(() => {
    if (!near || held) return;
    let frame = 0;
    const follow = () => {
      mark(standsMs());
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => cancelAnimationFrame(frame);
    // Depends on less than it reads: what is followed is the same clip for the life of a line
  }, [near, held]);

  function come(): void {
    setNear(true);
    setSaidMs(standsMs());
    want();
  }
  function goTo(wantedMs: number): number {
    const ms = Math.max(0, Math.min(wantedMs, lengthMs - BEFORE_END_MS));
    const clip = element();
    if (clip === undefined) return ms;
    onJump();
    clip.currentTime = ms / 1000;
    mark(ms);
    if (sweep.current !== null) sweep.current.style.transform = `scaleX(${ms / lengthMs})`;
    setSaidMs(ms);
    return ms;
  }
  function momentAt(clientX: number): number {
    const { left, width } = line.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    const share = (clientX - left - EDGE_PX) / (width - 2 * EDGE_PX);
    return Math.max(0, Math.min(1, share)) * lengthMs;
  }

  function onPointerDown(event: PointerEvent): void {
    if (hold.current !== null || event.button !== 0) return;
    come();
    // Capturing it makes every way of letting go arrive here.
    line.current?.setPointerCapture(event.pointerId);
    clearTimeout(timer.current);
    const { pointerId: pointer, clientX: fromPx } = event;
    hold.current = { pointer, fromPx, drawn: false, goesOn: false };
    if (event.pointerType === 'mouse') draw(hold.current, fromPx);
  }
  function draw(one: Hold, clientX: number): void {
    if (!one.drawn) {
      const clip = element();
      one.goesOn = clip?.paused === false;
      clip?.pause();
      one.drawn = true;
      setHeld(true);
    }
    const ms = momentAt(clientX);
    mark(ms);
    lookAt(ms);
    setSaidMs(ms);
  }
  function onPointerMove(event: PointerEvent): void {
    const one = hold.current;
    if (one === null) {
      if (event.pointerType === 'mouse') lookAt(momentAt(event.clientX));
    } else if (one.pointer === event.pointerId) {
      if (one.drawn || Math.abs(event.clientX - one.fromPx) >= DRAWN_PX) draw(one, event.clientX);
    }
  }
  /** @param goes false: the browser took the finger, to move the feed. */
  function letGo(event: PointerEvent, goes: boolean): void {
    const one = hold.current;
    if (one === null || one.pointer !== event.pointerId) return;
    hold.current = null;
    if (goes) goTo(momentAt(event.clientX));
    if (one.goesOn) element()?.play().catch(ignore);
    setHeld(false);
    if (event.pointerType !== 'mouse') leave();
  }
  function leave(): void {
    if (hold.current !== null) return;
    lookAt(null);
    setNear(line.current?.matches(':focus-visible') === true);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = KEYS[event.key]?.(standsMs(), lengthMs);
    // Up and down stay the feed's, here as everywhere in it.
    if (to === undefined) return;
    event.preventDefault();
    setNear(true);
    lookAt(goTo(to));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => lookAt(null), SHOWN_AFTER_KEY_MS);
  }

  return (
    <div
      class={held ? 'scrub is-held' : near ? 'scrub is-near' : 'scrub'}
      ref={line}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.round(lengthMs / 1000)}
      aria-valuenow={Math.round(saidMs / 1000)}
      aria-valuetext={say(text(saidMs), text(lengthMs))}
      onFocus={come}
      onBlur={leave}
      onKeyDown={onKeyDown}
      onPointerEnter={(event) => event.pointerType === 'mouse' && come()}
      onPointerLeave={leave}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={(event) => letGo(event, true)}
      onPointerCancel={(event) => letGo(event, false)}
      // Not a tap on the clip.
      onClick={(event) => event.stopPropagation()}
    >
      {lookedAtMs !== null && (
        <Moment tile={tileAt(tiles, lookedAtMs)} place={lookedAtMs / lengthMs}>
          <b>{text(lookedAtMs)}</b> / {text(lengthMs)}
        </Moment>
      )}
      <i class="scrub-line" />
      <i class="scrub-thumb" />
    </div>
  );
}

const KEYS: Readonly<Record<string, (atMs: number, lengthMs: number) => number>> = {
  ArrowLeft: (atMs) => atMs - KEY_STEP_MS,
  ArrowRight: (atMs) => atMs + KEY_STEP_MS,
  Home: () => 0,
  End: (_atMs, lengthMs) => lengthMs,
};

/** A play that another one overtook. */
const ignore = (): void => undefined;

interface MomentProps {
  tile: Tile | undefined;
  /** Share of the clip, 0 to 1. */
  place: number;
  children: ComponentChildren;
}

/** The small picture and the time, above the thumb and within the stage. */
function Moment({ tile, place, children }: MomentProps) {
  return (
    <span class="scrub-moment" style={{ '--place': place, '--wide': `${tile?.widthPx ?? 90}px` }}>
      {tile !== undefined && (
        <span
          class="scrub-picture"
          style={{
            inlineSize: `${tile.widthPx}px`,
            blockSize: `${tile.heightPx}px`,
            backgroundImage: `url("${tile.sheet}")`,
            backgroundPosition: `${-tile.xPx}px ${-tile.yPx}px`,
          }}
        />
      )}
      <span class="scrub-time">{children}</span>
    </span>
  );
}

/** A clip's small pictures from the first time that they are wanted; none where data is dear, or there are none. */
function useTiles(videoId: string): { tiles: readonly Tile[]; want: () => void } {
  const { data, preferences } = useApp();
  const [tiles, setTiles] = useState<readonly Tile[]>([]);
  const asked = useRef(false);
  function want(): void {
    const dear = lineOf(preferences.get().dataSaver).saveData;
    if (asked.current || dear || (data.ledger?.left() ?? Infinity) < SHEET_BYTES) return;
    asked.current = true;
    fetchTiles(videoId).then(setTiles, () => {
      // Without network: the time alone, and the next touch asks again.
      asked.current = false;
    });
  }
  return { tiles, want };
}

/** @returns a writer of places, in the digits that the settings say. */
function useText(): (ms: number) => string {
  const { locale } = useApp();
  const { numberingSystem } = useDigits();
  return (ms) => placeText(ms, locale, numberingSystem);
}
